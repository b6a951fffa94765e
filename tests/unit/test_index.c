#include "box.h"

#include <unistd.h>

#include "repo/index.h"

static struct gs_entries
index_of(const char *dir, const char *const *specs)
{
	struct gs_entries l;
	struct gs_err e = { "", "" };

	if (gs_entries_of_index(dir, specs, &l, &e) != GS_OK)
		fail_msg("%s", e.what);
	return l;
}

static const struct gs_entry *
find(const struct gs_entries *l, const char *path)
{
	return gs_entries_find(l, path, strlen(path));
}

/* What git says of the same index must be what the list holds. */
static void
same_as_git(void)
{
	struct gs_entries l = index_of(NULL, NULL);
	struct gs_buf b = GS_BUF_INIT;
	char hex[GS_OID_HEX_MAX + 1], *want;

	for (size_t i = 0; i < l.nr; i++)
		unit_ok(
		    gs_buf_addf(&b, "%s%06o %s %d\t%s", i > 0 ? "\n" : "",
			(unsigned)l.v[i].mode, gs_oid_print(&l.v[i].id, hex),
			l.v[i].stage, l.v[i].path),
		    "text");
	want = box_out("git ls-files -s -z | tr '\\0' '\\n'");
	assert_string_equal(gs_buf_str(&b), want);
	free(want);
	gs_buf_clear(&b);
	gs_entries_clear(&l);
}

static void
odd_names(const char *format)
{
	struct gs_entries l;

	box_sh("git init -q --object-format=%s r; mkdir r/sub", format);
	box_in("r");
	for (size_t i = 0; i < box_names_nr; i++)
		box_file(box_names[i], "x", 1);
	box_sh("ln -s x link; printf x >exec; chmod +x exec; git add -A");
	l = index_of(NULL, NULL);
	assert_int_equal(l.nr, box_names_nr + 2);
	for (size_t i = 0; i < box_names_nr; i++) {
		const struct gs_entry *e = find(&l, box_names[i]);

		if (e == NULL)
			fail_msg("'%s' is not found", box_names[i]);
		assert_string_equal(e->path, box_names[i]);
		assert_int_equal(e->n, strlen(box_names[i]));
		assert_int_equal(e->mode, 0100644);
		assert_int_equal(e->stage, 0);
		assert_false(e->skip_worktree);
	}
	assert_int_equal(find(&l, "link")->mode, 0120000);
	assert_int_equal(find(&l, "exec")->mode, 0100755);
	assert_null(find(&l, "sub"));
	assert_null(find(&l, "sub/"));
	assert_null(find(&l, ""));
	assert_null(find(&l, "zzz"));
	gs_entries_clear(&l);
	same_as_git();
}

static void
test_odd_names(void **state)
{
	(void)state;
	odd_names("sha1");
}

static void
test_sha256(void **state)
{
	(void)state;
	odd_names("sha256");
}

static void
test_no_entries(void **state)
{
	struct gs_entries l;

	(void)state;
	box_sh("git init -q r; git init -q --bare b.git");
	box_in("b.git");
	l = index_of(NULL, NULL);
	assert_int_equal(l.nr, 0);
	assert_null(find(&l, "x"));
	gs_entries_clear(&l);
	gs_entries_clear(&l);
}

static void
test_conflict(void **state)
{
	const struct gs_entry *e;
	struct gs_entries l;

	(void)state;
	box_sh("git init -q r; cd r; c() { echo $2 >$1; git add -A;"
	       "git commit -qm $2; }; c a 1; c f base; git checkout -qb s;"
	       "c f theirs; git checkout -q main; c f ours; c g 1;"
	       "git merge -q s >/dev/null || :");
	box_in("r");
	l = index_of(NULL, NULL);
	assert_int_equal(l.nr, 5);
	e = find(&l, "f");
	assert_non_null(e);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(e[i].path, "f");
		assert_int_equal(e[i].stage, i + 1);
	}
	assert_string_equal(e[3].path, "g");
	gs_entries_clear(&l);
	same_as_git();
}

