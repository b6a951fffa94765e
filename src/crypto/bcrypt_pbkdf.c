#include <string.h>

#include "base/buf.h"
#include "base/cur.h"
#include "base/wipe.h"
#include "crypto/blowfish.h"
#include "crypto/evp.h"

#include "crypto/bcrypt_pbkdf.h"

#define SHA512_LEN 64
#define HASH_LEN 32 /* what the hash made of bcrypt gives */
#define HASH_WORDS (HASH_LEN / 4)

/* All that is secret on the way, on pages that do not reach the disk. */
struct work {
	struct gs_blowfish state;
	uint8_t pass[SHA512_LEN]; /* SHA-512 of the passphrase */
	uint8_t salt[SHA512_LEN]; /* SHA-512 of what the round begins with */
	uint8_t hash[HASH_LEN];
	uint8_t sum[HASH_LEN]; /* of the hashes of all rounds, by XOR */
	uint32_t text[HASH_WORDS];
};

static int
sha512(const void *p, size_t n, uint8_t out[SHA512_LEN])
{
	return EVP_Digest(p, n, out, NULL, gs_evp_sha512(), NULL) == 1
	    ? GS_OK
	    : GS_ECRYPTO;
}

/* bcrypt with cost 6, a text of 32 bytes, and its words little-endian. */
static void
hash(struct work *w)
{
	static const char text[] = "OxychromaticBlowfishSwatDynamite";

	w->state = gs_blowfish_pi;
	gs_blowfish_expand(&w->state, w->pass, w->salt);
	for (int i = 0; i < 64; i++) {
		gs_blowfish_expand(&w->state, w->salt, NULL);
		gs_blowfish_expand(&w->state, w->pass, NULL);
	}
	for (size_t i = 0; i < HASH_WORDS; i++)
		w->text[i] = gs_be32_get((const uint8_t *)text + 4 * i);
	for (int k = 0; k < 64; k++) {
		for (size_t i = 0; i < HASH_WORDS; i += 2)
			gs_blowfish_encrypt(&w->state, w->text + i);
	}
	for (size_t i = 0; i < HASH_LEN; i++)
		w->hash[i] = (uint8_t)(w->text[i / 4] >> 8 * (i % 4));
}

/* One block of PBKDF2: ${seed} is the salt and the block's number. */
static int
block(struct work *w, const struct gs_buf *seed, uint32_t rounds)
{
	int r;

	if ((r = sha512(seed->p, seed->n, w->salt)) != GS_OK)
		return r;
	hash(w);
	memcpy(w->sum, w->hash, HASH_LEN);
	for (uint32_t k = 1; k < rounds; k++) {
		if ((r = sha512(w->hash, HASH_LEN, w->salt)) != GS_OK)
			return r;
		hash(w);
		for (size_t i = 0; i < HASH_LEN; i++)
			w->sum[i] ^= w->hash[i];
	}
	return GS_OK;
}

/* Each block's bytes are dealt out over the whole output, ${blocks} apart. */
static int
derive(struct work *w, struct gs_buf *seed, uint32_t rounds, uint8_t *out,
    size_t out_len)
{
	size_t blocks = (out_len + HASH_LEN - 1) / HASH_LEN;
	size_t each = (out_len + blocks - 1) / blocks;
	int r;

	for (size_t b = 0; b < blocks; b++) {
		gs_be32_put(seed->p + seed->n - 4, (uint32_t)b + 1);
		if ((r = block(w, seed, rounds)) != GS_OK)
			return r;
		for (size_t i = 0; i < each; i++) {
			if (i * blocks + b < out_len)
				out[i * blocks + b] = w->sum[i];
		}
	}
	return GS_OK;
}

int
gs_bcrypt_pbkdf(const void *pass, size_t pass_len, const uint8_t *salt,
    size_t salt_len, uint32_t rounds, uint8_t *out, size_t out_len)
{
	static const uint8_t number[4];
	struct gs_buf seed = GS_BUF_INIT;
	struct work *w = NULL;
	int r = GS_ETOOBIG;

	memset(out, 0, out_len);
	if (pass_len == 0 || salt_len == 0 || salt_len > GS_BCRYPT_SALT_MAX ||
	    rounds == 0 || out_len == 0 || out_len > GS_BCRYPT_OUT_MAX)
		goto out;
	if ((r = gs_buf_add(&seed, salt, salt_len)) != GS_OK ||
	    (r = gs_buf_add(&seed, number, sizeof(number))) != GS_OK)
		goto out;
	r = GS_ENOMEM;
	if ((w = gs_secret_new(sizeof(*w))) == NULL)
		goto out;
	if ((r = sha512(pass, pass_len, w->pass)) == GS_OK)
		r = derive(w, &seed, rounds, out, out_len);
	if (r != GS_OK)
		gs_wipe(out, out_len);
out:
	gs_secret_free(w);
	gs_buf_clear(&seed);
	return r;
}
