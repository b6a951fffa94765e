#include "box.h"

#include <unistd.h>

#include "base/text.h"
#include "git/run.h"

/* `git ARGV...` must succeed; its output without the last line end. */
static char *
git(const struct gs_git_opt *opt, const char *const *argv)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	char *text;

	if (gs_git(opt, argv, &b, &e) != GS_OK)
		fail_msg("%s", e.what);
	if (b.n > 0)
		gs_buf_cut(&b, b.n - 1);
	text = gs_strdup(gs_buf_str(&b));
	gs_buf_clear(&b);
	return text;
}

static void
git_is(const struct gs_git_opt *opt, const char *const *argv, const char *want)
{
	char *got = git(opt, argv);

	assert_string_equal(got, want);
	free(got);
}

static void
test_output_and_codes(void **state)
{
	const char *const no[] = { "rev-parse", "--verify", "-q", "nope",
		NULL };
	const char *const odd[] = { "-c", "alias.end=!exit 3", "end", NULL };
	const char *const killed[] = { "-c", "alias.end=!kill -9 $$", "-C", ".",
		"end", NULL };
	const struct gs_git_opt quiet = { .quiet = true };
	struct gs_err e;
	int code;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	unit_ok(gs_git_code(NULL, no, NULL, &code, &e), "code");
	assert_int_equal(code, 1);
	unit_code(gs_git(NULL, no, NULL, &e), GS_EGIT, "failure");
	assert_string_equal(e.what, "'git rev-parse' failed with exit code 1");
	unit_code(gs_git(&quiet, odd, NULL, &e), GS_EGIT, "alias");
	assert_string_equal(e.what, "'git end' failed with exit code 3");
	unit_code(gs_git(&quiet, killed, NULL, &e), GS_EGIT, "killed");
	assert_string_equal(e.what, "'git end' was ended by signal 9");
	unit_code(gs_git(&quiet, odd, NULL, NULL), GS_EGIT, "no gs_err");
}

static void
test_input_of_any_size(void **state)
{
	const char *const argv[] = { "hash-object", "--stdin", NULL };
	size_t n = 3 << 20;
	char *p = malloc(n);
	const struct gs_git_opt opt = { .in = p, .in_n = n };
	char *want;

	(void)state;
	memset(p, 'x', n);
	box_file("big", p, n);
	want = box_out("git hash-object big");
	git_is(&opt, argv, want);
	free(want);
	free(p);
}

static void
test_where_there_is_no_git(void **state)
{
	const char *const argv[] = { "version", NULL };
	struct gs_err e;

	(void)state;
	(void)setenv("PATH", box_dir(), 1);
	unit_code(gs_git(NULL, argv, NULL, &e), GS_ENOTFOUND, "no git");
	assert_non_null(strstr(e.what, "cannot start 'git'"));
	assert_non_null(strstr(e.hint, "install Git"));
}

/* dir leaves the caller's repository, at stays in it. */
static void
test_whose_repository(void **state)
{
	const char *const argv[] = { "rev-parse", "--absolute-git-dir", NULL };
	const char *const prefix[] = { "rev-parse", "--show-prefix", NULL };
	const char *const index[] = { "ls-files", NULL };
	char *a = box_path("a"), *b = box_path("b"), *bsub = box_path("b/sub");
	char *agit = box_path("a/.git"), *bgit = box_path("b/.git");
	const struct gs_git_opt dir = { .dir = b }, at = { .at = "sub" },
				empty = { .at = "" }, sub = { .dir = bsub };

	(void)state;
	box_sh("for r in a b; do git init -q $r; mkdir $r/sub; >$r/sub/in_$r;"
	       "git -C $r add .; done");
	box_in("a");
	git_is(NULL, argv, agit);
	git_is(&dir, argv, bgit);
	(void)setenv("GIT_DIR", agit, 1);
	(void)setenv("GIT_WORK_TREE", a, 1);
	(void)setenv("GIT_INDEX_FILE", "nowhere", 1);
	(void)setenv("GIT_PREFIX", "x/", 1);
	git_is(NULL, argv, agit);
	git_is(&at, argv, agit);
	git_is(&at, prefix, "sub/");
	git_is(&empty, prefix, "");
	git_is(&dir, argv, bgit);
	git_is(&sub, prefix, "sub/");
	git_is(&dir, index, "sub/in_b");
	git_is(NULL, index, "");
	free(a);
	free(b);
	free(bsub);
	free(agit);
	free(bgit);
}

