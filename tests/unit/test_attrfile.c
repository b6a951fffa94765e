#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "repo/attrfile.h"
#include "repo/attrline.h"

#define M GS_ATTRFILE_MACRO
#define P GS_ATTRFILE_PLAIN

static const char *
text(struct gs_buf *b)
{
	const char *s = gs_buf_str(b);

	assert_non_null(s);
	return s;
}

static void
same(const char *name, struct gs_buf *got, const char *want)
{
	if (got->n != strlen(want) || memcmp(got->p, want, got->n) != 0)
		fail_msg("%s: got\n%s\nnot\n%s", name, text(got), want);
}

static const struct {
	const char *name, *in, *pattern, *ring;
	bool top, say_ring;
	const char *want;
} covers[] = {
	{ "an empty file gets the macro first", "", "a", NULL, true, false,
	    M "\na sealed\n" },
	{ "below the top no macro is allowed", "", "a", NULL, false, false,
	    "a " P "\n" },
	{ "a keyring of its own", "", "a", "prod", true, false,
	    M "\na sealed seal-keyring=prod\n" },
	{ "the default goes without saying", "", "a", "default", true, false,
	    M "\na sealed\n" },
	{ "unless it has to be said", "", "a", "default", true, true,
	    M "\na sealed seal-keyring=default\n" },
	{ "a second time changes nothing", M "\na sealed\n", "a", "default",
	    true, false, M "\na sealed\n" },
	{ "nor without a last line end", M "\na sealed", "a", NULL, true, false,
	    M "\na sealed" },
	{ "the keyring is left alone where none is asked for",
	    M "\na sealed seal-keyring=prod\n", "a", NULL, true, false,
	    M "\na sealed seal-keyring=prod\n" },
	{ "another keyring changes the line in its place",
	    M "\na sealed seal-owner=x seal-keyring=p  seal-pad=64\nb text\n",
	    "a", "q", true, false,
	    M "\na sealed seal-owner=x seal-pad=64 seal-keyring=q\nb text\n" },
	{ "back to the default", M "\r\na sealed seal-keyring=p\r\n", "a",
	    "default", true, false, M "\r\na sealed\r\n" },
	{ "a missing last line end is added", "*.txt text", "a", NULL, true,
	    false, M "\n*.txt text\na sealed\n" },
	{ "CRLF is kept", "*.txt text\r\n", "a", NULL, true, false,
	    M "\r\n*.txt text\r\na sealed\r\n" },
	{ "a byte order mark stays in front", "\xef\xbb\xbf*.txt text\n", "a",
	    NULL, true, false, "\xef\xbb\xbf" M "\n*.txt text\na sealed\n" },
	{ "a macro of that name that does something else is not used",
	    "[attr]sealed binary\n", "a", NULL, true, false,
	    "[attr]sealed binary\na " P "\n" },
	{ "comments and other patterns do not count",
	    M "\n# a sealed\nab sealed\n", "a", NULL, true, false,
	    M "\n# a sealed\nab sealed\na sealed\n" },
	{ "a line that was switched off later is written again",
	    M "\na sealed\na -sealed\n", "a", NULL, true, false,
	    M "\na sealed\na -sealed\na sealed\n" },
	{ "another filter later as well", M "\na sealed\na filter=lfs\n", "a",
	    NULL, true, false, M "\na sealed\na filter=lfs\na sealed\n" },
	{ "the plain form is cover too", "a " P "\n", "a", NULL, true, false,
	    "a " P "\n" },
	{ "blanks are quoted", M "\n", "a b", NULL, true, false,
	    M "\n\"a b\" sealed\n" },
	{ "and found again", M "\n\"a b\"\tsealed\n", "a b", NULL, true, false,
	    M "\n\"a b\"\tsealed\n" },
	{ "also as Git quotes UTF-8", M "\n\"\\303\\244\" sealed\n", "\xc3\xa4",
	    NULL, true, false, M "\n\"\\303\\244\" sealed\n" },
	{ "quotes, backslashes, control bytes", M "\n", "\"x\\\\\n\t\x01\x7f\r",
	    NULL, true, false,
	    M "\n\"\\\"x\\\\\\\\\\n\\t\\001\\177\\015\" sealed\n" },
	{ "bytes that are no UTF-8 stand as they are", M "\n", "\xff\xfe", NULL,
	    true, false, M "\n\xff\xfe sealed\n" },
	{ "a broken quote is a name with a quote in it", M "\n\"x sealed\n",
	    "\"x", NULL, true, false, M "\n\"x sealed\n" },
};

