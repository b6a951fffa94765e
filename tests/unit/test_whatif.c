#include "box.h"

#include "repo/repo.h"
#include "repo/whatif.h"

static struct gs_repo *
repo(void)
{
	struct gs_repo *r;
	struct gs_err e = { "", "" };

	box_sh("git init -q r");
	box_in("r");
	if (gs_repo_open(&r, &e) != GS_OK)
		fail_msg("open: %s", e.what);
	return r;
}

/* Whether what was answered for ${paths} is ${want}, a digit a path. */
static void
answers(int r, const struct gs_err *e, const uint8_t *yes,
    const struct gs_strs *paths, const char *want)
{
	if (r != GS_OK)
		fail_msg("%d: %s", r, e->what);
	assert_int_equal(strlen(want), paths->nr);
	for (size_t i = 0; i < paths->nr; i++) {
		if (yes[i] != want[i] - '0')
			fail_msg("'%s' is %d", paths->v[i], yes[i]);
	}
}

static void
list(struct gs_strs *l, const char *const *names)
{
	for (; *names != NULL; names++)
		unit_ok(gs_strs_add(l, *names), "list");
}

static const char *const names[] = { "a.env", "sub/a.env", "sub/deep/a.env",
	"sub/b[1].env", "sub/b1.env", "other/x", NULL };

static const struct {
	const char *base, *pattern, *want;
} patterns[] = {
	{ "", "*.env", "111110" },
	{ "", "/*.env", "100000" },
	{ "", "sub/*.env", "010110" },
	{ "", "sub/**", "011110" },
	{ "", "b[1].env", "000010" },
	{ "", "b\\[1].env", "000100" },
	{ "sub/", "*.env", "011110" },
	{ "sub/", "/a.env", "010000" },
	{ "sub/", "a.env", "011000" },
	{ "sub/", "deep/*", "001000" },
	{ "sub/", "**", "011110" },
	{ "other/", "*.env", "000000" },
};

static void
test_matches(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_err e = { "", "" };
	uint8_t yes[8];

	(void)state;
	list(&paths, names);
	for (size_t i = 0; i < NR(patterns); i++) {
		int code = gs_whatif_matches(
		    r, patterns[i].base, patterns[i].pattern, &paths, yes, &e);

		print_message(
		    "# %s%s\n", patterns[i].base, patterns[i].pattern);
		answers(code, &e, yes, &paths, patterns[i].want);
	}
	box_is("", "find .git/git-seal -name 'tmp-*'");
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

/* Every strange name is matched by its own pattern, in a strange folder. */
static void
test_strange_base(void **state)
{
	static const char base[] = "#a [x]*\\\"!/", file[] = "#a [x]*\\\"!/f";
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_err e = { "", "" };
	uint8_t yes[2];

	(void)state;
	unit_ok(gs_strs_add(&paths, file), "add");
	unit_ok(gs_strs_add(&paths, "#a x*/f"), "add");
	answers(gs_whatif_matches(r, base, "f", &paths, yes, &e), &e, yes,
	    &paths, "10");
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

static void
test_file(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_err e = { "", "" };
	uint8_t yes[8];

	(void)state;
	list(&paths, names);
	box_sh("mkdir sub && echo 'a.env -filter' >sub/.gitattributes &&"
	       "echo '*.env filter=seal' >.gitattributes");
	answers(gs_whatif_file(r, ".gitattributes", "sub/* filter=seal\n", 18,
		    &paths, yes, &e),
	    &e, yes, &paths, "000110");
	answers(gs_whatif_file(r, "sub/.gitattributes", "", 0, &paths, yes, &e),
	    &e, yes, &paths, "111110");
	/* Nothing was touched. */
	box_is("*.env filter=seal", "cat .gitattributes");
	box_is("", "git ls-files");
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

/* An attributes file that the working tree lacks is read from the index. */
static void
test_file_of_index(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_err e = { "", "" };
	uint8_t yes[8];

	(void)state;
	list(&paths, names);
	box_sh("echo '*.env filter=seal' >.gitattributes &&"
	       "git add .gitattributes && rm .gitattributes");
	answers(gs_whatif_file(r, "sub/.gitattributes", "a.env -filter\n", 14,
		    &paths, yes, &e),
	    &e, yes, &paths, "100110");
	answers(gs_whatif_file(r, ".gitattributes", "", 0, &paths, yes, &e), &e,
	    yes, &paths, "000000");
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

static void
test_tree(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_entries tree;
	struct gs_err e = { "", "" };
	uint8_t yes[8];

	(void)state;
	list(&paths, names);
	box_sh("mkdir sub && echo 'a.env -filter' >sub/.gitattributes &&"
	       "echo '*.env filter=seal' >.gitattributes && git add . &&"
	       "git commit -qm one && rm -r sub && : >.gitattributes &&"
	       "git add -A");
	unit_ok(gs_entries_of_tree(NULL, "HEAD", &tree, &e), "tree");
	answers(gs_whatif_tree(r, tree.v, tree.nr, &paths, yes, &e), &e, yes,
	    &paths, "100110");
	answers(gs_whatif_tree(r, NULL, 0, &paths, yes, &e), &e, yes, &paths,
	    "000000");
	gs_entries_clear(&tree);
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

static void
test_exact(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_repo *r = repo();
	struct gs_err e = { "", "" };
	uint8_t yes[2];

	(void)state;
	box_sh("git config core.ignorecase true &&"
	       "echo '*.env filter=seal' >.gitattributes");
	unit_ok(gs_strs_add(&paths, "a.env"), "add");
	unit_ok(gs_strs_add(&paths, "B.ENV"), "add");
	answers(gs_whatif_exact(r, &paths, yes, &e), &e, yes, &paths, "10");
	gs_strs_clear(&paths);
	gs_repo_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_matches),
		BOX_TEST(test_strange_base),
		BOX_TEST(test_file),
		BOX_TEST(test_file_of_index),
		BOX_TEST(test_tree),
		BOX_TEST(test_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
