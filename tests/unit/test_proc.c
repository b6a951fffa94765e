#include "unit.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/proc.h"
#include "faults.h"

#define LEN ((size_t)2 << 20)

/* Run a shell command on ${in}; its exit code. */
static int
shell(const char *command, const char *in, struct gs_buf *out)
{
	const char *const argv[] = { "sh", "-c", command, NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_err e = { "", "" };
	int code = -1;

	unit_ok(gs_proc_run(&opt, in, strlen(in), out, &code, &e), e.what);
	return code;
}

static void
runs(void **state)
{
	struct gs_buf out = GS_BUF_INIT;

	(void)state;
	assert_int_equal(shell("cat; echo end", "in\n", &out), 0);
	assert_string_equal(gs_buf_str(&out), "in\nend\n");
	assert_int_equal(shell("exit 7", "", NULL), 7);
	assert_int_equal(shell("kill -9 $$", "", NULL), 128 + SIGKILL);
	assert_int_equal(shell("echo unheard", "", NULL), 0);
	/* One that reads nothing, or not all, of much. */
	assert_int_equal(shell("exec <&-; exit 3", "unread", NULL), 3);
	gs_buf_clear(&out);
}

/* More than both pipes hold, both ways at once. */
static void
much_both_ways(void **state)
{
	static const char *const cat[] = { "cat", NULL };
	static const char *const head[] = { "head", "-c", "10", NULL };
	struct gs_proc_opt opt = { .argv = cat };
	struct gs_buf out = GS_BUF_INIT;
	uint8_t *p = malloc(LEN);
	struct gs_err e;
	int code;

	(void)state;
	assert_non_null(p);
	unit_random(p, LEN, 1);
	unit_ok(gs_proc_run(&opt, p, LEN, &out, &code, &e), "cat");
	assert_int_equal(code, 0);
	assert_int_equal(out.n, LEN);
	assert_memory_equal(out.p, p, LEN);
	gs_buf_reset(&out);
	opt.argv = head;
	unit_ok(gs_proc_run(&opt, p, LEN, &out, &code, &e), "head");
	assert_int_equal(code, 0);
	assert_int_equal(out.n, 10);
	assert_memory_equal(out.p, p, 10);
	gs_buf_clear(&out);
	free(p);
}

static void
not_there(void **state)
{
	static const char *const none[] = { "git-seal-no-such-program", NULL };
	static const char *const dir[] = { "/", NULL };
	struct gs_proc_opt opt = { .argv = none };
	struct gs_err e;
	int code = 42;

	(void)state;
	unit_code(gs_proc_run(&opt, NULL, 0, NULL, &code, &e), GS_ENOTFOUND,
	    "no program");
	assert_non_null(strstr(e.what, none[0]));
	opt.argv = dir;
	unit_code(
	    gs_proc_run(&opt, NULL, 0, NULL, &code, &e), GS_EIO, "a folder");
	assert_int_equal(code, 42);
}

static void
folder_and_environment(void **state)
{
	static const char *const argv[] = { "sh", "-c",
		"pwd; echo $A; echo ${B-unset}; echo $C; echo err >&2", NULL };
	static const char *const env[] = { "A=new", "B", "C=", NULL };
	struct gs_proc_opt opt = {
		.argv = argv, .cwd = "/", .env = env, .err = GS_PROC_ERR_DROP
	};
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;
	int code;

	(void)state;
	assert_int_equal(setenv("A", "old", 1), 0);
	assert_int_equal(setenv("B", "set", 1), 0);
	assert_int_equal(setenv("C", "set", 1), 0);
	unit_ok(gs_proc_run(&opt, NULL, 0, &out, &code, &e), "sh");
	assert_string_equal(gs_buf_str(&out), "/\nnew\nunset\n\n");
	gs_buf_reset(&out);
	opt.err = GS_PROC_ERR_OUT;
	unit_ok(gs_proc_run(&opt, NULL, 0, &out, &code, &e), "sh");
	assert_string_equal(gs_buf_str(&out), "/\nnew\nunset\n\nerr\n");
	assert_string_equal(getenv("A"), "old");
	opt.cwd = "/no/such/folder";
	unit_code(gs_proc_run(&opt, NULL, 0, &out, &code, &e), GS_ENOTFOUND,
	    "no folder");
	gs_buf_clear(&out);
}

/* SIGPIPE: the child has its default, ours is as it was, and nobody dies. */
static void
signals(void **state)
{
	struct sigaction old;
	sigset_t mask, pending;

	(void)state;
	(void)signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 20; i++)
		assert_int_equal(shell("exec <&-; exit 1", "in", NULL), 1);
	assert_int_equal(sigaction(SIGPIPE, NULL, &old), 0);
	assert_true(old.sa_handler == SIG_DFL);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &mask), 0);
	assert_int_equal(sigismember(&mask, SIGPIPE), 0);
	assert_int_equal(sigpending(&pending), 0);
	assert_int_equal(sigismember(&pending, SIGPIPE), 0);
	(void)signal(SIGPIPE, SIG_IGN);
	assert_int_equal(shell("kill -PIPE $$", "", NULL), 128 + SIGPIPE);
	(void)signal(SIGPIPE, SIG_DFL);
}

