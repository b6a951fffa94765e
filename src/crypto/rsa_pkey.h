/*
 * rsa_pkey: what a struct gs_rsa is inside; for this folder alone.
 */
#ifndef GS_CRYPTO_RSA_PKEY_H
#define GS_CRYPTO_RSA_PKEY_H

#include <openssl/evp.h>

#include "crypto/rsa.h"

/** gs_rsa_pkey(k): borrowed. */
EVP_PKEY *gs_rsa_pkey(const struct gs_rsa *k);

/** gs_rsa_adopt(pkey, out): take ${pkey} over (freed on failure); as
 * gs_rsa_private. */
int gs_rsa_adopt(EVP_PKEY *pkey, struct gs_rsa **out) GS_MUST_USE;

#endif
