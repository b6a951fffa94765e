#include "unit.h"

#include <zlib.h>

#include "base/cur.h"
#include "format/body.h"
#include "format/sealed.h"

#define HEAD GS_SEALED_HEADER_LEN

/* Streams as a stranger with the key might make them. */
struct maker {
	z_stream z;
	struct gs_buf out; /* the header, a length, the stream */
	uint64_t plain_n;
};

static void
maker_run(struct maker *m, const void *p, size_t n, int flush)
{
	m->z.next_in = (z_const Bytef *)(uintptr_t)p;
	m->z.avail_in = (unsigned)n;
	do {
		unit_ok(gs_buf_reserve(&m->out, 65536), "room");
		m->z.next_out = m->out.p + m->out.n;
		m->z.avail_out = 65536;
		(void)deflate(&m->z, flush);
		m->out.n += 65536 - m->z.avail_out;
	} while (m->z.avail_out == 0);
	m->plain_n += n;
}

static void
maker_begin(struct maker *m, int level)
{
	const uint8_t zero[HEAD + 8] = { 0 };

	memset(m, 0, sizeof(*m));
	assert_int_equal(deflateInit(&m->z, level), Z_OK);
	unit_ok(gs_buf_add(&m->out, zero, sizeof(zero)), "room");
}

static void
maker_end(struct maker *m)
{
	maker_run(m, "", 0, Z_FINISH);
	assert_int_equal(deflateEnd(&m->z), Z_OK);
	gs_be64_put(m->out.p + HEAD, m->plain_n);
}

static void
check(struct gs_buf *b, uint64_t max, int want, const void *plain, size_t n,
    const char *what)
{
	unit_code(gs_body_inflate(b, max), want, what);
	if (want == GS_OK &&
	    (b->n != HEAD + n || memcmp(b->p + HEAD, plain, n) != 0))
		fail_msg("%s: other bytes", what);
	gs_buf_clear(b);
}

/* From here on a stream is read over itself. */
#define LARGE ((size_t)4 << 20)

static void
any_level_and_length(void **state)
{
	static const size_t lens[] = { 1, 2, 100, 65536, 1048577, LARGE,
		LARGE + 1 };
	uint8_t *plain = malloc(LARGE + 1);
	struct maker m;

	(void)state;
	assert_non_null(plain);
	unit_text(plain, LARGE + 1, 1);
	for (size_t i = 0; i < NR(lens); i++) {
		for (int level = 0; level <= 9; level += i < 5 ? 1 : 3) {
			/* Level 0 and short ones are longer than the plain
			 * bytes: a reader judges no gain. */
			maker_begin(&m, level);
			maker_run(&m, plain, lens[i], Z_NO_FLUSH);
			maker_end(&m);
			check(&m.out, lens[i], GS_OK, plain, lens[i], "level");
		}
	}
	free(plain);
}

static void
length_rules(void **state)
{
	static const struct {
		const char *name;
		int64_t more; /* than what the stream holds */
		uint64_t max;
		int want;
	} cases[] = {
		{ "right", 0, 1000, GS_OK },
		{ "one more", 1, 2000, GS_EDAMAGED },
		{ "one less", -1, 2000, GS_EDAMAGED },
		{ "none", -1000, 2000, GS_EDAMAGED },
		{ "over the limit", 0, 999, GS_ETOOBIG },
		{ "no limit to speak of", 0, 0, GS_ETOOBIG },
		{ "more than a stream can hold", 1 << 30, UINT64_MAX,
		    GS_EDAMAGED },
		{ "as much as there can be", -1001, UINT64_MAX, GS_EDAMAGED },
	};
	uint8_t plain[1000];
	struct maker m;

	(void)state;
	unit_text(plain, sizeof(plain), 2);
	for (size_t i = 0; i < NR(cases); i++) {
		maker_begin(&m, 6);
		maker_run(&m, plain, sizeof(plain), Z_NO_FLUSH);
		maker_end(&m);
		gs_be64_put(m.out.p + HEAD, 1000 + (uint64_t)cases[i].more);
		check(&m.out, cases[i].max, cases[i].want, plain, 1000,
		    cases[i].name);
	}
}

/* DEFLATE gives at most 1,032 bytes for one; 1,100 is where we stop to
 * believe, before anything is allocated. */
