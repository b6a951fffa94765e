#include <pthread.h>

#include <openssl/crypto.h>
#include <openssl/err.h>

#include "crypto/evp.h"

/* A multiple of every block length, and an int. */
#define UPDATE_MAX ((size_t)1 << 30)

/* One fetched algorithm; the macro makes its once-only getter. */
#define FETCHED(type, name, fetch, algorithm)                                  \
	static type *name##_it;                                                \
	static void name##_fetch(void)                                         \
	{                                                                      \
		gs_evp_start();                                                \
		name##_it = fetch(NULL, algorithm, NULL);                      \
	}                                                                      \
	static const type *name(void)                                          \
	{                                                                      \
		static pthread_once_t once = PTHREAD_ONCE_INIT;                \
                                                                               \
		if (pthread_once(&once, name##_fetch) != 0)                    \
			return NULL;                                           \
		return name##_it;                                              \
	}

FETCHED(EVP_CIPHER, cbc128, EVP_CIPHER_fetch, "AES-128-CBC")
FETCHED(EVP_CIPHER, cbc192, EVP_CIPHER_fetch, "AES-192-CBC")
FETCHED(EVP_CIPHER, cbc256, EVP_CIPHER_fetch, "AES-256-CBC")
FETCHED(EVP_CIPHER, ctr128, EVP_CIPHER_fetch, "AES-128-CTR")
FETCHED(EVP_CIPHER, ctr192, EVP_CIPHER_fetch, "AES-192-CTR")
FETCHED(EVP_CIPHER, ctr256, EVP_CIPHER_fetch, "AES-256-CTR")
FETCHED(EVP_MD, md5, EVP_MD_fetch, "MD5")
FETCHED(EVP_MD, sha1, EVP_MD_fetch, "SHA1")
FETCHED(EVP_MD, sha256, EVP_MD_fetch, "SHA256")
FETCHED(EVP_MD, sha512, EVP_MD_fetch, "SHA512")
FETCHED(EVP_CIPHER, chapoly, EVP_CIPHER_fetch, "ChaCha20-Poly1305")
FETCHED(EVP_CIPHER, chacha20, EVP_CIPHER_fetch, "ChaCha20")
FETCHED(EVP_CIPHER, gcm256, EVP_CIPHER_fetch, "AES-256-GCM")

static void
start(void)
{
	/* Reading openssl.cnf costs as much as the rest of our start-up, and
	 * nothing in it may change what a sealed file means. */
	(void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

void
gs_evp_start(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	(void)pthread_once(&once, start);
}

const EVP_CIPHER *
gs_evp_cbc(size_t key_len)
{
	return key_len == 32 ? cbc256()
	    : key_len == 24  ? cbc192()
	    : key_len == 16  ? cbc128()
			     : NULL;
}

const EVP_CIPHER *
gs_evp_ctr(size_t key_len)
{
	return key_len == 32 ? ctr256()
	    : key_len == 24  ? ctr192()
	    : key_len == 16  ? ctr128()
			     : NULL;
}

const EVP_MD *
gs_evp_md5(void)
{
	return md5();
}

const EVP_MD *
gs_evp_sha1(void)
{
	return sha1();
}

const EVP_MD *
gs_evp_sha256(void)
{
	return sha256();
}

const EVP_MD *
gs_evp_sha512(void)
{
	return sha512();
}

const EVP_CIPHER *
gs_evp_chapoly(void)
{
	return chapoly();
}

const EVP_CIPHER *
gs_evp_chacha20(void)
{
	return chacha20();
}

const EVP_CIPHER *
gs_evp_gcm(void)
{
	return gcm256();
}

int
gs_evp_failed(int code)
{
	unsigned long reason;
	int r = GS_ECRYPTO;

	while ((reason = ERR_get_error()) != 0) {
		if (ERR_GET_REASON(reason) == ERR_R_MALLOC_FAILURE)
			r = GS_ENOMEM;
		else if (r != GS_ENOMEM)
			r = code;
	}
	return r;
}

int
gs_evp_update(EVP_CIPHER_CTX *ctx, uint8_t *out, const uint8_t *in, size_t n)
{
	while (n > 0) {
		size_t part = n < UPDATE_MAX ? n : UPDATE_MAX;
		int got;

		if (EVP_CipherUpdate(ctx, out, &got, in, (int)part) != 1 ||
		    got != (int)part)
			return GS_ECRYPTO;
		if (out != NULL) /* else it is only authenticated */
			out += part;
		in += part;
		n -= part;
	}
	return GS_OK;
}
