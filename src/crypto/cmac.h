/*
 * cmac: AES-CMAC (RFC 4493, NIST SP 800-38B) over AES-CBC of libcrypto with
 * the ciphertext thrown away, which is up to twice as fast as libcrypto's
 * own CMAC.  One context computes many MACs under one key.
 */
#ifndef GS_CRYPTO_CMAC_H
#define GS_CRYPTO_CMAC_H

#include <openssl/evp.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_CMAC_LEN 16

struct gs_cmac {
	EVP_CIPHER_CTX *ctx;	     /* owned */
	uint8_t whole[GS_CMAC_LEN];  /* K1: under a last block that is whole */
	uint8_t padded[GS_CMAC_LEN]; /* K2: under one that had to be padded */
	uint8_t chain[GS_CMAC_LEN];  /* what the cipher will xor in next */
	uint8_t state[GS_CMAC_LEN];  /* what CMAC wants xored in next */
};

/**
 * gs_cmac_init(c, key, key_len):
 * Key ${c} with ${key_len} (16, 24 or 32) bytes.  GS_OK or GS_ECRYPTO; end
 * it with gs_cmac_clear either way.
 */
int
gs_cmac_init(struct gs_cmac *c, const uint8_t *key, size_t key_len) GS_MUST_USE;

/**
 * gs_cmac_blocks(c, p, n):
 * Go on with ${n} bytes, a multiple of 16, that are not the message's last
 * block.  GS_OK or GS_ECRYPTO.
 */
int gs_cmac_blocks(struct gs_cmac *c, const uint8_t *p, size_t n) GS_MUST_USE;

/**
 * gs_cmac_last(c, p, n, out):
 * End the message with its last ${n} bytes (0 only if the message is empty),
 * write its MAC to ${out}, and be ready for the next message.  GS_OK or
 * GS_ECRYPTO.
 */
int gs_cmac_last(struct gs_cmac *c, const uint8_t *p, size_t n,
    uint8_t out[GS_CMAC_LEN]) GS_MUST_USE;

/** gs_cmac_clear(c): wipe and free; does nothing the second time. */
void gs_cmac_clear(struct gs_cmac *c);

/** gs_cmac_double(b): multiply by x in GF(2^128), as RFC 4493 and 5297 do,
 * in a time that does not depend on ${b}. */
void gs_cmac_double(uint8_t b[GS_CMAC_LEN]);

#endif
