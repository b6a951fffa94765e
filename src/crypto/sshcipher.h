/*
 * sshcipher: the ciphers that encrypt OpenSSH private keys, by OpenSSH's own
 * names (sshd_config(5), Ciphers).  Decryption only.
 */
#ifndef GS_CRYPTO_SSHCIPHER_H
#define GS_CRYPTO_SSHCIPHER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_SSHCIPHER_SECRET_MAX 64 /* bytes of key and IV together */

struct gs_sshcipher {
	const char *name; /* OpenSSH's */
	const char *evp;  /* libcrypto's; NULL: ChaCha20-Poly1305 */
	size_t block;	  /* the text is a multiple of it */
	size_t key_len;
	size_t iv_len;
	size_t tag_len; /* 0: not authenticated */
};

/** gs_sshcipher_find(name, n): borrowed for good, or NULL: not one of ours. */
const struct gs_sshcipher *gs_sshcipher_find(const char *name, size_t n);

/**
 * gs_sshcipher_open(c, secret, p, n, tag):
 * Decrypt ${n} bytes in place.
 *
 *   secret  c->key_len bytes of key, then c->iv_len of IV.
 *   n       a multiple of c->block, at most 1 GiB.
 *   tag     c->tag_len bytes; NULL where that is 0.
 *
 * GS_OK; GS_EDAMAGED if the bytes do not authenticate (or ${n} is no
 * multiple), GS_ETOOBIG, GS_ECRYPTO: then they are wiped.
 */
int gs_sshcipher_open(const struct gs_sshcipher *c, const uint8_t *secret,
    uint8_t *p, size_t n, const uint8_t *tag) GS_MUST_USE;

#endif
