#include "unit.h"

#include "cmd/import/filtered.h"

#define MACRO "[attr]sealed filter=seal diff=seal merge=seal -text\n"
#define ALL "filter=seal diff=seal merge=seal -text"

static const struct {
	const char *name;
	bool top;
	const char *in, *out;
} cases[] = {
	{ "nothing", true, "", "" },
	{ "others stay", true, "# c\n*.md text\n\n*.png binary",
	    "# c\n*.md text\n\n*.png binary" },
	{ "one line", true, "*.key filter=git-crypt diff=git-crypt\n",
	    MACRO "*.key sealed\n" },
	{ "no line end", true, "*.key filter=git-crypt diff=git-crypt",
	    MACRO "*.key sealed" },
	{ "a named key", true, "p filter=git-crypt-prod diff=git-crypt-prod\n",
	    MACRO "p sealed seal-keyring=prod\n" },
	{ "in a subfolder", false, "*.key filter=git-crypt diff=git-crypt\n",
	    "*.key " ALL "\n" },
	{ "CRLF", true, "*.key filter=git-crypt diff=git-crypt\r\n",
	    "[attr]sealed " ALL "\r\n*.key sealed\r\n" },
	{ "other words stay, ours last", true,
	    "a text filter=git-crypt eol=lf diff=git-crypt x\n",
	    MACRO "a text eol=lf x sealed\n" },
	{ "quoted", true, "\"a b\" filter=git-crypt\n",
	    MACRO "\"a b\" sealed\n" },
	{ "the macro is there", true, MACRO "a filter=git-crypt\n",
	    MACRO "a sealed\n" },
	{ "somebody else's macro", true,
	    "[attr]sealed binary\na filter=git-crypt\nb -filter\n",
	    "[attr]sealed binary\na " ALL "\n"
	    "b -filter -sealed !merge !text\n" },
	{ "a user's macro", true,
	    "[attr]s filter=git-crypt diff=git-crypt\n*.k s\n",
	    "[attr]s " ALL "\n*.k s\n" },
	{ "off", true, "a filter=git-crypt\nb !filter !diff\nc -filter\n",
	    MACRO "a sealed\nb !filter !diff -sealed\nc -filter -sealed\n" },
	{ "off in a subfolder", false, "a filter=git-crypt\nb !filter !diff\n",
	    "a " ALL "\nb !filter !diff -sealed !merge !text\n" },
	{ "off already", true, "a filter=git-crypt\nb !filter -sealed\n",
	    MACRO "a sealed\nb !filter -sealed\n" },
	{ "the last word wins", true, "a filter=git-crypt -filter\n",
	    "a filter=git-crypt -filter -sealed\n" },
	{ "another driver", true, "a filter=git-cryptic\nb filter=lfs\n",
	    "a filter=git-cryptic\nb filter=lfs\n" },
	{ "a comment that names it", true, "# filter=git-crypt\n",
	    "# filter=git-crypt\n" },
	{ "diff alone", true, "a diff=git-crypt\n", "a diff=git-crypt\n" },
};

static void
convert(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		const char *got;

		unit_ok(gs_import_convert(cases[i].in, strlen(cases[i].in),
			    "git-crypt", cases[i].top, "default", &b),
		    cases[i].name);
		got = gs_buf_str(&b);
		if (got == NULL || strcmp(got, cases[i].out) != 0)
			fail_msg("%s: got\n%s", cases[i].name, got);
		gs_buf_clear(&b);
	}
}

/* What was converted once is left alone. */
static void
twice(void **state)
{
	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		const char *in = cases[i].out;

		unit_ok(gs_import_convert(in, strlen(in), "git-crypt",
			    cases[i].top, "default", &b),
		    cases[i].name);
		if (b.n != strlen(in) || (b.n > 0 && memcmp(b.p, in, b.n) != 0))
			fail_msg("%s: changed again", cases[i].name);
		gs_buf_clear(&b);
	}
}

/* The default key under a keyring of another name (-k). */
static void
named_default(void **state)
{
	static const char in[] = "a filter=crypt diff=crypt merge=crypt\n";
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	unit_ok(
	    gs_import_convert(in, sizeof(in) - 1, "crypt", true, "team", &b),
	    "convert");
	assert_string_equal(
	    gs_buf_str(&b), MACRO "a sealed seal-keyring=team\n");
	gs_buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(convert),
		cmocka_unit_test(twice),
		cmocka_unit_test(named_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
