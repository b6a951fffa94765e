#include "box.h"

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
value_is(const struct gs_repo *r, const char *key, const char *want)
{
	char *got;

	unit_ok(gs_repo_config(r, key, &got, NULL), key);
	if (want == NULL)
		assert_null(got);
	else if (got == NULL || strcmp(got, want) != 0)
		fail_msg("%s is '%s', not '%s'", key, got, want);
	free(got);
}

static void
test_values(void **state)
{
	static const char text[] = "[a]\n\tb = one\n\tb = two\n"
				   "[a \"Sub.Section X\"]\n\tKey = v\n"
				   "[x]\n\tvalueless\n\tempty =\n"
				   "\tlines = \"a\\nb=c\\n\"\n"
				   "\tbb = prefix\n";
	struct gs_strs all = { NULL, 0, 0 };
	struct gs_repo *r;

	(void)state;
	box_sh("git init -q r; git config --global a.b zero;"
	       "git config --global g.only global");
	box_in("r");
	box_file("more", text, sizeof(text) - 1);
	box_sh("git config include.path \"$PWD/more\"");
	(void)setenv("GIT_CONFIG_COUNT", "1", 1);
	(void)setenv("GIT_CONFIG_KEY_0", "env.key", 1);
	(void)setenv("GIT_CONFIG_VALUE_0", "from the environment", 1);
	r = open_here();
	value_is(r, "a.b", "two");
	value_is(r, "a.Sub.Section X.key", "v");
	value_is(r, "a.sub.section x.key", NULL);
	value_is(r, "x.valueless", "");
	value_is(r, "x.empty", "");
	value_is(r, "x.lines", "a\nb=c\n");
	value_is(r, "x.b", NULL);
	value_is(r, "x.bb", "prefix");
	value_is(r, "g.only", "global");
	value_is(r, "env.key", "from the environment");
	value_is(r, "b=c", NULL);
	value_is(r, "not.set", NULL);
	unit_ok(gs_repo_config_all(r, "a.b", &all, NULL), "all");
	assert_int_equal(all.nr, 3);
	assert_string_equal(all.v[0], "zero");
	assert_string_equal(all.v[1], "one");
	assert_string_equal(all.v[2], "two");
	unit_ok(gs_repo_config_all(r, "not.set", &all, NULL), "none");
	assert_int_equal(all.nr, 3);
	gs_strs_clear(&all);
	gs_repo_free(r);
}

/* Our reading of truth must be Git's. */
static void
test_bools(void **state)
{
	static const char *const values[] = { "true", "TRUE", "yes", "Yes",
		"on", "false", "no", "oFf", "", "0", "1", "-1", "00", "0x0",
		"0x10", "2k", "0k", "3M", "1g", "010", "+1", " 1", "1 ", "tru",
		"yes!", "2x", "k", "1kk", "-", "none" };
	struct gs_repo *r;
	struct gs_err e;
	bool got;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	for (size_t i = 0; i < NR(values); i++) {
		char *want;
		int code;

		(void)setenv("V", values[i], 1);
		box_sh("git config t.bool \"$V\"");
		want = box_out("git config --type=bool t.bool 2>/dev/null ||"
			       "echo bad");
		r = open_here();
		code = gs_repo_config_bool(r, "t.bool", false, &got, &e);
		gs_repo_free(r);
		if (strcmp(want, "bad") == 0
			? code != GS_EUSAGE
			: code != GS_OK || got != (strcmp(want, "true") == 0))
			fail_msg("'%s' is %s to git, here %d (code %d)",
			    values[i], want, got, code);
		free(want);
	}
	(void)unsetenv("V");
	box_sh("printf '[t]\\n\\tbare\\n' >>.git/config");
	r = open_here();
	unit_ok(gs_repo_config_bool(r, "t.bare", false, &got, &e), "bare");
	assert_true(got);
	unit_ok(gs_repo_config_bool(r, "t.none", true, &got, &e), "none");
	assert_true(got);
	gs_repo_free(r);
}

static void
test_setting(void **state)
{
	struct gs_repo *r;
	struct gs_err e;

	(void)state;
	box_sh("git init -q r; cd r; git commit -q --allow-empty -m 1;"
	       "git config extensions.worktreeConfig true;"
	       "git worktree add -q ../w");
	box_in("w");
	(void)setenv("GIT_CONFIG", "/nonexistent", 1);
	r = open_here();
	value_is(r, "s.key", NULL);
	unit_ok(gs_repo_config_set(r, "s.key", "--one", &e), "set");
	value_is(r, "s.key", "--one");
	unit_ok(gs_repo_config_set(r, "s.key", "a\nb \"c\"", &e), "again");
	value_is(r, "s.key", "a\nb \"c\"");
	box_sh("unset GIT_CONFIG; git config --add s.key more");
	unit_ok(gs_repo_config_set(r, "s.key", "last", &e), "over two");
	(void)unsetenv("GIT_CONFIG");
	box_is("last", "git config --get-all s.key");
	box_is("last", "git config --file ../r/.git/config s.key");
	unit_ok(gs_repo_config_set(r, "s.key", NULL, &e), "unset");
	value_is(r, "s.key", NULL);
	unit_ok(gs_repo_config_set(r, "s.key", NULL, &e), "unset again");
	unit_code(gs_repo_config_set(r, "nosection", "x", &e), GS_EGIT, "bad");
	assert_non_null(strstr(e.what, "'git config' failed"));
	box_sh(">../r/.git/config.lock");
	unit_code(gs_repo_config_set(r, "s.key", "x", &e), GS_EGIT, "locked");
	gs_repo_free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_values),
		BOX_TEST(test_bools),
		BOX_TEST(test_setting),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
