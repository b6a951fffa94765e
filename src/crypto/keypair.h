/*
 * keypair: a private key as it comes out of a key file, of one of the two
 * kinds that age's ssh wraps take.
 */
#ifndef GS_CRYPTO_KEYPAIR_H
#define GS_CRYPTO_KEYPAIR_H

#include "base/buf.h"
#include "crypto/rsa.h"

/* One of the two is filled; a zeroed one holds nothing. */
struct gs_keypair {
	struct gs_rsa *rsa; /* owned; NULL: Ed25519 */
	struct gs_buf seed; /* GS_ED25519_SEED_LEN bytes; empty: RSA */
};

/** gs_keypair_clear(k): wipe and free what it holds. */
static inline void
gs_keypair_clear(struct gs_keypair *k)
{
	gs_rsa_free(k->rsa);
	gs_buf_clear(&k->seed);
	k->rsa = NULL;
}

#endif
