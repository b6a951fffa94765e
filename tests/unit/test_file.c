#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "faults.h"

static char *folder;

static int
setup(void **state)
{
	(void)state;
	folder = unit_folder();
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	unit_folder_done(folder);
	return 0;
}

static void
check_file(const char *path, const char *want, mode_t mode)
{
	struct gs_buf b = GS_BUF_INIT;
	struct stat st;

	unit_ok(gs_file_read(path, 1000, &b, NULL), path);
	assert_string_equal(gs_buf_str(&b), want);
	assert_int_equal(lstat(path, &st), 0);
	assert_true(S_ISREG(st.st_mode));
	assert_int_equal(st.st_mode & 07777, mode);
	gs_buf_clear(&b);
}

static void
writes_and_reads(void **state)
{
	char *path = unit_path(folder, "file"), *link = unit_path(folder, "l");
	mode_t mask = umask(077);
	struct gs_err e;

	(void)state;
	unit_ok(gs_file_write(path, 0644, "one", 3, &e), "write");
	check_file(path, "one", 0644); /* whatever the umask */
	unit_ok(gs_file_write(path, 0600, "", 0, &e), "replace by nothing");
	check_file(path, "", 0600);
	/* A link is replaced, what it points at is left alone. */
	assert_int_equal(symlink("file", link), 0);
	unit_ok(gs_file_write(link, 0600, "two", 3, &e), "over a link");
	check_file(link, "two", 0600);
	check_file(path, "", 0600);
	unit_ok(gs_file_pass(path, 0640, "three", 5, &e), "pass on");
	check_file(path, "three", 0640);
	(void)umask(mask);
	(void)unlink(path);
	(void)unlink(link);
	free(path);
	free(link);
}

static void
creates_once(void **state)
{
	char *path = unit_path(folder, "new"), *link = unit_path(folder, "to");
	struct gs_err e;

	(void)state;
	unit_ok(gs_file_create(path, 0640, "one", 3, &e), "create");
	check_file(path, "one", 0640);
	unit_code(gs_file_create(path, 0640, "2", 1, &e), GS_EREFUSED, "again");
	check_file(path, "one", 0640);
	assert_int_equal(symlink("nowhere", link), 0);
	unit_code(gs_file_create(link, 0640, "2", 1, &e), GS_EREFUSED,
	    "a link to nowhere");
	(void)unlink(path);
	(void)unlink(link);
	free(path);
	free(link);
}

static void
refuses(void **state)
{
	char *path = unit_path(folder, "file"), *in = unit_path(path, "x");
	char *none = unit_path(folder, "none/x");
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err e;

	(void)state;
	unit_ok(gs_buf_adds(&b, "keep"), "buffer");
	unit_ok(gs_file_write(path, 0600, "12345", 5, &e), "write");
	unit_code(gs_file_read(none, 10, &b, &e), GS_ENOTFOUND, "none");
	assert_non_null(strstr(e.what, "none/x'"));
	unit_code(gs_file_read(in, 10, &b, &e), GS_ENOTFOUND, "in a file");
	unit_code(gs_file_read(folder, 10, &b, &e), GS_EIO, "a folder");
	unit_code(gs_file_read(path, 4, &b, &e), GS_ETOOBIG, "too big");
	gs_buf_cut(&b, 4);
	unit_ok(gs_file_read(path, 5, &b, &e), "just big enough");
	assert_string_equal(gs_buf_str(&b), "keep12345");
	unit_code(gs_file_write(none, 0600, "x", 1, &e), GS_EIO, "no folder");
	unit_code(gs_file_write(folder, 0600, "x", 1, &e), GS_EIO, "a folder");
	unit_code(gs_file_pass(folder, 0600, "x", 1, &e), GS_EIO, "passed");
	assert_true(gs_file_exists(path));
	assert_true(gs_file_exists(folder));
	assert_false(gs_file_exists(none));
	assert_false(gs_file_exists(in));
	(void)unlink(path);
	gs_buf_clear(&b);
	free(path);
	free(in);
	free(none);
}

/* Nothing but the file is left, also where writing failed. */
static void
leaves_no_temporary(void **state)
{
	char *dir = unit_path(folder, "clean"), *path = unit_path(dir, "x");
	struct gs_err e;

	(void)state;
	unit_ok(gs_file_mkdirs(dir, 0700, &e), "mkdirs");
	unit_ok(gs_file_write(path, 0600, "x", 1, &e), "write");
	(void)unlink(path);
	assert_int_equal(mkdir(path, 0700), 0);
	unit_code(gs_file_write(path, 0600, "x", 1, &e), GS_EIO, "a folder");
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(dir), 0); /* so it is empty */
	free(dir);
	free(path);
}

static void
makes_folders(void **state)
{
	static const struct {
		const char *name;
		int want;
	} cases[] = {
		{ "d", GS_OK },
		{ "d", GS_OK },
		{ "d/e/f", GS_OK },
		{ "d//e/g/", GS_OK },
		{ "file", GS_EIO },
		{ "file/d", GS_EIO },
	};
	char *file = unit_path(folder, "file");
	struct stat st;
	struct gs_err e;

	(void)state;
	unit_ok(gs_file_write(file, 0600, "x", 1, &e), "write");
	for (size_t i = 0; i < NR(cases); i++) {
		char *path = unit_path(folder, cases[i].name);

		unit_code(gs_file_mkdirs(path, 0700, &e), cases[i].want,
		    cases[i].name);
		if (cases[i].want == GS_OK) {
			assert_int_equal(stat(path, &st), 0);
			assert_true(S_ISDIR(st.st_mode));
			assert_int_equal(st.st_mode & 0777, 0700);
		}
		free(path);
	}
	unit_code(gs_file_mkdirs("", 0700, &e), GS_EIO, "no name");
	unit_ok(gs_file_mkdirs("/", 0700, &e), "the root");
	(void)unlink(file);
	free(file);
}

static int
write_and_read(void *ctx)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err e;
	int r;

	if ((r = gs_file_write(ctx, 0600, "abc", 3, &e)) == GS_OK)
		r = gs_file_read(ctx, 3, &b, &e);
	gs_buf_clear(&b);
	return r;
}

static void
out_of_memory(void **state)
{
	char *path = unit_path(folder, "file");

	(void)state;
	faults_sweep("file", write_and_read, path);
	(void)unlink(path);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_and_reads),
		cmocka_unit_test(creates_once),
		cmocka_unit_test(refuses),
		cmocka_unit_test(leaves_no_temporary),
		cmocka_unit_test(makes_folders),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
