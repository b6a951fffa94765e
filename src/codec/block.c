#include <string.h>

#include "codec/huffman.h"

#include "codec/block.h"

enum form { STORED, FIXED, DYNAMIC }; /* as the format numbers them */

#define STORED_MAX ((size_t)65535)
#define HEAD_BITS 3

/* The code of code lengths: its symbols, and their order in the head. */
#define LENGTHS 19
#define AGAIN 16      /* the last length 3 to 6 times more */
#define ZEROS 17      /* 3 to 10 zeros */
#define MANY_ZEROS 18 /* 11 to 138 */
#define TOLD_MAX (GS_BLOCK_LITERALS + GS_BLOCK_DISTANCES)
static const uint8_t order[LENGTHS] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4,
	12, 3, 13, 2, 14, 1, 15 };
static const uint8_t repeat_bits[] = { 2, 3, 7 };
static const uint8_t repeat_from[] = { 3, 3, 11 };

/* One way to write a block: the codes, and how they are told. */
struct codes {
	uint8_t len[GS_HUFFMAN_NR_MAX];
	uint8_t distance_len[GS_BLOCK_DISTANCES];
	uint16_t code[GS_HUFFMAN_NR_MAX];
	uint16_t distance_code[GS_BLOCK_DISTANCES];

	size_t nr, distance_nr;	 /* the rest are zeros that are not told */
	uint16_t told[TOLD_MAX]; /* symbol, repetition << 8 */
	size_t told_nr;
	uint32_t told_frequency[LENGTHS];
	uint8_t told_len[LENGTHS];
	size_t order_nr;
};

void
gs_bits_align(struct gs_bits *out)
{
	if (out->nr != 0) {
		gs_bits_put(out, 0, 8 - out->nr);
		gs_bits_flush(out);
	}
}

static void
tell(struct codes *c, unsigned symbol, size_t more)
{
	c->told[c->told_nr++] = (uint16_t)(symbol | more << 8);
	c->told_frequency[symbol]++;
}

/* ${run} times the same length. */
static void
tell_run(struct codes *c, uint8_t len, size_t run)
{
	static const size_t most[] = { 6, 10, 138 };
	unsigned symbol;

	if (len != 0) {
		tell(c, len, 0);
		run--;
	}
	while (run >= 3) {
		size_t part;

		symbol = len != 0 ? AGAIN : run < 11 ? ZEROS : MANY_ZEROS;
		part = run < most[symbol - AGAIN] ? run : most[symbol - AGAIN];
		tell(c, symbol, part - repeat_from[symbol - AGAIN]);
		run -= part;
	}
	while (run-- > 0)
		tell(c, len, 0);
}

/* RFC 1951, section 3.2.7. */
static void
dynamic_codes(const struct gs_block *b, struct codes *c)
{
	uint8_t row[TOLD_MAX];
	size_t all, run;

	memset(c, 0, sizeof(*c));
	gs_huffman_lengths(b->literal, GS_BLOCK_LITERALS, 15, c->len);
	gs_huffman_lengths(
	    b->distance, GS_BLOCK_DISTANCES, 15, c->distance_len);
	c->nr = GS_BLOCK_LITERALS;
	while (c->len[c->nr - 1] == 0)
		c->nr--;
	c->distance_nr = GS_BLOCK_DISTANCES;
	while (c->distance_len[c->distance_nr - 1] == 0)
		c->distance_nr--;
	memcpy(row, c->len, c->nr);
	memcpy(row + c->nr, c->distance_len, c->distance_nr);
	all = c->nr + c->distance_nr;
	for (size_t i = 0; i < all; i += run) {
		for (run = 1; i + run < all && row[i + run] == row[i];)
			run++;
		tell_run(c, row[i], run);
	}
	gs_huffman_lengths(c->told_frequency, LENGTHS, 7, c->told_len);
	c->order_nr = LENGTHS;
	while (c->order_nr > 4 && c->told_len[order[c->order_nr - 1]] == 0)
		c->order_nr--;
}

/* RFC 1951, section 3.2.6. */
static void
fixed_codes(struct codes *c)
{
	memset(c->len, 8, 144);
	memset(c->len + 144, 9, 112);
	memset(c->len + 256, 7, 24);
	memset(c->len + 280, 8, 8);
	memset(c->distance_len, 5, GS_BLOCK_DISTANCES);
}

/* What the tokens take, the end included. */
static uint64_t
token_bits(const struct gs_block *b, const uint8_t *len, const uint8_t *dist)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < GS_BLOCK_LITERALS; i++) {
		bool extra = i >= GS_BLOCK_LENGTHS + 8 && i != 285;

		bits += (uint64_t)b->literal[i] *
		    (len[i] + (extra ? (i - GS_BLOCK_LENGTHS) / 4 - 1 : 0));
	}
	for (unsigned i = 0; i < GS_BLOCK_DISTANCES; i++)
		bits += (uint64_t)b->distance[i] *
		    (dist[i] + (i < 4 ? 0 : i / 2 - 1));
	return bits;
}

