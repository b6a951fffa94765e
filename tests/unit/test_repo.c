#include "box.h"

#include <unistd.h>

#include "base/text.h"
#include "repo/repo.h"

static struct gs_repo *
open_here(void)
{
	struct gs_repo *r;
	struct gs_err e = { "", "" };

	if (gs_repo_open(&r, &e) != GS_OK)
		fail_msg("%s", e.what);
	return r;
}

static void
path_is(const char *got, const char *want)
{
	char *path = want == NULL ? NULL : box_path(want);

	if (path == NULL)
		assert_null(got);
	else
		assert_string_equal(got, path);
	free(path);
}

/* Open from ${from}; all paths below the box, NULL: none. */
static void
layout(const char *from, const char *git_dir, const char *common_dir,
    const char *top, const char *prefix, const char *index)
{
	struct gs_repo *r;
	char cwd[4096];

	box_in(from);
	r = open_here();
	path_is(r->git_dir, git_dir);
	path_is(r->common_dir, common_dir);
	path_is(r->top, top);
	assert_string_equal(r->prefix, prefix);
	path_is(r->index, index);
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	path_is(cwd, top != NULL ? top : git_dir);
	gs_repo_free(r);
}

static void
test_layouts(void **state)
{
	(void)state;
	box_sh("git init -q r; cd r; mkdir -p a/b; echo x >a/b/f; git add .;"
	       "git commit -qm 1; git worktree add -q ../w; cd ..;"
	       "git clone -q --bare r b.git;"
	       "git init -q --separate-git-dir sep.git sep;"
	       "git -C r submodule --quiet add \"$PWD/b.git\" sub");
	layout("r", "r/.git", "r/.git", "r", "", "r/.git/index");
	layout("r/a/b", "r/.git", "r/.git", "r", "a/b/", "r/.git/index");
	layout("r/.git", "r/.git", "r/.git", NULL, "", "r/.git/index");
	layout("r/.git/objects", "r/.git", "r/.git", NULL, "", "r/.git/index");
	layout("w/a", "r/.git/worktrees/w", "r/.git", "w", "a/",
	    "r/.git/worktrees/w/index");
	layout("b.git", "b.git", "b.git", NULL, "", "b.git/index");
	layout("b.git/refs", "b.git", "b.git", NULL, "", "b.git/index");
	layout("sep", "sep.git", "sep.git", "sep", "", "sep.git/index");
	layout("r/sub/a", "r/.git/modules/sub", "r/.git/modules/sub", "r/sub",
	    "a/", "r/.git/modules/sub/index");
}

static void
test_bare_or_not(void **state)
{
	struct gs_repo *r;

	(void)state;
	box_sh("git init -q r; git init -q --bare b.git;"
	       "git init -q --object-format=sha256 s");
	box_in("r/.git");
	r = open_here();
	assert_false(r->bare);
	assert_int_equal(r->oid_len, 20);
	gs_repo_free(r);
	box_in("b.git");
	r = open_here();
	assert_true(r->bare);
	gs_repo_free(r);
	box_in("s");
	r = open_here();
	assert_int_equal(r->oid_len, 32);
	gs_repo_free(r);
	gs_repo_free(NULL);
}

/* Relative variables must mean the same after the process has moved. */
static void
test_variables(void **state)
{
	char *git_dir = box_path("r/.git"), *top = box_path("t");

	(void)state;
	box_sh("git init -q r; mkdir -p t/a x");
	box_in("x");
	(void)setenv("GIT_DIR", "../r/.git", 1);
	(void)setenv("GIT_WORK_TREE", "../t", 1);
	layout("x", "r/.git", "r/.git", "t", "", "r/.git/index");
	assert_string_equal(getenv("GIT_DIR"), git_dir);
	assert_string_equal(getenv("GIT_WORK_TREE"), top);
	(void)setenv("GIT_DIR", "../../r/.git", 1);
	(void)setenv("GIT_WORK_TREE", "..", 1);
	(void)setenv("GIT_INDEX_FILE", "other index", 1);
	layout("t/a", "r/.git", "r/.git", "t", "a/", "t/other index");
	assert_string_equal(getenv("GIT_INDEX_FILE"), "other index");
	(void)unsetenv("GIT_WORK_TREE");
	(void)unsetenv("GIT_INDEX_FILE");
	(void)setenv("GIT_DIR", git_dir, 1);
	layout("t/a", "r/.git", "r/.git", "t/a", "", "r/.git/index");
	assert_null(getenv("GIT_WORK_TREE"));
	free(git_dir);
	free(top);
}

