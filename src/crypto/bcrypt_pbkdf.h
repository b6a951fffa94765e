/*
 * bcrypt_pbkdf: the key derivation of encrypted OpenSSH private keys (T.
 * Unangst, 2013): PBKDF2 over a hash made of bcrypt, its output interleaved.
 */
#ifndef GS_CRYPTO_BCRYPT_PBKDF_H
#define GS_CRYPTO_BCRYPT_PBKDF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_BCRYPT_OUT_MAX 1024
#define GS_BCRYPT_SALT_MAX ((size_t)1 << 20)

/**
 * gs_bcrypt_pbkdf(pass, pass_len, salt, salt_len, rounds, out, out_len):
 * Derive ${out_len} bytes (1 to GS_BCRYPT_OUT_MAX).  Costs about 4 ms a
 * round for every 32 bytes of output.
 *
 *   pass    ${pass_len} bytes; none is refused, as OpenSSH does.
 *   salt    ${salt_len} bytes, 1 to GS_BCRYPT_SALT_MAX.
 *   rounds  at least 1; a bound on time is the caller's business.
 *
 * GS_OK, GS_ETOOBIG (an argument out of range), GS_ENOMEM, GS_ECRYPTO; ${out}
 * is zero on failure.
 */
int gs_bcrypt_pbkdf(const void *pass, size_t pass_len, const uint8_t *salt,
    size_t salt_len, uint32_t rounds, uint8_t *out, size_t out_len) GS_MUST_USE;

#endif
