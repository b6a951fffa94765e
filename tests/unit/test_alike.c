#include "unit.h"

#include "faults.h"
#include "format/alike.h"

static void
percents(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned want;
	} v[] = {
		{ "", "", 0 },
		{ "", "a\n", 0 },
		{ "a\n", "a\n", 100 },
		{ "a\nb\n", "b\na\n", 100 },
		{ "a\nb\n", "a\nc\n", 50 },
		{ "a\n", "a\nb\nc\nd\n", 25 },
		{ "a\na\na\n", "a\n", 33 },
		{ "a\n\n", "b\n\n", 33 },
		{ "abc", "abc\n", 0 },
		{ "x\nabc", "abc", 60 },
	};

	(void)state;
	for (size_t i = 0; i < NR(v); i++) {
		const struct gs_cur a = { (const uint8_t *)v[i].a,
			strlen(v[i].a) };
		const struct gs_cur b = { (const uint8_t *)v[i].b,
			strlen(v[i].b) };
		unsigned there, back;

		unit_ok(gs_alike(a, b, &there), v[i].a);
		unit_ok(gs_alike(b, a, &back), v[i].a);
		if (there != v[i].want || back != v[i].want)
			fail_msg("case %zu: %u and %u, not %u", i, there, back,
			    v[i].want);
	}
}

static int
once(void *ctx)
{
	const struct gs_cur a = { (const uint8_t *)"a\nb\n", 4 };
	unsigned percent;

	(void)ctx;
	return gs_alike(a, a, &percent);
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("gs_alike", once, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(percents),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