/* Hooks of a push run there, with this very value. */
static void
test_git_dir_is_here(void **state)
{
	(void)state;
	box_sh("git init -q r; git init -q --bare b.git");
	(void)setenv("GIT_DIR", ".", 1);
	layout("r/.git", "r/.git", "r/.git", NULL, "", "r/.git/index");
	(void)setenv("GIT_DIR", ".", 1);
	layout("b.git", "b.git", "b.git", NULL, "", "b.git/index");
}

/* The working tree knows nothing of its repository. */
static void
test_core_worktree(void **state)
{
	struct gs_repo *r;
	struct gs_oid id;

	(void)state;
	box_sh("git init -q r; mkdir -p t/a; cd r;"
	       "git config core.worktree ../../t; >../t/f; git add -A;"
	       "git commit -qm 1");
	layout("r", "r/.git", "r/.git", "t", "", "r/.git/index");
	(void)unsetenv("GIT_DIR");
	box_in("r/.git");
	r = open_here();
	path_is(r->top, "t");
	unit_ok(gs_repo_rev(r, "HEAD:f", &id, NULL), "from there");
	gs_repo_free(r);
}

static void
test_paths_that_hold_line_ends(void **state)
{
	(void)state;
	box_sh("git init -q 'a\nb'; mkdir -p 'a\nb/c\n/d'; >'a\nb/f';"
	       "cd 'a\nb'; git add f; git commit -qm 1;"
	       "git worktree add -q -b w '../w\n\n'; cd ..;"
	       "git clone -q --bare 'a\nb' 'bare\n'");
	layout("a\nb", "a\nb/.git", "a\nb/.git", "a\nb", "", "a\nb/.git/index");
	layout("a\nb/c\n/d", "a\nb/.git", "a\nb/.git", "a\nb", "c\n/d/",
	    "a\nb/.git/index");
	layout("w\n\n", "a\nb/.git/worktrees/w--", "a\nb/.git", "w\n\n", "",
	    "a\nb/.git/worktrees/w--/index");
	layout("bare\n", "bare\n", "bare\n", NULL, "", "bare\n/index");
}

static void
refused(const char *what, const char *hint)
{
	struct gs_repo *r;
	struct gs_err e = { "", "" };

	unit_code(gs_repo_open(&r, &e), GS_EGIT, what);
	assert_null(r);
	if (strstr(e.what, what) == NULL || strstr(e.hint, hint) == NULL)
		fail_msg(
		    "'%s' / '%s', not '%s' / '%s'", e.what, e.hint, what, hint);
}

static void
test_refusals(void **state)
{
	struct gs_repo *r;
	struct gs_err e;

	(void)state;
	box_sh("mkdir none; git init -q r; git init -q new;"
	       "git -C new config core.repositoryFormatVersion 9");
	box_in("none");
	refused("not a git repository", "git init");
	(void)setenv("GIT_DIR", "nowhere", 1);
	refused("not a git repository: 'nowhere'", "git init");
	(void)unsetenv("GIT_DIR");
	box_in("r");
	(void)setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1", 1);
	refused("detected dubious ownership in repository at '",
	    "git config --global --add safe.directory");
	(void)unsetenv("GIT_TEST_ASSUME_DIFFERENT_OWNER");
	box_in("new");
	refused("Expected git repo version", "");
	box_sh("printf '[core' >.git/config");
	refused("bad config line", "");
	(void)setenv("PATH", box_dir(), 1);
	unit_code(gs_repo_open(&r, &e), GS_ENOTFOUND, "no git");
	assert_non_null(strstr(e.hint, "install Git"));
}

static void
test_revisions(void **state)
{
	struct gs_repo *r;
	struct gs_oid id;
	struct gs_err e;
	struct gs_buf b = GS_BUF_INIT;

	(void)state;
	box_sh("git init -q r; cd r; printf 'hi' >f; git add f");
	box_in("r");
	r = open_here();
	unit_code(gs_repo_rev(r, "HEAD", &id, &e), GS_ENOTFOUND, "unborn");
	assert_int_equal(id.n, 0);
	box_sh("git commit -qm 1");
	unit_ok(gs_repo_rev(r, "HEAD", &id, &e), "HEAD");
	assert_int_equal(id.n, 20);
	unit_ok(gs_repo_rev(r, "HEAD:f", &id, &e), "HEAD:f");
	unit_ok(gs_repo_blob(r, &id, 100, &b, &e), "blob");
	assert_memory_equal(b.p, "hi", 2);
	unit_code(gs_repo_rev(r, "HEAD:g", &id, &e), GS_ENOTFOUND, "no file");
	assert_string_equal(e.what, "there is no 'HEAD:g'");
	unit_code(gs_repo_rev(r, "--all", &id, &e), GS_ENOTFOUND, "option");
	unit_code(gs_repo_rev(r, "", &id, &e), GS_ENOTFOUND, "empty");
	gs_buf_clear(&b);
	gs_repo_free(r);
}

