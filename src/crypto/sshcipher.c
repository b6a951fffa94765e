#include <string.h>

#include <openssl/evp.h>

#include "base/wipe.h"
#include "crypto/chapoly.h"
#include "crypto/evp.h"

#include "crypto/sshcipher.h"

#define TEXT_MAX ((size_t)1 << 30)

/* clang-format off */
static const struct gs_sshcipher ciphers[] = {
	{ "aes256-ctr", "AES-256-CTR", 16, 32, 16, 0 },
	{ "aes256-cbc", "AES-256-CBC", 16, 32, 16, 0 },
	{ "aes192-ctr", "AES-192-CTR", 16, 24, 16, 0 },
	{ "aes192-cbc", "AES-192-CBC", 16, 24, 16, 0 },
	{ "aes128-ctr", "AES-128-CTR", 16, 16, 16, 0 },
	{ "aes128-cbc", "AES-128-CBC", 16, 16, 16, 0 },
	{ "aes256-gcm@openssh.com", "AES-256-GCM", 16, 32, 12, 16 },
	{ "aes128-gcm@openssh.com", "AES-128-GCM", 16, 16, 12, 16 },
	/* 64 bytes of key, of which the payload takes the first half */
	{ "chacha20-poly1305@openssh.com", NULL, 8, 64, 0, 16 },
};
/* clang-format on */

const struct gs_sshcipher *
gs_sshcipher_find(const char *name, size_t n)
{
	for (size_t i = 0; i < GS_NR(ciphers); i++) {
		if (strlen(ciphers[i].name) == n &&
		    memcmp(ciphers[i].name, name, n) == 0)
			return &ciphers[i];
	}
	return NULL;
}

static int
set_tag(EVP_CIPHER_CTX *ctx, const uint8_t *tag, size_t n)
{
	uint8_t own[16];

	GS_BUG(n > sizeof(own));
	if (n == 0)
		return GS_OK;
	memcpy(own, tag, n); /* EVP takes no const pointer */
	return EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_AEAD_SET_TAG, (int)n, own) == 1
	    ? GS_OK
	    : GS_ECRYPTO;
}

static int
open_evp(EVP_CIPHER_CTX *ctx, const EVP_CIPHER *evp,
    const struct gs_sshcipher *c, const uint8_t *secret, uint8_t *p, size_t n,
    const uint8_t *tag)
{
	uint8_t none[EVP_MAX_BLOCK_LENGTH];
	int got;

	if (EVP_DecryptInit_ex2(ctx, evp, secret, secret + c->key_len, NULL) !=
		1 ||
	    EVP_CIPHER_CTX_set_padding(ctx, 0) != 1 ||
	    set_tag(ctx, tag, c->tag_len) != GS_OK ||
	    EVP_DecryptUpdate(ctx, p, &got, p, (int)n) != 1 || got != (int)n)
		return GS_ECRYPTO;
	return EVP_DecryptFinal_ex(ctx, none, &got) == 1 && got == 0
	    ? GS_OK
	    : GS_EDAMAGED;
}

int
gs_sshcipher_open(const struct gs_sshcipher *c, const uint8_t *secret,
    uint8_t *p, size_t n, const uint8_t *tag)
{
	EVP_CIPHER_CTX *ctx = NULL;
	EVP_CIPHER *evp = NULL;
	int r = GS_ECRYPTO;

	if (n > TEXT_MAX || n % c->block != 0) {
		gs_wipe(p, n);
		return n > TEXT_MAX ? GS_ETOOBIG : GS_EDAMAGED;
	}
	if (c->evp == NULL)
		return gs_chapoly_ssh_open(secret, p, n, tag);
	gs_evp_start();
	evp = EVP_CIPHER_fetch(NULL, c->evp, NULL);
	ctx = EVP_CIPHER_CTX_new();
	if (evp != NULL && ctx != NULL)
		r = open_evp(ctx, evp, c, secret, p, n, tag);
	if (r != GS_OK)
		gs_wipe(p, n);
	EVP_CIPHER_CTX_free(ctx);
	EVP_CIPHER_free(evp);
	return r;
}
