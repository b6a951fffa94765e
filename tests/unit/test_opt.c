#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/front/near.h"
#include "cmd/front/opt.h"

struct got {
	bool force, all, quiet;
	const char *file, *maybe;
	struct gs_strs many;
};

static const struct gs_opt own[] = {
	{ 'f', "force", NULL, "", GS_OPT_FLAG, offsetof(struct got, force) },
	{ 'o', "output", "FILE", "", GS_OPT_STR, offsetof(struct got, file) },
	{ 'e', "each", "FILE", "", GS_OPT_STRS, offsetof(struct got, many) },
	{ 'p', "pass", "NAME", "", GS_OPT_MAYBE, offsetof(struct got, maybe) },
	{ 0, "all", NULL, "", GS_OPT_FLAG, offsetof(struct got, all) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};
static const struct gs_opt common[] = {
	{ 'q', "quiet", NULL, "", GS_OPT_FLAG, offsetof(struct got, quiet) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

#define WORDS_MAX 8

/* ${want} is a code; of a good line what came out, as one string. */
static const struct {
	const char *name;
	const char *argv[WORDS_MAX];
	int want;
	const char *text;
	const char *hint;
} cases[] = {
	{ "nothing", { NULL }, GS_OK, "", NULL },
	{ "words", { "a", "-", "b" }, GS_OK, "a - b", NULL },
	{ "flag", { "-f" }, GS_OK, "force", NULL },
	{ "long flag", { "--all" }, GS_OK, "all", NULL },
	{ "cluster", { "-fq" }, GS_OK, "force quiet", NULL },
	{ "mixed", { "a", "-f", "b", "-q" }, GS_OK, "force quiet a b", NULL },
	{ "value behind", { "-ox" }, GS_OK, "o=x", NULL },
	{ "value behind a cluster", { "-fox" }, GS_OK, "force o=x", NULL },
	{ "value next", { "-o", "x", "y" }, GS_OK, "o=x y", NULL },
	{ "value that looks like an option", { "-o", "-f" }, GS_OK, "o=-f",
	    NULL },
	{ "value of -", { "-o", "-" }, GS_OK, "o=-", NULL },
	{ "long value", { "--output=x=y" }, GS_OK, "o=x=y", NULL },
	{ "long empty value", { "--output=" }, GS_OK, "o=", NULL },
	{ "long value next", { "--output", "x" }, GS_OK, "o=x", NULL },
	{ "the last wins", { "-ox", "-oy" }, GS_OK, "o=y", NULL },
	{ "many", { "-ex", "--each", "y" }, GS_OK, "e=x e=y", NULL },
	{ "maybe without", { "--pass", "a" }, GS_OK, "p= a", NULL },
	{ "maybe with", { "--pass=n" }, GS_OK, "p=n", NULL },
	{ "maybe in a cluster", { "-pf" }, GS_OK, "force p=", NULL },
	{ "end of options", { "-f", "--", "-q", "--" }, GS_OK, "force -q --",
	    NULL },
	{ "unknown", { "-x" }, GS_EUSAGE, NULL, "" },
	{ "unknown in a cluster", { "-fx" }, GS_EUSAGE, NULL, "" },
	{ "unknown long", { "--nonsense" }, GS_EUSAGE, NULL, "" },
	{ "mistyped", { "--froce" }, GS_EUSAGE, NULL,
	    "did you mean '--force'?" },
	{ "cut", { "--out" }, GS_EUSAGE, NULL, "did you mean '--output'?" },
	{ "no abbreviations", { "--outpu=x" }, GS_EUSAGE, NULL,
	    "did you mean '--output'?" },
	{ "flag with a value", { "--force=yes" }, GS_EUSAGE, NULL, "" },
	{ "value missing", { "-o" }, GS_EUSAGE, NULL, "" },
	{ "long value missing", { "--each" }, GS_EUSAGE, NULL, "" },
};

static void
add(char *to, size_t n, const char *head, const char *text)
{
	size_t at = strlen(to);

	(void)snprintf(
	    to + at, n - at, "%s%s%s", at > 0 ? " " : "", head, text);
}

static void
describe(const struct got *g, int words, char **argv, char *to, size_t n)
{
	to[0] = '\0';
	if (g->force)
		add(to, n, "force", "");
	if (g->all)
		add(to, n, "all", "");
	if (g->quiet)
		add(to, n, "quiet", "");
	if (g->file != NULL)
		add(to, n, "o=", g->file);
	if (g->maybe != NULL)
		add(to, n, "p=", g->maybe);
	for (size_t i = 0; i < g->many.nr; i++)
		add(to, n, "e=", g->many.v[i]);
	for (int i = 0; i < words; i++)
		add(to, n, "", argv[i]);
}

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++) {
		struct got got = { 0 };
		const struct gs_opt_set sets[] = { { own, &got },
			{ common, &got }, { NULL, NULL } };
		struct gs_err e = { "", "" };
		char *argv[WORDS_MAX], text[256];
		int argc = 0, words, r;

		while (argc < WORDS_MAX && cases[i].argv[argc] != NULL) {
			argv[argc] = (char *)(uintptr_t)cases[i].argv[argc];
			argc++;
		}
		r = gs_opt_parse(sets, 3, argc, argv, &words, &e);
		if (r != cases[i].want)
			fail_msg("%s: got %d (%s)", cases[i].name, r, e.what);
		if (r != GS_OK && strcmp(e.hint, cases[i].hint) != 0)
			fail_msg("%s: hint '%s'", cases[i].name, e.hint);
		describe(&got, words, argv, text, sizeof(text));
		if (r == GS_OK && strcmp(text, cases[i].text) != 0)
			fail_msg("%s: got '%s'", cases[i].name, text);
		gs_opt_clear(&sets[0]);
	}
}

static void
test_first_set_wins(void **state)
{
	struct got mine = { 0 }, other = { 0 };
	const struct gs_opt_set sets[] = { { own, &mine }, { own, &other } };
	char flag[] = "-f", *argv[] = { flag };
	struct gs_err e;
	int words;

	(void)state;
	assert_int_equal(gs_opt_parse(sets, 2, 1, argv, &words, &e), GS_OK);
	assert_true(mine.force);
	assert_false(other.force);
}

static void
test_control_bytes_are_escaped(void **state)
{
	struct got got = { 0 };
	const struct gs_opt_set set = { own, &got };
	char word[] = "--x\033[2J", *argv[] = { word };
	struct gs_err e;
	int words;

	(void)state;
	assert_int_equal(gs_opt_parse(&set, 1, 1, argv, &words, &e), GS_EUSAGE);
	assert_null(strchr(e.what, '\033'));
}

static const struct {
	const char *word, *want;
} near[] = {
	{ "unlok", "unlock" },
	{ "unl", "unlock" },
	{ "lcok", "lock" },
	{ "statsu", "status" },
	{ "stat", "status" },
	{ "export", "export-key" },
	{ "trakc", "track" },
	{ "frobnicate", NULL },
	{ "x", NULL },
	{ "", NULL },
	{ "statusstatusstatusstatusstatusstatus", NULL },
};

static void
test_near(void **state)
{
	static const char *const names[] = { "lock", "unlock", "status",
		"track", "untrack", "export-key", "init" };

	(void)state;
	for (size_t i = 0; i < GS_NR(near); i++) {
		struct gs_near n = { near[i].word, NULL, 0 };

		for (size_t j = 0; j < GS_NR(names); j++)
			gs_near_try(&n, names[j]);
		if (near[i].want == NULL
			? n.best != NULL
			: n.best == NULL || strcmp(n.best, near[i].want) != 0)
			fail_msg("'%s': got %s", near[i].word,
			    n.best != NULL ? n.best : "nothing");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_first_set_wins),
		cmocka_unit_test(test_control_bytes_are_escaped),
		cmocka_unit_test(test_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
