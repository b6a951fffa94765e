#include <stdint.h>
#include <string.h>

#include "format/noise.h"

#define VALUES 256

/*
 * Of n random bytes c have a given bit set.  Hoeffding: P(|2c - n| >= 8
 * sqrt(n)) <= 2 exp(-32); for eight bits below 2^-42.  Folds ${have}: once a
 * bit is counted, values that differ in nothing else are one.
 */
static bool
bits_even(uint64_t have[VALUES], double n)
{
	for (size_t half = VALUES / 2; half > 0; half /= 2) {
		uint64_t set = 0;
		double off;

		for (size_t v = 0; v < half; v++) {
			set += have[v + half];
			have[v] += have[v + half];
		}
		off = 2.0 * (double)set - n;
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
values_even(const uint64_t have[VALUES], double n)
{
	uint64_t most = 0;
	double t;

	for (size_t v = 0; v < VALUES; v++)
		most = have[v] > most ? have[v] : most;
	t = (double)most - n / VALUES;
	return t * t < 35.0 * (n / 128 + 2 * t / 3);
}

bool
gs_noise_looks(const void *p, size_t n)
{
	const uint8_t *b = p;
	uint64_t have[VALUES];

	if (n < GS_NOISE_MIN)
		return true;
	memset(have, 0, sizeof(have));
	for (size_t i = 0; i < n; i++)
		have[b[i]]++;
	return values_even(have, (double)n) && bits_even(have, (double)n);
}