static void
test_cover(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(covers); i++) {
		struct gs_buf out = GS_BUF_INIT, again = GS_BUF_INIT;
		struct gs_attrfile_want want = { covers[i].pattern,
			covers[i].ring, covers[i].top, covers[i].say_ring };

		assert_int_equal(gs_attrfile_cover(covers[i].in,
				     strlen(covers[i].in), &want, &out, NULL),
		    GS_OK);
		same(covers[i].name, &out, covers[i].want);
		assert_int_equal(
		    gs_attrfile_cover(out.p, out.n, &want, &again, NULL),
		    GS_OK);
		same(covers[i].name, &again, covers[i].want);
		gs_buf_clear(&out);
		gs_buf_clear(&again);
	}
}

static const struct {
	const char *name, *in, *pattern, *want;
	size_t found;
} uncovers[] = {
	{ "the line goes", M "\na sealed\nb sealed\n", "a", M "\nb sealed\n",
	    1 },
	{ "each of them", "a sealed\nb text\na sealed", "a", "b text\n", 2 },
	{ "what git-seal reads goes with it",
	    "a sealed seal-keyring=p -seal-compress seal-pad=16\n", "a", "",
	    1 },
	{ "what others said stays", "a sealed eol=lf diff=php\r\n", "a",
	    "a eol=lf diff=php\r\n", 1 },
	{ "the plain form", "a " P "\n", "a", "", 1 },
	{ "-text beside the macro is somebody's own", "a sealed -text\n", "a",
	    "a -text\n", 1 },
	{ "a quoted name stays quoted", "\"a b\" sealed eol=lf\n", "a b",
	    "\"a b\" eol=lf\n", 1 },
	{ "a line that switches off is not cover", "a -sealed\n", "a",
	    "a -sealed\n", 0 },
	{ "nothing there", "b sealed\n", "a", "b sealed\n", 0 },
	{ "a byte order mark stays",
	    "\xef\xbb\xbf"
	    "a sealed\n",
	    "a", "\xef\xbb\xbf", 1 },
};

static const struct {
	const char *name, *in, *want;
	size_t found;
} strips[] = {
	{ "macro and lines", M "\na sealed\nb text\n", "b text\n", 2 },
	{ "any state of it", "a -sealed\nb !sealed eol=lf\n", "b eol=lf\n", 2 },
	{ "what git-seal reads, alone on a line",
	    "a seal-owner=me\nb -seal-compress text\n", "b text\n", 2 },
	{ "the plain form", "a " P "\nb -text\n", "b -text\n", 1 },
	{ "other macros and comments stay", "# sealed\n[attr]x text\na x\n",
	    "# sealed\n[attr]x text\na x\n", 0 },
	{ "a macro of that name that does something else",
	    "[attr]sealed text\n", "[attr]sealed text\n", 0 },
	{ "nothing", "", "", 0 },
};

static void
test_strip(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(strips); i++) {
		struct gs_buf out = GS_BUF_INIT;
		size_t found;

		assert_int_equal(gs_attrfile_strip(strips[i].in,
				     strlen(strips[i].in), &out, &found),
		    GS_OK);
		same(strips[i].name, &out, strips[i].want);
		if (found != strips[i].found)
			fail_msg("%s: found %zu", strips[i].name, found);
		gs_buf_clear(&out);
	}
}

