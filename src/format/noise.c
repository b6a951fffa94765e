#include <stdint.h>
#include <string.h>

#include "format/noise.h"

#define VALUES 256
#define LANES 4

/* Four counters a value: runs of one value would wait for each other. */
static void
count(const uint8_t *p, size_t n, uint64_t out[VALUES])
{
	uint64_t lane[LANES][VALUES];

	memset(lane, 0, sizeof(lane));
	for (size_t i = 0; i < n; i++)
		lane[i % LANES][p[i]]++;
	for (size_t v = 0; v < VALUES; v++)
		out[v] = lane[0][v] + lane[1][v] + lane[2][v] + lane[3][v];
}

/*
 * Of n random bytes c have a given bit set.  Hoeffding: P(|2c - n| >= 8
 * sqrt(n)) <= 2 exp(-32); for eight bits below 2^-42.
 */
static bool
bits_even(const uint64_t have[VALUES], double n)
{
	for (unsigned bit = 0; bit < 8; bit++) {
		uint64_t set = 0;
		double off;

		for (size_t v = 0; v < VALUES; v++)
			set += (v >> bit & 1) != 0 ? have[v] : 0;
		off = 2.0 * (double)set - n;
		if (off * off >= 64.0 * n)
			return false;
	}
	return true;
}

/*
 * A given value stands there n/256 + t times.  Bernstein: the probability is
 * at most exp(-t^2 / (n/128 + 2t/3)); where that is exp(-35), it is below
 * 2^-42 for all 256 values.
 */
static bool
values_even(const uint64_t have[VALUES], double n)
{
	for (size_t v = 0; v < VALUES; v++) {
		double t = (double)have[v] - n / VALUES;

		if (t > 0 && t * t >= 35.0 * (n / 128 + 2 * t / 3))
			return false;
	}
	return true;
}

bool
gs_noise_looks(const void *p, size_t n)
{
	uint64_t have[VALUES];

	if (n < GS_NOISE_MIN)
		return true;
	count(p, n, have);
	return bits_even(have, (double)n) && values_even(have, (double)n);
}
