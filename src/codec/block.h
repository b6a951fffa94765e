/*
 * block: one block of DEFLATE (RFC 1951, section 3.2): literals and matches
 * are collected, and written in whichever of the three forms is shortest.
 */
#ifndef GS_CODEC_BLOCK_H
#define GS_CODEC_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "codec/le64.h"

#define GS_BLOCK_TOKENS ((size_t)16384)
#define GS_BLOCK_LITERALS 286 /* bytes, the end, lengths */
#define GS_BLOCK_DISTANCES 30
#define GS_BLOCK_END 256
#define GS_BLOCK_LENGTHS 257 /* the symbol of length 3 */

/* Bits, the first one lowest. */
struct gs_bits {
	uint8_t *p; /* borrowed; where the next byte goes */
	uint8_t *end;
	uint64_t waiting;
	unsigned nr; /* of them, below 8 between two calls */
};

#define GS_BITS_SLACK 8 /* bytes behind ${end} that are written over */

struct gs_block {
	uint32_t *token; /* borrowed; a byte, or distance << 16 | length */
	size_t nr;
	uint32_t literal[GS_BLOCK_LITERALS]; /* how often each occurs */
	uint32_t distance[GS_BLOCK_DISTANCES];
};

/** The floor of the binary logarithm of ${v}, which is not 0. */
static inline unsigned
gs_block_log2(unsigned v)
{
	return 31u - (unsigned)__builtin_clz(v);
}

/*
 * RFC 1951, section 3.2.5, in closed form: the symbols of lengths and of
 * distances both count in steps that double, lengths in four steps a
 * doubling, distances in two; the extra bits are the low bits.
 */
static inline unsigned
gs_block_length_extra(unsigned length)
{
	unsigned v = length - 3;

	return v < 8 || length == 258 ? 0 : gs_block_log2(v) - 2;
}

static inline unsigned
gs_block_length_symbol(unsigned length)
{
	unsigned v = length - 3, extra = gs_block_length_extra(length);

	return length == 258 ? 28 : 4 * extra + (v >> extra);
}

static inline unsigned
gs_block_distance_extra(unsigned distance)
{
	return distance < 3 ? 0 : gs_block_log2(distance - 1) - 1;
}

static inline unsigned
gs_block_distance_symbol(unsigned distance)
{
	unsigned extra = gs_block_distance_extra(distance);

	return 2 * extra + ((distance - 1) >> extra);
}

/** gs_block_add_byte(b, c), gs_block_add_match(b, length, distance): collect;
 * the caller writes the block before it holds more than GS_BLOCK_TOKENS. */
static inline void
gs_block_add_byte(struct gs_block *b, uint8_t c)
{
	b->token[b->nr++] = c;
	b->literal[c]++;
}

static inline void
gs_block_add_match(struct gs_block *b, unsigned length, unsigned distance)
{
	b->token[b->nr++] = distance << 16 | length;
	b->literal[GS_BLOCK_LENGTHS + gs_block_length_symbol(length)]++;
	b->distance[gs_block_distance_symbol(distance)]++;
}

/**
 * gs_block_write(b, p, n, last, out):
 * Write the block that stands for the ${n} bytes at ${p}, and begin a new
 * one.  GS_OK, or GS_ETOOBIG where ${out} has no room for it.
 */
int gs_block_write(struct gs_block *b, const uint8_t *p, size_t n, bool last,
    struct gs_bits *out) GS_MUST_USE;

/** gs_bits_put(out, v, nr): add ${nr} (at most 56) bits. */
static inline void
gs_bits_put(struct gs_bits *out, uint64_t v, unsigned nr)
{
	out->waiting |= v << out->nr;
	out->nr += nr;
}

/** gs_bits_flush(out): write the whole bytes. */
static inline void
gs_bits_flush(struct gs_bits *out)
{
	gs_le64_put(out->p, out->waiting);
	out->p += out->nr >> 3;
	out->waiting >>= out->nr & ~7u;
	out->nr &= 7;
}

/** gs_bits_align(out): fill up the last byte with zeros. */
void gs_bits_align(struct gs_bits *out);

#endif