/* Every form an index file can have is Git's business, not ours. */
static void
test_forms_of_the_index(void **state)
{
	static const char *const forms[] = {
		"git update-index --index-version 4",
		"git update-index --split-index; >new; git add new",
		"git update-index --untracked-cache",
		"git sparse-checkout set --cone --sparse-index a",
		"git sparse-checkout set --no-cone /a/ ",
	};

	(void)state;
	for (size_t i = 0; i < NR(forms); i++) {
		struct gs_entries l;

		box_in("");
		box_sh("rm -rf r; git init -q r; cd r; mkdir -p a b/c;"
		       "for f in a/1 b/1 b/c/1; do echo $f >$f; done;"
		       "git add .; git commit -qm 1; %s",
		    forms[i]);
		box_in("r");
		l = index_of(NULL, NULL);
		assert_non_null(find(&l, "b/c/1"));
		assert_int_equal(find(&l, "b/c/1")->skip_worktree, i >= 3);
		assert_false(find(&l, "a/1")->skip_worktree);
		gs_entries_clear(&l);
		same_as_git();
	}
}

static void
test_which_index(void **state)
{
	char *dir = box_path("r");
	struct gs_entries l;

	(void)state;
	box_sh("git init -q r; git init -q q; cd r; >a; git add a;"
	       "cp .git/index \"$HOME/other\"; >b; git add b");
	box_in("q");
	l = index_of(dir, NULL);
	assert_int_equal(l.nr, 2);
	gs_entries_clear(&l);
	box_in("r");
	(void)setenv("GIT_INDEX_FILE", "../other", 1);
	l = index_of(NULL, NULL);
	assert_int_equal(l.nr, 1);
	gs_entries_clear(&l);
	l = index_of(dir, NULL);
	assert_int_equal(l.nr, 2);
	gs_entries_clear(&l);
	free(dir);
}

static void
test_pathspecs(void **state)
{
	static const struct {
		const char *prefix;
		const char *specs[3];
		size_t nr; /* entries, or SIZE_MAX: refused */
	} cases[] = {
		{ "", { NULL }, 4 },
		{ "", { "a" }, 2 },
		{ "", { "*.txt" }, 2 },
		{ "", { ":(top)a", "b/2.txt" }, 3 },
		{ "", { "nothing" }, 0 },
		{ "", { ":(nonsense)x" }, SIZE_MAX },
		{ "", { "../x" }, SIZE_MAX },
		{ "", { "--full-name" }, 0 },
		{ "a/", { NULL }, 4 },
		{ "a/", { "." }, 2 },
		{ "a/", { "1.txt" }, 1 },
		{ "a/", { "../b" }, 1 },
		{ "a/", { ":/" }, 4 },
		{ "a/", { ":!1.txt" }, 1 },
	};

	(void)state;
	box_sh("git init -q r; cd r; mkdir a b;"
	       "for f in a/1.txt a/2.c b/2.txt c; do >$f; done; git add .");
	box_in("r");
	for (size_t i = 0; i < NR(cases); i++) {
		struct gs_entries l;
		int r = gs_entries_of_user(
		    cases[i].prefix, cases[i].specs, &l, NULL);

		unit_code(r, cases[i].nr == SIZE_MAX ? GS_EGIT : GS_OK,
		    cases[i].specs[0]);
		if (r == GS_OK && l.nr != cases[i].nr)
			fail_msg("%s%s: %zu entries", cases[i].prefix,
			    cases[i].specs[0], l.nr);
		for (size_t k = 0; k < l.nr; k++)
			assert_true(strcmp(l.v[k].path, "c") == 0 ||
			    l.v[k].path[1] == '/');
		gs_entries_clear(&l);
	}
}

