#include "unit.h"

#include "codec/hex.h"

static const struct {
	const char *in;
	int any, lower;
} cases[] = {
	{ "", GS_OK, GS_OK },
	{ "00", GS_OK, GS_OK },
	{ "0123456789abcdef", GS_OK, GS_OK },
	{ "ABCDEF", GS_OK, GS_EDAMAGED },
	{ "aB", GS_OK, GS_EDAMAGED },
	{ "0", GS_EDAMAGED, GS_EDAMAGED },
	{ "012", GS_EDAMAGED, GS_EDAMAGED },
	{ "0g", GS_EDAMAGED, GS_EDAMAGED },
	{ "g0", GS_EDAMAGED, GS_EDAMAGED },
	{ "0x", GS_EDAMAGED, GS_EDAMAGED },
	{ " 0", GS_EDAMAGED, GS_EDAMAGED },
	{ "0\n", GS_EDAMAGED, GS_EDAMAGED },
	{ "/0", GS_EDAMAGED, GS_EDAMAGED }, /* next to the digits */
	{ ":0", GS_EDAMAGED, GS_EDAMAGED },
	{ "@0", GS_EDAMAGED, GS_EDAMAGED },
	{ "G0", GS_EDAMAGED, GS_EDAMAGED },
	{ "`0", GS_EDAMAGED, GS_EDAMAGED },
};

static void
parse(void **state)
{
	uint8_t out[16];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		const char *s = cases[i].in;

		unit_code(gs_hex_parse(s, strlen(s), out), cases[i].any, s);
		unit_code(
		    gs_hex_parse_lower(s, strlen(s), out), cases[i].lower, s);
	}
	unit_ok(gs_hex_parse("00fFAa09", 8, out), "bytes");
	assert_memory_equal(out, "\x00\xff\xaa\x09", 4);
}

static void
round_trip(void **state)
{
	uint8_t all[256], back[256];
	char hex[2 * 256 + 1];

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;
	assert_ptr_equal(gs_hex_print(all, sizeof(all), hex), hex);
	assert_int_equal(strlen(hex), 512);
	unit_ok(gs_hex_parse_lower(hex, 512, back), "lower case");
	assert_memory_equal(back, all, sizeof(all));
	assert_string_equal(gs_hex_print(all, 0, hex), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse),
		cmocka_unit_test(round_trip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
