#include <string.h>

#include "base/wipe.h"
#include "crypto/cmac.h"
#include "crypto/ctr.h"

#include "crypto/siv.h"

#define BLOCK GS_SIV_TAG_LEN

struct siv {
	struct gs_cmac mac;
	struct gs_ctr ctr;
	uint8_t d[BLOCK]; /* S2V's D after all associated strings */
	size_t front;	  /* what the MAC has still to absorb */
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
	s->ctr.key = key + key_len / 2;
	s->ctr.key_len = key_len / 2;
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

/* RFC 5297, section 2.5: the counter is the tag without two bits. */
static void
ctr_begin(struct siv *s, const uint8_t tag[BLOCK])
{
	memcpy(s->ctr.start, tag, BLOCK);
	s->ctr.start[8] &= 0x7f;
	s->ctr.start[12] &= 0x7f;
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
	    (r = finish(&s, p + front, n - front, tag)) == GS_OK) {
		ctr_begin(&s, tag);
		r = gs_ctr_run(&s.ctr, p, n, NULL, NULL);
	}
	end(&s);
	if (r != GS_OK)
		gs_wipe(p, n);
	return r;
}

/* Authenticate what was just decrypted, but for the text's last bytes. */
static int
absorb(void *ctx, const uint8_t *p, size_t n)
{
	struct siv *s = ctx;
	size_t part = n < s->front ? n : s->front;

	s->front -= part;
	return gs_cmac_blocks(&s->mac, p, part);
}

static int
decrypt(struct siv *s, uint8_t *p, size_t n, uint8_t tag[BLOCK])
{
	size_t front = plain_blocks(n);
	int r;

	s->front = front;
	if ((r = gs_ctr_run(&s->ctr, p, n, absorb, s)) != GS_OK)
		return r;
	return finish(s, p + front, n - front, tag);
}

int
gs_siv_open_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN])
{
	uint8_t computed[BLOCK];
	struct siv s;
	int r;

	if ((r = begin(&s, key, key_len, ads, nr)) == GS_OK) {
		ctr_begin(&s, tag);
		r = decrypt(&s, p, n, computed);
	}
	if (r == GS_OK && !gs_ct_eq(computed, tag, BLOCK))
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
