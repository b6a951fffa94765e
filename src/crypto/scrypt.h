/*
 * scrypt: keys from passphrases (RFC 7914) with the block size 8 and the
 * parallelization 1 that age uses.
 */
#ifndef GS_CRYPTO_SCRYPT_H
#define GS_CRYPTO_SCRYPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_SCRYPT_LOG_N_MAX 22 /* 4 GiB; more is refused, as age does */

/**
 * gs_scrypt(pass, pass_len, salt, salt_len, log_n, out, out_len):
 * Derive ${out_len} bytes with N = 2^${log_n} (1 to GS_SCRYPT_LOG_N_MAX).
 * Takes 2^(log_n + 10) bytes of memory, which libcrypto wipes.  GS_OK,
 * GS_ETOOBIG (log_n out of range), GS_ENOMEM (also where libcrypto says only
 * that it failed: memory is what it can lack).
 */
int gs_scrypt(const void *pass, size_t pass_len, const void *salt,
    size_t salt_len, unsigned log_n, uint8_t *out, size_t out_len) GS_MUST_USE;

#endif
