#include "unit.h"

#include <zlib.h>

#include "codec/deflate.h"
#include "codec/hex.h"
#include "crypto/hash.h"
#include "faults.h"

#define ROOM ((size_t)4 << 20)

static uint8_t *plain, *stream, *back;

static int
make_room(void **state)
{
	(void)state;
	plain = malloc(ROOM);
	stream = malloc(ROOM + GS_DEFLATE_SLACK);
	back = malloc(ROOM);
	return plain == NULL || stream == NULL || back == NULL;
}

static int
free_room(void **state)
{
	(void)state;
	free(plain);
	free(stream);
	free(back);
	return 0;
}

/* zlib judges: one whole stream of exactly these bytes. */
static void
check_stream(const uint8_t *p, size_t n, size_t plain_n, const char *what)
{
	z_stream z = { 0 };
	int got;

	z.next_in = (z_const Bytef *)(uintptr_t)p;
	z.avail_in = (unsigned)n;
	z.next_out = back;
	z.avail_out = ROOM;
	assert_int_equal(inflateInit(&z), Z_OK);
	got = inflate(&z, Z_FINISH);
	if (got != Z_STREAM_END || z.avail_in != 0 || z.total_out != plain_n)
		fail_msg("%s, %zu bytes: zlib says %d (%s)", what, plain_n, got,
		    z.msg != NULL ? z.msg : "no reason");
	assert_int_equal(inflateEnd(&z), Z_OK);
	if (memcmp(back, plain, plain_n) != 0)
		fail_msg("%s, %zu bytes: other bytes", what, plain_n);
}

static size_t
check(size_t n, const char *what)
{
	size_t got, bound = n + n / 2048 + 32;

	memset(stream, 0xee, n + 100);
	unit_ok(gs_deflate(plain, n, stream, bound, &got), what);
	check_stream(stream, got, n, what);
	return got;
}

/* Kinds of content, each with what its stream should be at most: so many
 * hundredths of it, where it is long. */
static void
zeros(size_t n)
{
	memset(plain, 0, n);
}

static void
text(size_t n)
{
	unit_text(plain, n, 1);
}

static void
noise(size_t n)
{
	unit_random(plain, n, 1);
}

static void
two_letters(size_t n)
{
	unit_random(plain, n, 2);
	for (size_t i = 0; i < n; i++)
		plain[i] = plain[i] & 1 ? 'a' : 'b';
}

static void
period_3(size_t n)
{
	for (size_t i = 0; i < n; i++)
		plain[i] = (uint8_t)('a' + i % 3);
}

static void
period_300(size_t n)
{
	unit_random(plain, n < 300 ? n : 300, 3);
	for (size_t i = 300; i < n; i++)
		plain[i] = plain[i - 300];
}

/* Matches as far back as there can be, and one byte further. */
static void
period_32767(size_t n)
{
	unit_random(plain, n < 32767 ? n : 32767, 4);
	for (size_t i = 32767; i < n; i++)
		plain[i] = plain[i - 32767];
}

static void
period_32768(size_t n)
{
	unit_random(plain, n < 32768 ? n : 32768, 5);
	for (size_t i = 32768; i < n; i++)
		plain[i] = plain[i - 32768];
}

/* No four bytes twice, but some letters ever rarer: codes as long as they
 * get, and longer before they are cut. */
static void
fibonacci(size_t n)
{
	unit_random(plain, n, 6);
	for (size_t i = 0; i < n; i++) {
		unsigned v = plain[i] | 256u, letter = 0;

		if (i % 7 == 0)
			v = (unsigned)i * 2654435761u >> 8 | 1u << 22;
		while ((v & 1) == 0 && letter < 60) {
			v >>= 1;
			letter++;
		}
		plain[i] = (uint8_t)('A' + letter);
	}
}

/* Bytes rise slowly: neighbours differ, hashes do not repeat. */
static void
ramp(size_t n)
{
	for (size_t i = 0; i < n; i++)
		plain[i] = (uint8_t)(i * i / 512);
}

