/*
 * Bulk rewriting against a real working tree: what is written, what is left,
 * and what somebody who meddles meanwhile cannot make it do.
 */
#include "box.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/hash.h"
#include "format/sealed.h"
#include "repo/rewrite.h"

#define FILES 5

static struct gs_content_key key;

/* A tree with FILES sealed files "d/0".. in the index, and their blobs. */
struct tree {
	struct gs_work v[FILES];
	char path[FILES][16];
	struct gs_works w;
	struct gs_place place;
	int (*before)(size_t i); /* runs inside the opening of v[i] */
	struct gs_err e;
};

static int
open_it(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t *off)
{
	struct tree *t = ctx;

	(void)worker;
	if (t->before != NULL)
		unit_ok(t->before(i), "meddling");
	return gs_sealed_open(&key, 1 << 20, b, off);
}

static void
seal_text(const char *text, const char *path)
{
	const struct gs_seal_opt opt = { false, 0 };
	struct gs_buf b = GS_BUF_INIT;

	unit_ok(gs_buf_add(&b, text, GS_SEALED_HEADER_LEN), "room");
	gs_buf_cut(&b, GS_SEALED_HEADER_LEN);
	unit_ok(gs_buf_adds(&b, text + GS_SEALED_HEADER_LEN), "text");
	unit_ok(gs_sealed_seal(&key, &opt, &b), "seal");
	box_file(path, b.p, b.n);
	gs_buf_clear(&b);
}

static void
tree_open(struct tree *t)
{
	static char top[4096], git_dir[4096 + 8], index[4096 + 16];
	char text[GS_SEALED_HEADER_LEN + 32];
	char *id;

	memset(t, 0, sizeof(*t));
	memset(&key, 7, sizeof(key));
	box_sh("git init -q r; mkdir r/d");
	box_in("r");
	for (int i = 0; i < FILES; i++) {
		(void)snprintf(t->path[i], sizeof(t->path[i]), "d/%d", i);
		(void)snprintf(
		    text, sizeof(text), "%032d%s %d\n", 0, "plain", i);
		seal_text(text, t->path[i]);
		t->v[i].path = t->path[i];
	}
	box_sh("chmod 644 d/*; git add d; touch -d 2020-01-01 d/*; "
	       "git update-index --refresh");
	for (int i = 0; i < FILES; i++) {
		id = box_out("git rev-parse :d/%d", i);
		unit_ok(gs_oid_parse(id, strlen(id), &t->v[i].id), "id");
		free(id);
	}
	assert_non_null(getcwd(top, sizeof(top) - 8));
	(void)snprintf(git_dir, sizeof(git_dir), "%s/.git", top);
	(void)snprintf(index, sizeof(index), "%s/index", git_dir);
	t->w = (struct gs_works){ .top = top,
		.git_dir = git_dir,
		.index = index,
		.oid_len = 20,
		.v = t->v,
		.nr = FILES,
		.open = open_it,
		.ctx = t };
	unit_ok(gs_place_open(&t->place, top, git_dir, &t->e), "place");
}

static void
look(struct tree *t)
{
	if (gs_look(&t->w, &t->place, &t->e) != GS_OK)
		fail_msg("%s", t->e.what);
}

static void
rewrite(struct tree *t, enum gs_rewrite_to to, bool force)
{
	if (gs_rewrite(&t->w, &t->place, to, force, &t->e) != GS_OK)
		fail_msg("%s", t->e.what);
	box_is("", "ls -A .git/git-seal/tmp");
	box_is("", "ls .git/index.lock .git/index.git-seal 2>/dev/null || :");
}

