#include "box.h"

#include <unistd.h>

#include "repo/history.h"

static struct gs_oid
oid_of(const char *text)
{
	char *hex;
	struct gs_oid id;

	(void)setenv("TEXT", text, 1);
	hex = box_out("printf '%%s\\n' \"$TEXT\" | git hash-object --stdin");
	unit_ok(gs_oid_parse(hex, strlen(hex), &id), hex);
	(void)unsetenv("TEXT");
	free(hex);
	return id;
}

/* Whether ${path} held the line ${text}. */
static void
holds(struct gs_history *h, const char *path, const char *text, bool want)
{
	struct gs_oid id = oid_of(text);
	struct gs_err e = { "", "" };
	bool yes;

	if (gs_history_holds(h, path, &id, &yes, &e) != GS_OK)
		fail_msg("%s", e.what);
	if (yes != want)
		fail_msg("'%s' in '%s': %d", text, path, yes);
}

static struct gs_history *
history(const char *dir)
{
	struct gs_history *h;

	unit_ok(gs_history_new(dir, &h), "history");
	return h;
}

/* "c FILE TEXT" commits one line. */
#define COMMIT                                                                 \
	"c() { printf '%%s\\n' \"$2\" >\"$1\"; git add -A;"                    \
	"git commit -qm \"$2\"; };"

static void
many_commits(const char *format)
{
	struct gs_history *h;

	box_sh("rm -rf r; git init -q --object-format=%s r; cd r;" COMMIT
	       "c f one; c f two; git checkout -qb side; c f lost;"
	       "git checkout -q main; c f three;"
	       "git merge -q -s ours side -m m >/dev/null; git branch -qD side;"
	       "git checkout -qb evil; git checkout -q main; c f four;"
	       "git checkout -q evil; c g other;"
	       "git merge -q --no-commit main >/dev/null 2>&1;"
	       "echo made >f; git add f; git commit -qm evil;"
	       "git checkout -q main; c f five; git tag t; git rm -q f;"
	       "git commit -qm removed",
	    format);
	box_in("r");
	h = history(NULL);
	holds(h, "f", "one", true);
	holds(h, "f", "four", true);
	holds(h, "f", "five", true);
	holds(h, "f", "lost", true); /* one side of a merge alone */
	holds(h, "f", "made", true); /* by a merge, at another ref's tip */
	holds(h, "f", "other", false);
	holds(h, "g", "other", true);
	holds(h, "g", "one", false);
	holds(h, "f", "never", false);
	holds(h, "none", "one", false);
	gs_history_free(h);
	gs_history_free(NULL);
	box_in("");
}

static void
test_history(void **state)
{
	(void)state;
	many_commits("sha1");
	many_commits("sha256");
}

static void
test_odd_names(void **state)
{
	struct gs_history *h;

	(void)state;
	box_sh("git init -q r; mkdir r/sub");
	box_in("r");
	for (size_t i = 0; i < box_names_nr; i++)
		box_file(box_names[i], "old\n", 4);
	box_sh("git add -A; git commit -qm 1");
	for (size_t i = 0; i < box_names_nr; i++)
		box_file(box_names[i], "new\n", 4);
	box_sh("echo '*' >'*'; git commit -qam 2");
	h = history(NULL);
	for (size_t i = 0; i < box_names_nr; i++) {
		holds(h, box_names[i], "old", true);
		holds(h, box_names[i], "*", box_names[i][0] == '*');
		holds(h, box_names[i], "new", box_names[i][0] != '*');
	}
	gs_history_free(h);
}

static void
test_unborn_and_bare(void **state)
{
	struct gs_history *h;
	char *dir = box_path("b.git");

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	h = history(NULL);
	holds(h, "f", "one", false);
	box_sh(COMMIT "c f one");
	holds(h, "f", "one", true); /* a no is asked again */
	gs_history_free(h);
	box_sh("git clone -q --bare . ../b.git");
	h = history(dir);
	holds(h, "f", "one", true);
	holds(h, "f", "two", false);
	gs_history_free(h);
	free(dir);
}

