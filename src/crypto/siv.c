#include <string.h>

#include "base/wipe.h"
#include "crypto/siv_part.h"

#include "crypto/siv.h"

#define BLOCK GS_SIV_TAG_LEN

static void
xor_block(uint8_t *to, const uint8_t *with)
{
	for (size_t i = 0; i < BLOCK; i++)
		to[i] ^= with[i];
}

int
gs_siv_begin(struct gs_siv *s, const uint8_t *key, size_t key_len,
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

void
gs_siv_end(struct gs_siv *s)
{
	gs_cmac_clear(&s->mac);
	gs_wipe(s, sizeof(*s));
}

size_t
gs_siv_front(size_t n)
{
	return n < 2 * (size_t)BLOCK ? 0 : (n - BLOCK) / BLOCK * BLOCK;
}

int
gs_siv_tag(struct gs_siv *s, const uint8_t *p, size_t n, uint8_t tag[BLOCK])
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

void
gs_siv_ctr(struct gs_siv *s, const uint8_t tag[BLOCK])
{
	memcpy(s->ctr.start, tag, BLOCK);
	s->ctr.start[8] &= 0x7f;
	s->ctr.start[12] &= 0x7f;
}

int
gs_siv_seal_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, uint8_t tag[GS_SIV_TAG_LEN])
{
	size_t front = gs_siv_front(n);
	struct gs_siv s;
	int r;

	if ((r = gs_siv_begin(&s, key, key_len, ads, nr)) == GS_OK &&
	    (r = gs_cmac_blocks(&s.mac, p, front)) == GS_OK &&
	    (r = gs_siv_tag(&s, p + front, n - front, tag)) == GS_OK) {
		gs_siv_ctr(&s, tag);
		r = gs_ctr_run(&s.ctr, p, n, NULL, NULL);
	}
	gs_siv_end(&s);
	if (r != GS_OK)
		gs_wipe(p, n);
	return r;
}

/* Authenticate what was just decrypted, but for the text's last bytes. */
static int
absorb(void *ctx, const uint8_t *p, size_t n)
{
	struct gs_siv *s = ctx;
	size_t part = n < s->front ? n : s->front;

	s->front -= part;
	return gs_cmac_blocks(&s->mac, p, part);
}

static int
decrypt(struct gs_siv *s, uint8_t *p, size_t n, uint8_t tag[BLOCK])
{
	size_t front = gs_siv_front(n);
	int r;

	s->front = front;
	if ((r = gs_ctr_run(&s->ctr, p, n, absorb, s)) != GS_OK)
		return r;
	return gs_siv_tag(s, p + front, n - front, tag);
}

int
gs_siv_open_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN])
{
	uint8_t computed[BLOCK];
	struct gs_siv s;
	int r;

	if ((r = gs_siv_begin(&s, key, key_len, ads, nr)) == GS_OK) {
		gs_siv_ctr(&s, tag);
		r = decrypt(&s, p, n, computed);
	}
	if (r == GS_OK && !gs_ct_eq(computed, tag, BLOCK))
		r = GS_EDAMAGED;
	gs_siv_end(&s);
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
