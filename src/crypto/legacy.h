/*
 * legacy: algorithms that only other tools' files ask for, to read those and
 * nothing else.  Where libcrypto does not offer one of them (FIPS), GS_ECRYPTO
 * is returned; gs_legacy_lacks says which.
 */
#ifndef GS_CRYPTO_LEGACY_H
#define GS_CRYPTO_LEGACY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_SHA1_LEN 20
#define GS_MD5_LEN 16
#define GS_CBC_BLOCK 16

/** gs_hmac_sha1(key, key_len, p, n, out): RFC 2104 with SHA-1; ${key_len} at
 * most 64. */
int gs_hmac_sha1(const uint8_t *key, size_t key_len, const void *p, size_t n,
    uint8_t out[GS_SHA1_LEN]) GS_MUST_USE;

/**
 * gs_bytes_to_key(pass, pass_n, salt, out, out_n):
 * OpenSSL's EVP_BytesToKey with MD5 and one round: D1 = MD5(pass salt),
 * Di = MD5(Di-1 pass salt), as many bytes as asked for.
 */
int gs_bytes_to_key(const void *pass, size_t pass_n, const uint8_t salt[8],
    uint8_t *out, size_t out_n) GS_MUST_USE;

/**
 * gs_cbc_open(key, key_len, iv, p, n, plain_n):
 * AES-CBC with PKCS #7 padding, in place; ${key_len} 16, 24 or 32.
 * GS_EDAMAGED: ${n} is no multiple of the block, or the padding is wrong:
 * the bytes are wiped.
 */
int
gs_cbc_open(const uint8_t *key, size_t key_len, const uint8_t iv[GS_CBC_BLOCK],
    uint8_t *p, size_t n, size_t *plain_n) GS_MUST_USE;

/** gs_legacy_lacks(): the name of an algorithm of these that libcrypto does
 * not offer here, or NULL. */
const char *gs_legacy_lacks(void);

#endif
