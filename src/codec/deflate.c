#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/block.h"
#include "codec/le64.h"

#include "codec/deflate.h"

#define WINDOW 32768u
#define MATCH_MAX ((size_t)258)
#define WORD ((size_t)8) /* read at once, so none begins later than that */
#define GOOD 64u	 /* a match of this length is not improved on */

/* One slot for each hash of four bytes: the low 16 bits of the last two
 * positions where it stood, the later one lowest.  They need not be right,
 * since every match is compared; 64 KiB of them stay in the caches. */
#define SLOT_BITS_MIN 8u
#define SLOT_BITS_MAX 14u

/* In noise the search gets lazier by one byte for each so many. */
#define PATIENCE_BITS 8

#define HEAD 0x7801u /* a window of 32 KiB, the fastest method (RFC 1950) */

struct deflate {
	const uint8_t *p; /* borrowed */
	size_t n;
	size_t at;
	struct gs_block block;
	uint32_t *slot; /* owned, with the block's tokens behind */
	size_t slots;
	unsigned slot_shift;
	size_t tokens;
};

static inline uint32_t *
slot_of(const struct deflate *d, uint64_t word)
{
	return &d->slot[(uint32_t)word * 2654435761u >> d->slot_shift];
}

static int
begin(struct deflate *d, const uint8_t *p, size_t n)
{
	unsigned bits = SLOT_BITS_MIN;
	size_t size;

	while (bits < SLOT_BITS_MAX && ((size_t)1 << bits) < n)
		bits++;
	memset(d, 0, sizeof(*d));
	d->p = p;
	d->n = n;
	d->slots = (size_t)1 << bits;
	d->slot_shift = 32 - bits;
	d->tokens = n < GS_BLOCK_TOKENS ? n : GS_BLOCK_TOKENS;
	size = (d->slots + d->tokens) * sizeof(*d->slot);
	if ((d->slot = malloc(size)) == NULL)
		return GS_ENOMEM;
	memset(d->slot, 0, d->slots * sizeof(*d->slot));
	d->block.token = d->slot + d->slots;
	return GS_OK;
}

static void
end(struct deflate *d)
{
	gs_wipe(d->slot, (d->slots + d->tokens) * sizeof(*d->slot));
	free(d->slot);
	gs_wipe(d, sizeof(*d));
}

/* How many of the ${max} (at least 8) bytes at ${a} and ${b} are the same,
 * given that the first word's difference is ${differ}. */
static inline unsigned
common(const uint8_t *a, const uint8_t *b, uint64_t differ, size_t max)
{
	size_t n = 0;

	while (differ == 0) {
		n += WORD;
		if (max - n < WORD) {
			while (n < max && a[n] == b[n])
				n++;
			return (unsigned)n;
		}
		differ = gs_le64_get(a + n) ^ gs_le64_get(b + n);
	}
	return (unsigned)n + ((unsigned)__builtin_ctzll(differ) >> 3);
}

/* Length and distance in one word, so that the longer of two is the greater;
 * 0 is no match. */
static inline uint32_t
match(unsigned length, unsigned distance)
{
	return length << 16 | distance;
}

/* ${best}, or the match at the position with the low bits ${low}, if that is
 * longer.  ${word} stands at ${at}. */
static inline uint32_t
try(const uint8_t *p, size_t at, size_t n, uint64_t word, uint32_t low,
    uint32_t best)
{
	unsigned distance = ((unsigned)at - low) & 0xffff, length;
	const uint8_t *here = p + at;
	uint64_t differ;

	if (distance - 1 >= WINDOW - 1 || distance > at)
		return best;
	differ = word ^ gs_le64_get(here - distance);
	if ((uint32_t)differ != 0)
		return best;
	length = common(here, here - distance, differ,
	    n - at < MATCH_MAX ? n - at : MATCH_MAX);
	return length > best >> 16 ? match(length, distance) : best;
}

static inline uint32_t
remember(uint32_t *slot, size_t at)
{
	uint32_t was = *slot;

	*slot = was << 16 | ((uint32_t)at & 0xffff);
	return was;
}

/* Literals up to ${stop}, as far as the block has room. */
static inline size_t
add_bytes(struct deflate *d, size_t at, size_t stop)
{
	while (at < stop && d->block.nr < d->tokens)
		gs_block_add_byte(&d->block, d->p[at++]);
	return at;
}

/* Tokens up to the end of the block; greedy: the longest match here is
 * taken, whatever the next byte would offer. */
static void
fill_block(struct deflate *d)
{
	size_t words_end = d->n < WORD ? 0 : d->n - WORD + 1;
	size_t at = d->at, run = 0, stop;
	const uint8_t *p = d->p;

	while (d->block.nr < d->tokens && at < words_end) {
		uint64_t word = gs_le64_get(p + at);
		uint32_t seen = remember(slot_of(d, word), at), best;

		best = try(p, at, d->n, word, seen & 0xffff, 0);
		if (best < match(GOOD, 0))
			best = try(p, at, d->n, word, seen >> 16, best);
		if (best == 0) {
			/* In noise, look less and less often. */
			stop = at + 1 + (run >> PATIENCE_BITS);
			run += stop - at;
			at = add_bytes(
			    d, at, stop < words_end ? stop : words_end);
			continue;
		}
		run = 0;
		gs_block_add_match(&d->block, best >> 16, best & 0xffff);
		stop = at + (best >> 16);
		while (++at < stop && at < words_end)
			(void)remember(slot_of(d, gs_le64_get(p + at)), at);
		at = stop;
	}
	if (at >= words_end)
		at = add_bytes(d, at, d->n);
	d->at = at;
}

int
gs_deflate(const uint8_t *p, size_t n, uint8_t *out, size_t room, size_t *out_n)
{
	struct gs_bits bits = { out, out + room, 0, 0 };
	struct deflate d;
	uLong check = adler32(0, NULL, 0);
	bool over = out < p && out + room > p;
	int r;

	*out_n = 0;
	if (n > GS_DEFLATE_MAX || room < 2)
		return GS_ETOOBIG;
	if ((r = begin(&d, p, n)) != GS_OK)
		return r;
	gs_bits_put(&bits, (uint64_t)(HEAD >> 8) | (HEAD & 0xff) << 8, 16);
	gs_bits_flush(&bits);
	do {
		size_t from = d.at;

		fill_block(&d);
		check = adler32_z(check, p + from, d.at - from);
		r = gs_block_write(
		    &d.block, p + from, d.at - from, d.at == n, &bits);
		/* GS_DEFLATE_GAP is wide enough: a block takes at most 6
		 * bytes more than it stands for, and stands for 16,384. */
		GS_BUG(over && bits.p + GS_BITS_SLACK + WINDOW > p + d.at);
	} while (r == GS_OK && d.at < n);
	end(&d);
	if (r != GS_OK)
		return r;
	gs_bits_align(&bits);
	if (bits.end - bits.p < 4)
		return GS_ETOOBIG;
	gs_be32_put(bits.p, (uint32_t)check);
	*out_n = (size_t)(bits.p + 4 - out);
	return GS_OK;
}