static void
test_there_and_back(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	t.v[3].exec = true;
	look(&t);
	for (size_t i = 0; i < FILES; i++)
		assert_int_equal(t.v[i].look, GS_LOOK_TRUSTED);
	rewrite(&t, GS_REWRITE_PLAIN, false);
	box_is("plain 0\nplain 1\nplain 2\nplain 3\nplain 4", "cat d/*");
	box_is("d/3", "find d -type f -perm 755");
	for (size_t i = 0; i < FILES; i++)
		assert_true(t.v[i].written);
	/* Once more: nothing is left to do. */
	look(&t);
	rewrite(&t, GS_REWRITE_PLAIN, false);
	for (size_t i = 0; i < FILES; i++)
		assert_false(t.v[i].written);
	look(&t);
	rewrite(&t, GS_REWRITE_BLOB, false);
	box_is("", "git -c core.fileMode=false diff-files --name-only");
	gs_place_close(&t.place);
}

static void
test_what_files_hold(void **state)
{
	static const enum gs_look want[FILES] = { GS_LOOK_TRUSTED,
		GS_LOOK_PLAIN, GS_LOOK_CHANGED, GS_LOOK_GONE, GS_LOOK_CHANGED };
	struct tree t;

	(void)state;
	tree_open(&t);
	box_sh("echo plain 1 >d/1; echo 'plain x' >d/2; rm d/3 d/4; "
	       "ln -s 0 d/4");
	look(&t);
	for (size_t i = 0; i < FILES; i++) {
		if (t.v[i].look != want[i])
			fail_msg("%zu: %d", i, (int)t.v[i].look);
	}
	rewrite(&t, GS_REWRITE_PLAIN, false);
	box_is("plain 0\nplain 1\nplain x\nplain 0", "cat d/*");
	box_is("d/4", "find d -type l");
	look(&t);
	rewrite(&t, GS_REWRITE_PLAIN, true);
	box_is("plain 0\nplain 1\nplain 2\nplain 4", "cat d/*");
	gs_place_close(&t.place);
}

/* A touched file is compared by content, and not trusted blindly. */
static void
test_touched(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	box_sh("touch -d 2020-02-02 d/0 d/1; printf X | dd of=d/1 bs=1 seek=40 "
	       "conv=notrunc 2>/dev/null; touch -d 2020-02-02 d/1");
	look(&t);
	assert_int_equal(t.v[0].look, GS_LOOK_BLOB);
	assert_int_equal(t.v[1].look, GS_LOOK_CHANGED);
	gs_place_close(&t.place);
}

static int
write_behind(size_t i)
{
	/* Somebody saves d/2 after everything was looked at. */
	if (i == 2)
		box_sh("echo mine >d/2");
	/* Another deletes d/3. */
	if (i == 3)
		box_sh("rm d/3");
	return GS_OK;
}

static void
test_changes_in_between_are_kept(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	look(&t);
	t.before = write_behind;
	rewrite(&t, GS_REWRITE_PLAIN, false);
	box_is("plain 0\nplain 1\nmine\nplain 4", "cat d/*");
	assert_int_equal(t.v[2].look, GS_LOOK_CHANGED);
	assert_int_equal(t.v[3].look, GS_LOOK_GONE);
	gs_place_close(&t.place);
}

static int
swap_folder(size_t i)
{
	if (i == 0)
		box_sh("mv d ../elsewhere; ln -s ../elsewhere d");
	return GS_OK;
}

/* A folder that became a link must not lead us out of the tree. */
static void
test_links_are_not_followed(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	look(&t);
	t.before = swap_folder;
	rewrite(&t, GS_REWRITE_PLAIN, false);
	box_is("5", "grep -la GITSEAL ../elsewhere/* | wc -l");
	look(&t);
	for (size_t i = 0; i < FILES; i++)
		assert_int_equal(t.v[i].look, GS_LOOK_GONE);
	gs_place_close(&t.place);
}

/* Damage in the middle: the others are opened, that one stays byte for byte. */
static void
test_damage_stays(void **state)
{
	struct tree t;
	char *id;

	(void)state;
	tree_open(&t);
	box_sh("printf X | dd of=d/2 bs=1 seek=40 conv=notrunc 2>/dev/null; "
	       "git add d/2; cp d/2 ../damaged");
	id = box_out("git rev-parse :d/2");
	unit_ok(gs_oid_parse(id, strlen(id), &t.v[2].id), "id");
	free(id);
	look(&t);
	rewrite(&t, GS_REWRITE_PLAIN, false);
	assert_int_equal(t.v[2].opened, GS_EDAMAGED);
	assert_false(t.v[2].written);
	box_is("plain 0\nplain 1\nplain 3\nplain 4", "cat d/[0134]");
	box_sh("cmp d/2 ../damaged");
	gs_place_close(&t.place);
}

