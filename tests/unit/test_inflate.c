#include "unit.h"

#include <zlib.h>

#include "codec/deflate.h"
#include "codec/inflate.h"
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

static const size_t lens[] = { 1, 2, 249, 250, 251, 762, 763, 1023, 1024, 1786,
	1787, 32505, 32506, 32507, 65535, 65536, 65537, 1000000, 2500000 };

static void
round_trip(void **state)
{
	size_t n;

	(void)state;
	for (size_t i = 0; i < NR(lens); i++) {
		unit_text(plain, lens[i], (uint32_t)i);
		unit_ok(
		    gs_deflate(plain, lens[i], stream, ROOM, &n), "deflate");
		if (lens[i] > 1000 && n > lens[i] / 2)
			fail_msg("%zu bytes of text became %zu", lens[i], n);
		memset(back, 0, lens[i]);
		unit_ok(gs_inflate(stream, n, back, lens[i]), "inflate");
		assert_memory_equal(back, plain, lens[i]);
	}
}

/* One stream of exactly this length with exactly these bytes, or damage. */
static void
damaged(void **state)
{
	size_t n, same = 0;

	(void)state;
	unit_text(plain, 3000, 3);
	unit_ok(gs_deflate(plain, 3000, stream, ROOM, &n), "deflate");
	unit_code(gs_inflate(stream, n, back, 2999), GS_EDAMAGED, "more");
	unit_code(gs_inflate(stream, n, back, 3001), GS_EDAMAGED, "less");
	unit_code(gs_inflate(stream, n + 1, back, 3000), GS_EDAMAGED, "behind");
	for (size_t k = 0; k < n; k++)
		unit_code(
		    gs_inflate(stream, k, back, 3000), GS_EDAMAGED, "cut");
	/* A wrong bit is damage, or means the same: one that fills up a byte,
	 * or a match with another place that holds the same bytes. */
	for (size_t bit = 0; bit < 8 * n; bit++) {
		int r;

		stream[bit / 8] ^= (uint8_t)(1 << bit % 8);
		r = gs_inflate(stream, n, back, 3000);
		if (r == GS_OK) {
			assert_memory_equal(back, plain, 3000);
			same++;
		} else {
			unit_code(r, GS_EDAMAGED, "a wrong bit");
		}
		stream[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_true(same < n / 8);
	unit_code(gs_inflate((const uint8_t *)"", 0, back, 1), GS_EDAMAGED,
	    "nothing");
}

/* Other people's streams: every level, every window, stored, raw, gzip, with
 * a preset dictionary. */
static size_t
foreign(int level, int window, const char *dictionary, size_t n)
{
	z_stream z = { 0 };

	assert_int_equal(
	    deflateInit2(&z, level, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY),
	    Z_OK);
	if (dictionary != NULL)
		assert_int_equal(
		    deflateSetDictionary(&z, (const Bytef *)dictionary,
			(unsigned)strlen(dictionary)),
		    Z_OK);
	z.next_in = plain;
	z.avail_in = (unsigned)n;
	z.next_out = stream;
	z.avail_out = ROOM;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	n = z.total_out;
	assert_int_equal(deflateEnd(&z), Z_OK);
	return n;
}

static void
foreign_streams(void **state)
{
	(void)state;
	unit_text(plain, 100000, 4);
	for (int level = 0; level <= 9; level++) {
		for (int window = 9; window <= 15; window++) {
			size_t n = foreign(level, window, NULL, 100000);

			unit_ok(gs_inflate(stream, n, back, 100000),
			    "a foreign stream");
			assert_memory_equal(back, plain, 100000);
		}
	}
	unit_code(gs_inflate(stream, foreign(6, -15, NULL, 3000), back, 3000),
	    GS_EDAMAGED, "raw");
	unit_code(gs_inflate(stream, foreign(6, 31, NULL, 3000), back, 3000),
	    GS_EDAMAGED, "gzip");
	unit_code(
	    gs_inflate(stream, foreign(6, 15, "return", 3000), back, 3000),
	    GS_EDAMAGED, "a preset dictionary");
}

/* Any cut of input and output into pieces gives the same. */
static void
in_pieces(void **state)
{
	static const size_t steps[] = { 1, 7, 4096, 65536 };
	size_t n, whole;

	(void)state;
	unit_text(plain, 70000, 5);
	unit_ok(gs_deflate(plain, 70000, stream, ROOM, &whole), "whole");
	for (size_t i = 0; i < NR(steps) * NR(steps); i++) {
		size_t in = steps[i % NR(steps)], out = steps[i / NR(steps)];
		struct gs_inflate_io io = { stream, 0, back, 0 };
		struct gs_inflate *z;
		bool ended = false;

		unit_ok(gs_inflate_new(&z), "new");
		for (n = whole; !ended;) {
			size_t before = io.in_n + io.out_n;

			if (io.in_n == 0) {
				io.in_n = in < n ? in : n;
				n -= io.in_n;
			}
			if (io.out_n == 0)
				io.out_n = out;
			unit_ok(gs_inflate_run(z, &io, n == 0, &ended), "run");
			assert_true(ended || io.in_n + io.out_n != before ||
			    io.in_n == 0 || io.out_n == 0);
		}
		gs_inflate_free(z);
		assert_int_equal(io.in_n + n, 0);
		assert_int_equal(io.out - back, 70000);
		assert_memory_equal(back, plain, 70000);
		memset(back, 0, 70000);
	}
}

/* What libdeflate keeps for each thread is there already. */
static int
both_ways(void *ctx)
{
	const size_t *n = ctx;
	struct gs_inflate_io io = { stream, *n, back, 3000 };
	struct gs_inflate *z = NULL;
	bool ended;
	int r;

	if ((r = gs_inflate_new(&z)) == GS_OK)
		r = gs_inflate_run(z, &io, true, &ended);
	gs_inflate_free(z);
	return r == GS_OK ? gs_inflate(stream, *n, back, 3000) : r;
}

static void
out_of_memory(void **state)
{
	size_t n;

	(void)state;
	unit_text(plain, 3000, 6);
	unit_ok(gs_deflate(plain, 3000, stream, ROOM, &n), "deflate");
	faults_sweep("inflate", both_ways, &n);
	gs_inflate_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip),
		cmocka_unit_test(damaged),
		cmocka_unit_test(foreign_streams),
		cmocka_unit_test(in_pieces),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, make_room, free_room);
}