static void
test_trees(void **state)
{
	struct gs_entries l;
	struct gs_err e;

	(void)state;
	box_sh("git init -q r; mkdir r/sub");
	box_in("r");
	for (size_t i = 0; i < box_names_nr; i++)
		box_file(box_names[i], "x", 1);
	unit_code(
	    gs_entries_of_tree(NULL, "HEAD", &l, &e), GS_ENOTFOUND, "unborn");
	assert_string_equal(e.what, "there is no commit or tree 'HEAD'");
	/* As a folder, "sub" is sorted after "sub.x"; so is its content. */
	box_sh(">sub.x; >sub0; git add -A; git commit -qm 1; git rm -q sub.x");
	unit_ok(gs_entries_of_tree(NULL, "HEAD", &l, &e), "HEAD");
	assert_int_equal(l.nr, box_names_nr + 2);
	for (size_t i = 0; i < box_names_nr; i++)
		assert_non_null(find(&l, box_names[i]));
	assert_non_null(find(&l, "sub.x"));
	gs_entries_clear(&l);
	unit_ok(gs_entries_of_tree(NULL, "HEAD:sub", &l, &e), "a subtree");
	assert_int_equal(l.nr, 1);
	assert_non_null(find(&l, "line\nend\n"));
	gs_entries_clear(&l);
	unit_code(gs_entries_of_tree(NULL, "--all", &l, &e), GS_ENOTFOUND,
	    "an option");
}

static struct gs_oid
oid(const char *hex)
{
	struct gs_oid id;

	unit_ok(gs_oid_parse(hex, strlen(hex), &id), hex);
	return id;
}

/* Trees that no Git writes, but somebody may push: still found. */
static void
test_tree_out_of_order(void **state)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_entries l;
	struct gs_oid id;
	char *hex;

	(void)state;
	box_sh("git init -q r");
	box_in("r");
	hex = box_out("git hash-object -w --stdin </dev/null");
	id = oid(hex);
	free(hex);
	for (const char *n = "zam"; *n != '\0'; n++) {
		unit_ok(gs_buf_addf(&b, "100644 %c", *n), "tree");
		unit_ok(gs_buf_addc(&b, '\0'), "tree");
		unit_ok(gs_buf_add(&b, id.b, id.n), "tree");
	}
	box_file("tree", b.p, b.n);
	gs_buf_clear(&b);
	hex = box_out("git hash-object -t tree -w --literally tree");
	unit_ok(gs_entries_of_tree(NULL, hex, &l, NULL), "tree");
	free(hex);
	assert_int_equal(l.nr, 3);
	assert_non_null(find(&l, "a"));
	assert_non_null(find(&l, "m"));
	assert_non_null(find(&l, "z"));
	gs_entries_clear(&l);
}

static void
update(const char *format)
{
	struct gs_index_change c[4];
	struct gs_oid id;
	char *hex;

	box_sh("rm -rf r; git init -q --object-format=%s r; cd r; mkdir d;"
	       "echo 1 >d/a; echo 2 >d/b; printf 3 >\"$(printf 'n\\nl')\";"
	       "git add .",
	    format);
	box_in("r");
	hex = box_out("echo new | git hash-object -w --stdin");
	id = oid(hex);
	memset(c, 0, sizeof(c));
	c[0] = (struct gs_index_change){ "d/a", id, 0100755, false };
	c[1] = (struct gs_index_change){ "n\nl", id, 0100644, false };
	c[2].path = "d/b";
	c[3] = (struct gs_index_change){ "-new \"x\"", id, 0100644, false };
	unit_ok(gs_index_update(NULL, c, 4, NULL), "update");
	box_is("100644 -new \"x\"\n100755 d/a\n100644 n\nl",
	    "git ls-files -z -s | tr '\\0' '\\n' | sed 's/ %s 0\t/ /'", hex);
	/* Removals alone, of what is there and of what is not. */
	c[0] = c[2];
	c[0].path = "n\nl";
	c[2].path = "nowhere";
	c[1] = c[2];
	unit_ok(gs_index_update(NULL, c, 3, NULL), "remove");
	box_is("-new \"x\"\nd/a", "git ls-files -z | tr '\\0' '\\n'");
	unit_ok(gs_index_update(NULL, c, 0, NULL), "nothing");
	box_in("");
	free(hex);
}

static void
test_updates(void **state)
{
	(void)state;
	update("sha1");
	update("sha256");
}

