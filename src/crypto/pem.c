#include <string.h>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "crypto/evp.h"
#include "crypto/rsa_pkey.h"
#include "crypto/x25519.h"

#include "crypto/pem.h"

#define PEM_MAX ((size_t)1 << 20)

struct answer {
	const struct gs_buf *pass;
	int asked;
};

/* OpenSSL's default would ask on the terminal. */
static int
give(char *buf, int size, int rwflag, void *ctx)
{
	struct answer *a = ctx;

	(void)rwflag;
	a->asked = 1;
	if (a->pass == NULL || size < 0 || a->pass->n > (size_t)size)
		return -1;
	if (a->pass->n != 0)
		memcpy(buf, a->pass->p, a->pass->n);
	return (int)a->pass->n;
}

static int
take_ed25519(EVP_PKEY *pkey, struct gs_buf *seed)
{
	size_t n = GS_ED25519_SEED_LEN;
	int r;

	if ((r = gs_buf_reserve(seed, n)) != GS_OK)
		return r;
	if (EVP_PKEY_get_raw_private_key(pkey, seed->p, &n) != 1 ||
	    n != GS_ED25519_SEED_LEN)
		return GS_ECRYPTO;
	seed->n = n;
	return GS_OK;
}

/* Consumes ${pkey}. */
static int
take(EVP_PKEY *pkey, struct gs_keypair *out)
{
	int r = GS_EUSAGE;

	if (EVP_PKEY_is_a(pkey, "RSA")) {
		r = gs_rsa_adopt(pkey, &out->rsa);
		return r == GS_EDAMAGED ? GS_EUSAGE : r; /* its size */
	}
	if (EVP_PKEY_is_a(pkey, "ED25519"))
		r = take_ed25519(pkey, &out->seed);
	EVP_PKEY_free(pkey);
	return r;
}

int
gs_pem_read(
    const void *p, size_t n, const struct gs_buf *pass, struct gs_keypair *out)
{
	struct answer a = { pass, 0 };
	EVP_PKEY *pkey;
	BIO *bio;

	memset(out, 0, sizeof(*out));
	if (n > PEM_MAX)
		return GS_ETOOBIG;
	gs_evp_start();
	if ((bio = BIO_new_mem_buf(p, (int)n)) == NULL)
		return GS_ENOMEM;
	pkey = PEM_read_bio_PrivateKey(bio, NULL, give, &a);
	BIO_free(bio);
	if (pkey == NULL)
		return gs_evp_failed(a.asked ? GS_ENOKEY : GS_EDAMAGED);
	ERR_clear_error(); /* of forms that were tried in vain */
	return take(pkey, out);
}
