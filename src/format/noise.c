#include <stdint.h>
#include <string.h>

#include "format/noise.h"

#define VALUES 256
#define PIECE_MAX ((size_t)UINT32_MAX) /* so that counts fit */

/* Add up the values that differ in this bit alone, which is counted.  With a
 * constant ${half} compilers make a few instructions of it. */
static inline uint32_t
fold(uint32_t have[VALUES], size_t half)
{
	uint32_t set = 0;

	for (size_t v = 0; v < half; v++) {
		set += have[v + half];
		have[v] += have[v + half];
	}
	return set;
}

/*
 * Of n random bytes c have a given bit set.  Hoeffding: P(|2c - n| >= 8
 * sqrt(n)) <= 2 exp(-32); for eight bits below 2^-42.  Folds ${have}: once a
 * bit is counted, values that differ in nothing else are one.
 */
static bool
bits_even(uint32_t have[VALUES], double n)
{
	const uint32_t set[8] = { fold(have, 128), fold(have, 64),
		fold(have, 32), fold(have, 16), fold(have, 8), fold(have, 4),
		fold(have, 2), fold(have, 1) };

	for (size_t i = 0; i < 8; i++) {
		double off = 2.0 * set[i] - n;

		if (off * off >= 64.0 * n)
			return false;
	}
	return true;
}

/*
 * A given value stands there n/256 + t times.  Bernstein: the probability is
 * at most exp(-t^2 / (n/128 + 2t/3)); where that is exp(-35), it is below
 * 2^-42 for all 256 values.  The most frequent one decides.
 */
static bool
values_even(const uint32_t have[VALUES], double n)
{
	uint32_t most = 0;
	double t;

	for (size_t v = 0; v < VALUES; v++)
		most = have[v] > most ? have[v] : most;
	t = most - n / VALUES;
	return t * t < 35.0 * (n / 128 + 2 * t / 3);
}

static bool
piece_looks(const uint8_t *p, size_t n)
{
	uint32_t have[VALUES];
	double len = (double)n;

	memset(have, 0, sizeof(have));
	for (; n >= 4; n -= 4, p += 4) {
		have[p[0]]++;
		have[p[1]]++;
		have[p[2]]++;
		have[p[3]]++;
	}
	for (; n > 0; n--)
		have[*p++]++;
	return values_even(have, len) && bits_even(have, len);
}

bool
gs_noise_looks(const void *p, size_t n)
{
	const uint8_t *b = p;

	while (n > PIECE_MAX) {
		if (!piece_looks(b, PIECE_MAX))
			return false;
		b += PIECE_MAX;
		n -= PIECE_MAX;
	}
	return n < GS_NOISE_MIN || piece_looks(b, n);
}