static void
ratio(void **state)
{
	uint8_t *zeros = calloc(1, 4 << 20);
	struct maker m;
	size_t n;

	(void)state;
	assert_non_null(zeros);
	maker_begin(&m, 9);
	maker_run(&m, zeros, 4 << 20, Z_NO_FLUSH);
	maker_end(&m);
	n = m.out.n - HEAD - 8;
	assert_true((4 << 20) / n > 900);
	check(&m.out, UINT64_MAX, GS_OK, zeros, 4 << 20, "as dense as it gets");
	for (size_t over = 0; over < 2; over++) {
		maker_begin(&m, 9);
		maker_run(&m, zeros, 4 << 20, Z_NO_FLUSH);
		maker_end(&m);
		gs_be64_put(m.out.p + HEAD, 1100 * n + over);
		/* Within the ratio the limit is looked at, beyond it not. */
		check(&m.out, 1000, over ? GS_EDAMAGED : GS_ETOOBIG, "", 0,
		    "at the ratio");
	}
	free(zeros);
}

static void
stream_rules(void **state)
{
	uint8_t plain[2000];
	struct maker m;
	size_t n;

	(void)state;
	unit_text(plain, sizeof(plain), 3);
	maker_begin(&m, 6);
	maker_run(&m, plain, sizeof(plain), Z_NO_FLUSH);
	maker_end(&m);
	n = m.out.n;
	for (size_t k = HEAD; k < n; k++) {
		struct gs_buf b = GS_BUF_INIT;

		unit_ok(gs_buf_add(&b, m.out.p, k), "copy");
		check(&b, 2000, GS_EDAMAGED, "", 0, "cut");
	}
	unit_ok(gs_buf_addc(&m.out, 0), "append");
	check(&m.out, 2000, GS_EDAMAGED, "", 0, "a byte behind the stream");

	/* Two streams, one after the other. */
	maker_begin(&m, 6);
	maker_run(&m, plain, 1000, Z_NO_FLUSH);
	maker_end(&m);
	assert_int_equal(deflateInit(&m.z, 6), Z_OK);
	maker_run(&m, plain + 1000, 1000, Z_NO_FLUSH);
	maker_end(&m);
	check(&m.out, 2000, GS_EDAMAGED, "", 0, "two streams");

	maker_begin(&m, 6);
	assert_int_equal(
	    deflateSetDictionary(&m.z, (const Bytef *)"dictionary", 10), Z_OK);
	maker_run(&m, plain, 1000, Z_NO_FLUSH);
	maker_end(&m);
	check(&m.out, 2000, GS_EDAMAGED, "", 0, "a preset dictionary");
}

/*
 * A stream that shrinks first and swells at the end: read over itself, its
 * output would run into what is not read yet.  It is legal all the same.
 */
static void
swelling(void **state)
{
	const size_t zeros = LARGE, singles = 100000;
	uint8_t *plain = calloc(1, zeros + singles);
	struct maker m;

	(void)state;
	assert_non_null(plain);
	unit_random(plain + zeros, singles, 4);
	maker_begin(&m, 6);
	maker_run(&m, plain, zeros, Z_FULL_FLUSH);
	for (size_t i = 0; i < singles; i++)
		maker_run(&m, plain + zeros + i, 1, Z_FULL_FLUSH);
	maker_end(&m);
	assert_true(m.out.n > HEAD + 6 * singles);
	check(&m.out, UINT64_MAX, GS_OK, plain, zeros + singles, "swelling");

	/* Nothing but empty blocks, then one byte. */
	maker_begin(&m, 6);
	for (size_t i = 0; i < singles; i++)
		maker_run(&m, "", 0, i % 2 ? Z_FULL_FLUSH : Z_PARTIAL_FLUSH);
	maker_run(&m, "x", 1, Z_NO_FLUSH);
	maker_end(&m);
	check(&m.out, UINT64_MAX, GS_OK, "x", 1, "one byte");
	free(plain);
}

/* Swelling and then cut, or longer than it says: damage there too. */
static void
swelling_damaged(void **state)
{
	const size_t zeros = LARGE, singles = 100000;
	uint8_t *plain = calloc(1, zeros + singles);

	(void)state;
	assert_non_null(plain);
	for (int how = 0; how < 3; how++) {
		struct maker m;

		maker_begin(&m, 6);
		maker_run(&m, plain, zeros, Z_FULL_FLUSH);
		for (size_t i = 0; i < singles; i++)
			maker_run(&m, plain + zeros + i, 1, Z_FULL_FLUSH);
		maker_end(&m);
		if (how == 0)
			gs_buf_cut(&m.out, m.out.n - 1);
		else
			gs_be64_put(m.out.p + HEAD,
			    zeros + singles + (how == 1 ? 1 : 0) -
				(how == 2 ? 1 : 0));
		check(&m.out, UINT64_MAX, GS_EDAMAGED, "", 0, "swelling");
	}
	free(plain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_level_and_length),
		cmocka_unit_test(length_rules),
		cmocka_unit_test(ratio),
		cmocka_unit_test(stream_rules),
		cmocka_unit_test(swelling),
		cmocka_unit_test(swelling_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
