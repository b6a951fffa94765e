#include "unit.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void
sentences(void **state)
{
	char big[2 * GS_ERR_WHAT_MAX];
	struct gs_err e;

	(void)state;
	memset(&e, 'x', sizeof(e));
	assert_int_equal(gs_fail(&e, GS_EIO, "no '%s'", "a\033[2Jb"), GS_EIO);
	assert_string_equal(e.what, "no 'a\\033[2Jb'");
	assert_string_equal(e.hint, "");
	gs_hint(&e, "try %d\n", 1);
	assert_string_equal(e.hint, "try 1\\n");
	errno = ENOENT;
	assert_int_equal(
	    gs_fail_errno(&e, GS_ENOTFOUND, "%s", "x"), GS_ENOTFOUND);
	assert_string_equal(e.what, "x: No such file or directory");
	assert_string_equal(e.hint, "");
	memset(big, 'y', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	gs_fail(&e, GS_EIO, "%s", big);
	assert_int_equal(strlen(e.what), GS_ERR_WHAT_MAX - 1);
	errno = ENOENT;
	gs_fail_errno(&e, GS_EIO, "%s", big);
	assert_int_equal(strlen(e.what), GS_ERR_WHAT_MAX - 1);
	gs_hint(&e, "%s", big);
	assert_int_equal(strlen(e.hint), GS_ERR_HINT_MAX - 1);
}

static void
nobody_listens(void **state)
{
	(void)state;
	assert_int_equal(gs_fail(NULL, GS_EIO, "%d", 1), GS_EIO);
	assert_int_equal(gs_fail_errno(NULL, GS_EIO, "%d", 1), GS_EIO);
	gs_hint(NULL, "%d", 1);
	gs_say(NULL, GS_WARNING, NULL, "%d", 1);
}

struct heard {
	enum gs_level level;
	char what[64], hint[64];
};

static void
hear(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	struct heard *h = ctx;

	h->level = level;
	(void)snprintf(h->what, sizeof(h->what), "%s", what);
	(void)snprintf(
	    h->hint, sizeof(h->hint), "%s", hint == NULL ? "(none)" : hint);
}

static void
reports(void **state)
{
	struct heard h;
	const struct gs_report to = { hear, &h };

	(void)state;
	gs_say(&to, GS_HINT, "do", "a\tb %d", 3);
	assert_int_equal(h.level, GS_HINT);
	assert_string_equal(h.what, "a\\tb 3");
	assert_string_equal(h.hint, "do");
	gs_say(&to, GS_WARNING, NULL, "c");
	assert_int_equal(h.level, GS_WARNING);
	assert_string_equal(h.hint, "(none)");
}

/* The spec's exit codes. */
static void
exit_codes(void **state)
{
	static const struct {
		int code, exit;
	} cases[] = { { GS_OK, 0 }, { GS_EREFUSED, 1 }, { GS_EUSAGE, 2 },
		{ GS_ENOKEY, 3 }, { GS_EDAMAGED, 4 }, { GS_ENEWER, 4 },
		{ GS_ETOOBIG, 4 }, { GS_ENOTFOUND, 5 }, { GS_EIO, 5 },
		{ GS_ENOMEM, 5 }, { GS_EGIT, 5 }, { GS_ECRYPTO, 5 }, { -99, 5 },
		{ 7, 5 } };

	(void)state;
	for (size_t i = 0; i < NR(cases); i++) {
		assert_int_equal(gs_err_exit(cases[i].code), cases[i].exit);
		for (size_t k = 0; k < i; k++) {
			if (cases[i].code <= 0 && cases[i].code > -99)
				assert_string_not_equal(
				    gs_strerror(cases[i].code),
				    gs_strerror(cases[k].code));
		}
	}
	assert_string_equal(gs_strerror(-99), "unknown error");
}

static void
bug_aborts(void **state)
{
	int status;
	pid_t pid;

	(void)state;
	(void)fflush(NULL);
	if ((pid = fork()) == 0) {
		(void)signal(SIGABRT, SIG_DFL);
		(void)!freopen("/dev/null", "w", stderr);
		GS_BUG(pid == 1);
		GS_BUG(pid == 0);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sentences),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(reports),
		cmocka_unit_test(exit_codes),
		cmocka_unit_test(bug_aborts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