static void
test_folder_in_the_way(void **state)
{
	struct tree t;

	(void)state;
	tree_open(&t);
	box_sh("rm d/4; mkdir d/4; echo x >d/4/x");
	look(&t);
	assert_int_equal(
	    gs_rewrite(&t.w, &t.place, GS_REWRITE_PLAIN, true, &t.e), GS_EIO);
	assert_non_null(strstr(t.e.what, "d/4"));
	/* What was done before is settled all the same. */
	box_is("x", "cat d/4/x");
	box_is("", "ls -A .git/git-seal/tmp");
	gs_place_close(&t.place);
}

/* Modes: the old one, the umask and the index, whichever is narrower. */
static void
test_modes(void **state)
{
	static const struct {
		mode_t old, umask;
		bool exec;
		const char *want;
	} cases[] = {
		{ 0644, 022, false, "644" },
		{ 0666, 022, false, "644" },
		{ 0666, 002, false, "664" },
		{ 0600, 022, false, "600" },
		{ 0600, 022, true, "700" },
		{ 0755, 022, false, "644" },
		{ 0755, 022, true, "755" },
		{ 0640, 007, true, "750" },
		{ 0444, 022, false, "444" },
		{ 0666, 077, true, "700" },
	};
	struct gs_placer p;
	struct gs_stat now;
	struct tree t;
	mode_t old;

	(void)state;
	tree_open(&t);
	gs_placer_init(&p, &t.place, 0);
	for (size_t i = 0; i < NR(cases); i++) {
		box_sh("chmod %o d/0", (unsigned)cases[i].old);
		t.place.umask = cases[i].umask;
		old = umask(cases[i].umask);
		if (gs_placer_write(&p, "d/0", "x", 1, cases[i].exec, NULL,
			&now, &t.e) != GS_OK)
			fail_msg("%s", t.e.what);
		(void)umask(old);
		box_is(cases[i].want, "stat -c %%a d/0");
	}
	gs_placer_clear(&p);
	gs_place_close(&t.place);
}

/* What is young enough for Git to doubt is told from what is not. */
static void
test_stat_is_of_our_bytes(void **state)
{
	struct gs_placer p;
	struct gs_stat now, is;
	struct stat st;
	struct tree t;

	(void)state;
	tree_open(&t);
	gs_placer_init(&p, &t.place, 0);
	unit_ok(gs_placer_write(&p, "d/0", "bytes", 5, false, NULL, &now, &t.e),
	    "write");
	assert_int_equal(lstat("d/0", &st), 0);
	gs_stat_of(&st, &is);
	assert_true(gs_stat_eq(&is, &now));
	assert_int_equal(now.size, 5);
	assert_true(now.mtime + 2 <= (uint32_t)time(NULL));
	assert_int_equal(
	    gs_placer_write(&p, "d/none", "x", 1, false, NULL, &now, &t.e),
	    GS_ENOTFOUND);
	assert_int_equal(
	    gs_placer_write(&p, "none/x", "x", 1, false, NULL, &now, &t.e),
	    GS_ENOTFOUND);
	gs_placer_clear(&p);
	gs_place_close(&t.place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_there_and_back),
		BOX_TEST(test_what_files_hold),
		BOX_TEST(test_touched),
		BOX_TEST(test_changes_in_between_are_kept),
		BOX_TEST(test_links_are_not_followed),
		BOX_TEST(test_damage_stays),
		BOX_TEST(test_folder_in_the_way),
		BOX_TEST(test_modes),
		BOX_TEST(test_stat_is_of_our_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
