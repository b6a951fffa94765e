/* The least that any program with libcrypto does: link it, fetch a cipher. */
#include <openssl/evp.h>

int
main(void)
{
	EVP_CIPHER *c = EVP_CIPHER_fetch(NULL, "AES-256-CTR", NULL);
	int code = c == NULL;

	EVP_CIPHER_free(c);
	return code;
}
