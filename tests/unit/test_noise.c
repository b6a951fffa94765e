#include "unit.h"

#include "format/noise.h"

#define MAX ((size_t)1 << 16)

static const size_t sizes[] = { 64, 65, 100, 256, 1000, 4096, MAX };

static void
random_looks_random(void **state)
{
	uint8_t *p = malloc(MAX);

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < NR(sizes); i++) {
		for (uint32_t seed = 1; seed <= 200; seed++) {
			unit_random(p, sizes[i], seed);
			if (!gs_noise_looks(p, sizes[i]))
				fail_msg("%zu bytes, seed %u", sizes[i], seed);
		}
	}
	free(p);
}

static void
text_does_not(void **state)
{
	uint8_t *p = malloc(MAX);

	(void)state;
	assert_non_null(p);
	for (size_t i = 0; i < NR(sizes); i++) {
		unit_text(p, sizes[i], 7);
		if (gs_noise_looks(p, sizes[i]))
			fail_msg("%zu bytes of text", sizes[i]);
	}
	free(p);
}

/* Half of it sealed, half of it appended by somebody. */
static void
appended_text_does_not(void **state)
{
	uint8_t *p = malloc(MAX);

	(void)state;
	assert_non_null(p);
	for (size_t n = 512; n <= MAX; n *= 2) {
		unit_random(p, n / 2, 3);
		unit_text(p + n / 2, n - n / 2, 3);
		if (gs_noise_looks(p, n))
			fail_msg("%zu bytes, half of them text", n);
	}
	free(p);
}

static void
edges(void **state)
{
	uint8_t p[1024];

	(void)state;
	memset(p, 0, sizeof(p));
	assert_true(gs_noise_looks(p, 0));
	assert_true(gs_noise_looks(p, GS_NOISE_MIN - 1));
	assert_false(gs_noise_looks(p, GS_NOISE_MIN));
	/* every value as often as every other */
	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (uint8_t)i;
	assert_true(gs_noise_looks(p, sizeof(p)));
	/* bits are even here, values are not: only 00 and ff */
	for (size_t i = 0; i < sizeof(p); i++)
		p[i] = (i & 1) != 0 ? 0xff : 0;
	assert_false(gs_noise_looks(p, sizeof(p)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_looks_random),
		cmocka_unit_test(text_does_not),
		cmocka_unit_test(appended_text_does_not),
		cmocka_unit_test(edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