static void *
talk_to_the_deaf(void *arg)
{
	(void)arg;
	for (int i = 0; i < 20; i++) {
		static const char *const argv[] = { "true", NULL };
		const struct gs_proc_opt opt = { .argv = argv };
		static uint8_t much[200000];
		struct gs_err e;
		int code;

		unit_ok(gs_proc_run(&opt, much, sizeof(much), NULL, &code, &e),
		    "true");
	}
	return NULL;
}

/* Two threads at once: neither lets SIGPIPE through while the other needs
 * it held back. */
static void
two_threads(void **state)
{
	pthread_t t[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    pthread_create(&t[i], NULL, talk_to_the_deaf, NULL), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_join(t[i], NULL), 0);
}

/* Started with any of the standard three closed, as a daemon may start us. */
static void
closed_standard_files(void **state)
{
	(void)state;
	(void)fflush(NULL);
	for (int closed = 0; closed < 8; closed++) {
		int status;
		pid_t pid = fork();

		if (pid == 0) {
			struct gs_buf out = GS_BUF_INIT;

			for (int fd = 0; fd < 3; fd++) {
				if (closed & 1 << fd)
					(void)close(fd);
			}
			if (shell("cat", "through", &out) != 0 ||
			    strcmp(gs_buf_str(&out), "through") != 0)
				_exit(1);
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("closed: %d", closed);
	}
}

static int
descriptors_in_a_child(void)
{
	struct gs_buf out = GS_BUF_INIT;
	int n;

	assert_int_equal(
	    shell("ls /proc/self/fd 2>/dev/null | wc -l", "", &out), 0);
	n = atoi(gs_buf_str(&out));
	gs_buf_clear(&out);
	return n;
}

/* No descriptor of ours reaches another child, and none is left. */
static void
no_descriptors_leak(void **state)
{
	static const char *const argv[] = { "cat", NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	int before = descriptors_in_a_child(), last = dup(0);
	struct gs_proc p;
	struct gs_err e;

	(void)state;
	(void)close(last);
	unit_ok(gs_proc_start(&p, &opt, &e), "cat");
	assert_int_equal(descriptors_in_a_child(), before);
	assert_int_equal(gs_proc_wait(&p), 0);
	assert_int_equal(gs_proc_wait(&p), 127); /* it is gone */
	assert_int_equal(dup(0), last);
	(void)close(last);
}

static int
run_cat(void *ctx)
{
	static const char *const argv[] = { "cat", NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_buf out = GS_BUF_INIT;
	struct gs_err e;
	int r, code;

	(void)ctx;
	r = gs_proc_run(&opt, "x", 1, &out, &code, &e);
	gs_buf_clear(&out);
	return r;
}

static void
out_of_memory(void **state)
{
	(void)state;
	faults_sweep("proc", run_cat, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs),
		cmocka_unit_test(much_both_ways),
		cmocka_unit_test(not_there),
		cmocka_unit_test(folder_and_environment),
		cmocka_unit_test(signals),
		cmocka_unit_test(two_threads),
		cmocka_unit_test(closed_standard_files),
		cmocka_unit_test(no_descriptors_leak),
		cmocka_unit_test(out_of_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
