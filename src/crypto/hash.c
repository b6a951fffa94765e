#include <stdio.h>
#include <string.h>

#include <openssl/rand.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/hash.h"

#define SHA256_BLOCK 64
#define HKDF_OUT_MAX ((size_t)255 * GS_SHA256_LEN)

/* The digest of the strings, one after the other. */
struct part {
	const void *p;
	size_t n;
};

static int
digest(const EVP_MD *md, const struct part *v, size_t nr, uint8_t *out)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int r = GS_ECRYPTO;

	if (ctx == NULL || md == NULL || EVP_DigestInit_ex2(ctx, md, NULL) != 1)
		goto out;
	for (size_t i = 0; i < nr; i++) {
		if (v[i].n != 0 && EVP_DigestUpdate(ctx, v[i].p, v[i].n) != 1)
			goto out;
	}
	if (EVP_DigestFinal_ex(ctx, out, NULL) == 1)
		r = GS_OK;
out:
	EVP_MD_CTX_free(ctx);
	return r;
}

int
gs_sha256(const void *p, size_t n, uint8_t out[GS_SHA256_LEN])
{
	const struct part all = { p, n };

	return digest(gs_evp_sha256(), &all, 1, out);
}

int
gs_sha512_init(struct gs_sha512 *h)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	h->ctx = ctx;
	if (ctx == NULL)
		return GS_ENOMEM;
	if (gs_evp_sha512() == NULL ||
	    EVP_DigestInit_ex2(ctx, gs_evp_sha512(), NULL) != 1)
		return GS_ECRYPTO;
	return GS_OK;
}

int
gs_sha512_update(struct gs_sha512 *h, const void *p, size_t n)
{
	if (n != 0 && EVP_DigestUpdate(h->ctx, p, n) != 1)
		return GS_ECRYPTO;
	return GS_OK;
}

int
gs_sha512_final(struct gs_sha512 *h, uint8_t out[GS_SHA512_LEN])
{
	return EVP_DigestFinal_ex(h->ctx, out, NULL) == 1 ? GS_OK : GS_ECRYPTO;
}

void
gs_sha512_clear(struct gs_sha512 *h)
{
	EVP_MD_CTX_free(h->ctx);
	h->ctx = NULL;
}

/* RFC 2104 over ${nr} (at most 3) strings. */
static int
hmac(const void *key, size_t key_len, const struct part *v, size_t nr,
    uint8_t out[GS_SHA256_LEN])
{
	uint8_t pad[SHA256_BLOCK] = { 0 }, inner[GS_SHA256_LEN];
	struct part in[4] = { { pad, sizeof(pad) } };
	const struct part outer[2] = { { pad, sizeof(pad) },
		{ inner, sizeof(inner) } };
	int r = GS_OK;

	GS_BUG(nr > GS_NR(in) - 1);
	if (nr != 0)
		memcpy(in + 1, v, nr * sizeof(*v));
	if (key_len > sizeof(pad))
		r = gs_sha256(key, key_len, pad);
	else if (key_len != 0)
		memcpy(pad, key, key_len);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36;
	if (r == GS_OK)
		r = digest(gs_evp_sha256(), in, nr + 1, inner);
	for (size_t i = 0; i < sizeof(pad); i++)
		pad[i] ^= 0x36 ^ 0x5c;
	if (r == GS_OK)
		r = digest(gs_evp_sha256(), outer, 2, out);
	gs_wipe(pad, sizeof(pad));
	gs_wipe(inner, sizeof(inner));
	return r;
}

int
gs_hmac_sha256(const void *key, size_t key_len, const void *p, size_t n,
    uint8_t out[GS_SHA256_LEN])
{
	const struct part all = { p, n };

	return hmac(key, key_len, &all, 1, out);
}

int
gs_hkdf(const void *ikm, size_t ikm_len, const void *salt, size_t salt_len,
    const void *info, size_t info_len, uint8_t *out, size_t out_len)
{
	uint8_t prk[GS_SHA256_LEN], t[GS_SHA256_LEN], count = 0;
	const struct part in = { ikm, ikm_len };
	struct part v[3] = { { t, 0 }, { info, info_len }, { &count, 1 } };
	int r;

	if (out_len > HKDF_OUT_MAX)
		return GS_ECRYPTO;
	r = hmac(salt, salt_len, &in, 1, prk);
	while (r == GS_OK && out_len > 0) {
		size_t n = out_len < sizeof(t) ? out_len : sizeof(t);

		count++;
		r = hmac(prk, sizeof(prk), v, GS_NR(v), t);
		if (r == GS_OK)
			memcpy(out, t, n);
		v[0].n = sizeof(t);
		out += n;
		out_len -= n;
	}
	gs_wipe(prk, sizeof(prk));
	gs_wipe(t, sizeof(t));
	return r;
}

static int
oid_of(size_t oid_len, const struct part *v, size_t nr, struct gs_oid *out)
{
	memset(out, 0, sizeof(*out));
	if (oid_len != 20 && oid_len != 32)
		return GS_ECRYPTO;
	out->n = (uint8_t)oid_len;
	return digest(
	    oid_len == 20 ? gs_evp_sha1() : gs_evp_sha256(), v, nr, out->b);
}

int
gs_oid_digest(size_t oid_len, const void *p, size_t n, struct gs_oid *out)
{
	const struct part all = { p, n };

	return oid_of(oid_len, &all, 1, out);
}

int
gs_blob_id(size_t oid_len, const void *p, size_t n, struct gs_oid *out)
{
	char head[32];
	int k = snprintf(head, sizeof(head), "blob %zu", n);
	struct part v[2] = { { head, 0 }, { p, n } };

	memset(out, 0, sizeof(*out));
	if (k < 0)
		return GS_ECRYPTO;
	v[0].n = (size_t)k + 1; /* its NUL belongs to it */
	return oid_of(oid_len, v, GS_NR(v), out);
}

int
gs_random(void *p, size_t n)
{
	uint8_t *b = p;

	gs_evp_start();
	while (n > 0) {
		size_t part = n < 1u << 20 ? n : 1u << 20;

		if (RAND_priv_bytes(b, (int)part) != 1)
			return GS_ECRYPTO;
		b += part;
		n -= part;
	}
	return GS_OK;
}
