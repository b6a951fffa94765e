/*
 * gcm: AES-256-GCM (NIST SP 800-38D) with an IV of any length, as SOPS uses
 * it (32 bytes, not 12).  In place; no plain byte is left behind that did not
 * authenticate.
 */
#ifndef GS_CRYPTO_GCM_H
#define GS_CRYPTO_GCM_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_GCM_KEY_LEN 32
#define GS_GCM_TAG_LEN 16
#define GS_GCM_IV_MAX 128	     /* bytes */
#define GS_GCM_MAX ((size_t)1 << 30) /* bytes in one message */

/**
 * gs_gcm_seal(key, iv, iv_len, ad, ad_len, p, n, tag):
 * Encrypt ${n} bytes (0 allowed) in place and write the tag.  An IV is good
 * for one message under a key.
 *
 *   iv   ${iv_len} bytes, 1 to GS_GCM_IV_MAX.
 *   ad   ${ad_len} bytes that are authenticated only; NULL when there are
 *        none.
 *
 * GS_OK, GS_ETOOBIG (a length is out of range), GS_ECRYPTO; on failure the
 * ${n} bytes are wiped.
 */
int gs_gcm_seal(const uint8_t key[GS_GCM_KEY_LEN], const uint8_t *iv,
    size_t iv_len, const void *ad, size_t ad_len, uint8_t *p, size_t n,
    uint8_t tag[GS_GCM_TAG_LEN]) GS_MUST_USE;

/**
 * gs_gcm_open(key, iv, iv_len, ad, ad_len, p, n, tag):
 * Decrypt ${n} bytes in place.  GS_OK; GS_EDAMAGED if they do not
 * authenticate, GS_ETOOBIG, GS_ECRYPTO: then the ${n} bytes are wiped.
 */
int gs_gcm_open(const uint8_t key[GS_GCM_KEY_LEN], const uint8_t *iv,
    size_t iv_len, const void *ad, size_t ad_len, uint8_t *p, size_t n,
    const uint8_t tag[GS_GCM_TAG_LEN]) GS_MUST_USE;

#endif