static void
test_settings_travel(void **state)
{
	const char *const get[] = { "config", "x.y", NULL };
	const char *const local[] = { "config", "--local", "a.b", NULL };
	char *dir = box_path("r");
	const struct gs_git_opt opt = { .dir = dir };

	(void)state;
	box_sh("git init -q r; git -C r config a.b here; git init -q q");
	box_in("q");
	(void)setenv("GIT_CONFIG_COUNT", "1", 1);
	(void)setenv("GIT_CONFIG_KEY_0", "x.y", 1);
	(void)setenv("GIT_CONFIG_VALUE_0", "from -c", 1);
	(void)setenv("GIT_CONFIG", "/nonexistent", 1);
	git_is(NULL, get, "from -c");
	git_is(&opt, get, "from -c");
	git_is(&opt, local, "here");
	free(dir);
}

static void
test_literal_pathspecs(void **state)
{
	const char *const star[] = { "ls-files", "--", "*", NULL };
	const char *const magic[] = { "ls-files", "--", ":(top)x", NULL };
	const struct gs_git_opt literal = { .literal = true };

	(void)state;
	box_sh("git init -q r; cd r; >'*'; >x; >':(top)x'; git add -A .");
	box_in("r");
	git_is(NULL, star, "*\n:(top)x\nx");
	git_is(&literal, star, "*");
	git_is(NULL, magic, "x");
	git_is(&literal, magic, ":(top)x");
	/* `git --icase-pathspecs seal ...` must not break ours. */
	(void)setenv("GIT_ICASE_PATHSPECS", "1", 1);
	git_is(&literal, star, "*");
}

static void
test_environment(void **state)
{
	const char *const argv[] = { "-c",
		"alias.say=!echo $LC_ALL $GIT_OPTIONAL_LOCKS $A ${B-unset} "
		"${GIT_NO_LAZY_FETCH-} ${GIT_ALLOW_PROTOCOL-}",
		"say", NULL };
	const char *const env[] = { "A=a", "B", NULL };
	const struct gs_git_opt opt = { .env = env, .no_fetch = true };

	(void)state;
	(void)setenv("B", "b", 1);
	(void)setenv("LC_ALL", "C.UTF-8", 1);
	git_is(&opt, argv, "C 0 a unset 1 none");
	(void)unsetenv("B");
	(void)unsetenv("LC_ALL");
}

static void
test_many_arguments(void **state)
{
	enum { MANY = 3000 };
	const char **argv = calloc(MANY + 3, sizeof(*argv));
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	box_sh("git init -q r; >r/x; git -C r add x");
	box_in("r");
	argv[0] = "ls-files";
	argv[1] = "--";
	for (size_t i = 0; i < MANY; i++)
		argv[2 + i] = i == MANY - 1 ? "x" : "not there";
	unit_ok(gs_git(NULL, argv, &out, NULL), "ls-files");
	assert_int_equal(out.n, 2);
	gs_buf_clear(&out);
	free(argv);
}

static void
test_words_of_git(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{ "fatal: no\n", "no" },
		{ "warning: x\nfatal: no: such\nthing\n", "no: such" },
		{ "error: bad\n", "bad" },
		{ "what fatal: this\n", "what fatal: this" },
		{ "odd\nlines\n", "odd" },
		{ "", "" },
	};
	struct gs_err e;

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		gs_git_words(cases[i].text, &e);
		assert_string_equal(e.what, cases[i].want);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_output_and_codes),
		BOX_TEST(test_input_of_any_size),
		BOX_TEST(test_where_there_is_no_git),
		BOX_TEST(test_whose_repository),
		BOX_TEST(test_settings_travel),
		BOX_TEST(test_literal_pathspecs),
		BOX_TEST(test_environment),
		BOX_TEST(test_many_arguments),
		BOX_TEST(test_words_of_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
