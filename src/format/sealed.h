/*
 * sealed: a sealed file, version 1 (docs/format.md): a 32-byte header, then
 * AES-SIV ciphertext.  Works on one buffer that the caller filled, in place,
 * so that sealing or opening a file of n bytes needs n bytes of memory.  No
 * byte is handed out before all of them are authentic.
 */
#ifndef GS_FORMAT_SEALED_H
#define GS_FORMAT_SEALED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "crypto/siv.h"

#define GS_SEALED_MAGIC "\0GITSEAL" /* 8 bytes; the ninth is C's */
#define GS_SEALED_MAGIC_LEN 8
#define GS_SEALED_HEADER_LEN 32
#define GS_GEN_ID_LEN 6

#define GS_SEALED_COMPRESSED 0x01u
#define GS_SEALED_CHUNKED 0x02u
#define GS_SEALED_PADDED 0x04u

#define GS_SEALED_COMPRESS_MIN ((size_t)1 << 10) /* plain bytes */
#define GS_SEALED_COMPRESS_MAX ((size_t)1 << 31)
#define GS_SEALED_PAD_MIN 16
#define GS_SEALED_PAD_MAX 65536
#define GS_SEALED_INFLATE_MAX ((uint64_t)1 << 31) /* seal.maxSize default */

/* What sealing and opening need of a generation.  Secret: lives in memory of
 * gs_secret_new, or is wiped by its owner. */
struct gs_content_key {
	uint8_t id[GS_GEN_ID_LEN];
	uint8_t key[GS_SIV_KEY_LEN]; /* first half MAC, second half CTR */
};

struct gs_seal_opt {
	bool compress; /* false with the attribute -seal-compress */
	uint32_t pad;  /* 0, or a power of two from 16 to 65536 */
};

/* The header of a sealed file. */
struct gs_sealed_head {
	uint8_t version;
	uint8_t flags;
	uint8_t id[GS_GEN_ID_LEN];
};

/** gs_sealed_is(p, n): whether ${n} bytes at ${p} begin with the magic. */
bool gs_sealed_is(const void *p, size_t n);

/**
 * gs_sealed_peek(p, n, head):
 * Read the header at ${p}.  GS_OK: version 1, known flags, n > 32.
 * GS_ENEWER: a version or flag of the future (head->version and ->flags are
 * set).  GS_EDAMAGED: no magic, or too short.
 */
int gs_sealed_peek(
    const void *p, size_t n, struct gs_sealed_head *head) GS_MUST_USE;

/**
 * gs_sealed_seal(key, opt, b):
 * ${b} holds GS_SEALED_HEADER_LEN bytes of room (any content) and then at
 * least one plain byte; on GS_OK it holds exactly the sealed file.  The same
 * bytes, key and options give the same result.  Needs at most a tenth of
 * b->n plus 16 MiB beside ${b} itself.
 *
 * GS_OK, GS_ENOMEM, GS_ECRYPTO; on failure ${b} is emptied.
 */
int gs_sealed_seal(const struct gs_content_key *key,
    const struct gs_seal_opt *opt, struct gs_buf *b) GS_MUST_USE;

/**
 * gs_sealed_open(key, max, b, off):
 * ${b} holds a sealed file of the generation ${key}.  On GS_OK the plain
 * bytes are b->p + *off up to b->p + b->n, at least one.  ${max} bounds
 * what is inflated (seal.maxSize).  Memory as for gs_sealed_seal.
 *
 * GS_EDAMAGED: it does not authenticate, or its body breaks a rule of the
 * format.  GS_ENEWER as gs_sealed_peek.  GS_ETOOBIG: the plain bytes are
 * more than ${max}.  GS_ENOKEY: another generation's id.  GS_ENOMEM,
 * GS_ECRYPTO.  On failure ${b} is wiped and emptied.
 */
int gs_sealed_open(const struct gs_content_key *key, uint64_t max,
    struct gs_buf *b, size_t *off) GS_MUST_USE;

/*
 * Opening a sealed file while its bytes still arrive, for large ones: what is
 * there is worked on while the rest is waited for.
 */
struct gs_sealed_reader; /* opaque */

/**
 * gs_sealed_reader_new(key, b, n, out):
 * ${b} holds at least GS_SEALED_HEADER_LEN + 1 bytes of a sealed file of ${n}
 * bytes, and has room for all of it: it must not move until the reader is
 * freed.  GS_OK; GS_EDAMAGED, GS_ENEWER, GS_ENOKEY as gs_sealed_open, with
 * ${b} untouched; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_sealed_reader_new(const struct gs_content_key *key, struct gs_buf *b,
    size_t n, struct gs_sealed_reader **out) GS_MUST_USE;

/** gs_sealed_reader_more(r): ${b} holds more bytes.  GS_OK or GS_ECRYPTO. */
int gs_sealed_reader_more(struct gs_sealed_reader *r) GS_MUST_USE;

/** gs_sealed_reader_end(r, max, off): ${b} holds all bytes.  As
 * gs_sealed_open. */
int gs_sealed_reader_end(
    struct gs_sealed_reader *r, uint64_t max, size_t *off) GS_MUST_USE;

/** gs_sealed_reader_free(r): NULL is fine; before its end ${b} holds bytes
 * that are of no use, and may be plain: its owner empties it. */
void gs_sealed_reader_free(struct gs_sealed_reader *r);

#endif