static void
half_noise(size_t n)
{
	unit_random(plain, n, 7);
	for (size_t i = 0; i < n; i++) {
		if (i / 1000 % 2 == 0)
			plain[i] = (uint8_t)('0' + plain[i] % 10);
	}
}

/* The place that is nearest offers from 60 to 67 bytes, the one before all
 * 100: whether that is looked at decides. */
static void
two_offers(size_t n)
{
	uint8_t phrase[100];

	unit_random(plain, n, 8);
	for (size_t at = 0; at + 700 <= n; at += 700) {
		unit_random(phrase, sizeof(phrase), (uint32_t)at);
		memcpy(plain + at, phrase, 100);
		memcpy(plain + at + 200, phrase, 60 + at / 700 % 8);
		memcpy(plain + at + 400, phrase, 100);
	}
}

static const struct {
	const char *name;
	void (*fill)(size_t n);
	unsigned percent;
} kinds[] = {
	{ "zeros", zeros, 1 },
	{ "text", text, 40 },
	{ "noise", noise, 101 },
	{ "two letters", two_letters, 25 },
	{ "period 3", period_3, 1 },
	{ "period 300", period_300, 2 },
	{ "period 32767", period_32767, 40 },
	{ "period 32768", period_32768, 101 },
	{ "fibonacci", fibonacci, 50 },
	{ "ramp", ramp, 101 },
	{ "half noise", half_noise, 85 },
	{ "two offers", two_offers, 85 },
};

static void
every_kind_and_length(void **state)
{
	static const size_t long_ones[] = { 16383, 16384, 16385, 16391, 16392,
		32767, 32768, 32769, 33025, 65535, 65536, 65537, 70000, 131072,
		200000, 1000000 };

	(void)state;
	for (size_t k = 0; k < NR(kinds); k++) {
		for (size_t n = 0; n < 700; n++) {
			kinds[k].fill(n);
			check(n, kinds[k].name);
		}
		for (size_t i = 0; i < NR(long_ones); i++) {
			size_t n = long_ones[i], got;

			kinds[k].fill(n);
			got = check(n, kinds[k].name);
			if (n > 100000 && got > n / 100 * kinds[k].percent)
				fail_msg("%s: %zu bytes became %zu",
				    kinds[k].name, n, got);
		}
	}
}

/* Kinds after each other, so that blocks of every form follow each other at
 * every bit. */
static void
mixtures(void **state)
{
	uint8_t *all = malloc(ROOM);
	uint32_t dice = 1;

	(void)state;
	assert_non_null(all);
	for (int round = 0; round < 60; round++) {
		size_t n = 0;

		while (n < 200000) {
			size_t k, part;

			dice = dice * 1664525 + 1013904223;
			k = dice >> 16 & 15;
			part = (dice >> 8 & 0xffff) >> (dice >> 28);
			kinds[k % NR(kinds)].fill(part);
			memcpy(all + n, plain, part);
			n += part;
		}
		memcpy(plain, all, n);
		check(n, "a mixture");
	}
	free(all);
}

/* What is written is part of what a sealed file is called in Git: it must
 * never change. */
static void
pinned(void **state)
{
	static const struct {
		void (*fill)(size_t n);
		size_t n;
		const char *sha256;
	} cases[] = {
		{ text, 1000,
		    "42ee16352ff585cc041a28b86fa8e668f8f37eb318349b56cf79723f58"
		    "a049f3" },
		{ text, 100000,
		    "42f17e4bf5dccd5a3c7ae5d9bc47929d40e27eed0f019240994292fa2f"
		    "fb2a02" },
		{ half_noise, 200000,
		    "ba7f7a313a3b21bdc20719fae8cd567168fb00f51961ccf4e35290a167"
		    "551679" },
		{ fibonacci, 50000,
		    "7dc34082252ebe7e2d304e97278702ad05e80c1cab4be66c7ac03114c8"
		    "6872ba" },
		{ noise, 70000,
		    "73dcf3f55ee1cd400f8573c82ed480e90d39c3f36635ab800a12928caa"
		    "62553e" },
		{ two_offers, 100000,
		    "e41c465d0450f2bb40bca8489a925d90f71ff9a1ed2d0f6ec435d5cbf5"
		    "e6b1c7" },
		{ period_32767, 100000,
		    "21c01af5a0b7cd4ea1ec0b3bb1e04f4c57a33f9935d51f5df865b77d8e"
		    "e5c4b6" },
		{ period_32768, 100000,
		    "62841db9722ff2723b952091814f6ab7e5a5b9532e2e34d29ec8f42433"
		    "583b88" },
	};
	uint8_t sum[GS_SHA256_LEN];
	char hex[2 * GS_SHA256_LEN + 1];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		size_t got;

		cases[i].fill(cases[i].n);
		got = check(cases[i].n, "pinned");
		unit_ok(gs_sha256(stream, got, sum), "sha256");
		assert_string_equal(
		    gs_hex_print(sum, sizeof(sum), hex), cases[i].sha256);
	}
}

