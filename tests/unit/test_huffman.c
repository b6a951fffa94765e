#include "unit.h"

#include "codec/huffman.h"

#define NR_MAX GS_HUFFMAN_NR_MAX

static uint32_t seed;

static uint32_t
dice(uint32_t sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

/* What all codes take, by the book: the two lightest nodes become one, again
 * and again.  Slow, and without a limit. */
static uint64_t
least_bits(const uint32_t *frequency, size_t nr)
{
	uint64_t weight[NR_MAX], bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < nr; i++) {
		if (frequency[i] != 0)
			weight[n++] = frequency[i];
	}
	for (; n > 1; n--) {
		for (size_t k = 0; k < 2; k++) {
			size_t least = k;

			for (size_t i = k; i < n; i++)
				least = weight[i] < weight[least] ? i : least;
			uint64_t t = weight[k];
			weight[k] = weight[least];
			weight[least] = t;
		}
		weight[0] += weight[1];
		bits += weight[0];
		weight[1] = weight[n - 1];
	}
	return bits;
}

static uint64_t
check(const uint32_t *frequency, size_t nr, unsigned max)
{
	uint8_t len[NR_MAX];
	uint64_t bits = 0, sum = 0;

	memset(len, 0xee, sizeof(len));
	gs_huffman_lengths(frequency, nr, max, len);
	for (size_t i = 0; i < nr; i++) {
		assert_in_range(len[i], frequency[i] != 0, max);
		bits += (uint64_t)frequency[i] * len[i];
		if (len[i] != 0)
			sum += (uint64_t)1 << (max - len[i]);
		/* Who comes more often never has a longer code. */
		for (size_t k = 0; k < i; k++) {
			if (frequency[k] > frequency[i] && frequency[i] != 0)
				assert_true(len[k] <= len[i]);
		}
	}
	/* Kraft: every bit pattern is the begin of exactly one code. */
	assert_int_equal(sum, (uint64_t)1 << max);
	return bits;
}

static void
few_symbols(void **state)
{
	uint32_t f[NR_MAX] = { 0 };

	(void)state;
	assert_int_equal(check(f, 30, 15), 0); /* none: two get a code */
	f[7] = 5;
	assert_int_equal(check(f, 30, 15), 5);
	f[0] = 1;
	assert_int_equal(check(f, 30, 15), 6);
	f[29] = 1;
	assert_int_equal(check(f, 30, 15), 9);
	memset(f, 0, sizeof(f));
	f[0] = 3; /* the one that occurs is the one that would be added */
	assert_int_equal(check(f, 2, 15), 3);
}

static void
as_short_as_can_be(void **state)
{
	uint32_t f[NR_MAX];

	(void)state;
	/* A code of over 15 bits takes frequencies of 2,584 in all. */
	for (int round = 0; round < 300; round++) {
		size_t nr = 2 + dice(128);
		uint32_t most = 1 + dice(19);

		for (size_t i = 0; i < nr; i++)
			f[i] = dice(3) == 0 ? 0 : 1 + dice(most);
		f[0] = f[1] = 1;
		assert_int_equal(check(f, nr, 15), least_bits(f, nr));
	}
	/* With the limit, next to nothing is lost. */
	for (int round = 0; round < 300; round++) {
		size_t nr = 2 + dice(NR_MAX - 1);
		uint64_t bits;

		for (size_t i = 0; i < nr; i++)
			f[i] = dice(1u << 16) >> dice(16);
		f[0] = f[1] = 1;
		bits = check(f, nr, 15);
		assert_in_range(
		    bits, least_bits(f, nr), least_bits(f, nr) * 1001 / 1000);
	}
}

/* Fibonacci's numbers make the deepest tree: its depth is cut to the limit,
 * at a small price. */
static void
limited(void **state)
{
	static const unsigned limits[] = { 15, 7 };
	uint32_t f[NR_MAX] = { 0 };
	size_t nr = 0;

	(void)state;
	for (uint32_t a = 1, b = 1; b < GS_HUFFMAN_FREQUENCY_MAX && nr < 31;) {
		uint32_t next = a + b;

		f[nr++] = a;
		a = b;
		b = next;
		for (size_t i = 0; nr >= 2 && i < NR(limits); i++) {
			uint64_t bits = check(f, nr, limits[i]);

			assert_true(bits >= least_bits(f, nr));
			assert_true(bits <= least_bits(f, nr) * 13 / 10);
		}
	}
	assert_int_equal(nr, 31);
	/* As many symbols as codes of 7 bits can be, and one that towers. */
	for (size_t i = 0; i < 128; i++)
		f[i] = 1;
	f[5] = GS_HUFFMAN_FREQUENCY_MAX;
	check(f, 127, 7);
	check(f, 128, 7);
	for (size_t i = 0; i < NR_MAX; i++)
		f[i] = i < 20 ? 1u << i : 1;
	check(f, NR_MAX, 15);
}

static void
codes(void **state)
{
	/* RFC 1951, section 3.2.2: its example, bits in reading order. */
	static const uint8_t len[8] = { 3, 3, 3, 3, 3, 2, 4, 4 };
	static const char *const want[8] = { "010", "011", "100", "101", "110",
		"00", "1110", "1111" };
	uint16_t code[8];

	(void)state;
	gs_huffman_codes(len, 8, code);
	for (size_t i = 0; i < 8; i++) {
		for (size_t k = 0; k < len[i]; k++)
			assert_int_equal(code[i] >> k & 1, want[i][k] - '0');
		assert_int_equal(code[i] >> len[i], 0);
	}
}

static void
longest_codes(void **state)
{
	uint8_t len[16];
	uint16_t code[16];

	(void)state;
	for (size_t i = 0; i < 15; i++)
		len[i] = (uint8_t)(i + 1);
	len[15] = 15;
	gs_huffman_codes(len, 16, code);
	for (size_t i = 0; i < 15; i++)
		assert_int_equal(code[i], (1u << i) - 1);
	assert_int_equal(code[15], 0x7fff);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_symbols),
		cmocka_unit_test(as_short_as_can_be),
		cmocka_unit_test(limited),
		cmocka_unit_test(codes),
		cmocka_unit_test(longest_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
