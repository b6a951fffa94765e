#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "box.h"

static void
test_commit_replaces(void **state)
{
	struct gs_lock l;
	struct gs_err e = { "", "" };

	(void)state;
	box_file("f", "old\n", 4);
	unit_ok(gs_lock_take(&l, "f", 0640, 0, &e), "take");
	box_is("f f.git-seal f.lock", "ls | xargs");
	unit_ok(gs_lock_commit(&l, "new\n", 4, &e), "commit");
	box_is("f", "ls | xargs");
	box_is("new 640 1", "echo $(cat f) $(stat -c '%%a %%h' f)");
	gs_lock_drop(&l);
}

static void
test_drop_leaves_nothing(void **state)
{
	struct gs_lock l;
	struct gs_err e = { "", "" };

	(void)state;
	unit_ok(gs_lock_take(&l, "f", 0600, 0, &e), "take");
	gs_lock_drop(&l);
	gs_lock_drop(&l);
	box_is("", "ls");
}

static void
test_one_at_a_time(void **state)
{
	struct gs_lock a, b;
	struct gs_err e = { "", "" };

	(void)state;
	unit_ok(gs_lock_take(&a, "f", 0600, 0, &e), "take");
	assert_int_equal(gs_lock_take(&b, "f", 0600, 30, &e), GS_EIO);
	assert_non_null(strstr(e.hint, "f.lock"));
	gs_lock_drop(&b);
	box_is("f.git-seal f.lock", "ls | xargs");
	unit_ok(gs_lock_commit(&a, "a\n", 2, &e), "commit");
	unit_ok(gs_lock_take(&b, "f", 0600, 0, &e), "take again");
	gs_lock_drop(&b);
	box_is("a", "cat f");
}

/* Somebody else's lock is not ours to judge, however old. */
static void
test_strange_locks_stay(void **state)
{
	struct gs_lock l;
	struct gs_err e = { "", "" };

	(void)state;
	box_sh(": >f.lock; touch -d 2001-01-01 f.lock");
	assert_int_equal(gs_lock_take(&l, "f", 0600, 20, &e), GS_EIO);
	box_is("f.lock", "ls | xargs");
	box_sh("echo x >f.git-seal");
	assert_int_equal(gs_lock_take(&l, "f", 0600, 20, &e), GS_EIO);
	box_is("f.lock", "ls | xargs");
}

/* A kill while the lock is held, half written, and right after the rename. */
static void
test_dead_ones_are_removed(void **state)
{
	static const char *const left[] = {
		"echo ha >f.git-seal; ln f.git-seal f.lock",
		"echo ha >f.git-seal",
		"ln f f.git-seal",
	};
	struct gs_lock l;
	struct gs_err e = { "", "" };

	(void)state;
	for (size_t i = 0; i < NR(left); i++) {
		box_sh("rm -f f*; echo old >f; %s", left[i]);
		if (gs_lock_take(&l, "f", 0600, 0, &e) != GS_OK)
			fail_msg("%s: %s", left[i], e.what);
		box_is("old", "cat f");
		unit_ok(gs_lock_commit(&l, "new\n", 4, &e), "commit");
		box_is("f new 1", "echo $(ls) $(cat f) $(stat -c %%h f)");
	}
}

#define WRITERS 12

/* Each adds a line to what it finds: none may be lost. */
static void
write_one(int nr)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_lock l;
	int r = gs_lock_take(&l, "f", 0600, 20000, NULL);

	if (r == GS_OK && (r = gs_file_read("f", 4096, &b, NULL)) == GS_OK &&
	    (r = gs_buf_addf(&b, "%d\n", nr)) == GS_OK)
		r = gs_lock_commit(&l, b.p, b.n, NULL);
	_exit(r == GS_OK ? 0 : 1);
}

static void
test_many_at_once(void **state)
{
	int status;

	(void)state;
	box_file("f", "", 0);
	for (int i = 0; i < WRITERS; i++) {
		pid_t pid = fork();

		assert_true(pid >= 0);
		if (pid == 0)
			write_one(i);
	}
	for (int i = 0; i < WRITERS; i++) {
		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	box_is("12", "sort -u f | wc -l");
	box_is("f", "ls | xargs");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_commit_replaces),
		BOX_TEST(test_drop_leaves_nothing),
		BOX_TEST(test_one_at_a_time),
		BOX_TEST(test_strange_locks_stay),
		BOX_TEST(test_dead_ones_are_removed),
		BOX_TEST(test_many_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