static void
test_update_ends_a_conflict(void **state)
{
	struct gs_index_change c;
	struct gs_entries l;
	char *hex;

	(void)state;
	box_sh("git init -q r; cd r; c() { echo $2 >$1; git add -A;"
	       "git commit -qm $2; }; c f base; git checkout -qb s;"
	       "c f theirs; git checkout -q main; c f ours;"
	       "git merge -q s >/dev/null || :");
	box_in("r");
	hex = box_out("git rev-parse :2:f");
	c = (struct gs_index_change){ "f", oid(hex), 0100644, false };
	unit_ok(gs_index_update(NULL, &c, 1, NULL), "update");
	l = index_of(NULL, NULL);
	assert_int_equal(l.nr, 1);
	assert_int_equal(l.v[0].stage, 0);
	gs_entries_clear(&l);
	free(hex);
}

static void
test_update_keeps_sparse_entries(void **state)
{
	struct gs_index_change c[2];
	char *hex;

	(void)state;
	box_sh("git init -q r; cd r; mkdir a b; echo 1 >a/1; echo 2 >b/2;"
	       "git add .; git commit -qm 1;"
	       "git sparse-checkout set --cone --sparse-index a");
	box_in("r");
	hex = box_out("echo new | git hash-object -w --stdin");
	c[0] = (struct gs_index_change){ "b/2", oid(hex), 0100644, true };
	c[1] = (struct gs_index_change){ "a/1", oid(hex), 0100644, false };
	unit_ok(gs_index_update(NULL, c, 2, NULL), "update");
	box_is("H a/1\nS b/2", "git ls-files -t");
	box_is("", "git ls-files -d");
	box_is("M\ta/1\nM\tb/2", "git diff --cached --name-status");
	c[1].id.n = c[0].id.n = 0;
	unit_ok(gs_index_update(NULL, c, 1, NULL), "remove");
	box_is("H a/1", "git ls-files -t");
	free(hex);
}

static void
test_update_fails(void **state)
{
	struct gs_index_change c = { .path = "gone" };
	struct gs_err e;

	(void)state;
	box_sh("git init -q r; cd r; >gone; git add .; >.git/index.lock");
	box_in("r");
	unit_code(gs_index_update(NULL, &c, 1, &e), GS_EGIT, "locked");
	assert_non_null(strstr(e.what, "'git update-index' failed"));
}

static void
test_one_blob(void **state)
{
	static const char sealed[] = "\0GITSEAL\1 and so on";
	static const struct {
		const char *p;
		size_t n;
	} cases[] = { { "", 0 }, { "a\r\nb", 4 }, { sealed, 19 } };
	struct gs_oid id;
	char hex[GS_OID_HEX_MAX + 1];

	(void)state;
	box_sh("git init -q r; cd r; git config core.autocrlf true;"
	       "echo '* text' >.gitattributes");
	box_in("r");
	for (size_t i = 0; i < NR(cases); i++) {
		unit_ok(gs_blob_write(NULL, cases[i].p, cases[i].n, &id, NULL),
		    "write");
		box_file("want", cases[i].p, cases[i].n);
		box_sh("git cat-file blob %s | cmp - want",
		    gs_oid_print(&id, hex));
	}
	box_in("");
	unit_code(gs_blob_write(NULL, "x", 1, &id, NULL), GS_EGIT, "nowhere");
	assert_int_equal(id.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_odd_names),
		BOX_TEST(test_sha256),
		BOX_TEST(test_no_entries),
		BOX_TEST(test_conflict),
		BOX_TEST(test_forms_of_the_index),
		BOX_TEST(test_which_index),
		BOX_TEST(test_pathspecs),
		BOX_TEST(test_trees),
		BOX_TEST(test_tree_out_of_order),
		BOX_TEST(test_updates),
		BOX_TEST(test_update_ends_a_conflict),
		BOX_TEST(test_update_keeps_sparse_entries),
		BOX_TEST(test_update_fails),
		BOX_TEST(test_one_blob),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
