#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/wipe.h"
#include "crypto/evp.h"
#include "crypto/rsa_pkey.h"

#include "crypto/rsa.h"

/*
 * A struct gs_rsa is an EVP_PKEY under another name: libcrypto counts its
 * owners, and no other folder sees its type.
 */
EVP_PKEY *
gs_rsa_pkey(const struct gs_rsa *k)
{
	/* EVP reads the key, but takes no const pointer. */
	union {
		const struct gs_rsa *in;
		EVP_PKEY *out;
	} u = { k };

	return u.out;
}

/* Whether libcrypto would work with it, and we with age. */
static int
check(EVP_PKEY *pkey)
{
	BIGNUM *n = NULL, *e = NULL;
	int bits, r = GS_EDAMAGED;

	if (EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) != 1 ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) != 1)
		goto out;
	bits = BN_num_bits(n);
	if (bits >= GS_RSA_BITS_MIN && bits <= GS_RSA_BITS_MAX &&
	    BN_is_odd(n) && BN_is_odd(e) && !BN_is_one(e) &&
	    BN_num_bits(e) <= 64)
		r = GS_OK;
out:
	BN_free(n);
	BN_free(e);
	return r;
}

int
gs_rsa_adopt(EVP_PKEY *pkey, struct gs_rsa **out)
{
	int r = check(pkey);

	*out = NULL;
	if (r != GS_OK) {
		EVP_PKEY_free(pkey);
		return r;
	}
	*out = (struct gs_rsa *)pkey;
	return GS_OK;
}

static int
from_params(int selection, OSSL_PARAM_BLD *bld, struct gs_rsa **out)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
	EVP_PKEY *pkey = NULL;
	EVP_PKEY_CTX *ctx;
	int r = GS_ECRYPTO;

	gs_evp_start();
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) != 1)
		goto out;
	if (EVP_PKEY_fromdata(ctx, &pkey, selection, params) != 1)
		r = gs_evp_failed(GS_EDAMAGED);
	else
		r = gs_rsa_adopt(pkey, out);
out:
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return r;
}

/* Numbers over the limit would only cost time. */
static BIGNUM *
number(const struct gs_rsa_num *in)
{
	BIGNUM *b;

	if (in->n > GS_RSA_LEN_MAX + 1 || (b = BN_secure_new()) == NULL)
		return NULL;
	BN_set_flags(b, BN_FLG_CONSTTIME);
	return BN_bin2bn(in->p, (int)in->n, b);
}

int
gs_rsa_public(const struct gs_rsa_nums *nums, struct gs_rsa **out)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	BIGNUM *n = number(&nums->n), *e = number(&nums->e);
	int r = GS_EDAMAGED;

	*out = NULL;
	if (bld == NULL || n == NULL || e == NULL || BN_is_zero(n) ||
	    BN_is_zero(e))
		goto out;
	if (!OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, n) ||
	    !OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, e))
		r = GS_ECRYPTO;
	else
		r = from_params(EVP_PKEY_PUBLIC_KEY, bld, out);
out:
	OSSL_PARAM_BLD_free(bld);
	BN_free(n);
	BN_free(e);
	return r;
}

/* The numbers of a pair; the two exponents are ours to compute. */
struct pair {
	BIGNUM *n, *e, *d, *iqmp, *p, *q, *dp, *dq;
};

/* dp = d mod (p - 1), dq = d mod (q - 1); and p q = n. */
static int
complete(struct pair *k)
{
	BN_CTX *ctx = BN_CTX_secure_new();
	BIGNUM *t = BN_secure_new();
	int r = GS_ECRYPTO;

	if (ctx == NULL || t == NULL || !BN_mul(t, k->p, k->q, ctx))
		goto out;
	r = GS_EDAMAGED;
	if (BN_cmp(t, k->n) != 0 || BN_is_zero(k->iqmp) || BN_is_zero(k->d))
		goto out;
	BN_set_flags(t, BN_FLG_CONSTTIME);
	if (!BN_sub(t, k->p, BN_value_one()) || BN_is_zero(t) ||
	    !BN_mod(k->dp, k->d, t, ctx) || !BN_sub(t, k->q, BN_value_one()) ||
	    BN_is_zero(t) || !BN_mod(k->dq, k->d, t, ctx))
		goto out;
	r = GS_OK;
out:
	BN_clear_free(t);
	BN_CTX_free(ctx);
	return r;
}

static int
push_pair(OSSL_PARAM_BLD *bld, const struct pair *k)
{
	return OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, k->n) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, k->e) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_D, k->d) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_FACTOR1, k->p) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_FACTOR2, k->q) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_EXPONENT1, k->dp) &&
	    OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_EXPONENT2, k->dq) &&
	    OSSL_PARAM_BLD_push_BN(
		bld, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, k->iqmp);
}

int
gs_rsa_private(const struct gs_rsa_nums *nums, struct gs_rsa **out)
{
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	struct pair k = { number(&nums->n), number(&nums->e), number(&nums->d),
		number(&nums->iqmp), number(&nums->p), number(&nums->q),
		BN_secure_new(), BN_secure_new() };
	int r = GS_EDAMAGED;

	*out = NULL;
	if (bld == NULL || k.n == NULL || k.e == NULL || k.d == NULL ||
	    k.iqmp == NULL || k.p == NULL || k.q == NULL || k.dp == NULL ||
	    k.dq == NULL)
		goto out;
	if ((r = complete(&k)) != GS_OK)
		goto out;
	r = push_pair(bld, &k) ? from_params(EVP_PKEY_KEYPAIR, bld, out)
			       : GS_ECRYPTO;
out:
	OSSL_PARAM_BLD_free(bld);
	BN_free(k.n);
	BN_free(k.e);
	BN_clear_free(k.d);
	BN_clear_free(k.iqmp);
	BN_clear_free(k.p);
	BN_clear_free(k.q);
	BN_clear_free(k.dp);
	BN_clear_free(k.dq);
	return r;
}

void
gs_rsa_free(struct gs_rsa *k)
{
	EVP_PKEY_free(gs_rsa_pkey(k));
}

size_t
gs_rsa_len(const struct gs_rsa *k)
{
	return (size_t)EVP_PKEY_get_size(gs_rsa_pkey(k));
}

static int
add_number(const struct gs_rsa *k, const char *name, struct gs_buf *out)
{
	BIGNUM *b = NULL;
	size_t n;
	int r;

	if (EVP_PKEY_get_bn_param(gs_rsa_pkey(k), name, &b) != 1)
		return GS_ECRYPTO;
	n = (size_t)BN_num_bytes(b);
	if ((r = gs_buf_reserve(out, n)) == GS_OK)
		out->n += (size_t)BN_bn2bin(b, out->p + out->n);
	BN_free(b);
	return r;
}

int
gs_rsa_numbers(const struct gs_rsa *k, struct gs_buf *n, struct gs_buf *e)
{
	int r;

	if ((r = add_number(k, OSSL_PKEY_PARAM_RSA_N, n)) != GS_OK)
		return r;
	return add_number(k, OSSL_PKEY_PARAM_RSA_E, e);
}

int
gs_rsa_copy(const struct gs_rsa *k, struct gs_rsa **out)
{
	EVP_PKEY *pkey = gs_rsa_pkey(k);

	*out = NULL;
	if (EVP_PKEY_up_ref(pkey) != 1)
		return GS_ECRYPTO;
	*out = (struct gs_rsa *)pkey;
	return GS_OK;
}
