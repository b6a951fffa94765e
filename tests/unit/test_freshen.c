/*
 * Racy entries, as the real Git leaves them: which are found, and which of
 * them Git believes afterwards.
 */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/proc.h"
#include "format/sealed.h"
#include "repo/freshen.h"

static char *top;

static int
sh(const char *script)
{
	const char *const argv[] = { "sh", "-euc", script, NULL };
	const char *const env[] = { "GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C", "TZ=UTC", "GIT_DIR",
		"GIT_INDEX_FILE", "GIT_WORK_TREE", NULL };
	const struct gs_proc_opt opt = { .argv = argv, .env = env, .cwd = top };
	struct gs_err e = { "", "" };
	int code;

	if (gs_proc_run(&opt, NULL, 0, NULL, &code, &e) != GS_OK)
		fail_msg("%s", e.what);
	return code;
}

/* Blobs that begin as sealed ones do, and "open" by taking that away; all
 * files and the index were written in one second of 2021. */
static const char setup[] =
    "git init -q\n"
    "git config filter.f.clean"
    " 'echo >>.git/cleaned; printf \"\\000GITSEAL\"; cat'\n"
    "printf '%s\\n' '*.f filter=f' 'empty.f -filter' >.gitattributes\n"
    "mkdir d\n"
    "for i in a b c d/e gone link new; do echo $i >$i.f; done\n"
    ": >empty.f\n"
    "echo sealed >sealed\n"
    "ln -s a.f z\n"
    "find . -path ./.git -prune -o -type f -exec"
    " touch -d '2021-01-01 00:00:00.5' {} +\n"
    "git add -A\n"
    "touch -d '2021-01-01 00:00:00' .git/index\n"
    "rm -f .git/cleaned\n";

static int
begin(void **state)
{
	(void)state;
	top = unit_folder();
	return sh(setup);
}

static int
end(void **state)
{
	(void)state;
	unit_folder_done(top);
	return 0;
}

static int
open_it(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t *off)
{
	const char *locked = ctx;

	(void)worker;
	(void)i;
	*off = GS_SEALED_MAGIC_LEN;
	/* What the blob opens to names the one that is locked. */
	return locked != NULL && b->p[*off] == (uint8_t)locked[0] ? GS_ENOKEY
								  : GS_OK;
}

struct fixture {
	char *index, *git_dir;
	struct gs_racy racy;
	struct gs_work v[16];
};

static void
find(struct fixture *f)
{
	struct gs_err e = { "", "" };

	memset(f, 0, sizeof(*f));
	f->git_dir = unit_path(top, ".git");
	f->index = unit_path(f->git_dir, "index");
	unit_ok(gs_racy_find(f->index, 20, &f->racy, &e), e.what);
	assert_in_range(f->racy.paths.nr, 1, NR(f->v));
	for (size_t i = 0; i < f->racy.paths.nr; i++) {
		f->v[i].path = f->racy.paths.v[i];
		f->v[i].id = f->racy.id[i];
	}
}

static void
freshen(struct fixture *f, const char *locked)
{
	struct gs_works w = { .dir = top,
		.top = top,
		.git_dir = f->git_dir,
		.index = f->index,
		.oid_len = 20,
		.v = f->v,
		.nr = f->racy.paths.nr,
		.open = open_it,
		.ctx = (void *)(uintptr_t)locked };
	struct gs_place place;
	struct gs_err e = { "", "" };

	unit_ok(gs_place_open(&place, top, f->git_dir, &e), e.what);
	unit_ok(gs_freshen(&w, &place, f->racy.index_time, &e), e.what);
	gs_place_close(&place);
}

static void
done(struct fixture *f)
{
	gs_racy_clear(&f->racy);
	free(f->index);
	free(f->git_dir);
}

static bool
written(const struct fixture *f, const char *path)
{
	for (size_t i = 0; i < f->racy.paths.nr; i++) {
		if (strcmp(f->v[i].path, path) == 0)
			return f->v[i].written;
	}
	fail_msg("'%s' was not found", path);
	return false;
}

static void
all_regular_files_are_racy(void **state)
{
	struct fixture f;

	(void)state;
	find(&f);
	assert_int_equal(f.racy.paths.nr, 10);
	assert_string_equal(f.racy.paths.v[0], ".gitattributes");
	assert_int_equal(f.racy.index_time, 1609459200);
	done(&f);
	assert_int_equal(sh("touch -d '2021-01-01 00:00:01' .git/index"), 0);
	memset(&f, 0, sizeof(f));
	f.index = unit_path(top, ".git/index");
	unit_ok(gs_racy_find(f.index, 20, &f.racy, NULL), "older files");
	assert_int_equal(f.racy.paths.nr, 0);
	done(&f);
}

static void
git_believes_what_was_the_same(void **state)
{
	struct fixture f;

	(void)state;
	find(&f);
	freshen(&f, NULL);
	for (size_t i = 0; i < f.racy.paths.nr; i++) {
		if (!f.v[i].written)
			fail_msg("'%s' was left", f.v[i].path);
	}
	assert_int_equal(f.v[0].st.mtime, f.racy.index_time - 2);
	done(&f);
	assert_int_equal(
	    sh("test 2021-01-01 = \"$(date -r .git/index +%F)\"\n"
	       "test -z \"$(git diff-files)$(git status --porcelain | "
	       "grep -v '^A')\"\n"
	       "test ! -e .git/cleaned"),
	    0);
}

/* Whatever its stat data say. */
static void
what_differs_is_not_touched(void **state)
{
	static const char *const left[] = { "a.f", "b.f", "c.f", "gone.f",
		"link.f", "new.f" };
	struct fixture f;

	(void)state;
	assert_int_equal(
	    sh("touch -r a.f .git/time\n"
	       "echo A >a.f; echo more >>b.f\n"
	       "rm gone.f link.f new.f; ln -s a.f link.f; mkfifo new.f\n"
	       "touch -r .git/time a.f b.f"),
	    0);
	find(&f);
	freshen(&f, "c");
	for (size_t i = 0; i < NR(left); i++) {
		if (written(&f, left[i]))
			fail_msg("'%s' was taken for the same", left[i]);
	}
	assert_true(written(&f, "d/e.f"));
	assert_true(written(&f, "empty.f"));
	assert_true(written(&f, "sealed"));
	done(&f);
	assert_int_equal(sh("for i in a b c; do test 00:00:00.500000000 = "
			    "\"$(date -r $i.f +%T.%N)\"; done\n"
			    "rm new.f\n"
			    "test \"$(git diff --name-only | tr '\\n' ' ')\" = "
			    "'a.f b.f gone.f link.f new.f '"),
	    0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    all_regular_files_are_racy, begin, end),
		cmocka_unit_test_setup_teardown(
		    git_believes_what_was_the_same, begin, end),
		cmocka_unit_test_setup_teardown(
		    what_differs_is_not_touched, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
