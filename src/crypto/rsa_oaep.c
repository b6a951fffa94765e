#include <string.h>

#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/wipe.h"
#include "crypto/evp.h"
#include "crypto/rsa_pkey.h"

#include "crypto/rsa.h"

/* Padding, both hashes and the label; ${ctx} has been initialised. */
static int
set_oaep(EVP_PKEY_CTX *ctx, const char *label)
{
	size_t n = strlen(label);
	void *own;

	if (EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_oaep_md(ctx, gs_evp_sha256()) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, gs_evp_sha256()) != 1 ||
	    (own = OPENSSL_memdup(label, n)) == NULL)
		return GS_ECRYPTO;
	if (EVP_PKEY_CTX_set0_rsa_oaep_label(ctx, own, (int)n) != 1) {
		OPENSSL_free(own);
		return GS_ECRYPTO;
	}
	return GS_OK;
}

int
gs_rsa_oaep_seal(const struct gs_rsa *k, const char *label, const uint8_t *p,
    size_t n, struct gs_buf *out)
{
	EVP_PKEY_CTX *ctx;
	size_t got = gs_rsa_len(k);
	int r;

	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, gs_rsa_pkey(k), NULL);
	r = GS_ECRYPTO;
	if (ctx == NULL || EVP_PKEY_encrypt_init(ctx) != 1 ||
	    (r = set_oaep(ctx, label)) != GS_OK ||
	    (r = gs_buf_reserve(out, got)) != GS_OK)
		goto out;
	if (EVP_PKEY_encrypt(ctx, out->p + out->n, &got, p, n) != 1)
		r = GS_ECRYPTO;
	else
		out->n += got;
out:
	EVP_PKEY_CTX_free(ctx);
	return r;
}

int
gs_rsa_oaep_open(const struct gs_rsa *k, const char *label, const uint8_t *p,
    size_t n, struct gs_buf *out)
{
	EVP_PKEY_CTX *ctx;
	size_t got = gs_rsa_len(k), room = got;
	int r;

	if (n != got)
		return GS_EDAMAGED;
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, gs_rsa_pkey(k), NULL);
	r = GS_ECRYPTO;
	if (ctx == NULL || EVP_PKEY_decrypt_init(ctx) != 1 ||
	    (r = set_oaep(ctx, label)) != GS_OK ||
	    (r = gs_buf_reserve(out, room)) != GS_OK)
		goto out;
	if (EVP_PKEY_decrypt(ctx, out->p + out->n, &got, p, n) == 1) {
		out->n += got;
	} else {
		gs_wipe(out->p + out->n, room);
		r = gs_evp_failed(GS_EDAMAGED);
	}
out:
	EVP_PKEY_CTX_free(ctx);
	return r;
}
