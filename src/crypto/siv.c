#include <string.h>

#include "base/wipe.h"
#include "crypto/cmac.h"
#include "crypto/evp.h"

#include "crypto/siv.h"

#define BLOCK GS_SIV_TAG_LEN

/* Decrypted and then authenticated while still in the cache. */
#define STEP ((size_t)128 << 10)

struct siv {
	struct gs_cmac mac;
	EVP_CIPHER_CTX *ctr; /* owned */
	const uint8_t *ctr_key;
	size_t ctr_key_len;
	uint8_t d[BLOCK]; /* S2V's D after all associated strings */
};

static void
xor_block(uint8_t *to, const uint8_t *with)
{
	for (size_t i = 0; i < BLOCK; i++)
		to[i] ^= with[i];
}

/* RFC 5297, section 2.4, up to the last string, which is the text. */
static int
begin(struct siv *s, const uint8_t *key, size_t key_len,
    const struct gs_siv_ad *ads, size_t nr)
{
	static const uint8_t zero[BLOCK];
	uint8_t one[BLOCK];
	int r;

	memset(s, 0, sizeof(*s));
	s->ctr_key = key + key_len / 2;
	s->ctr_key_len = key_len / 2;
	if (nr > GS_SIV_ADS_MAX)
		return GS_ECRYPTO;
	if ((r = gs_cmac_init(&s->mac, key, key_len / 2)) != GS_OK ||
	    (r = gs_cmac_last(&s->mac, zero, BLOCK, s->d)) != GS_OK)
		return r;
	for (size_t i = 0; i < nr; i++) {
		gs_cmac_double(s->d);
		if ((r = gs_cmac_last(&s->mac, ads[i].p, ads[i].n, one)) !=
		    GS_OK)
			return r;
		xor_block(s->d, one);
	}
	return GS_OK;
}

static void
end(struct siv *s)
{
	EVP_CIPHER_CTX_free(s->ctr);
	gs_cmac_clear(&s->mac);
	gs_wipe(s, sizeof(*s));
}

/* How many bytes in front no xor of S2V reaches: whole blocks, and at least
 * one block less than the text. */
static size_t
plain_blocks(size_t n)
{
	return n < 2 * (size_t)BLOCK ? 0 : (n - BLOCK) / BLOCK * BLOCK;
}

/* S2V's last step; ${p} are the ${n} bytes behind plain_blocks. */
static int
finish(struct siv *s, const uint8_t *p, size_t n, uint8_t tag[BLOCK])
{
	uint8_t t[2 * BLOCK] = { 0 };
	size_t t_len = n < BLOCK ? BLOCK : n;
	int r;

	if (n != 0)
		memcpy(t, p, n);
	if (n < BLOCK) {
		t[n] = 0x80;
		gs_cmac_double(s->d);
	}
	xor_block(t + t_len - BLOCK, s->d);
	r = gs_cmac_last(&s->mac, t, t_len, tag);
	gs_wipe(t, sizeof(t));
	return r;
}

static int
ctr_begin(struct siv *s, const uint8_t tag[BLOCK])
{
	const EVP_CIPHER *aes = gs_evp_ctr(s->ctr_key_len);
	uint8_t q[BLOCK];

	memcpy(q, tag, BLOCK);
	q[8] &= 0x7f;
	q[12] &= 0x7f;
	if (aes == NULL || (s->ctr = EVP_CIPHER_CTX_new()) == NULL ||
	    EVP_EncryptInit_ex2(s->ctr, aes, s->ctr_key, q, NULL) != 1)
		return GS_ECRYPTO;
	return GS_OK;
}

int
gs_siv_seal_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, uint8_t tag[GS_SIV_TAG_LEN])
{
	size_t front = plain_blocks(n);
	struct siv s;
	int r;

	if ((r = begin(&s, key, key_len, ads, nr)) == GS_OK &&
	    (r = gs_cmac_blocks(&s.mac, p, front)) == GS_OK &&
	    (r = finish(&s, p + front, n - front, tag)) == GS_OK &&
	    (r = ctr_begin(&s, tag)) == GS_OK)
		r = gs_evp_update(s.ctr, p, p, n);
	end(&s);
	if (r != GS_OK)
		gs_wipe(p, n);
	return r;
}

static int
decrypt(struct siv *s, uint8_t *p, size_t n, uint8_t tag[BLOCK])
{
	size_t front = plain_blocks(n), at, part;
	int r;

	for (at = 0; at < front; at += part) {
		part = front - at < STEP ? front - at : STEP;
		if ((r = gs_evp_update(s->ctr, p + at, p + at, part)) !=
			GS_OK ||
		    (r = gs_cmac_blocks(&s->mac, p + at, part)) != GS_OK)
			return r;
	}
	if ((r = gs_evp_update(s->ctr, p + at, p + at, n - at)) != GS_OK)
		return r;
	return finish(s, p + at, n - at, tag);
}

int
gs_siv_open_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN])
{
	uint8_t computed[BLOCK];
	struct siv s;
	int r;

	if ((r = begin(&s, key, key_len, ads, nr)) == GS_OK &&
	    (r = ctr_begin(&s, tag)) == GS_OK &&
	    (r = decrypt(&s, p, n, computed)) == GS_OK &&
	    !gs_ct_eq(computed, tag, BLOCK))
		r = GS_EDAMAGED;
	end(&s);
	gs_wipe(computed, sizeof(computed));
	if (r != GS_OK)
		gs_wipe(p, n);
	return r;
}

int
gs_siv_seal(const uint8_t key[GS_SIV_KEY_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, uint8_t tag[GS_SIV_TAG_LEN])
{
	const struct gs_siv_ad one = { ad, ad_len };

	return gs_siv_seal_any(key, GS_SIV_KEY_LEN, &one, 1, p, n, tag);
}

int
gs_siv_open(const uint8_t key[GS_SIV_KEY_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN])
{
	const struct gs_siv_ad one = { ad, ad_len };

	return gs_siv_open_any(key, GS_SIV_KEY_LEN, &one, 1, p, n, tag);
}
