#include "base/cur.h"
#include "base/wipe.h"

#include "crypto/blowfish.h"

#define WORDS 16 /* of a key or salt of 64 bytes */

static uint32_t
mix(const struct gs_blowfish *b, uint32_t x)
{
	uint32_t y = b->s[0][x >> 24] + b->s[1][x >> 16 & 0xff];

	return (y ^ b->s[2][x >> 8 & 0xff]) + b->s[3][x & 0xff];
}

void
gs_blowfish_encrypt(const struct gs_blowfish *b, uint32_t x[2])
{
	uint32_t l = x[0], r = x[1];

	/* Two rounds of the network at a time, so that nothing is swapped. */
	for (size_t i = 0; i < 16; i += 2) {
		l ^= b->p[i];
		r ^= mix(b, l);
		r ^= b->p[i + 1];
		l ^= mix(b, r);
	}
	x[0] = r ^ b->p[17];
	x[1] = l ^ b->p[16];
}

static void
load(const uint8_t p[64], uint32_t w[WORDS])
{
	for (size_t i = 0; i < WORDS; i++)
		w[i] = gs_be32_get(p + 4 * i);
}

/*
 * One running block replaces the whole state, two words at a time; the salt
 * words go into it in turn.  Salt and key are whole numbers of blocks, so
 * the salt index needs no alignment.
 */
struct chain {
	uint32_t x[2];
	uint32_t salt[WORDS];
	size_t at;
};

static void
next(struct gs_blowfish *b, struct chain *c, uint32_t out[2])
{
	c->x[0] ^= c->salt[c->at];
	c->x[1] ^= c->salt[c->at + 1];
	c->at = (c->at + 2) % WORDS;
	gs_blowfish_encrypt(b, c->x);
	out[0] = c->x[0];
	out[1] = c->x[1];
}

void
gs_blowfish_expand(
    struct gs_blowfish *b, const uint8_t key[64], const uint8_t *salt)
{
	struct chain c = { { 0, 0 }, { 0 }, 0 };
	uint32_t k[WORDS];

	load(key, k);
	if (salt != NULL)
		load(salt, c.salt);
	for (size_t i = 0; i < GS_BLOWFISH_SUBKEYS; i++)
		b->p[i] ^= k[i % WORDS];
	for (size_t i = 0; i < GS_BLOWFISH_SUBKEYS; i += 2)
		next(b, &c, b->p + i);
	for (size_t box = 0; box < 4; box++) {
		for (size_t i = 0; i < 256; i += 2)
			next(b, &c, b->s[box] + i);
	}
	gs_wipe(k, sizeof(k));
	gs_wipe(&c, sizeof(c));
}
