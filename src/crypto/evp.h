/*
 * evp: the algorithms of libcrypto that this program uses, each fetched once
 * and only when first asked for (a fetch costs more than sealing a small
 * file).  Inside crypto only: the one place that starts libcrypto, and the
 * one that narrows a length to int.
 */
#ifndef GS_CRYPTO_EVP_H
#define GS_CRYPTO_EVP_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/**
 * gs_evp_start(void):
 * Start libcrypto without its configuration file; safe to call from any
 * thread, any number of times.  Everything below does it by itself.
 */
void gs_evp_start(void);

/**
 * gs_evp_cbc(key_len), gs_evp_ctr(key_len), gs_evp_sha1(), gs_evp_sha256():
 * The algorithm, borrowed for the life of the process, or NULL where
 * libcrypto does not offer it.  AES with ${key_len} 16, 24 or 32 bytes.
 */
const EVP_CIPHER *gs_evp_cbc(size_t key_len);
const EVP_CIPHER *gs_evp_ctr(size_t key_len);
const EVP_MD *gs_evp_md5(void); /* for other tools' files alone */
const EVP_MD *gs_evp_sha1(void);
const EVP_MD *gs_evp_sha256(void);
const EVP_MD *gs_evp_sha512(void);
const EVP_CIPHER *gs_evp_chapoly(void);	 /* RFC 8439, with its tag */
const EVP_CIPHER *gs_evp_chacha20(void); /* 16 bytes of counter and nonce */
const EVP_CIPHER *gs_evp_gcm(void);	 /* AES-256-GCM */

/**
 * gs_evp_failed(code):
 * What a call of libcrypto that failed means: GS_ENOMEM if it ran out of
 * memory, GS_ECRYPTO if it left no reason, else ${code}.  Empties its queue
 * of reasons.
 */
int gs_evp_failed(int code);

/**
 * gs_evp_update(ctx, out, in, n):
 * Run ${n} bytes (any size_t) through the cipher ${ctx}; ${out} may be
 * ${in}.  For modes that give a byte for a byte, or whole blocks.  GS_OK or
 * GS_ECRYPTO.
 */
int gs_evp_update(
    EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t n) GS_MUST_USE;

#endif