/* The sides of what is going on need no ref. */
static void
test_unfinished_work(void **state)
{
	static const struct {
		const char *start; /* $id is a commit that no ref holds */
		const char *name;
	} cases[] = {
		{ "git merge -q $id", "MERGE_HEAD" },
		{ "git cherry-pick $id", "CHERRY_PICK_HEAD" },
		{ "git revert $id", "REVERT_HEAD" },
		{ "git rebase -q HEAD~1 --onto $id", "REBASE_HEAD" },
	};

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_history *h;

		box_in("");
		box_sh("rm -rf r; git init -q r; cd r;" COMMIT
		       "c f base; git checkout -q --detach; c f hidden;"
		       "id=$(git rev-parse HEAD); git checkout -q main;"
		       "c f ours; { %s; } >/dev/null 2>&1 && exit 1;"
		       "test -e .git/%s",
		    cases[i].start, cases[i].name);
		box_in("r");
		h = history(NULL);
		if (i != 3) /* there ours is what REBASE_HEAD names */
			holds(h, "f", "hidden", true);
		holds(h, "f", "ours", true);
		holds(h, "f", "base", true);
		holds(h, "f", "neither", false);
		gs_history_free(h);
	}
}

static void
test_octopus_and_githead(void **state)
{
	struct gs_history *h;
	char *second;

	(void)state;
	box_sh(
	    "git init -q r; cd r;" COMMIT "c f base; b=$(git rev-parse HEAD);"
	    "git checkout -q --detach; c f left; l=$(git rev-parse HEAD);"
	    "git checkout -q --detach $b; c f right;"
	    "r=$(git rev-parse HEAD); git checkout -q main;"
	    "echo $r >../right; git reflog expire --expire=now --all;"
	    "printf '%%s\\n%%s\\n' $l $r >.git/MERGE_HEAD");
	box_in("r");
	h = history(NULL);
	holds(h, "f", "left", true);
	holds(h, "f", "right", true);
	gs_history_free(h);
	box_sh("rm .git/MERGE_HEAD");
	h = history(NULL);
	holds(h, "f", "right", false);
	second = box_out("echo GITHEAD_$(cat ../right)");
	(void)setenv(second, "topic", 1);
	holds(h, "f", "right", true);
	holds(h, "f", "left", false);
	(void)unsetenv(second);
	holds(h, "f", "right", true); /* a yes is remembered */
	gs_history_free(h);
	free(second);
}

static void
test_child_ends_in_between(void **state)
{
	struct gs_history *h;

	(void)state;
	box_sh("git init -q r; cd r;" COMMIT "c f one; c g two");
	box_in("r");
	box_frail("cat-file");
	h = history(NULL);
	holds(h, "f", "one", true);
	holds(h, "g", "two", true);
	holds(h, "g", "one", false);
	gs_history_free(h);
}

/* HEAD's blob is not here and must not be fetched; another side's is. */
static void
test_partial_clone(void **state)
{
	struct gs_history *h;
	char *before, *after;

	(void)state;
	box_sh(
	    "git init -q r; cd r; git config uploadpack.allowFilter true;"
	    "git config uploadpack.allowAnySHA1InWant true;" COMMIT
	    "c f far; cd ..;"
	    "git clone -q --no-checkout --filter=blob:none \"file://$PWD/r\" p;"
	    "cd p; echo near >f; git add f;"
	    "git commit-tree -m near $(git write-tree) >.git/MERGE_HEAD;"
	    "git cat-file -e MERGE_HEAD:f");
	box_in("p");
	before = box_out("git count-objects -v");
	h = history(NULL);
	holds(h, "f", "near", true);
	holds(h, "f", "neither", false);
	/* Its name is known without its content. */
	holds(h, "f", "far", true);
	gs_history_free(h);
	after = box_out("git count-objects -v");
	assert_string_equal(before, after);
	free(before);
	free(after);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_history),
		BOX_TEST(test_odd_names),
		BOX_TEST(test_unborn_and_bare),
		BOX_TEST(test_unfinished_work),
		BOX_TEST(test_octopus_and_githead),
		BOX_TEST(test_child_ends_in_between),
		BOX_TEST(test_partial_clone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
