/*
 * rsa: RSA keys for age's ssh-rsa wraps: RSAES-OAEP with SHA-256 (RFC 8017,
 * section 7.1).  libcrypto wipes private numbers when a key is freed.
 */
#ifndef GS_CRYPTO_RSA_H
#define GS_CRYPTO_RSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_RSA_BITS_MIN 2048 /* fewer are refused, as age does */
#define GS_RSA_BITS_MAX 16384
#define GS_RSA_LEN_MAX (GS_RSA_BITS_MAX / 8)

struct gs_rsa; /* opaque: a public key, or a pair */

/* An unsigned big-endian number, leading zeros allowed; borrowed. */
struct gs_rsa_num {
	const uint8_t *p;
	size_t n;
};

struct gs_rsa_nums {
	struct gs_rsa_num n, e; /* public */
	struct gs_rsa_num d, iqmp, p, q;
};

/**
 * gs_rsa_public(nums, out), gs_rsa_private(nums, out):
 * A key from its numbers (the public one: n and e alone).  Owned by the
 * caller.  GS_EDAMAGED if the numbers are no key of 2,048 to 16,384 bits
 * (even, p times q is not n, ...); GS_ENOMEM, GS_ECRYPTO.
 */
int
gs_rsa_public(const struct gs_rsa_nums *nums, struct gs_rsa **out) GS_MUST_USE;
int
gs_rsa_private(const struct gs_rsa_nums *nums, struct gs_rsa **out) GS_MUST_USE;
void gs_rsa_free(struct gs_rsa *k);

/** gs_rsa_len(k): bytes of the modulus, and of what OAEP makes. */
size_t gs_rsa_len(const struct gs_rsa *k);

/** gs_rsa_numbers(k, n, e): append modulus and exponent, big-endian without
 * leading zeros. */
int gs_rsa_numbers(
    const struct gs_rsa *k, struct gs_buf *n, struct gs_buf *e) GS_MUST_USE;

/** gs_rsa_copy(k, out): one more owner of the same key. */
int gs_rsa_copy(const struct gs_rsa *k, struct gs_rsa **out) GS_MUST_USE;

/**
 * gs_rsa_oaep_seal(k, label, p, n, out):
 * Encrypt ${n} bytes (at most gs_rsa_len - 66) with the string ${label};
 * appends gs_rsa_len bytes to ${out}.
 */
int gs_rsa_oaep_seal(const struct gs_rsa *k, const char *label,
    const uint8_t *p, size_t n, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_rsa_oaep_open(k, label, p, n, out):
 * Decrypt; appends the message to ${out}.  GS_EDAMAGED if it was not made
 * for this key and label; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_rsa_oaep_open(const struct gs_rsa *k, const char *label,
    const uint8_t *p, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
