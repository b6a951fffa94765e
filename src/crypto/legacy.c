#include <string.h>

#include <openssl/evp.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/legacy.h"

#define SHA1_BLOCK 64

/* The digest of two strings, one after the other. */
static int
digest2(const EVP_MD *md, const void *a, size_t a_n, const void *b, size_t b_n,
    uint8_t *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int r = GS_ECRYPTO;

	if (ctx != NULL && md != NULL &&
	    EVP_DigestInit_ex2(ctx, md, NULL) == 1 &&
	    (a_n == 0 || EVP_DigestUpdate(ctx, a, a_n) == 1) &&
	    (b_n == 0 || EVP_DigestUpdate(ctx, b, b_n) == 1) &&
	    EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		r = GS_OK;
	EVP_MD_CTX_free(ctx);
	return r;
}

int
gs_hmac_sha1(const uint8_t *key, size_t key_len, const void *p, size_t n,
    uint8_t out[GS_SHA1_LEN])
{
	uint8_t pad[SHA1_BLOCK] = { 0 }, inner[GS_SHA1_LEN];
	int r;

	GS_BUG(key_len > sizeof(pad));
	memcpy(pad, key, key_len);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	r = digest2(gs_evp_sha1(), pad, sizeof(pad), p, n, inner);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	if (r == GS_OK)
		r = digest2(
		    gs_evp_sha1(), pad, sizeof(pad), inner, sizeof(inner), out);
	gs_wipe(pad, sizeof(pad));
	gs_wipe(inner, sizeof(inner));
	return r;
}

/* D = MD5(before pass salt) */
static int
md5_step(const uint8_t *before, size_t before_n, const void *pass,
    size_t pass_n, const uint8_t salt[8], uint8_t out[GS_MD5_LEN])
{
	const EVP_MD *md = gs_evp_md5();
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int r = GS_ECRYPTO;

	if (ctx != NULL && md != NULL &&
	    EVP_DigestInit_ex2(ctx, md, NULL) == 1 &&
	    (before_n == 0 || EVP_DigestUpdate(ctx, before, before_n) == 1) &&
	    (pass_n == 0 || EVP_DigestUpdate(ctx, pass, pass_n) == 1) &&
	    EVP_DigestUpdate(ctx, salt, 8) == 1 &&
	    EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		r = GS_OK;
	EVP_MD_CTX_free(ctx);
	return r;
}

int
gs_bytes_to_key(const void *pass, size_t pass_n, const uint8_t salt[8],
    uint8_t *out, size_t out_n)
{
	uint8_t d[GS_MD5_LEN];
	size_t before = 0;
	int r = GS_OK;

	while (r == GS_OK && out_n > 0) {
		size_t n = out_n < sizeof(d) ? out_n : sizeof(d);

		r = md5_step(d, before, pass, pass_n, salt, d);
		if (r == GS_OK)
			memcpy(out, d, n);
		before = sizeof(d);
		out += n;
		out_n -= n;
	}
	gs_wipe(d, sizeof(d));
	return r;
}

/* PKCS #7, judged here: what EVP does with it depends on its version. */
static int
unpad(const uint8_t *p, size_t n, size_t *plain_n)
{
	uint8_t last = p[n - 1];

	if (last == 0 || last > GS_CBC_BLOCK)
		return GS_EDAMAGED;
	for (size_t i = 0; i < last; i++) {
		if (p[n - 1 - i] != last)
			return GS_EDAMAGED;
	}
	*plain_n = n - last;
	return GS_OK;
}

int
gs_cbc_open(const uint8_t *key, size_t key_len, const uint8_t iv[GS_CBC_BLOCK],
    uint8_t *p, size_t n, size_t *plain_n)
{
	const EVP_CIPHER *cbc = gs_evp_cbc(key_len);
	EVP_CIPHER_CTX *ctx = NULL;
	int r = GS_ECRYPTO;

	*plain_n = 0;
	if (n == 0 || n % GS_CBC_BLOCK != 0) {
		gs_wipe(p, n);
		return GS_EDAMAGED;
	}
	ctx = EVP_CIPHER_CTX_new();
	if (ctx != NULL && cbc != NULL &&
	    EVP_DecryptInit_ex2(ctx, cbc, key, iv, NULL) == 1 &&
	    EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
	    gs_evp_update(ctx, p, p, n) == GS_OK)
		r = unpad(p, n, plain_n);
	if (r != GS_OK)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	return r;
}

const char *
gs_legacy_lacks(void)
{
	if (gs_evp_md5() == NULL)
		return "MD5";
	return gs_evp_sha1() == NULL ? "SHA-1" : NULL;
}
