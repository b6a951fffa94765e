#include <string.h>

#include <openssl/evp.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/gcm.h"

struct message {
	const uint8_t *key;
	const uint8_t *iv;
	size_t iv_len;
	const void *ad;
	size_t ad_len;
	uint8_t *p;
	size_t n;
};

/* All but the tag.  The length of the IV must be known before the IV. */
static int
run(EVP_CIPHER_CTX *ctx, const struct message *m, int encrypt)
{
	int r;

	if (m->iv_len == 0 || m->iv_len > GS_GCM_IV_MAX || m->n > GS_GCM_MAX ||
	    m->ad_len > GS_GCM_MAX)
		return GS_ETOOBIG;
	if (EVP_CipherInit_ex(ctx, gs_evp_gcm(), NULL, NULL, NULL, encrypt) !=
		1 ||
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_SET_IVLEN, (int)m->iv_len, NULL) != 1 ||
	    EVP_CipherInit_ex(ctx, NULL, NULL, m->key, m->iv, encrypt) != 1)
		return GS_ECRYPTO;
	if ((r = gs_evp_update(ctx, NULL, m->ad, m->ad_len)) != GS_OK)
		return r;
	return gs_evp_update(ctx, m->p, m->p, m->n);
}

int
gs_gcm_seal(const uint8_t key[GS_GCM_KEY_LEN], const uint8_t *iv, size_t iv_len,
    const void *ad, size_t ad_len, uint8_t *p, size_t n,
    uint8_t tag[GS_GCM_TAG_LEN])
{
	const struct message m = { key, iv, iv_len, ad, ad_len, p, n };
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int got, r = GS_ECRYPTO;
	uint8_t none[16];

	if (ctx != NULL && gs_evp_gcm() != NULL)
		r = run(ctx, &m, 1);
	if (r == GS_OK &&
	    (EVP_CipherFinal_ex(ctx, none, &got) != 1 ||
		EVP_CIPHER_CTX_ctrl(
		    ctx, EVP_CTRL_AEAD_GET_TAG, GS_GCM_TAG_LEN, tag) != 1))
		r = GS_ECRYPTO;
	if (r != GS_OK && n != 0)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

int
gs_gcm_open(const uint8_t key[GS_GCM_KEY_LEN], const uint8_t *iv, size_t iv_len,
    const void *ad, size_t ad_len, uint8_t *p, size_t n,
    const uint8_t tag[GS_GCM_TAG_LEN])
{
	const struct message m = { key, iv, iv_len, ad, ad_len, p, n };
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	uint8_t none[16], want[GS_GCM_TAG_LEN];
	int got, r = GS_ECRYPTO;

	memcpy(want, tag, sizeof(want));
	if (ctx != NULL && gs_evp_gcm() != NULL)
		r = run(ctx, &m, 0);
	if (r == GS_OK &&
	    EVP_CIPHER_CTX_ctrl(
		ctx, EVP_CTRL_AEAD_SET_TAG, GS_GCM_TAG_LEN, want) != 1)
		r = GS_ECRYPTO;
	if (r == GS_OK && EVP_CipherFinal_ex(ctx, none, &got) != 1)
		r = GS_EDAMAGED;
	if (r != GS_OK && n != 0)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}
