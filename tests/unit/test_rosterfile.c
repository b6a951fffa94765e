#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "format/roster/rosterfile.h"
#include "format/roster/value.h"

static const struct gs_rosterfile_key keys[] = { { "version", true, false },
	{ "id", true, false }, { "note", false, false },
	{ "parent", false, true }, { "tag", true, false },
	{ "signer", false, false } };
static const struct gs_rosterfile_form form = { "thing", keys, GS_NR(keys),
	400 };

#define HEAD "[thing]\n\tversion = 1\n"
#define GOOD HEAD "\tid = 7\n\ttag = x\n"

static const struct {
	const char *name, *text;
	int want;
} cases[] = {
	{ "the shortest", GOOD, GS_OK },
	{ "everything",
	    HEAD "\tid = 7\n\tnote = a b\n\tparent = p\n\tparent = q\n"
		 "\ttag = x\n\tsigner = s\n\tzeta = 1\n\talpha = 2\n",
	    GS_OK },
	{ "CRLF", "[thing]\r\n\tversion = 1\r\n\tid = 7\r\n\ttag = x\r\n",
	    GS_OK },
	{ "a value with = in it", HEAD "\tid = a = b\n\ttag = x\n", GS_OK },
	{ "a value of other scripts",
	    HEAD "\tid = Zo\xc3\xab \xe6\x9d\x8e "
		 "\xf0\x9f\x94\x91\n\ttag = x\n",
	    GS_OK },
	{ "a value repeated", HEAD "\tid = x\n\ttag = x\n", GS_OK },

	{ "nothing", "", GS_EDAMAGED },
	{ "a BOM", "\xef\xbb\xbf" GOOD, GS_EDAMAGED },
	{ "an empty line first", "\n" GOOD, GS_EDAMAGED },
	{ "an empty line last", GOOD "\n", GS_EDAMAGED },
	{ "a comment line", HEAD "\t# c\n\tid = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "another section", "[other]\n\tversion = 1\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a longer section", "[things]\n\tversion = 1\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a subsection", "[thing \"a\"]\n\tversion = 1\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a section in upper case",
	    "[Thing]\n\tversion = 1\n\tid = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "a blank behind the section",
	    "[thing] \n\tversion = 1\n\tid = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "a second section", GOOD "[thing]\n", GS_EDAMAGED },
	{ "a key on the section's line", "[thing] version = 1\n", GS_EDAMAGED },
	{ "no version", "[thing]\n\tid = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "version is not first",
	    "[thing]\n\tid = 7\n\tversion = 1\n\ttag = x\n", GS_EDAMAGED },
	{ "version 0", "[thing]\n\tversion = 0\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "version 01", "[thing]\n\tversion = 01\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "version x", "[thing]\n\tversion = x\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "version twice", HEAD "\tversion = 1\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "version over 64 bits",
	    "[thing]\n\tversion = 18446744073709551616\n\tid = 7\n",
	    GS_EDAMAGED },
	{ "two blanks for the TAB", HEAD "  id = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "two TABs", HEAD "\t\tid = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "no blank before =", HEAD "\tid= 7\n\ttag = x\n", GS_EDAMAGED },
	{ "no blank after =", HEAD "\tid =7\n\ttag = x\n", GS_EDAMAGED },
	{ "no value", HEAD "\tid\n\ttag = x\n", GS_EDAMAGED },
	{ "an empty value", HEAD "\tid = \n\ttag = x\n", GS_EDAMAGED },
	{ "a blank before the value", HEAD "\tid =  7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a blank behind the value", HEAD "\tid = 7 \n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a TAB in a value", HEAD "\tid = 7\t7\n\ttag = x\n", GS_EDAMAGED },
	{ "a key in upper case", HEAD "\tId = 7\n\ttag = x\n", GS_EDAMAGED },
	{ "a digit in a key", GOOD "\tx2 = 7\n", GS_EDAMAGED },
	{ "a dash in a key", GOOD "\tx-y = 7\n", GS_EDAMAGED },
	{ "no key", GOOD "\t = 7\n", GS_EDAMAGED },
	{ "a quote", HEAD "\tid = \"7\n\ttag = x\n", GS_EDAMAGED },
	{ "a backslash", HEAD "\tid = a\\b\n\ttag = x\n", GS_EDAMAGED },
	{ "a hash sign", HEAD "\tid = a#b\n\ttag = x\n", GS_EDAMAGED },
	{ "a semicolon", HEAD "\tid = a;b\n\ttag = x\n", GS_EDAMAGED },
	{ "a control byte",
	    HEAD "\tid = a\x01"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "DEL",
	    HEAD "\tid = a\x7f"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a C1 control",
	    HEAD "\tid = a\xc2\x9b"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a line separator",
	    HEAD "\tid = a\xe2\x80\xa8"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a direction override",
	    HEAD "\tid = a\xe2\x80\xae"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a direction isolate",
	    HEAD "\tid = a\xe2\x81\xa6"
		 "b\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a BOM in a value", HEAD "\tid = a\xef\xbb\xbf\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a noncharacter", HEAD "\tid = a\xef\xbf\xbf\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "an overlong form", HEAD "\tid = a\xc0\xaf\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a surrogate", HEAD "\tid = a\xed\xa0\x80\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a cut character", HEAD "\tid = a\xe6\x9d\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a CR in the middle", HEAD "\tid = a\rb\n\ttag = x\n", GS_EDAMAGED },
	{ "two CRs at the end", HEAD "\tid = a\r\r\n\ttag = x\n", GS_EDAMAGED },
	{ "no last line end", HEAD "\tid = 7\n\ttag = x", GS_EDAMAGED },
	{ "a known key twice", HEAD "\tid = 7\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "an unknown key twice", GOOD "\tz = 1\n\ty = 1\n\tz = 1\n",
	    GS_EDAMAGED },
	{ "wrong order", HEAD "\tnote = n\n\tid = 7\n\ttag = x\n",
	    GS_EDAMAGED },
	{ "a repeated key torn apart",
	    HEAD "\tid = 7\n\tparent = p\n\ttag = x\n\tparent = q\n",
	    GS_EDAMAGED },
	{ "an unknown key before a known one",
	    HEAD "\tid = 7\n\tzeta = 1\n\ttag = x\n", GS_EDAMAGED },
	{ "a reserved key behind an unknown one",
	    GOOD "\tzeta = 1\n\tsigner = s\n", GS_EDAMAGED },
	{ "a required key in the middle is missing", HEAD "\ttag = x\n",
	    GS_EDAMAGED },
	{ "a required key at the end is missing", HEAD "\tid = 7\n",
	    GS_EDAMAGED },
	{ "all is missing", HEAD, GS_EDAMAGED },

	{ "version 2", "[thing]\n\tversion = 2\n\tid = 7\n\ttag = x\n",
	    GS_ENEWER },
	{ "version 2 and nothing that we know", "[thing]\n\tversion = 2\n{}",
	    GS_ENEWER },
	{ "a must key beside a broken rule",
	    HEAD "\tid = 7\n\tid = 8\n\ttag = x\n\tmustread = 1\n", GS_ENEWER },
	{ "a must key twice", GOOD "\tmust = 1\n\tmust = 1\n", GS_ENEWER },
	{ "a key that only ends in must", GOOD "\tamust = 1\n", GS_OK },
};

static void
test_syntax(void **state)
{
	struct gs_rosterfile f;

	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		int r = gs_rosterfile_parse(
		    &form, cases[i].text, strlen(cases[i].text), &f);

		if (r != cases[i].want)
			fail_msg("%s: got %d", cases[i].name, r);
		if (r != GS_OK && (f.v != NULL || f.nr != 0 || f.newer))
			fail_msg("%s: left something", cases[i].name);
		gs_rosterfile_clear(&f);
	}
}

static void
test_nul(void **state)
{
	static const char text[] = HEAD "\tid = 7\0007\n\ttag = x\n";
	struct gs_rosterfile f;

	(void)state;
	assert_int_equal(gs_rosterfile_parse(&form, text, sizeof(text) - 1, &f),
	    GS_EDAMAGED);
}

static void
test_limit(void **state)
{
	char text[402];
	size_t n = strlen(GOOD "\tz = ");
	struct gs_rosterfile f;

	(void)state;
	memcpy(text, GOOD "\tz = ", n);
	memset(text + n, 'z', sizeof(text) - n);
	text[399] = '\n';
	assert_int_equal(gs_rosterfile_parse(&form, text, 400, &f), GS_OK);
	gs_rosterfile_clear(&f);
	text[399] = 'z';
	text[400] = '\n';
	assert_int_equal(gs_rosterfile_parse(&form, text, 401, &f), GS_ETOOBIG);
}

static void
test_fields(void **state)
{
	static const char text[] =
	    HEAD "\tid = a = b\r\n\tparent = p\n\ttag = x\n\tmustnot = 1\n";
	struct gs_rosterfile f;

	(void)state;
	assert_int_equal(
	    gs_rosterfile_parse(&form, text, sizeof(text) - 1, &f), GS_OK);
	assert_int_equal(f.nr, 5);
	assert_true(f.newer);
	assert_int_equal(f.v[1].known, 1);
	assert_true(gs_rosterfile_is(&f.v[1], "a = b"));
	assert_int_equal(f.v[2].known, 3);
	assert_int_equal(f.v[4].known, GS_ROSTERFILE_UNKNOWN);
	assert_int_equal(f.v[4].key_n, 7);
	gs_rosterfile_clear(&f);
}

/* A repeating key at the form's end does not go on behind unknown ones. */
static void
test_last_repeats(void **state)
{
	static const struct gs_rosterfile_key list[] = {
		{ "version", true, false }, { "item", false, true }
	};
	static const struct gs_rosterfile_form lists = { "list", list,
		GS_NR(list), 400 };
	static const char *const texts[] = {
		"[list]\n\tversion = 1\n\titem = a\n\titem = b\n\tz = 1\n",
		"[list]\n\tversion = 1\n\titem = a\n\tz = 1\n\titem = b\n",
	};
	struct gs_rosterfile f;

	(void)state;
	assert_int_equal(
	    gs_rosterfile_parse(&lists, texts[0], strlen(texts[0]), &f), GS_OK);
	gs_rosterfile_clear(&f);
	assert_int_equal(
	    gs_rosterfile_parse(&lists, texts[1], strlen(texts[1]), &f),
	    GS_EDAMAGED);
}

static void
test_print(void **state)
{
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	assert_int_equal(gs_rosterfile_begin(&form, &b), GS_OK);
	assert_int_equal(gs_rosterfile_add(&b, "version", "1"), GS_OK);
	assert_int_equal(gs_rosterfile_add(&b, "id", "7"), GS_OK);
	assert_int_equal(gs_rosterfile_add(&b, "tag", "x"), GS_OK);
	assert_string_equal(gs_buf_str(&b), GOOD);
	assert_int_equal(gs_rosterfile_add(&b, "", "x"), GS_EUSAGE);
	assert_int_equal(gs_rosterfile_add(&b, "a1", "x"), GS_EUSAGE);
	assert_int_equal(gs_rosterfile_add(&b, "a", "a;b"), GS_EUSAGE);
	assert_int_equal(gs_rosterfile_add(&b, "a", "a\nb"), GS_EUSAGE);
	assert_string_equal(gs_buf_str(&b), GOOD);
	gs_buf_clear(&b);
}

static void
test_clean(void **state)
{
	static const struct {
		const char *in, *want;
	} clean[] = {
		{ "Ada Lovelace", "Ada Lovelace" },
		{ "  Ada  ", "Ada" },
		{ "Ada \"the\" Countess; #1\\", "Ada the Countess 1" },
		{ "\"\" Ada", "Ada" },
		{ "A\x01"
		  "d\x7f"
		  "a\n\xc2\x85",
		    "Ada" },
		{ "A\xff"
		  "d\xe6\x9d"
		  "a\xe2\x80\xae",
		    "Ada" },
		{ "Zo\xc3\xab", "Zo\xc3\xab" },
		{ "", "unknown" },
		{ " \";# ", "unknown" },
	};
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	for (size_t i = 0; i < GS_NR(clean); i++) {
		gs_buf_reset(&b);
		assert_int_equal(gs_value_clean(clean[i].in, &b), GS_OK);
		assert_string_equal(gs_buf_str(&b), clean[i].want);
		assert_true(gs_value_ok((const char *)b.p, b.n));
	}
	gs_buf_clear(&b);
}

static void
test_clean_long(void **state)
{
	char *name = malloc(4001);
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	assert_non_null(name);
	for (size_t i = 0; i < 4000; i += 2)
		memcpy(name + i, "\xc3\xab", 2);
	name[4000] = '\0';
	assert_int_equal(gs_value_clean(name + 1, &b), GS_OK);
	assert_int_equal(b.n, 1024);
	assert_true(gs_value_ok((const char *)b.p, b.n));
	gs_buf_clear(&b);
	free(name);
}

static void
test_u64(void **state)
{
	static const struct {
		const char *s;
		int want;
		uint64_t value;
	} numbers[] = {
		{ "0", GS_OK, 0 },
		{ "1764036000", GS_OK, 1764036000 },
		{ "18446744073709551615", GS_OK, UINT64_MAX },
		{ "18446744073709551616", GS_EDAMAGED, 0 },
		{ "18446744073709551620", GS_EDAMAGED, 0 },
		{ "99999999999999999999", GS_EDAMAGED, 0 },
		{ "", GS_EDAMAGED, 0 },
		{ "00", GS_EDAMAGED, 0 },
		{ "01", GS_EDAMAGED, 0 },
		{ "-1", GS_EDAMAGED, 0 },
		{ "+1", GS_EDAMAGED, 0 },
		{ "1 ", GS_EDAMAGED, 0 },
		{ "0x1", GS_EDAMAGED, 0 },
	};
	uint64_t v;

	(void)state;
	for (size_t i = 0; i < GS_NR(numbers); i++) {
		int r = gs_value_u64(numbers[i].s, strlen(numbers[i].s), &v);

		if (r != numbers[i].want || v != numbers[i].value)
			fail_msg("'%s': got %d", numbers[i].s, r);
	}
}

static void
test_date(void **state)
{
	static const struct {
		const char *s;
		int want;
		uint64_t end;
	} dates[] = {
		{ "1970-01-01", GS_OK, 86400 },
		{ "2026-11-25", GS_OK, 1795651200 },
		{ "2024-02-29", GS_OK, 1709251200 },
		{ "2000-02-29", GS_OK, 951868800 },
		{ "2026-12-31", GS_OK, 1798761600 },
		{ "9999-12-31", GS_OK, 253402300800 },
		{ "2023-02-29", GS_EDAMAGED, 0 },
		{ "2100-02-29", GS_EDAMAGED, 0 },
		{ "2026-13-01", GS_EDAMAGED, 0 },
		{ "2026-00-01", GS_EDAMAGED, 0 },
		{ "2026-04-31", GS_EDAMAGED, 0 },
		{ "2026-04-00", GS_EDAMAGED, 0 },
		{ "1969-12-31", GS_EDAMAGED, 0 },
		{ "2026-4-01", GS_EDAMAGED, 0 },
		{ "2026-04-1", GS_EDAMAGED, 0 },
		{ "2026/04/01", GS_EDAMAGED, 0 },
		{ "20260401", GS_EDAMAGED, 0 },
		{ "2026-04-01T", GS_EDAMAGED, 0 },
		{ "+026-04-01", GS_EDAMAGED, 0 },
	};
	uint64_t end;

	(void)state;
	for (size_t i = 0; i < GS_NR(dates); i++) {
		int r = gs_value_date_end(dates[i].s, strlen(dates[i].s), &end);

		if (r != dates[i].want || end != dates[i].end)
			fail_msg("%s: got %d", dates[i].s, r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_syntax),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_last_repeats),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_long),
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
