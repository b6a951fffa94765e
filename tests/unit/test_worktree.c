#include "unit.h"

#include <unistd.h>

#include "base/file.h"
#include "engine/worktree.h"

/* A clone whose linked worktree "w" nobody has met, and the user's config. */
struct clone {
	char *top, *common, *linked, *config;
};

static void
begin(struct clone *c)
{
	c->top = unit_folder();
	c->common = unit_path(c->top, "git");
	c->linked = unit_path(c->common, "worktrees/w");
	c->config = unit_path(c->top, "config");
	unit_ok(gs_file_mkdirs(c->linked, 0700, NULL), "folders");
	setenv("GIT_CONFIG_GLOBAL", c->config, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("GIT_CONFIG_PARAMETERS");
	unsetenv("GIT_CONFIG_COUNT");
}

static void
end(struct clone *c)
{
	free(c->common);
	free(c->linked);
	free(c->config);
	unit_folder_done(c->top);
}

/* NULL: it is not set. */
static void
configure(const struct clone *c, const char *value)
{
	char text[128] = "";

	if (value != NULL)
		(void)snprintf(
		    text, sizeof(text), "[seal]\n\tnewWorktree = %s\n", value);
	unit_ok(
	    gs_file_write(c->config, 0600, text, strlen(text), NULL), "config");
}

static bool
marked(const char *git_dir, const char *name)
{
	char *folder = unit_path(git_dir, "git-seal");
	char *path = unit_path(folder, name);
	bool yes = gs_file_exists(path);

	free(folder);
	free(path);
	return yes;
}

/* 'l' locked, 'L' just now, 'o' open. */
static char
meet(const struct clone *c, const char *git_dir)
{
	struct gs_err e = { "", "" };
	bool locked, fresh;

	if (gs_worktree_meet(c->common, git_dir, c->top, &locked, &fresh, &e) !=
	    GS_OK)
		fail_msg("%s", e.what);
	assert_true(locked || !fresh);
	return locked ? fresh ? 'L' : 'l' : 'o';
}

static void
test_not_set(void **state)
{
	struct clone c;

	(void)state;
	begin(&c);
	configure(&c, NULL);
	assert_int_equal(meet(&c, c.linked), 'o');
	assert_true(marked(c.linked, "met"));
	configure(&c, "locked");
	assert_int_equal(meet(&c, c.linked), 'o');
	assert_false(marked(c.linked, "locked-worktree"));
	end(&c);
}

static void
test_new(void **state)
{
	struct clone c;

	(void)state;
	begin(&c);
	configure(&c, "locked");
	assert_int_equal(meet(&c, c.common), 'o');
	assert_false(marked(c.common, "met"));
	assert_int_equal(meet(&c, c.linked), 'L');
	assert_true(marked(c.linked, "locked-worktree"));
	assert_false(marked(c.linked, "met"));
	assert_int_equal(meet(&c, c.linked), 'l');
	configure(&c, NULL);
	assert_int_equal(meet(&c, c.linked), 'l');
	end(&c);
}

static void
test_opened(void **state)
{
	struct clone c;

	(void)state;
	begin(&c);
	configure(&c, "locked");
	unit_ok(gs_worktree_lock(c.linked, false, NULL), "opened before it");
	assert_int_equal(meet(&c, c.linked), 'o');
	unit_ok(gs_worktree_lock(c.linked, true, NULL), "locked");
	assert_int_equal(meet(&c, c.linked), 'l');
	unit_ok(gs_worktree_lock(c.linked, false, NULL), "opened");
	unit_ok(gs_worktree_lock(c.linked, false, NULL), "opened again");
	assert_int_equal(meet(&c, c.linked), 'o');
	unit_ok(gs_worktree_lock(c.common, true, NULL), "the main one");
	assert_int_equal(meet(&c, c.common), 'l');
	end(&c);
}

static void
test_unwritable(void **state)
{
	struct clone c;
	char *in_the_way;

	(void)state;
	begin(&c);
	configure(&c, "locked");
	in_the_way = unit_path(c.linked, "git-seal");
	unit_ok(gs_file_write(in_the_way, 0600, "", 0, NULL), "a file");
	assert_int_equal(meet(&c, c.linked), 'L');
	assert_int_equal(meet(&c, c.linked), 'L');
	configure(&c, NULL);
	assert_int_equal(meet(&c, c.linked), 'o');
	free(in_the_way);
	end(&c);
}

static void
test_words(void **state)
{
	static const char *const bad[] = { "lock", "Locked", "true", "\"\"" };
	struct gs_err e = { "", "" };
	struct clone c;
	bool locked, fresh;

	(void)state;
	begin(&c);
	for (size_t i = 0; i < NR(bad); i++) {
		configure(&c, bad[i]);
		unit_code(gs_worktree_meet(
			      c.common, c.linked, c.top, &locked, &fresh, &e),
		    GS_EUSAGE, bad[i]);
		assert_non_null(strstr(e.what, "seal.newWorktree"));
		assert_false(marked(c.linked, "met"));
	}
	configure(&c, "unlocked");
	assert_int_equal(meet(&c, c.linked), 'o');
	end(&c);
}

/* A submodule goes by the worktree that it lies in, once. */
static void
test_submodule(void **state)
{
	struct clone c;
	char *a, *b;

	(void)state;
	begin(&c);
	configure(&c, NULL);
	a = unit_path(c.linked, "modules/a");
	b = unit_path(a, "modules/b");
	unit_ok(gs_file_mkdirs(b, 0700, NULL), "folders");
	unit_ok(gs_worktree_lock(c.linked, true, NULL), "locked");
	free(c.common);
	c.common = strdup(b);
	assert_int_equal(meet(&c, b), 'L');
	unit_ok(gs_worktree_lock(b, false, NULL), "opened");
	assert_int_equal(meet(&c, b), 'o');
	unit_ok(gs_worktree_lock(c.linked, false, NULL), "opened");
	free(c.common);
	c.common = strdup(a);
	assert_int_equal(meet(&c, a), 'o');
	unit_ok(gs_worktree_lock(c.linked, true, NULL), "locked again");
	assert_int_equal(meet(&c, a), 'o');
	free(a);
	free(b);
	end(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_not_set),
		cmocka_unit_test(test_new),
		cmocka_unit_test(test_opened),
		cmocka_unit_test(test_unwritable),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_submodule),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
