/*
 * hash: SHA-256, SHA-512, HMAC, HKDF, and the names that Git gives to blobs.
 */
#ifndef GS_CRYPTO_HASH_H
#define GS_CRYPTO_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "base/oid.h"

#define GS_SHA256_LEN 32

int gs_sha256(const void *p, size_t n, uint8_t out[GS_SHA256_LEN]) GS_MUST_USE;

#define GS_SHA512_LEN 64

/* SHA-512 of what comes piece by piece.  A zeroed one is not begun. */
struct gs_sha512 {
	void *ctx; /* owned; libcrypto's */
};

/** gs_sha512_init, _update, _final: GS_OK, GS_ENOMEM or GS_ECRYPTO; ${h} is
 * the caller's to clear after any of them, and over after _final. */
int gs_sha512_init(struct gs_sha512 *h) GS_MUST_USE;
int gs_sha512_update(struct gs_sha512 *h, const void *p, size_t n) GS_MUST_USE;
int
gs_sha512_final(struct gs_sha512 *h, uint8_t out[GS_SHA512_LEN]) GS_MUST_USE;
void gs_sha512_clear(struct gs_sha512 *h);

/** gs_hmac_sha256: RFC 2104. */
int gs_hmac_sha256(const void *key, size_t key_len, const void *p, size_t n,
    uint8_t out[GS_SHA256_LEN]) GS_MUST_USE;

/**
 * gs_hkdf(ikm, ikm_len, salt, salt_len, info, info_len, out, out_len):
 * HKDF-SHA-256 (RFC 5869), extract and expand; empty ikm and salt allowed;
 * ${out_len} up to 8160.  GS_OK or GS_ECRYPTO.
 */
int gs_hkdf(const void *ikm, size_t ikm_len, const void *salt, size_t salt_len,
    const void *info, size_t info_len, uint8_t *out,
    size_t out_len) GS_MUST_USE;

/**
 * gs_blob_id(oid_len, p, n, out):
 * The object id Git gives a blob of these bytes: SHA-1 for ${oid_len} 20,
 * SHA-256 for 32.  GS_OK or GS_ECRYPTO.
 */
int gs_blob_id(
    size_t oid_len, const void *p, size_t n, struct gs_oid *out) GS_MUST_USE;

/**
 * gs_oid_digest(oid_len, p, n, out):
 * The bare digest of these bytes that object names of ${oid_len} bytes are
 * made with: what Git puts at the end of its own files.  As gs_blob_id.
 */
int gs_oid_digest(
    size_t oid_len, const void *p, size_t n, struct gs_oid *out) GS_MUST_USE;

/** gs_random(p, n): bytes fit for keys.  GS_OK or GS_ECRYPTO. */
int gs_random(void *p, size_t n) GS_MUST_USE;

#endif
