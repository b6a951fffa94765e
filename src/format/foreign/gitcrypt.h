/*
 * gitcrypt: what git-crypt stores (its version 0.8, crypto and key files;
 * legacy key files of before 0.4 too): reading, never writing.  A blob is
 *
 *	0	10	\0GITCRYPT\0
 *	10	12	nonce: HMAC-SHA1(hmac key, plain), its first bytes
 *	22	n	AES-256-CTR from the counter nonce 00000000
 */
#ifndef GS_FORMAT_FOREIGN_GITCRYPT_H
#define GS_FORMAT_FOREIGN_GITCRYPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_GITCRYPT_HEAD 22
#define GS_GITCRYPT_NAME_MAX 128
#define GS_GITCRYPT_KEYFILE_MAX ((size_t)1 << 20)
#define GS_GITCRYPT_ENTRIES_MAX 64
#define GS_GITCRYPT_LAYERS_MAX 16

struct gs_gitcrypt_entry {
	uint32_t version;
	uint8_t aes[32];
	uint8_t hmac[64];
};

/* A key file.  Secret: of gs_secret_new, or wiped by its owner. */
struct gs_gitcrypt_key {
	char name[GS_GITCRYPT_NAME_MAX + 1]; /* "" is the default key */
	size_t nr;
	struct gs_gitcrypt_entry v[GS_GITCRYPT_ENTRIES_MAX];
};

/** gs_gitcrypt_is(p, n): whether the bytes are an encrypted blob. */
bool gs_gitcrypt_is(const void *p, size_t n);

/**
 * gs_gitcrypt_key_parse(p, n, out):
 * Read a key file.  GS_OK; GS_EUSAGE: it is none; GS_ENEWER: a version or a
 * field of the future; GS_EDAMAGED: cut short or malformed.
 */
int gs_gitcrypt_key_parse(
    const void *p, size_t n, struct gs_gitcrypt_key *out) GS_MUST_USE;

/**
 * gs_gitcrypt_open(key, b):
 * ${b} holds an encrypted blob.  GS_OK: it holds the plain bytes, which may be
 * none, and they are authentic (96 bits).  GS_ENOKEY: no entry of ${key}
 * fits, or the blob was changed, which nothing can tell apart; GS_EDAMAGED:
 * it is no such blob; GS_ENOMEM, GS_ECRYPTO.  ${b} is unchanged on failure.
 */
int gs_gitcrypt_open(
    const struct gs_gitcrypt_key *key, struct gs_buf *b) GS_MUST_USE;

#endif
