#include "unit.h"

#include "base/text.h"
#include "faults.h"

static void
escapes(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "", "" },
		{ "plain text, '\"\\", "plain text, '\"\\" },
		{ "a\nb\tc\rd", "a\\nb\\tc\\015d" },
		{ "\033[31mred", "\\033[31mred" },
		{ "\x01\x1f\x7f", "\\001\\037\\177" },
		{ "\xc2\x9b"
		  "2J",
		    "\\2332J" }, /* a control sequence in UTF-8 */
		{ "\xc2\x80\xc2\x9f", "\\200\\237" },
		{ "\xc2\xa0\xc3\xa4", "\xc2\xa0\xc3\xa4" },
		{ "\xc2", "\xc2" }, /* cut off */
		{ "\xe2\x82\xac", "\xe2\x82\xac" },
		{ "\x80\xff", "\x80\xff" },
	};
	char out[64];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		gs_text_escape(cases[i].in, out, sizeof(out));
		assert_string_equal(out, cases[i].out);
	}
}

/* Whatever the room: ended, and no escape is cut in two. */
static void
cuts(void **state)
{
	(void)state;
	for (size_t room = 5; room < 40; room++) {
		char *out = malloc(room);
		size_t n;

		assert_non_null(out);
		gs_text_escape("ab\033cd\033ef\nghijklmnop", out, room);
		n = strlen(out);
		assert_true(n < room && n + 5 > (room < 26 ? room : 26));
		assert_memory_equal(out, "ab\\033cd\\033ef\\nghijklmnop", n);
		for (size_t i = 0; i < n; i++) {
			if (out[i] == '\\')
				assert_true(i + 1 < n &&
				    (out[i + 1] == 'n' || i + 3 < n));
		}
		free(out);
	}
}

static void
utf8(void **state)
{
	static const struct {
		const char *s;
		size_t n, want;
	} cases[] = {
		{ "a", 1, 1 },
		{ "\0", 1, 1 },
		{ "\xc3\xa4", 2, 2 },
		{ "\xe2\x82\xac", 3, 3 },
		{ "\xf0\x9f\x98\x80", 4, 4 },
		{ "\xf4\x8f\xbf\xbf", 4, 4 },
		{ "\xc3", 1, 0 }, /* cut */
		{ "\xe2\x82", 2, 0 },
		{ "\xf0\x9f\x98", 3, 0 },
		{ "\x80", 1, 0 },     /* alone */
		{ "\xc0\x80", 2, 0 }, /* overlong */
		{ "\xc1\xbf", 2, 0 },
		{ "\xe0\x9f\xbf", 3, 0 },
		{ "\xf0\x8f\xbf\xbf", 4, 0 },
		{ "\xed\xa0\x80", 3, 0 },     /* a surrogate */
		{ "\xf4\x90\x80\x80", 4, 0 }, /* beyond Unicode */
		{ "\xf5\x80\x80\x80", 4, 0 },
		{ "\xff", 1, 0 },
		{ "\xc3\x28", 2, 0 },
		{ "\xe2\x28\xa1", 3, 0 },
		{ "\xe2\x82\x28", 3, 0 },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		if (gs_text_utf8_len(cases[i].s, cases[i].n) != cases[i].want)
			fail_msg("case %zu", i);
	}
}

static void
strings(void **state)
{
	char *s;

	(void)state;
	s = gs_strdup("abc");
	assert_string_equal(s, "abc");
	free(s);
	s = gs_strndup("abcdef", 3);
	assert_string_equal(s, "abc");
	free(s);
	s = gs_strndup("", 0);
	assert_string_equal(s, "");
	free(s);
	s = gs_asprintf("%s-%05d", "x", 42);
	assert_string_equal(s, "x-00042");
	free(s);
}

static void
lists(void **state)
{
	struct gs_strs l = { 0 };
	char name[16];

	(void)state;
	gs_strs_sort(&l);
	assert_false(gs_strs_has(&l, ""));
	for (int i = 99; i >= 0; i--) {
		(void)snprintf(name, sizeof(name), "n%02d", i);
		unit_ok(gs_strs_add(&l, name), "add");
		assert_null(l.v[l.nr]);
	}
	unit_ok(gs_strs_addn(&l, "abcdef", 3), "addn");
	unit_ok(gs_strs_add(&l, "\xff"), "high bytes sort last");
	gs_strs_sort(&l);
	assert_int_equal(l.nr, 102);
	assert_string_equal(l.v[0], "abc");
	assert_string_equal(l.v[1], "n00");
	assert_string_equal(l.v[100], "n99");
	assert_string_equal(l.v[101], "\xff");
	assert_true(gs_strs_has(&l, "n42"));
	assert_false(gs_strs_has(&l, "n4"));
	gs_strs_pop(&l);
	assert_int_equal(l.nr, 101);
	assert_null(l.v[101]);
	gs_strs_clear(&l);
	gs_strs_clear(&l);
}

static int
fill(void *ctx)
{
	struct gs_strs l = { 0 };
	char *s = gs_asprintf("%d", 1);
	int r = s == NULL ? GS_ENOMEM : GS_OK;

	(void)ctx;
	for (size_t i = 0; i < 20 && r == GS_OK; i++) {
		r = gs_strs_add(&l, s);
		assert_int_equal(l.nr, r == GS_OK ? i + 1 : i);
	}
	free(s);
	gs_strs_clear(&l);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("text", fill, NULL);
}

/* At both sides of every border; what is written is read as one sequence. */
static void
utf8_put(void **state)
{
	static const struct {
		uint32_t c;
		const char *want;
	} cases[] = {
		{ 0x01, "\x01" },
		{ 0x7f, "\x7f" },
		{ 0x80, "\xc2\x80" },
		{ 0x7ff, "\xdf\xbf" },
		{ 0x800, "\xe0\xa0\x80" },
		{ 0xffff, "\xef\xbf\xbf" },
		{ 0x10000, "\xf0\x90\x80\x80" },
		{ 0x10ffff, "\xf4\x8f\xbf\xbf" },
	};
	uint8_t out[4];

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		size_t n = gs_text_utf8_put(cases[i].c, out);

		assert_int_equal(n, strlen(cases[i].want));
		assert_memory_equal(out, cases[i].want, n);
		assert_int_equal(gs_text_utf8_len(out, n), n);
	}
	assert_int_equal(gs_text_utf8_put(0, out), 1);
	assert_int_equal(out[0], 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(escapes),
		cmocka_unit_test(cuts),
		cmocka_unit_test(utf8),
		cmocka_unit_test(utf8_put),
		cmocka_unit_test(strings),
		cmocka_unit_test(lists),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
