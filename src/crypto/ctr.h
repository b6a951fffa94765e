/*
 * ctr: AES-CTR in place, over texts of any size.  The keystream of each part
 * can be made by itself, so a large text is shared by two processors: that
 * hides most of it behind the MAC, which cannot be shared.
 */
#ifndef GS_CRYPTO_CTR_H
#define GS_CRYPTO_CTR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_CTR_BLOCK 16

struct gs_ctr {
	const uint8_t *key; /* borrowed; 16, 24 or 32 bytes */
	size_t key_len;
	uint8_t start[GS_CTR_BLOCK]; /* the first counter, big-endian */
};

/**
 * gs_ctr_run(c, p, n, then, ctx):
 * Encrypt (or decrypt, which is the same) ${n} bytes at ${p}.  Where ${then}
 * is not NULL it is called with each part as soon as that and all before it
 * are done, in order, never two at once, but not always from the calling
 * thread.  Parts are multiples of the block but for the last.  Its first
 * failure stops the work and is returned; else GS_OK or GS_ECRYPTO.
 */
int gs_ctr_run(const struct gs_ctr *c, uint8_t *p, size_t n,
    int (*then)(void *ctx, const uint8_t *p, size_t n), void *ctx) GS_MUST_USE;

#endif