/* Small streams that can be checked by hand against RFC 1951. */
static void
by_hand(void **state)
{
	static const struct {
		const char *text, *hex;
	} cases[] = {
		{ "", "7801030000000001" },
		{ "a", "78014b040000620062" },
		{ "aaaaaaaaaaaa", "78014b4402001d9a048d" },
		{ "abcabcabcabcabcabc", "78014b4c4a464300417c06e5" },
		{ "no repetition here",
		    "7801cbcb57284a2d482dc92cc9cccf53c8482d4a050042940705" },
	};
	uint8_t want[64];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		size_t n = strlen(cases[i].text), got;

		memcpy(plain, cases[i].text, n);
		got = check(n, cases[i].text);
		assert_int_equal(got, unit_hex(cases[i].hex, want, 64));
		assert_memory_equal(stream, want, got);
	}
}

static void
exact_room(void **state)
{
	size_t n, m;

	(void)state;
	for (size_t k = 0; k < NR(kinds); k++) {
		kinds[k].fill(50000);
		n = check(50000, kinds[k].name);
		unit_ok(gs_deflate(plain, 50000, stream, n, &m), "enough");
		assert_int_equal(m, n);
		for (size_t room = 0; room < n; room += room < 9 ? 1 : 97) {
			stream[room + GS_DEFLATE_SLACK] = 0x5a;
			unit_code(gs_deflate(plain, 50000, stream, room, &m),
			    GS_ETOOBIG, "too little");
			assert_int_equal(m, 0);
			assert_int_equal(stream[room + GS_DEFLATE_SLACK], 0x5a);
		}
		unit_code(gs_deflate(plain, 50000, stream, n - 1, &m),
		    GS_ETOOBIG, "a byte too little");
	}
	unit_code(gs_deflate(plain, GS_DEFLATE_MAX + 1, stream, 100, &m),
	    GS_ETOOBIG, "too much");
}

/* Over itself: as close as allowed, the stream is the same. */
static void
over_itself(void **state)
{
	static const size_t lens[] = { 1, 1000, 16384, 100000, 1000000,
		3000000 };

	(void)state;
	for (size_t k = 0; k < NR(kinds); k++) {
		for (size_t i = 0; i < NR(lens); i++) {
			size_t n = lens[i], gap = GS_DEFLATE_GAP(n), got, m;
			uint8_t *both = malloc(gap + n);

			assert_non_null(both);
			kinds[k].fill(n);
			got = check(n, kinds[k].name);
			memcpy(both + gap, plain, n);
			unit_ok(gs_deflate(both + gap, n, both,
				    gap + n - GS_DEFLATE_SLACK, &m),
			    "over itself");
			assert_int_equal(m, got);
			assert_memory_equal(both, stream, got);
			free(both);
		}
	}
}

static int
deflate_text(void *ctx)
{
	size_t n;

	(void)ctx;
	return gs_deflate(plain, 3000, stream, ROOM, &n);
}

static void
out_of_memory(void **state)
{
	(void)state;
	text(3000);
	faults_sweep("deflate", deflate_text, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_and_length),
		cmocka_unit_test(mixtures),
		cmocka_unit_test(pinned),
		cmocka_unit_test(by_hand),
		cmocka_unit_test(exact_room),
		cmocka_unit_test(over_itself),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, make_room, free_room);
}
