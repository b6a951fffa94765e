#include "unit.h"

#include "faults.h"

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

static void
grows(void **state)
{
	/* Heap, the border to pages, pages, growing pages. */
	static const size_t steps[] = { 1, 255, 1, 3000, 250 * KIB, 10 * KIB,
		MIB, 7 * MIB };
	struct gs_buf b = GS_BUF_INIT;
	uint8_t *want = malloc(16 * MIB), *more = malloc(8 * MIB);
	size_t n = 0;

	(void)state;
	assert_true(want != NULL && more != NULL);
	for (size_t i = 0; i < NR(steps); i++) {
		unit_random(more, steps[i], (uint32_t)i);
		memcpy(want + n, more, steps[i]);
		n += steps[i];
		unit_ok(gs_buf_add(&b, more, steps[i]), "add");
		assert_int_equal(b.n, n);
		assert_true(b.cap >= n);
		assert_memory_equal(b.p, want, n);
	}
	unit_ok(gs_buf_add(&b, NULL, 0), "nothing");
	assert_int_equal(b.n, n);
	gs_buf_clear(&b);
	gs_buf_clear(&b);
	assert_null(b.p);
	free(want);
	free(more);
}

static void
keeps_its_limit(void **state)
{
	struct gs_buf b = { NULL, 0, 0, 10 };

	(void)state;
	unit_ok(gs_buf_add(&b, "0123456789", 10), "up to the limit");
	unit_code(gs_buf_addc(&b, 'x'), GS_ETOOBIG, "one more");
	unit_code(gs_buf_reserve(&b, SIZE_MAX), GS_ETOOBIG, "far more");
	assert_int_equal(b.n, 10);
	assert_memory_equal(b.p, "0123456789", 10);
	gs_buf_reset(&b);
	unit_ok(gs_buf_add(&b, "x", 1), "after a reset");
	unit_code(gs_buf_add(&b, "0123456789", 10), GS_ETOOBIG, "limit kept");
	gs_buf_clear(&b);
	unit_code(
	    gs_buf_reserve(&b, GS_BUF_MAX + 1), GS_ETOOBIG, "over any limit");
	assert_null(b.p);
}

static void
prints(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	char *big = malloc(MIB + 1);

	(void)state;
	assert_non_null(big);
	memset(big, 'x', MIB);
	big[MIB] = '\0';
	unit_ok(gs_buf_addf(&b, "%d-%s", 42, "a"), "addf");
	unit_ok(gs_buf_adds(&b, "bc"), "adds");
	unit_ok(gs_buf_addc(&b, '!'), "addc");
	assert_string_equal(gs_buf_str(&b), "42-abc!");
	assert_int_equal(b.n, 7);
	unit_ok(gs_buf_addf(&b, "%s", big), "long");
	assert_int_equal(b.n, 7 + MIB);
	assert_string_equal(gs_buf_str(&b) + 7, big);
	unit_ok(gs_buf_addf(&b, "%s", ""), "nothing");
	assert_int_equal(b.n, 7 + MIB);
	free(big);
	gs_buf_clear(&b);
	assert_string_equal(gs_buf_str(&b), "");
	gs_buf_clear(&b);
}

/* What leaves a buffer is zeros afterwards, as long as one can look. */
static void
wipes(void **state)
{
	static const uint8_t zero[1000];
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_buf_reserve(&b, 1000), "room");
	memset(b.p, 0xee, 1000);
	b.n = 1000;
	gs_buf_cut(&b, 400);
	assert_int_equal(b.n, 400);
	assert_memory_equal(b.p + 400, zero, 600);
	assert_int_equal(b.p[399], 0xee);
	gs_buf_reset(&b);
	assert_int_equal(b.n, 0);
	assert_true(b.cap >= 1000);
	assert_memory_equal(b.p, zero, 1000);
	gs_buf_clear(&b);
}

/* A large buffer is not kept for the next use. */
static void
gives_back(void **state)
{
	struct gs_buf b = { NULL, 0, 0, 4 * MIB };

	(void)state;
	unit_ok(gs_buf_reserve(&b, MIB + 1), "room");
	gs_buf_reset(&b);
	assert_int_equal(b.cap, 0);
	assert_int_equal(b.max, 4 * MIB);
	unit_ok(gs_buf_reserve(&b, MIB), "room");
	gs_buf_reset(&b);
	assert_int_equal(b.cap, MIB);
	gs_buf_clear(&b);
}

static void
swaps(void **state)
{
	struct gs_buf a = GS_BUF_INIT, b = GS_BUF_INIT;

	(void)state;
	unit_ok(gs_buf_adds(&a, "a"), "a");
	gs_buf_swap(&a, &b);
	assert_null(a.p);
	assert_string_equal(gs_buf_str(&b), "a");
	gs_buf_clear(&b);
}

static int
grow_past_the_border(void *ctx)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;
	size_t n;

	for (size_t i = 0; i < 12 && r == GS_OK; i++) {
		n = b.n;
		r = gs_buf_add(&b, ctx, 50 * KIB);
		assert_int_equal(b.n, r == GS_OK ? n + 50 * KIB : n);
		for (size_t k = 0; k < b.n; k += 4096)
			assert_int_equal(b.p[k], 0x5a);
	}
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	uint8_t *p = malloc(50 * KIB);

	(void)state;
	assert_non_null(p);
	memset(p, 0x5a, 50 * KIB);
	faults_sweep("buf", grow_past_the_border, p);
	free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows),
		cmocka_unit_test(keeps_its_limit),
		cmocka_unit_test(prints),
		cmocka_unit_test(wipes),
		cmocka_unit_test(gives_back),
		cmocka_unit_test(swaps),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
