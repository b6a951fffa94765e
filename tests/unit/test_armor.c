#include "unit.h"

#include "faults.h"
#include "format/age/armor.h"

#define B "-----BEGIN AGE ENCRYPTED FILE-----"
#define E "-----END AGE ENCRYPTED FILE-----"
#define L64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct {
	const char *name, *text;
	int want;
	size_t n; /* bytes that come out */
} cases[] = {
	{ "short", B "\nAAAA\n" E "\n", GS_OK, 3 },
	{ "padded", B "\nAA==\n" E "\n", GS_OK, 1 },
	{ "no line end", B "\nAAAA\n" E, GS_OK, 3 },
	{ "CRLF", B "\r\nAAAA\r\n" E "\r\n", GS_OK, 3 },
	{ "mixed line ends", B "\nAAAA\r\n" E "\n", GS_OK, 3 },
	{ "full line", B "\n" L64 "\n" E "\n", GS_OK, 48 },
	{ "full lines and a short one", B "\n" L64 "\n" L64 "\nAA==\n" E, GS_OK,
	    97 },
	{ "full line with padding",
	    B "\n"
	      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
	      "\n" E "\n",
	    GS_OK, 46 },
	{ "blanks around", " \t\r\n\n\v\f\n" B "\nAAAA\n" E "\n\n \t\r\n ",
	    GS_OK, 3 },
	{ "nothing in it", B "\n" E "\n", GS_OK, 0 },
	{ "empty", "", GS_EDAMAGED, 0 },
	{ "blanks alone", "\n \n", GS_EDAMAGED, 0 },
	{ "no end", B "\nAAAA\n", GS_EDAMAGED, 0 },
	{ "begin alone", B "\n", GS_EDAMAGED, 0 },
	{ "begin without line end", B, GS_EDAMAGED, 0 },
	{ "end alone", E "\n", GS_EDAMAGED, 0 },
	{ "empty line in front", B "\n\nAAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "empty line behind", B "\nAAAA\n\n" E "\n", GS_EDAMAGED, 0 },
	{ "empty line behind a full one", B "\n" L64 "\n\n" E "\n", GS_EDAMAGED,
	    0 },
	{ "short line in the middle", B "\nAAAA\nAAAA\n" E "\n", GS_EDAMAGED,
	    0 },
	{ "padding in the middle",
	    B "\n"
	      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="
	      "\nAAAA\n" E "\n",
	    GS_EDAMAGED, 0 },
	{ "65 columns", B "\n" L64 "A\n" E "\n", GS_EDAMAGED, 0 },
	{ "68 columns", B "\n" L64 "AAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "no padding", B "\nAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "too much padding", B "\nAAA==\n" E "\n", GS_EDAMAGED, 0 },
	{ "padding on its own line", B "\nAA\n==\n" E "\n", GS_EDAMAGED, 0 },
	{ "line end in the padding", B "\nAA=\n=\n" E "\n", GS_EDAMAGED, 0 },
	{ "bits at the end", B "\nAB==\n" E "\n", GS_EDAMAGED, 0 },
	{ "blank at a line's start", B "\n AAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "blank at a line's end", B "\nAAAA \n" E "\n", GS_EDAMAGED, 0 },
	{ "two CR", B "\nAAAA\r\r\n" E "\n", GS_EDAMAGED, 0 },
	{ "CR in a line", B "\nAA\rAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "CR alone as line end", B "\rAAAA\r" E "\r", GS_EDAMAGED, 0 },
	{ "URL alphabet", B "\nAA-_\n" E "\n", GS_EDAMAGED, 0 },
	{ "blank in front of begin", " " B "\nAAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "blank behind begin", B " \nAAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "blank in front of end", B "\nAAAA\n " E "\n", GS_EDAMAGED, 0 },
	{ "blank behind end", B "\nAAAA\n" E " \n", GS_EDAMAGED, 0 },
	{ "garbage in front", "x\n" B "\nAAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "garbage behind", B "\nAAAA\n" E "\nx\n", GS_EDAMAGED, 0 },
	{ "two blocks", B "\nAAAA\n" E "\n" B "\nAAAA\n" E "\n", GS_EDAMAGED,
	    0 },
	{ "a header", B "\nVersion: 1\n\nAAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "a checksum", B "\nAAAA\n=AAAA\n" E "\n", GS_EDAMAGED, 0 },
	{ "another type",
	    "-----BEGIN AGE FILE-----\nAAAA\n-----END AGE FILE-----\n",
	    GS_EDAMAGED, 0 },
	{ "lower case",
	    "-----begin age encrypted file-----\nAAAA\n"
	    "-----end age encrypted file-----\n",
	    GS_EDAMAGED, 0 },
};

static void
test_cases(void **state)
{
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		const char *t = cases[i].text;

		unit_ok(gs_buf_adds(&out, "front"), "front");
		unit_code(gs_age_armor_open(t, strlen(t), &out), cases[i].want,
		    cases[i].name);
		if (out.n != 5 + cases[i].n)
			fail_msg("%s: %zu bytes", cases[i].name, out.n - 5);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&out);
}

static void
test_blanks_limit(void **state)
{
	struct gs_buf text = GS_BUF_INIT, out = GS_BUF_INIT;

	(void)state;
	for (size_t more = 0; more < 2; more++) {
		int want = more == 0 ? GS_OK : GS_EDAMAGED;

		for (size_t i = 0; i < GS_AGE_ARMOR_BLANKS_MAX + more; i++)
			unit_ok(gs_buf_addc(&text, '\n'), "text");
		unit_ok(gs_buf_adds(&text, B "\nAAAA\n" E "\n"), "text");
		unit_code(
		    gs_age_armor_open(text.p, text.n, &out), want, "in front");
		assert_true(gs_age_armor_is(text.p, text.n) == (more == 0));
		gs_buf_reset(&text);
		gs_buf_reset(&out);
		unit_ok(gs_buf_adds(&text, B "\nAAAA\n" E "\n"), "text");
		for (size_t i = 0; i < GS_AGE_ARMOR_BLANKS_MAX + more; i++)
			unit_ok(gs_buf_addc(&text, '\n'), "text");
		unit_code(
		    gs_age_armor_open(text.p, text.n, &out), want, "behind");
		gs_buf_reset(&text);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&text);
	gs_buf_clear(&out);
}

static void
test_round_trip(void **state)
{
	struct gs_buf text = GS_BUF_INIT, out = GS_BUF_INIT;
	uint8_t bytes[300];

	(void)state;
	unit_random(bytes, sizeof(bytes), 9);
	for (size_t n = 0; n <= sizeof(bytes); n++) {
		unit_ok(gs_age_armor_seal(bytes, n, &text), "seal");
		assert_true(gs_age_armor_is(text.p, text.n));
		unit_ok(gs_age_armor_open(text.p, text.n, &out), "open");
		assert_true(out.n == n);
		assert_memory_equal(out.p, bytes, n);
		gs_buf_reset(&text);
		gs_buf_reset(&out);
	}
	gs_buf_clear(&text);
	gs_buf_clear(&out);
}

static int
open_one(void *ctx)
{
	static const char text[] = B "\n" L64 "\n" L64 "\n" L64 "\n" L64
				     "\n" L64 "\n" L64 "\nAA==\n" E;
	struct gs_buf out = GS_BUF_INIT;
	int r;

	(void)ctx;
	r = gs_age_armor_open(text, sizeof(text) - 1, &out);
	assert_true(r == GS_OK || out.n == 0);
	gs_buf_clear(&out);
	return r;
}

static void
test_faults(void **state)
{
	(void)state;
	faults_sweep("armor", open_one, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_blanks_limit),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
