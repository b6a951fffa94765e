#include <string.h>

#include <openssl/bn.h>
#include <openssl/evp.h>

#include "base/wipe.h"
#include "crypto/evp.h"

#include "crypto/x25519.h"

static int
derive(EVP_PKEY *own, EVP_PKEY *peer, uint8_t out[GS_X25519_LEN])
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
	size_t n = GS_X25519_LEN;
	int r = GS_ECRYPTO;

	/* No check of the peer's key: every string of 32 bytes is one. */
	if (ctx == NULL || EVP_PKEY_derive_init(ctx) != 1 ||
	    EVP_PKEY_derive_set_peer_ex(ctx, peer, 0) != 1)
		goto out;
	/* OpenSSL refuses the all-zero result here. */
	if (EVP_PKEY_derive(ctx, out, &n) == 1 && n == GS_X25519_LEN)
		r = GS_OK;
	else
		r = gs_evp_failed(GS_EDAMAGED);
out:
	EVP_PKEY_CTX_free(ctx);
	return r;
}

int
gs_x25519(const uint8_t scalar[GS_X25519_LEN],
    const uint8_t point[GS_X25519_LEN], uint8_t out[GS_X25519_LEN])
{
	EVP_PKEY *own, *peer;
	int r = GS_ECRYPTO;

	gs_evp_start();
	own = EVP_PKEY_new_raw_private_key_ex(
	    NULL, "X25519", NULL, scalar, GS_X25519_LEN);
	peer = EVP_PKEY_new_raw_public_key_ex(
	    NULL, "X25519", NULL, point, GS_X25519_LEN);
	if (own != NULL && peer != NULL)
		r = derive(own, peer, out);
	if (r != GS_OK)
		gs_wipe(out, GS_X25519_LEN);
	EVP_PKEY_free(own);
	EVP_PKEY_free(peer);
	return r;
}

static int
raw_public(const char *type, const uint8_t secret[32], uint8_t out[32])
{
	EVP_PKEY *key;
	size_t n = 32;
	int r = GS_ECRYPTO;

	gs_evp_start();
	key = EVP_PKEY_new_raw_private_key_ex(NULL, type, NULL, secret, 32);
	if (key != NULL && EVP_PKEY_get_raw_public_key(key, out, &n) == 1 &&
	    n == 32)
		r = GS_OK;
	EVP_PKEY_free(key);
	return r;
}

int
gs_x25519_public(
    const uint8_t scalar[GS_X25519_LEN], uint8_t out[GS_X25519_LEN])
{
	return raw_public("X25519", scalar, out);
}

int
gs_ed25519_public(
    const uint8_t seed[GS_ED25519_SEED_LEN], uint8_t out[GS_ED25519_PUBLIC_LEN])
{
	return raw_public("ED25519", seed, out);
}

/* p = 2^255 - 19 */
static int
set_field(BIGNUM *p)
{
	return BN_set_bit(p, 255) && BN_sub_word(p, 19);
}

/* u = (1 + y) / (1 - y); GS_EDAMAGED where that has no value. */
static int
to_montgomery(
    BN_CTX *ctx, const uint8_t y_bytes[32], uint8_t out[GS_X25519_LEN])
{
	BIGNUM *p = BN_CTX_get(ctx), *y = BN_CTX_get(ctx);
	BIGNUM *over = BN_CTX_get(ctx), *under = BN_CTX_get(ctx);

	if (under == NULL || !set_field(p) ||
	    BN_lebin2bn(y_bytes, 32, y) == NULL)
		return GS_ECRYPTO;
	if (BN_cmp(y, p) >= 0 || BN_is_one(y))
		return GS_EDAMAGED;
	if (!BN_mod_add(over, BN_value_one(), y, p, ctx) ||
	    !BN_mod_sub(under, BN_value_one(), y, p, ctx) ||
	    BN_mod_inverse(under, under, p, ctx) == NULL ||
	    !BN_mod_mul(over, over, under, p, ctx) ||
	    BN_bn2lebinpad(over, out, GS_X25519_LEN) != GS_X25519_LEN)
		return GS_ECRYPTO;
	return GS_OK;
}

int
gs_ed25519_to_x25519(
    const uint8_t pk[GS_ED25519_PUBLIC_LEN], uint8_t out[GS_X25519_LEN])
{
	BN_CTX *ctx = BN_CTX_new();
	uint8_t y[32];
	int r;

	memset(out, 0, GS_X25519_LEN);
	if (ctx == NULL)
		return GS_ECRYPTO;
	memcpy(y, pk, sizeof(y));
	y[31] &= 0x7f; /* the sign of x; u depends on y alone */
	BN_CTX_start(ctx);
	r = to_montgomery(ctx, y, out);
	BN_CTX_end(ctx);
	BN_CTX_free(ctx);
	return r;
}

int
gs_ed25519_scalar(
    const uint8_t seed[GS_ED25519_SEED_LEN], uint8_t out[GS_X25519_LEN])
{
	uint8_t hash[64];
	int r = GS_ECRYPTO;

	if (EVP_Digest(seed, GS_ED25519_SEED_LEN, hash, NULL, gs_evp_sha512(),
		NULL) == 1) {
		memcpy(out, hash, GS_X25519_LEN);
		r = GS_OK;
	}
	gs_wipe(hash, sizeof(hash));
	return r;
}
