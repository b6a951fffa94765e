#include <openssl/evp.h>

#include "crypto/evp.h"

#include "crypto/scrypt.h"

#define R 8
#define P 1

int
gs_scrypt(const void *pass, size_t pass_len, const void *salt, size_t salt_len,
    unsigned log_n, uint8_t *out, size_t out_len)
{
	uint64_t n, memory;

	if (log_n < 1 || log_n > GS_SCRYPT_LOG_N_MAX)
		return GS_ETOOBIG;
	gs_evp_start();
	n = (uint64_t)1 << log_n;
	/* libcrypto's own limit, 32 MiB, is below age's usual 2^18. */
	memory = 128 * R * n + ((uint64_t)1 << 20);
	/* A NULL password would mean "check the parameters only". */
	if (EVP_PBE_scrypt(pass_len == 0 ? "" : pass, pass_len, salt, salt_len,
		n, R, P, memory, out, out_len) != 1)
		return GS_ENOMEM;
	return GS_OK;
}
