#include "box.h"

#include "repo/index.h"
#include "repo/repo.h"

struct want {
	const char *path;    /* below the box; as Git lists it if it is "" */
	const char *git_dir; /* below the box, NULL: out of reach */
	bool bare, here;
};

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

static void
worktrees(const char *from, const struct want *want, size_t nr)
{
	struct gs_worktree *w;
	struct gs_repo *r;
	struct gs_err e = { "", "" };
	size_t got = 0;

	box_in(from);
	if (gs_repo_open(&r, &e) != GS_OK ||
	    gs_repo_worktrees(r, &w, &got, &e) != GS_OK)
		fail_msg("%s", e.what);
	assert_int_equal(got, nr);
	for (size_t i = 0; i < nr; i++) {
		path_is(w[i].path, want[i].path);
		path_is(w[i].git_dir, want[i].git_dir);
		assert_int_equal(w[i].bare, want[i].bare);
		assert_int_equal(w[i].here, want[i].here);
		assert_int_equal(w[i].reachable, want[i].git_dir != NULL);
		if (want[i].here)
			assert_null(w[i].dir);
		else
			assert_string_equal(w[i].dir, w[i].path);
	}
	gs_repo_worktrees_free(w, got);
	gs_repo_free(r);
}

static void
test_main_and_linked(void **state)
{
	const struct want from_main[] = { { "r", "r/.git", false, true },
		{ "w", "r/.git/worktrees/w", false, false },
		{ "x\ny\n", "r/.git/worktrees/x-y-", false, false } };
	struct want from_w[3];

	(void)state;
	box_sh(
	    "git init -q r; cd r; git commit -q --allow-empty -m 1;"
	    "git worktree add -q ../w; git worktree add -q -b x '../x\ny\n'");
	worktrees("r", from_main, 3);
	worktrees("r/.git", from_main, 3);
	memcpy(from_w, from_main, sizeof(from_w));
	from_w[0].here = false;
	from_w[1].here = true;
	worktrees("w", from_w, 3);
}

static void
test_out_of_reach(void **state)
{
	const struct want want[] = { { "r", "r/.git", false, true },
		{ "gone", NULL, false, false }, { "other", NULL, false, false },
		{ "plain", NULL, false, false },
		{ "rel", "r/.git/worktrees/rel", false, false } };

	(void)state;
	box_sh("git init -q r; cd r; git commit -q --allow-empty -m 1;"
	       "for w in gone other plain rel; do git worktree add -q ../$w;"
	       "done; cd ..; rm -rf gone other plain/.git;"
	       "git init -q other;"
	       "echo 'gitdir: ../r/.git/worktrees/rel' >rel/.git");
	worktrees("r", want, 5);
}

/* Git lists the Git folder where it cannot tell the working tree. */
static void
test_git_folder_elsewhere(void **state)
{
	const struct want main[] = { { "sep", "sep.git", false, true },
		{ "w", "sep.git/worktrees/w", false, false } };
	const struct want linked[] = { { "sep.git", NULL, false, false },
		{ "w", "sep.git/worktrees/w", false, true } };
	const struct want sub[] = { { "s/sub", "s/.git/modules/sub", false,
					true },
		{ "sw", "s/.git/modules/sub/worktrees/sw", false, false } };
	struct want from_sw[2];

	(void)state;
	box_sh("git init -q --separate-git-dir sep.git sep; cd sep;"
	       "git commit -q --allow-empty -m 1; git worktree add -q ../w;"
	       "cd ..; git init -q s; cd s; git commit -q --allow-empty -m 1;"
	       "git submodule --quiet add \"$HOME/sep.git\" sub; cd sub;"
	       "git worktree add -q ../../sw");
	worktrees("sep", main, 2);
	worktrees("w", linked, 2);
	worktrees("s/sub", sub, 2);
	memcpy(from_sw, sub, sizeof(from_sw));
	from_sw[0].here = false;
	from_sw[1].here = true;
	worktrees("sw", from_sw, 2);
}

static void
test_bare(void **state)
{
	const struct want from_bare[] = { { "b.git", "b.git", true, true },
		{ "w", "b.git/worktrees/w", false, false } };
	const struct want from_w[] = { { "b.git", "b.git", true, false },
		{ "w", "b.git/worktrees/w", false, true } };

	(void)state;
	box_sh(
	    "git init -q r; git -C r commit -q --allow-empty -m 1;"
	    "git clone -q --bare r b.git; git -C b.git worktree add -q ../w");
	worktrees("b.git", from_bare, 2);
	worktrees("w", from_w, 2);
}

/* `dir` reaches each of them, whatever GIT_ variables say of ours. */
static void
test_dir_reaches_them(void **state)
{
	char *git_dir = box_path("r/.git"), *top = box_path("r");
	struct gs_worktree *w;
	struct gs_repo *r;
	size_t nr;

	(void)state;
	box_sh("git init -q r; cd r; >a; git add a; git commit -qm 1;"
	       "git worktree add -q ../w; cd ../w; >b; git add b");
	box_in("r");
	(void)setenv("GIT_DIR", git_dir, 1);
	(void)setenv("GIT_WORK_TREE", top, 1);
	unit_ok(gs_repo_open(&r, NULL), "open");
	unit_ok(gs_repo_worktrees(r, &w, &nr, NULL), "worktrees");
	assert_int_equal(nr, 2);
	for (size_t i = 0; i < nr; i++) {
		struct gs_entries l;

		unit_ok(gs_entries_of_index(w[i].dir, NULL, &l, NULL), "index");
		assert_int_equal(l.nr, i + 1);
		gs_entries_clear(&l);
	}
	gs_repo_worktrees_free(w, nr);
	gs_repo_free(r);
	free(git_dir);
	free(top);
}

/* Git before 2.36 has no -z: names with a line end are then out of reach. */
static void
test_older_git(void **state)
{
	const struct want want[] = { { "r", "r/.git", false, true },
		{ "w", "r/.git/worktrees/w", false, false } };

	(void)state;
	box_sh("git init -q r; cd r; git commit -q --allow-empty -m 1;"
	       "git worktree add -q ../w; real=$(command -v git);"
	       "mkdir ../bin; cat >../bin/git <<-END\n"
	       "#!/bin/sh\n"
	       "case \" \\$* \" in *' worktree list --porcelain -z '*)"
	       " exit 129 ;; esac\n"
	       "exec $real \"\\$@\"\n"
	       "END\n"
	       "chmod +x ../bin/git");
	{
		char *bin = box_path("bin"), *path;

		path = box_out("echo %s:$PATH", bin);
		(void)setenv("PATH", path, 1);
		free(path);
		free(bin);
	}
	worktrees("r", want, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_main_and_linked),
		BOX_TEST(test_out_of_reach),
		BOX_TEST(test_git_folder_elsewhere),
		BOX_TEST(test_bare),
		BOX_TEST(test_dir_reaches_them),
		BOX_TEST(test_older_git),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
