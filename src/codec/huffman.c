#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#include "codec/huffman.h"

#define SYMBOL_BITS 9 /* 288 symbols */
#define DEPTH_MAX 48  /* more than any tree of such frequencies has */

static int
rising(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/*
 * Moffat and Katajainen, "In-place calculation of minimum-redundancy codes":
 * ${a} holds ${nr} frequencies, rising, and gets the length of each one's
 * code.  First the tree is built, each inner node's weight replaced by its
 * parent once it is known; then the depths are read off from the root.
 */
static void
depths(uint32_t *a, size_t nr)
{
	size_t root = 0, leaf = 0, used, free_nodes = 1, next;
	uint32_t depth = 0;

	for (next = 0; next + 1 < nr; next++) {
		uint32_t weight = 0;

		for (int child = 0; child < 2; child++) {
			if (leaf >= nr || (root < next && a[root] < a[leaf])) {
				weight += a[root];
				a[root++] = (uint32_t)next;
			} else {
				weight += a[leaf++];
			}
		}
		a[next] = weight;
	}
	a[nr - 2] = 0;
	for (next = nr - 2; next-- > 0;)
		a[next] = a[a[next]] + 1;
	root = nr - 1; /* inner nodes not yet seen */
	for (next = nr; free_nodes > 0; depth++) {
		for (used = 0; root > 0 && a[root - 1] == depth; root--)
			used++;
		for (; free_nodes > used; free_nodes--)
			a[--next] = depth;
		free_nodes = 2 * used;
	}
}

/*
 * No code over ${max} bits: the long ones are cut to it, and as long as that
 * asks for more codes than there are, one of ${max} bits becomes the sibling
 * of the longest shorter one, which both make one bit longer.
 */
static void
limit(unsigned count[DEPTH_MAX + 1], unsigned max)
{
	uint32_t sum = 0;

	for (unsigned i = max + 1; i <= DEPTH_MAX; i++) {
		count[max] += count[i];
		count[i] = 0;
	}
	for (unsigned i = 1; i <= max; i++)
		sum += (uint32_t)count[i] << (max - i);
	for (; sum > (uint32_t)1 << max; sum--) {
		unsigned i = max - 1;

		while (count[i] == 0)
			i--;
		count[max]--;
		count[i]--;
		count[i + 1] += 2;
	}
}

void
gs_huffman_lengths(
    const uint32_t *frequency, size_t nr, unsigned max, uint8_t *len)
{
	uint32_t sorted[GS_HUFFMAN_NR_MAX], a[GS_HUFFMAN_NR_MAX];
	unsigned count[DEPTH_MAX + 1] = { 0 }, bits;
	size_t n = 0;

	memset(len, 0, nr);
	for (size_t i = 0; i < nr; i++) {
		GS_BUG(frequency[i] > GS_HUFFMAN_FREQUENCY_MAX);
		if (frequency[i] != 0)
			sorted[n++] = frequency[i] << SYMBOL_BITS | (uint32_t)i;
	}
	/* Symbols that never occur make it two. */
	for (size_t i = 0; n < 2; i++) {
		if (frequency[i] == 0)
			sorted[n++] = (uint32_t)i;
	}
	qsort(sorted, n, sizeof(*sorted), rising);
	for (size_t i = 0; i < n; i++)
		a[i] = sorted[i] >> SYMBOL_BITS;
	depths(a, n);
	for (size_t i = 0; i < n; i++)
		count[a[i] < DEPTH_MAX ? a[i] : DEPTH_MAX]++;
	limit(count, max);
	/* The rarest symbols have the longest codes. */
	bits = max;
	for (size_t i = 0; i < n; i++) {
		while (count[bits] == 0)
			bits--;
		count[bits]--;
		len[sorted[i] & ((1u << SYMBOL_BITS) - 1)] = (uint8_t)bits;
	}
}

static uint16_t
reversed(unsigned code, unsigned bits)
{
	unsigned r = code;

	r = (r & 0x5555) << 1 | (r >> 1 & 0x5555);
	r = (r & 0x3333) << 2 | (r >> 2 & 0x3333);
	r = (r & 0x0f0f) << 4 | (r >> 4 & 0x0f0f);
	r = (r & 0x00ff) << 8 | (r >> 8 & 0x00ff);
	return (uint16_t)(r >> (16 - bits));
}

void
gs_huffman_codes(const uint8_t *len, size_t nr, uint16_t *code)
{
	unsigned count[GS_HUFFMAN_LEN_MAX + 1] = { 0 };
	unsigned next[GS_HUFFMAN_LEN_MAX + 1] = { 0 };

	for (size_t i = 0; i < nr; i++)
		count[len[i]]++;
	count[0] = 0;
	for (unsigned i = 1; i <= GS_HUFFMAN_LEN_MAX; i++)
		next[i] = (next[i - 1] + count[i - 1]) << 1;
	for (size_t i = 0; i < nr; i++)
		code[i] = len[i] == 0 ? 0 : reversed(next[len[i]]++, len[i]);
}