static void
test_paths_for_people(void **state)
{
	static const struct {
		const char *prefix, *path, *shown;
	} cases[] = {
		{ "", "f", "f" },
		{ "", "a/b/f", "a/b/f" },
		{ "a/", "f", "../f" },
		{ "a/", "a/f", "f" },
		{ "a/", "ab/f", "../ab/f" },
		{ "a/b/", "a/f", "../f" },
		{ "a/b/", "c/f", "../../c/f" },
		{ "a/b/", "a/b/c/f", "c/f" },
		{ "a/b/", "a/bc", "../bc" },
	};
	struct gs_repo r = { .top = NULL };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		char *prefix = gs_strdup(cases[i].prefix);

		r.prefix = prefix;
		unit_ok(gs_repo_show_path(&r, cases[i].path, &b), "show");
		assert_string_equal(gs_buf_str(&b), cases[i].shown);
		gs_buf_clear(&b);
		free(prefix);
	}
}

static void
test_paths_from_people(void **state)
{
	static const struct {
		const char *prefix, *arg;
		const char *path; /* NULL: outside */
	} cases[] = {
		{ "", "f", "f" },
		{ "", "./a//b/./f", "a/b/f" },
		{ "", "", "" },
		{ "", ".", "" },
		{ "", "..", NULL },
		{ "", "a/../..", NULL },
		{ "", "a/../f", "f" },
		{ "a/b/", "f", "a/b/f" },
		{ "a/b/", "../f", "a/f" },
		{ "a/b/", "../../f", "f" },
		{ "a/b/", "../../../f", NULL },
		{ "a/b/", "..", "a" },
		{ "a/b/", "...", "a/b/..." },
		{ "a/b/", ".f/..g/", "a/b/.f/..g" },
		{ "a/", "/the/top/f", "f" },
		{ "a/", "/the/top", "" },
		{ "a/", "/the/topping/f", NULL },
		{ "a/", "/else/f", NULL },
		{ "a/", "/the/top/../f", NULL },
	};
	char top[] = "/the/top";
	struct gs_repo r = { .top = top };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_buf b = GS_BUF_INIT;
		char *prefix = gs_strdup(cases[i].prefix);
		int code = cases[i].path != NULL ? GS_OK : GS_EUSAGE;

		r.prefix = prefix;
		unit_code(gs_repo_path(&r, cases[i].arg, &b, NULL), code,
		    cases[i].arg);
		if (code == GS_OK)
			assert_string_equal(gs_buf_str(&b), cases[i].path);
		gs_buf_clear(&b);
		free(prefix);
	}
	r.top = NULL;
}

/* Git's top has no symbolic link in it; what people type may. */
static void
test_absolute_paths_through_links(void **state)
{
	char *arg = box_path("link/a/f"), *far = box_path("link/other/../a/f");
	char *out = box_path("other");
	struct gs_buf b = GS_BUF_INIT;
	struct gs_repo *r;

	(void)state;
	box_sh("git init -q r; mkdir r/a other; ln -s r link");
	box_in("r/a");
	r = open_here();
	unit_ok(gs_repo_path(r, arg, &b, NULL), arg);
	assert_string_equal(gs_buf_str(&b), "a/f");
	gs_buf_reset(&b);
	unit_ok(gs_repo_path(r, far, &b, NULL), far);
	assert_string_equal(gs_buf_str(&b), "a/f");
	unit_code(gs_repo_path(r, out, &b, NULL), GS_EUSAGE, out);
	assert_string_equal(gs_buf_str(&b), "a/f");
	gs_buf_clear(&b);
	gs_repo_free(r);
	free(arg);
	free(far);
	free(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_layouts),
		BOX_TEST(test_bare_or_not),
		BOX_TEST(test_variables),
		BOX_TEST(test_git_dir_is_here),
		BOX_TEST(test_core_worktree),
		BOX_TEST(test_paths_that_hold_line_ends),
		BOX_TEST(test_refusals),
		BOX_TEST(test_revisions),
		BOX_TEST(test_paths_for_people),
		BOX_TEST(test_paths_from_people),
		BOX_TEST(test_absolute_paths_through_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
