/*
 * pem: private keys in the forms that libcrypto reads, PKCS#8 and the older
 * ones by algorithm, in PEM, with or without a passphrase.
 */
#ifndef GS_CRYPTO_PEM_H
#define GS_CRYPTO_PEM_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "crypto/keypair.h"

/**
 * gs_pem_read(p, n, pass, out):
 * Read the first private key of the PEM text.
 *
 *   pass  the passphrase; NULL: there is none.
 *
 * GS_OK; GS_ENOKEY if it wants a passphrase and ${pass} is NULL or wrong;
 * GS_EUSAGE if the key is of another kind or size than we use; GS_EDAMAGED
 * if there is no key to read; GS_ETOOBIG, GS_ENOMEM, GS_ECRYPTO.
 */
int gs_pem_read(const void *p, size_t n, const struct gs_buf *pass,
    struct gs_keypair *out) GS_MUST_USE;

#endif