static uint64_t
head_bits(const struct codes *c)
{
	uint64_t bits = 5 + 5 + 4 + 3 * c->order_nr;

	for (size_t i = 0; i < LENGTHS; i++) {
		unsigned extra = i < AGAIN ? 0 : repeat_bits[i - AGAIN];

		bits +=
		    (uint64_t)c->told_frequency[i] * (c->told_len[i] + extra);
	}
	return bits;
}

static void
write_head(const struct codes *c, struct gs_bits *out)
{
	uint16_t code[LENGTHS];

	gs_bits_put(out, c->nr - 257, 5);
	gs_bits_put(out, c->distance_nr - 1, 5);
	gs_bits_put(out, c->order_nr - 4, 4);
	gs_bits_flush(out);
	for (size_t i = 0; i < c->order_nr; i++) {
		gs_bits_put(out, c->told_len[order[i]], 3);
		gs_bits_flush(out);
	}
	gs_huffman_codes(c->told_len, LENGTHS, code);
	for (size_t i = 0; i < c->told_nr; i++) {
		unsigned symbol = c->told[i] & 0xff;

		gs_bits_put(out, code[symbol], c->told_len[symbol]);
		if (symbol >= AGAIN)
			gs_bits_put(
			    out, c->told[i] >> 8, repeat_bits[symbol - AGAIN]);
		gs_bits_flush(out);
	}
}

static void
write_tokens(const struct gs_block *b, struct codes *c, struct gs_bits *to)
{
	struct gs_bits out = *to; /* in registers */

	gs_huffman_codes(c->len, GS_HUFFMAN_NR_MAX, c->code);
	gs_huffman_codes(c->distance_len, GS_BLOCK_DISTANCES, c->distance_code);
	for (size_t i = 0; i < b->nr; i++) {
		unsigned length = b->token[i] & 0xffff, s, extra;
		unsigned distance = b->token[i] >> 16;

		if (distance == 0) {
			gs_bits_put(&out, c->code[length], c->len[length]);
			gs_bits_flush(&out);
			continue;
		}
		s = GS_BLOCK_LENGTHS + gs_block_length_symbol(length);
		extra = gs_block_length_extra(length);
		gs_bits_put(&out, c->code[s], c->len[s]);
		gs_bits_put(&out, (length - 3) & ((1u << extra) - 1), extra);
		s = gs_block_distance_symbol(distance);
		extra = gs_block_distance_extra(distance);
		gs_bits_put(&out, c->distance_code[s], c->distance_len[s]);
		gs_bits_put(&out, (distance - 1) & ((1u << extra) - 1), extra);
		gs_bits_flush(&out);
	}
	gs_bits_put(&out, c->code[GS_BLOCK_END], c->len[GS_BLOCK_END]);
	gs_bits_flush(&out);
	*to = out;
}

static void
write_stored(const uint8_t *p, size_t n, bool last, struct gs_bits *out)
{
	size_t part;

	do {
		part = n < STORED_MAX ? n : STORED_MAX;
		gs_bits_put(out, last && part == n, 1);
		gs_bits_put(out, STORED, 2);
		gs_bits_flush(out);
		gs_bits_align(out);
		gs_bits_put(out, part | (~(uint64_t)part & 0xffff) << 16, 32);
		gs_bits_flush(out);
		/* It may lie a little behind, in the same memory. */
		memmove(out->p, p, part);
		out->p += part;
		p += part;
		n -= part;
	} while (n > 0);
}

/* Pieces of at most 65,535 bytes, each behind a head that ends at a byte. */
static uint64_t
stored_bits(size_t n, const struct gs_bits *out)
{
	size_t pieces = n == 0 ? 1 : (n + STORED_MAX - 1) / STORED_MAX;
	unsigned first = (out->nr + HEAD_BITS + 7) / 8 * 8 - out->nr;

	return first + (pieces - 1) * 8 + pieces * 32 + 8 * (uint64_t)n;
}

int
gs_block_write(struct gs_block *b, const uint8_t *p, size_t n, bool last,
    struct gs_bits *out)
{
	struct codes dynamic, fixed;
	uint64_t bits[3];
	enum form form;

	b->literal[GS_BLOCK_END]++;
	dynamic_codes(b, &dynamic);
	fixed_codes(&fixed);
	bits[STORED] = stored_bits(n, out);
	bits[FIXED] = HEAD_BITS + token_bits(b, fixed.len, fixed.distance_len);
	bits[DYNAMIC] = HEAD_BITS + head_bits(&dynamic) +
	    token_bits(b, dynamic.len, dynamic.distance_len);
	form = bits[FIXED] <= bits[DYNAMIC] ? FIXED : DYNAMIC;
	if (bits[STORED] <= bits[form])
		form = STORED;
	if ((out->nr + bits[form] + 7) / 8 > (uint64_t)(out->end - out->p))
		return GS_ETOOBIG;
	if (form == STORED) {
		write_stored(p, n, last, out);
	} else {
		gs_bits_put(out, last, 1);
		gs_bits_put(out, form, 2);
		if (form == DYNAMIC)
			write_head(&dynamic, out);
		write_tokens(b, form == DYNAMIC ? &dynamic : &fixed, out);
	}
	b->nr = 0;
	memset(b->literal, 0, sizeof(b->literal));
	memset(b->distance, 0, sizeof(b->distance));
	return GS_OK;
}
