#include <string.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/cmac.h"

/* The ciphertext nobody wants: small enough to stay in the first cache. */
#define SCRATCH ((size_t)8 << 10)

static void
xor_into(uint8_t *to, const uint8_t *with, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] ^= with[i];
}

/*
 * E(b), in place.  CBC xors its chain in first, so what CMAC does not want
 * of it is taken out beforehand: that costs nothing, where setting a new IV
 * costs more than the block.
 */
static int
encrypt(struct gs_cmac *c, uint8_t b[GS_CMAC_LEN])
{
	int r;

	xor_into(b, c->chain, GS_CMAC_LEN);
	r = gs_evp_update(c->ctx, b, b, GS_CMAC_LEN);
	memcpy(c->chain, b, GS_CMAC_LEN);
	return r;
}

void
gs_cmac_double(uint8_t b[GS_CMAC_LEN])
{
	unsigned top = b[0] >> 7;

	for (size_t i = 0; i + 1 < GS_CMAC_LEN; i++)
		b[i] = (uint8_t)(b[i] << 1 | b[i + 1] >> 7);
	b[15] = (uint8_t)((unsigned)b[15] << 1 ^ (0x87u & (0u - top)));
}

int
gs_cmac_init(struct gs_cmac *c, const uint8_t *key, size_t key_len)
{
	static const uint8_t zero[GS_CMAC_LEN];
	const EVP_CIPHER *aes = gs_evp_cbc(key_len);

	memset(c, 0, sizeof(*c));
	if (aes == NULL || (c->ctx = EVP_CIPHER_CTX_new()) == NULL)
		return GS_ECRYPTO;
	if (EVP_EncryptInit_ex2(c->ctx, aes, key, zero, NULL) != 1 ||
	    EVP_CIPHER_CTX_set_padding(c->ctx, 0) != 1 ||
	    encrypt(c, c->whole) != GS_OK)
		return GS_ECRYPTO;
	gs_cmac_double(c->whole);
	memcpy(c->padded, c->whole, GS_CMAC_LEN);
	gs_cmac_double(c->padded);
	return GS_OK;
}

int
gs_cmac_blocks(struct gs_cmac *c, const uint8_t *p, size_t n)
{
	uint8_t scratch[SCRATCH];
	size_t used = n < SCRATCH ? n : SCRATCH, part;
	int r = GS_OK;

	GS_BUG(n % GS_CMAC_LEN != 0);
	if (n == 0)
		return GS_OK;
	/* The first block brings the chain into step; then they are one. */
	xor_into(c->state, p, GS_CMAC_LEN);
	if ((r = encrypt(c, c->state)) != GS_OK)
		return r;
	for (p += GS_CMAC_LEN, n -= GS_CMAC_LEN; n > 0 && r == GS_OK;
	     p += part, n -= part) {
		part = n < SCRATCH ? n : SCRATCH;
		r = gs_evp_update(c->ctx, scratch, p, part);
		memcpy(c->chain, scratch + part - GS_CMAC_LEN, GS_CMAC_LEN);
	}
	memcpy(c->state, c->chain, GS_CMAC_LEN);
	gs_wipe(scratch, used);
	return r;
}

int
gs_cmac_last(
    struct gs_cmac *c, const uint8_t *p, size_t n, uint8_t out[GS_CMAC_LEN])
{
	size_t before = n == 0 ? 0 : (n - 1) / GS_CMAC_LEN * GS_CMAC_LEN;
	size_t left = n - before;
	int r;

	if ((r = gs_cmac_blocks(c, p, before)) != GS_OK)
		return r;
	if (left != 0)
		xor_into(c->state, p + before, left);
	if (left < GS_CMAC_LEN)
		c->state[left] ^= 0x80;
	xor_into(
	    c->state, left < GS_CMAC_LEN ? c->padded : c->whole, GS_CMAC_LEN);
	if ((r = encrypt(c, c->state)) != GS_OK)
		return r;
	memcpy(out, c->state, GS_CMAC_LEN);
	memset(c->state, 0, GS_CMAC_LEN);
	return GS_OK;
}

void
gs_cmac_clear(struct gs_cmac *c)
{
	EVP_CIPHER_CTX_free(c->ctx);
	gs_wipe(c, sizeof(*c));
}
