#include "unit.h"

#include "base/cur.h"

static const uint8_t bytes[] = { 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88,
	0x89 };

/* Every number from every length of input: read whole, or nothing moves. */
static void
numbers(void **state)
{
	(void)state;
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		struct gs_cur c;
		uint8_t u8 = 1;
		uint16_t u16 = 1;
		uint32_t u32 = 1;
		uint64_t u64 = 1;

		c = (struct gs_cur){ bytes, n };
		unit_code(
		    gs_cur_u8(&c, &u8), n < 1 ? GS_EDAMAGED : GS_OK, "u8");
		assert_int_equal(u8, n < 1 ? 1 : 0x81);
		assert_int_equal(c.n, n < 1 ? n : n - 1);
		c = (struct gs_cur){ bytes, n };
		unit_code(
		    gs_cur_be16(&c, &u16), n < 2 ? GS_EDAMAGED : GS_OK, "be16");
		assert_int_equal(u16, n < 2 ? 1 : 0x8182);
		assert_int_equal(c.n, n < 2 ? n : n - 2);
		c = (struct gs_cur){ bytes, n };
		unit_code(
		    gs_cur_be32(&c, &u32), n < 4 ? GS_EDAMAGED : GS_OK, "be32");
		assert_int_equal(u32, n < 4 ? 1 : 0x81828384);
		assert_int_equal(c.n, n < 4 ? n : n - 4);
		c = (struct gs_cur){ bytes, n };
		unit_code(
		    gs_cur_be64(&c, &u64), n < 8 ? GS_EDAMAGED : GS_OK, "be64");
		assert_true(u64 == (n < 8 ? 1 : 0x8182838485868788));
		assert_int_equal(c.n, n < 8 ? n : n - 8);
		assert_ptr_equal(c.p, bytes + (n < 8 ? 0 : 8));
	}
}

static void
take(void **state)
{
	struct gs_cur c = { bytes, sizeof(bytes) };
	const uint8_t *p = NULL;

	(void)state;
	unit_code(gs_cur_take(&c, 10, &p), GS_EDAMAGED, "one too many");
	unit_code(gs_cur_take(&c, SIZE_MAX, &p), GS_EDAMAGED, "far too many");
	assert_null(p);
	unit_ok(gs_cur_take(&c, 0, &p), "none");
	assert_ptr_equal(p, bytes);
	unit_ok(gs_cur_take(&c, 9, &p), "all");
	assert_int_equal(c.n, 0);
	unit_ok(gs_cur_take(&c, 0, &p), "none at the end");
	unit_code(gs_cur_take(&c, 1, &p), GS_EDAMAGED, "behind the end");
}

static void
lines(void **state)
{
	static const struct {
		const char *text;
		const char *lines[4];
	} cases[] = {
		{ "", { NULL } },
		{ "a", { "a" } },
		{ "a\n", { "a" } },
		{ "\n", { "" } },
		{ "a\n\nb", { "a", "", "b" } },
		{ "a\r\n", { "a\r" } },
		{ "\n\n", { "", "" } },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_cur c = { (const uint8_t *)cases[i].text,
			strlen(cases[i].text) };
		const uint8_t *line;
		size_t n, k = 0;

		while (gs_cur_line(&c, &line, &n) == GS_OK) {
			const char *want = cases[i].lines[k++];

			if (want == NULL || strlen(want) != n ||
			    memcmp(want, line, n) != 0)
				fail_msg("case %zu, line %zu", i, k);
		}
		assert_null(cases[i].lines[k]);
		unit_code(gs_cur_line(&c, &line, &n), GS_ENOTFOUND, "end");
	}
}

static void
put(void **state)
{
	uint8_t p[8];

	(void)state;
	gs_be32_put(p, 0x81828384);
	assert_memory_equal(p, bytes, 4);
	gs_be64_put(p, 0x8182838485868788);
	assert_memory_equal(p, bytes, 8);
	assert_true(gs_be64_get(p) == 0x8182838485868788);
	assert_int_equal(gs_be32_get(p), 0x81828384);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(take),
		cmocka_unit_test(lines),
		cmocka_unit_test(put),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