static void
test_uncover(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(uncovers); i++) {
		struct gs_buf out = GS_BUF_INIT;
		size_t found;

		assert_int_equal(
		    gs_attrfile_uncover(uncovers[i].in, strlen(uncovers[i].in),
			uncovers[i].pattern, &out, &found),
		    GS_OK);
		same(uncovers[i].name, &out, uncovers[i].want);
		if (found != uncovers[i].found)
			fail_msg("%s: found %zu", uncovers[i].name, found);
		gs_buf_clear(&out);
	}
}

static void
test_drop_macro(void **state)
{
	static const char *const t[][2] = {
		{ M "\n", "" },
		{ M "\na sealed\n", M "\na sealed\n" },
		{ M "\na -sealed\n", M "\na -sealed\n" },
		{ "\xef\xbb\xbf" M "\r\n# x\r\n", "\xef\xbb\xbf# x\r\n" },
		{ "[attr]sealed binary\n", "[attr]sealed binary\n" },
		{ "b text\n" M, "b text\n" },
	};

	(void)state;
	for (size_t i = 0; i < GS_NR(t); i++) {
		struct gs_buf out = GS_BUF_INIT;

		assert_int_equal(
		    gs_attrfile_drop_macro(t[i][0], strlen(t[i][0]), &out),
		    GS_OK);
		same(t[i][0], &out, t[i][1]);
		gs_buf_clear(&out);
	}
}

static void
test_pattern(void **state)
{
	static const struct {
		const char *word;
		bool literal;
		const char *want;
	} t[] = {
		{ "a.env", true, "a.env" },
		{ "*.env", false, "*.env" },
		{ "*.env", true, "\\*.env" },
		{ "a[1]?\\", true, "a\\[1]\\?\\\\" },
		{ "#a", false, "\\#a" },
		{ "#a", true, "\\#a" },
		{ "!a", true, "\\!a" },
		{ "-a", true, "-a" },
	};

	(void)state;
	for (size_t i = 0; i < GS_NR(t); i++) {
		struct gs_buf out = GS_BUF_INIT;

		assert_int_equal(
		    gs_attrfile_pattern(t[i].word, t[i].literal, &out), GS_OK);
		same(t[i].word, &out, t[i].want);
		gs_buf_clear(&out);
	}
}

static void
test_refused(void **state)
{
	static char huge[GS_ATTRLINE_MAX + 1];
	struct gs_attrfile_want want = { huge, NULL, true, false };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	memset(huge, 'x', sizeof(huge) - 1);
	assert_int_equal(gs_attrfile_cover("", 0, &want, &out, &e), GS_EUSAGE);
	want.pattern = "[attr]x";
	assert_int_equal(gs_attrfile_cover("", 0, &want, &out, &e), GS_EUSAGE);
	assert_int_equal(gs_attrfile_check("\xff\xfe"
					   "a\0",
			     4, "f", &e),
	    GS_EUSAGE);
	assert_non_null(strstr(e.what, "UTF-16"));
	assert_int_equal(gs_attrfile_check("a\0b", 3, "f", &e), GS_EUSAGE);
	assert_int_equal(gs_attrfile_check("a sealed\n", 9, "f", &e), GS_OK);
	assert_int_equal(gs_attrfile_check("", 0, "f", &e), GS_OK);
	assert_int_equal(out.n, 0);
}

static int
collect(void *ctx, const char *pattern)
{
	struct gs_buf *b = ctx;

	return gs_buf_addf(b, "<%s>", pattern);
}

static void
test_patterns(void **state)
{
	static const char in[] =
	    "\xef\xbb\xbf"
	    "a sealed\n" M
	    "\n# b sealed\n\"c d\" filter=seal\ne -sealed\nf text\n";
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	assert_int_equal(
	    gs_attrfile_patterns(in, sizeof(in) - 1, collect, &out), GS_OK);
	same("patterns", &out, "<a><c d>");
	gs_buf_clear(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cover),
		cmocka_unit_test(test_uncover),
		cmocka_unit_test(test_strip),
		cmocka_unit_test(test_drop_macro),
		cmocka_unit_test(test_pattern),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
