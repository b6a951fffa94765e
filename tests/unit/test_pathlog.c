#include "box.h"

#include "repo/pathlog.h"
#include "repo/treediff.h"

static int
note(void *ctx, const char *path, const struct gs_oid *id)
{
	struct gs_strs *got = ctx;
	char hex[GS_OID_HEX_MAX + 1];
	char *line = gs_asprintf("%s %s", gs_oid_print(id, hex), path);
	int r = gs_strs_has(got, line) ? GS_OK : gs_strs_add(got, line);

	free(line);
	return r;
}

static void
has(const struct gs_strs *got, const char *text, const char *path)
{
	char *id = box_out("printf %%s '%s' | git hash-object --stdin", text);
	char *line = gs_asprintf("%s %s", id, path);

	if (!gs_strs_has(got, line))
		fail_msg("'%s' never held '%s'", path, text);
	free(id);
	free(line);
}

/* All versions of the paths asked for, on all branches, in merges too. */
static void
test_pathlog(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 }, got = { NULL, 0, 0 };
	struct gs_err e = { "", "" };

	(void)state;
	box_sh("git init -q r && cd r && git commit -q --allow-empty -m zero &&"
	       "printf 1 >a && printf x >'[a]*' && git add . &&"
	       "git commit -qm one &&"
	       "git checkout -qb side && printf 2 >a && git commit -qam two &&"
	       "git checkout -q - && printf 3 >a && git commit -qam three &&"
	       "git merge -q side >/dev/null 2>&1 || :; printf 4 >a &&"
	       "git add a && git commit -qm merged && git rm -q a &&"
	       "git commit -qm gone && ln -s x a && git add a &&"
	       "git commit -qm link");
	box_in("r");
	unit_ok(gs_strs_add(&paths, "a"), "add");
	unit_ok(gs_strs_add(&paths, "[a]*"), "add");
	unit_ok(gs_strs_add(&paths, "none"), "add");
	unit_ok(gs_pathlog(&paths, note, &got, &e), e.what);
	has(&got, "1", "a");
	has(&got, "2", "a");
	has(&got, "3", "a");
	has(&got, "4", "a");
	has(&got, "x", "[a]*");
	assert_int_equal(got.nr, 5);
	gs_strs_clear(&paths);
	gs_strs_clear(&got);
}

static void
test_many_paths(void **state)
{
	struct gs_strs paths = { NULL, 0, 0 }, got = { NULL, 0, 0 };
	struct gs_err e = { "", "" };

	(void)state;
	box_sh("git init -q r && cd r && printf 1 >last &&"
	       "git add . && git commit -qm one");
	box_in("r");
	for (size_t i = 0; i < 2500; i++) {
		char *name = gs_asprintf("name-%zu", i);

		unit_ok(gs_strs_add(&paths, name), "add");
		free(name);
	}
	unit_ok(gs_strs_add(&paths, "last"), "add");
	unit_ok(gs_pathlog(&paths, note, &got, &e), e.what);
	has(&got, "1", "last");
	gs_strs_clear(&paths);
	gs_strs_clear(&got);
}

#define NOT_LISTED 0xffffffffu

/* The mode in HEAD of a path that differs. */
static uint32_t
old_mode(const struct gs_treediff *d, const char *path)
{
	for (size_t i = 0; i < d->nr; i++) {
		if (strcmp(d->v[i].path, path) != 0)
			continue;
		assert_int_equal(d->v[i].old.n, d->v[i].old_mode == 0 ? 0 : 20);
		return d->v[i].old_mode;
	}
	return NOT_LISTED;
}

static void
test_headdiff(void **state)
{
	static const char *const spec[] = { "new", NULL };
	struct gs_treediff d;
	struct gs_err e = { "", "" };

	(void)state;
	box_sh("git init -q r && cd r && printf 1 >same && printf 1 >edited &&"
	       "printf 1 >gone && ln -s x link && git add . &&"
	       "git commit -qm one && printf 2 >edited && rm link gone &&"
	       "printf 3 >link && mkdir sub && printf 4 >sub/new &&"
	       "git add -A && printf 5 >same");
	box_in("r");
	unit_ok(gs_treediff_head_index("", NULL, &d, &e), e.what);
	assert_int_equal(d.nr, 4);
	assert_int_equal(old_mode(&d, "edited"), 0100644);
	assert_int_equal(old_mode(&d, "gone"), 0100644);
	assert_int_equal(old_mode(&d, "link"), 0120000);
	assert_int_equal(old_mode(&d, "sub/new"), 0);
	assert_int_equal(old_mode(&d, "same"), NOT_LISTED);
	gs_treediff_clear(&d);
	unit_ok(gs_treediff_head_index("sub/", spec, &d, &e), e.what);
	assert_int_equal(d.nr, 1);
	assert_string_equal(d.v[0].path, "sub/new");
	gs_treediff_clear(&d);
	unit_ok(gs_treediff_head_files("", NULL, &d, &e), e.what);
	assert_int_equal(old_mode(&d, "same"), 0100644);
	gs_treediff_clear(&d);
}

static void
test_headdiff_conflict(void **state)
{
	struct gs_treediff d;
	struct gs_err e = { "", "" };

	(void)state;
	box_sh("git init -q r && cd r && printf 1 >a && git add . &&"
	       "git commit -qm one && git checkout -qb side &&"
	       "printf 2 >a && git commit -qam two && git checkout -q - &&"
	       "printf 3 >a && git commit -qam three &&"
	       "{ git merge -q side >/dev/null 2>&1 || :; }");
	box_in("r");
	unit_ok(gs_treediff_head_index("", NULL, &d, &e), e.what);
	assert_true(d.nr >= 1);
	assert_true(d.v[0].unmerged);
	gs_treediff_clear(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_pathlog),
		BOX_TEST(test_many_paths),
		BOX_TEST(test_headdiff),
		BOX_TEST(test_headdiff_conflict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
