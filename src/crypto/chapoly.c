#include <string.h>

#include <openssl/evp.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/chapoly.h"

static int
run(EVP_CIPHER_CTX *ctx, const void *ad, size_t ad_len, uint8_t *p, size_t n)
{
	int r;

	if (n > GS_CHAPOLY_MAX || ad_len > GS_CHAPOLY_MAX)
		return GS_ETOOBIG;
	if ((r = gs_evp_update(ctx, NULL, ad, ad_len)) != GS_OK)
		return r;
	return gs_evp_update(ctx, p, p, n);
}

int
gs_chapoly_seal(const uint8_t key[GS_CHAPOLY_KEY_LEN],
    const uint8_t nonce[GS_CHAPOLY_NONCE_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, uint8_t tag[GS_CHAPOLY_TAG_LEN])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int got, r = GS_ECRYPTO;
	uint8_t none[1];

	if (ctx == NULL ||
	    EVP_EncryptInit_ex(ctx, gs_evp_chapoly(), NULL, key, nonce) != 1)
		goto out;
	if ((r = run(ctx, ad, ad_len, p, n)) != GS_OK)
		goto out;
	if (EVP_EncryptFinal_ex(ctx, none, &got) != 1 ||
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_GET_TAG, GS_CHAPOLY_TAG_LEN, tag) != 1)
		r = GS_ECRYPTO;
out:
	if (r != GS_OK)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

int
gs_chapoly_open(const uint8_t key[GS_CHAPOLY_KEY_LEN],
    const uint8_t nonce[GS_CHAPOLY_NONCE_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, const uint8_t tag[GS_CHAPOLY_TAG_LEN])
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t want[GS_CHAPOLY_TAG_LEN], none[1];
	int got, r = GS_ECRYPTO;

	memcpy(want, tag, sizeof(want)); /* EVP takes no const pointer */
	if (ctx == NULL ||
	    EVP_DecryptInit_ex(ctx, gs_evp_chapoly(), NULL, key, nonce) != 1 ||
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_SET_TAG, sizeof(want), want) != 1)
		goto out;
	if ((r = run(ctx, ad, ad_len, p, n)) != GS_OK)
		goto out;
	if (EVP_DecryptFinal_ex(ctx, none, &got) != 1)
		r = GS_EDAMAGED;
out:
	if (r != GS_OK)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

static int
poly1305(const uint8_t key[32], const uint8_t *p, size_t n,
    uint8_t out[GS_CHAPOLY_TAG_LEN])
{
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "POLY1305", NULL);
	EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);
	size_t got = 0;
	int r = GS_ECRYPTO;

	if (ctx != NULL && EVP_MAC_init(ctx, key, 32, NULL) == 1 &&
	    EVP_MAC_update(ctx, p, n) == 1 &&
	    EVP_MAC_final(ctx, out, &got, GS_CHAPOLY_TAG_LEN) == 1 &&
	    got == GS_CHAPOLY_TAG_LEN)
		r = GS_OK;
	EVP_MAC_CTX_free(ctx);
	EVP_MAC_free(mac);
	return r;
}

/*
 * Packet 0: the nonce is all zero.  Block 0 of the key stream gives the
 * Poly1305 key, the text begins with block 1, and the tag covers the bare
 * ciphertext.
 */
int
gs_chapoly_ssh_open(const uint8_t key[GS_CHAPOLY_KEY_LEN], uint8_t *p, size_t n,
    const uint8_t tag[GS_CHAPOLY_TAG_LEN])
{
	static const uint8_t zero[16];
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t block[64] = { 0 }, got[GS_CHAPOLY_TAG_LEN];
	int r = GS_ECRYPTO;

	if (ctx == NULL ||
	    EVP_DecryptInit_ex(ctx, gs_evp_chacha20(), NULL, key, zero) != 1)
		goto out;
	if ((r = gs_evp_update(ctx, block, block, sizeof(block))) != GS_OK ||
	    (r = poly1305(block, p, n, got)) != GS_OK)
		goto out;
	r = gs_ct_eq(got, tag, sizeof(got)) ? gs_evp_update(ctx, p, p, n)
					    : GS_EDAMAGED;
out:
	if (r != GS_OK)
		gs_wipe(p, n);
	gs_wipe(block, sizeof(block));
	EVP_CIPHER_CTX_free(ctx);
	return r;
}
