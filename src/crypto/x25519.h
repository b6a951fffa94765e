/*
 * x25519: Diffie-Hellman on Curve25519 (RFC 7748), and the way from Ed25519
 * keys to its keys, which age's ssh-ed25519 wraps take.
 */
#ifndef GS_CRYPTO_X25519_H
#define GS_CRYPTO_X25519_H

#include <stdint.h>

#include "base/err.h"

#define GS_X25519_LEN 32
#define GS_ED25519_SEED_LEN 32
#define GS_ED25519_PUBLIC_LEN 32

/**
 * gs_x25519(scalar, point, out):
 * The function X25519 of RFC 7748, section 5 (the scalar is clamped).
 * GS_OK; GS_EDAMAGED if the result is all zero, as it is for a ${point} of
 * low order (section 6.1); GS_ECRYPTO.  ${out} is zero on failure and may be
 * ${scalar} or ${point}.
 */
int gs_x25519(const uint8_t scalar[GS_X25519_LEN],
    const uint8_t point[GS_X25519_LEN], uint8_t out[GS_X25519_LEN]) GS_MUST_USE;

/** gs_x25519_public(scalar, out): X25519(scalar, base point). */
int gs_x25519_public(const uint8_t scalar[GS_X25519_LEN],
    uint8_t out[GS_X25519_LEN]) GS_MUST_USE;

/** gs_ed25519_public(seed, out): the public key of RFC 8032, 5.1.5. */
int gs_ed25519_public(const uint8_t seed[GS_ED25519_SEED_LEN],
    uint8_t out[GS_ED25519_PUBLIC_LEN]) GS_MUST_USE;

/**
 * gs_ed25519_to_x25519(pk, out):
 * The point u = (1 + y) / (1 - y) of the Montgomery curve that belongs to
 * the Edwards point ${pk} (RFC 7748, section 4.1).  GS_EDAMAGED if y is not
 * below 2^255 - 19, or is 1 (there is no such u).
 */
int gs_ed25519_to_x25519(const uint8_t pk[GS_ED25519_PUBLIC_LEN],
    uint8_t out[GS_X25519_LEN]) GS_MUST_USE;

/** gs_ed25519_scalar(seed, out): the X25519 scalar, SHA-512(seed)[0..31]. */
int gs_ed25519_scalar(const uint8_t seed[GS_ED25519_SEED_LEN],
    uint8_t out[GS_X25519_LEN]) GS_MUST_USE;

#endif
