/*
 * chapoly: ChaCha20-Poly1305 (RFC 8439), and the older construction of the
 * same two parts that OpenSSH names chacha20-poly1305@openssh.com.  In
 * place; no plain byte is left behind that did not authenticate.
 */
#ifndef GS_CRYPTO_CHAPOLY_H
#define GS_CRYPTO_CHAPOLY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_CHAPOLY_KEY_LEN 32
#define GS_CHAPOLY_NONCE_LEN 12
#define GS_CHAPOLY_TAG_LEN 16
#define GS_CHAPOLY_MAX ((size_t)1 << 30) /* bytes in one message */

/**
 * gs_chapoly_seal(key, nonce, ad, ad_len, p, n, tag):
 * Encrypt ${n} bytes (0 allowed) in place and write the tag.  One nonce is
 * good for one message under a key.  GS_OK, GS_ETOOBIG, GS_ECRYPTO; on
 * failure the ${n} bytes are wiped.
 *
 *   ad   ${ad_len} bytes that are authenticated only; NULL when there are
 *        none.
 */
int gs_chapoly_seal(const uint8_t key[GS_CHAPOLY_KEY_LEN],
    const uint8_t nonce[GS_CHAPOLY_NONCE_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, uint8_t tag[GS_CHAPOLY_TAG_LEN]) GS_MUST_USE;

/**
 * gs_chapoly_open(key, nonce, ad, ad_len, p, n, tag):
 * Decrypt ${n} bytes in place.  GS_OK; GS_EDAMAGED if they do not
 * authenticate, GS_ETOOBIG, GS_ECRYPTO: then the ${n} bytes are wiped.
 */
int gs_chapoly_open(const uint8_t key[GS_CHAPOLY_KEY_LEN],
    const uint8_t nonce[GS_CHAPOLY_NONCE_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, const uint8_t tag[GS_CHAPOLY_TAG_LEN]) GS_MUST_USE;

/**
 * gs_chapoly_ssh_open(key, p, n, tag):
 * As gs_chapoly_open, in OpenSSH's form (PROTOCOL.chacha20poly1305) with
 * packet number 0 and nothing but a payload, as in a private key file.
 */
int gs_chapoly_ssh_open(const uint8_t key[GS_CHAPOLY_KEY_LEN], uint8_t *p,
    size_t n, const uint8_t tag[GS_CHAPOLY_TAG_LEN]) GS_MUST_USE;

#endif
