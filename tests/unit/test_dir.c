#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "git/dir.h"

static char root[] = "/tmp/gs-dir-XXXXXX";

static void
folder(const char *path)
{
	assert_int_equal(gs_file_mkdirs(path, 0700, NULL), GS_OK);
}

static void
file(const char *path, const char *s)
{
	assert_int_equal(gs_file_write(path, 0600, s, strlen(s), NULL), GS_OK);
}

static void
git_folder(const char *path)
{
	char *sub[3];

	sub[0] = gs_asprintf("%s/objects", path);
	sub[1] = gs_asprintf("%s/refs", path);
	sub[2] = gs_asprintf("%s/HEAD", path);
	folder(sub[0]);
	folder(sub[1]);
	file(sub[2], "ref: refs/heads/main\n");
	for (size_t i = 0; i < 3; i++)
		free(sub[i]);
}

/* The same layouts that Git makes, below ${root}. */
static int
set_up(void **state)
{
	(void)state;
	unsetenv("GIT_DIR");
	unsetenv("GIT_COMMON_DIR");
	unsetenv("GIT_OBJECT_DIRECTORY");
	if (mkdtemp(root) == NULL || chdir(root) != 0)
		return -1;
	git_folder("main/.git");
	folder("main/a/b");
	folder("main/.git/worktrees/w");
	file("main/.git/worktrees/w/HEAD", "ref: refs/heads/w\n");
	file("main/.git/worktrees/w/commondir", "../..\n");
	folder("linked/a");
	file("linked/.git", "gitdir: ../main/.git/worktrees/w\n");
	git_folder("bare.git");
	folder("broken/a");
	file("broken/.git", "gitdir: ../nowhere\n");
	folder("odd/a");
	file("odd/.git", "something else\n");
	folder("empty/.git"); /* no repository: the search goes on */
	folder("plain");
	return 0;
}

static int
tear_down(void **state)
{
	char *cmd = gs_asprintf("rm -rf '%s'", root);
	int r = chdir("/") == 0 && cmd != NULL ? system(cmd) : -1;

	(void)state;
	free(cmd);
	return r;
}

static const struct {
	const char *from, *git_dir, *env;
	int want;
	const char *got, *common; /* below root */
} cases[] = {
	{ "main", NULL, NULL, GS_OK, "main/.git", "main/.git" },
	{ "main/a/b", NULL, NULL, GS_OK, "main/.git", "main/.git" },
	{ "main/a/b/", NULL, NULL, GS_OK, "main/.git", "main/.git" },
	{ "linked/a", NULL, NULL, GS_OK, "linked/../main/.git/worktrees/w",
	    "linked/../main/.git/worktrees/w/../.." },
	{ "bare.git", NULL, NULL, GS_OK, "bare.git", "bare.git" },
	{ "bare.git/refs", NULL, NULL, GS_OK, "bare.git", "bare.git" },
	{ "broken/a", NULL, NULL, GS_EDAMAGED, NULL, NULL },
	{ "odd/a", NULL, NULL, GS_EDAMAGED, NULL, NULL },
	{ "plain", NULL, NULL, GS_ENOTFOUND, NULL, NULL },
	{ "empty", NULL, NULL, GS_ENOTFOUND, NULL, NULL },
	{ "plain", "main/.git", NULL, GS_OK, "main/.git", "main/.git" },
	{ "main", "linked/.git", NULL, GS_OK, NULL, NULL },
	{ "main", "plain", NULL, GS_EDAMAGED, NULL, NULL },
	{ "main", "nowhere", NULL, GS_EDAMAGED, NULL, NULL },
	{ "main", NULL, "bare.git", GS_OK, "main/.git", "bare.git" },
};

static char *
below(const char *path)
{
	return path == NULL ? NULL : gs_asprintf("%s/%s", root, path);
}

static void
set(const char *name, const char *path)
{
	char *abs = below(path);

	if (abs == NULL)
		unsetenv(name);
	else
		setenv(name, abs, 1);
	free(abs);
}

static void
check(size_t i)
{
	char *from = below(cases[i].from), *got = below(cases[i].got);
	char *common = below(cases[i].common);
	struct gs_dir d;
	int r;

	set("GIT_DIR", cases[i].git_dir);
	set("GIT_COMMON_DIR", cases[i].env);
	r = gs_dir_find(from, &d, NULL);
	if (r != cases[i].want)
		fail_msg("case %zu: %d, not %d", i, r, cases[i].want);
	if (r != GS_OK)
		assert_null(d.git_dir);
	if (got != NULL)
		assert_string_equal(d.git_dir, got);
	if (common != NULL)
		assert_string_equal(d.common_dir, common);
	gs_dir_clear(&d);
	free(from);
	free(got);
	free(common);
}

static void
test_find(void **state)
{
	(void)state;
	for (size_t i = 0; i < GS_NR(cases); i++)
		check(i);
	set("GIT_DIR", NULL);
	set("GIT_COMMON_DIR", NULL);
}

static void
test_where_we_stand(void **state)
{
	struct gs_dir d;
	char *want = below("main/.git");

	(void)state;
	assert_int_equal(chdir("main/a"), 0);
	assert_int_equal(gs_dir_find(NULL, &d, NULL), GS_OK);
	assert_string_equal(d.git_dir, want);
	gs_dir_clear(&d);
	free(want);
	assert_int_equal(chdir(root), 0);
}

static void
test_environment_beside_us(void **state)
{
	struct gs_dir d;

	(void)state;
	setenv("GIT_DIR", "main/.git", 1);
	assert_int_equal(gs_dir_find(NULL, &d, NULL), GS_OK);
	assert_string_equal(d.git_dir, "main/.git");
	gs_dir_clear(&d);
	unsetenv("GIT_DIR");
	folder("split/.git/refs");
	file("split/.git/HEAD", "ref: refs/heads/main\n");
	assert_int_equal(gs_dir_find("split", &d, NULL), GS_ENOTFOUND);
	setenv("GIT_OBJECT_DIRECTORY", "elsewhere", 1);
	assert_int_equal(gs_dir_find("split", &d, NULL), GS_OK);
	gs_dir_clear(&d);
	unsetenv("GIT_OBJECT_DIRECTORY");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_where_we_stand),
		cmocka_unit_test(test_environment_beside_us),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
