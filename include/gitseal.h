/*
 * gitseal: seal and open bytes as git-seal does, for programs that have them in
 * memory.  It reads no file, no environment and no repository, prints nothing
 * and keeps no state: whatever it returns belongs to the caller.  All functions
 * may be called from any thread; one keyring may serve many at once.
 *
 * What a repository adds to this (which keys are trusted, which generation
 * seals, keeping the blob of an unchanged file) is git-seal's own business:
 * this library opens with any key it is given and seals with the newest.
 *
 * Link with -lgitseal -lcrypto -lz (and -ldeflate where git-seal was built with
 * it).  The format is described in docs/format.md.
 */
#ifndef GITSEAL_H
#define GITSEAL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gitseal_code {
	GITSEAL_OK = 0,
	GITSEAL_EUSAGE = -1,   /* an argument, or text that is no keyring */
	GITSEAL_EPLAIN = -2,   /* these bytes are not sealed */
	GITSEAL_ENOKEY = -3,   /* sealed, by a key that is not in the keyring */
	GITSEAL_EDAMAGED = -4, /* malformed, cut, or not authentic */
	GITSEAL_ENEWER = -5,   /* sealed by a newer git-seal */
	GITSEAL_ETOOBIG = -6,  /* over a limit */
	GITSEAL_ENOMEM = -7,
	GITSEAL_ECRYPTO = -8 /* libcrypto failed, never the data */
};

/** A keyring: the generations of one text.  Secret; wiped when freed. */
struct gitseal_keyring;

/** Bytes that were sealed or opened.  Wiped when freed. */
struct gitseal_bytes;

#define GITSEAL_GENERATION_LEN 12 /* hex digits of a generation's id */

struct gitseal_options {
	int no_compress;  /* do not compress: a length can tell something */
	unsigned pad;	  /* 0, or a power of two from 16 to 65536 */
	const char *seal; /* generation to seal with; NULL: the newest */
};

/** gitseal_version(): "MAJOR.MINOR.PATCH", as `git seal version` says. */
const char *gitseal_version(void);

/** gitseal_strerror(code): what ${code} means, in a few words; never NULL. */
const char *gitseal_strerror(int code);

/**
 * gitseal_keyring_parse(text, n, out, why, why_len):
 * Read keyring text, as `git seal export-key` prints it.  On failure ${why}
 * (NULL allowed) gets a sentence that says what is wrong with it, and shows
 * nothing of it.
 *
 * GITSEAL_OK, and ${out} is the caller's, who ends it with
 * gitseal_keyring_free (NULL is fine); GITSEAL_EUSAGE, GITSEAL_ETOOBIG,
 * GITSEAL_ENOMEM, GITSEAL_ECRYPTO, and ${out} is NULL.
 */
int gitseal_keyring_parse(const void *text, size_t n,
    struct gitseal_keyring **out, char *why, size_t why_len);
void gitseal_keyring_free(struct gitseal_keyring *k);

/**
 * gitseal_keyring_generation(k, i, out):
 * The id of the ${i}-th generation, oldest first, as hex digits and a NUL.
 * GITSEAL_EUSAGE if there are not so many.
 */
int gitseal_keyring_generation(const struct gitseal_keyring *k, size_t i,
    char out[GITSEAL_GENERATION_LEN + 1]);

/** gitseal_is_sealed(p, n): whether ${n} bytes at ${p} look sealed (1 or 0). */
int gitseal_is_sealed(const void *p, size_t n);

/**
 * gitseal_generation(p, n, out):
 * The generation that ${n} sealed bytes at ${p} name: hex digits and a NUL.
 * GITSEAL_OK, GITSEAL_EPLAIN, GITSEAL_EDAMAGED, GITSEAL_ENEWER.
 */
int gitseal_generation(
    const void *p, size_t n, char out[GITSEAL_GENERATION_LEN + 1]);

/**
 * gitseal_seal(k, opt, p, n, out):
 * Seal ${n} bytes.  The same bytes, options (NULL: all zero) and generation
 * give the same result.  No bytes stay no bytes, as an empty file does.
 * GITSEAL_OK; GITSEAL_EUSAGE: the options; GITSEAL_ENOKEY: no such
 * generation; GITSEAL_ENOMEM, GITSEAL_ECRYPTO.  ${out} is the caller's on
 * GITSEAL_OK, else NULL.
 */
int
gitseal_seal(const struct gitseal_keyring *k, const struct gitseal_options *opt,
    const void *p, size_t n, struct gitseal_bytes **out);

/**
 * gitseal_open(k, max, p, n, out):
 * Open ${n} sealed bytes.  Nothing comes out that is not authentic.  ${max}
 * bounds what is decompressed (0: 2 GiB).  No bytes stay no bytes.
 * GITSEAL_OK, GITSEAL_EPLAIN, GITSEAL_ENOKEY, GITSEAL_EDAMAGED,
 * GITSEAL_ENEWER, GITSEAL_ETOOBIG, GITSEAL_ENOMEM, GITSEAL_ECRYPTO.  ${out}
 * as for gitseal_seal.
 */
int gitseal_open(const struct gitseal_keyring *k, uint64_t max, const void *p,
    size_t n, struct gitseal_bytes **out);

/** gitseal_bytes_data(b), gitseal_bytes_len(b): borrowed, until b is freed;
 * data is not NULL. */
const uint8_t *gitseal_bytes_data(const struct gitseal_bytes *b);
size_t gitseal_bytes_len(const struct gitseal_bytes *b);
void gitseal_bytes_free(struct gitseal_bytes *b);

#ifdef __cplusplus
}
#endif

#endif
