#define _GNU_SOURCE /* pipe2 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

#include "base/proc.h"

#define CHUNK ((size_t)64 << 10)

/* Above the standard three: where one of those was closed, a pipe would
 * take its place, and dup2 onto itself leave it closed on exec. */
static int
above_standard(int *fd)
{
	int up;

	if (*fd > 2)
		return 0;
	up = fcntl(*fd, F_DUPFD_CLOEXEC, 3);
	(void)close(*fd);
	*fd = up;
	return up < 0 ? -1 : 0;
}

static int
pipe_cloexec(int fd[2])
{
#ifdef __linux__
	if (pipe2(fd, O_CLOEXEC) != 0)
		return -1;
#else
	if (pipe(fd) != 0)
		return -1;
	(void)gs_io_cloexec(fd[0]);
	(void)gs_io_cloexec(fd[1]);
#endif
	return above_standard(&fd[0]) | above_standard(&fd[1]);
}

static void
close_pair(int fd[2])
{
	for (int i = 0; i < 2; i++) {
		if (fd[i] >= 0)
			(void)close(fd[i]);
	}
}

/* Whether ${entry}, a "K=V", is of a variable that ${change} speaks of. */
static bool
names(const char *change, const char *entry)
{
	size_t n = strcspn(change, "=");

	return strncmp(change, entry, n) == 0 && entry[n] == '=';
}

/*
 * The child's environment, made before the fork: a thread may hold the
 * allocator's lock at that moment.  The strings are borrowed.
 */
char **
gs_proc_env(const char *const *change)
{
	size_t have = 0, more = 0, nr = 0;
	char **old = environ, **env;

	while (old != NULL && old[have] != NULL)
		have++;
	while (change != NULL && change[more] != NULL)
		more++;
	if ((env = calloc(have + more + 1, sizeof(*env))) == NULL)
		return NULL;
	for (size_t i = 0; i < have; i++) {
		size_t k = 0;

		while (k < more && !names(change[k], old[i]))
			k++;
		if (k == more)
			env[nr++] = old[i];
	}
	for (size_t k = 0; k < more; k++) {
		if (strchr(change[k], '=') != NULL)
			env[nr++] = (char *)(uintptr_t)change[k];
	}
	return env;
}

/* Runs in the child; only what fork(2) leaves us may be called. */
static void
become(const struct gs_proc_opt *opt, char **env, int in, int out, int report)
{
	int null;

	(void)signal(SIGPIPE, SIG_DFL);
	/* What Git makes is for whom the user wants it to be. */
	gs_sys_umask_back();
	if (dup2(in, 0) < 0 || dup2(out, 1) < 0)
		goto fail;
	if (opt->err == GS_PROC_ERR_DROP) {
		if ((null = open("/dev/null", O_WRONLY)) < 0 ||
		    dup2(null, 2) < 0)
			goto fail;
	}
	if (opt->err == GS_PROC_ERR_OUT && dup2(1, 2) < 0)
		goto fail;
	if (opt->cwd != NULL && chdir(opt->cwd) != 0)
		goto fail;
	environ = env;
	(void)execvp(opt->argv[0], (char *const *)(uintptr_t)opt->argv);
fail:
	null = errno;
	(void)!gs_io_write(report, &null, sizeof(null));
	_exit(127);
}

int
gs_proc_start(
    struct gs_proc *p, const struct gs_proc_opt *opt, struct gs_err *e)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, report[2] = { -1, -1 };
	int failed = 0, r;
	char **env = gs_proc_env(opt->env);
	ssize_t k;

	p->pid = -1;
	p->in = p->out = -1;
	if (env == NULL)
		return gs_no_memory(e);
	if (pipe_cloexec(in) != 0 || pipe_cloexec(out) != 0 ||
	    pipe_cloexec(report) != 0 || (p->pid = fork()) < 0) {
		r = gs_fail_errno(e, GS_EIO, "cannot start '%s'", opt->argv[0]);
		goto out;
	}
	if (p->pid == 0)
		become(opt, env, in[0], out[1], report[1]);
	(void)close(report[1]);
	report[1] = -1;
	/* The pipe closes by itself when the exec succeeds. */
	do {
		k = read(report[0], &failed, sizeof(failed));
	} while (k < 0 && errno == EINTR);
	if (k > 0) {
		(void)waitpid(p->pid, NULL, 0);
		p->pid = -1;
		errno = failed;
		r = gs_fail_errno(e, failed == ENOENT ? GS_ENOTFOUND : GS_EIO,
		    "cannot start '%s'", opt->argv[0]);
		goto out;
	}
	p->in = in[1];
	p->out = out[0];
	in[1] = out[0] = -1;
	r = GS_OK;
out:
	free(env);
	close_pair(in);
	close_pair(out);
	close_pair(report);
	return r;
}

static void
shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* Write what the pipe takes now; 0 when all is written or nobody reads. */
static size_t
feed(struct gs_proc *p, const uint8_t *in, size_t n)
{
	ssize_t k = write(p->in, in, n);

	if (k < 0)
		return errno == EINTR || errno == EAGAIN ? n : 0;
	return n - (size_t)k;
}

/* 1: more may come; 0: end of file; negative: a code. */
static int
drain(struct gs_proc *p, struct gs_buf *out)
{
	uint8_t spare[4096];
	ssize_t k;
	int r;

	if (out == NULL) {
		k = read(p->out, spare, sizeof(spare));
	} else {
		if ((r = gs_buf_reserve(out, CHUNK)) != GS_OK)
			return r;
		k = read(p->out, out->p + out->n, out->cap - out->n);
		if (k > 0)
			out->n += (size_t)k;
	}
	if (k < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : GS_EIO;
	return k > 0;
}

/*
 * A child that reads no further is no reason to die.  Ignoring the signal
 * would be the whole process's affair; a blocked one is this thread's alone,
 * and is taken off again if it was ours.
 */
struct quiet {
	sigset_t pipe, old;
	bool waits; /* one that was there before us */
};

static void
quiet_begin(struct quiet *q)
{
	sigset_t now;

	(void)sigemptyset(&q->pipe);
	(void)sigaddset(&q->pipe, SIGPIPE);
	(void)sigemptyset(&now);
	(void)sigpending(&now);
	q->waits = sigismember(&now, SIGPIPE) == 1;
	(void)pthread_sigmask(SIG_BLOCK, &q->pipe, &q->old);
}

static void
quiet_end(struct quiet *q)
{
	sigset_t now;
	int got;

	(void)sigemptyset(&now);
	(void)sigpending(&now);
	if (!q->waits && sigismember(&now, SIGPIPE) == 1)
		(void)sigwait(&q->pipe, &got);
	(void)pthread_sigmask(SIG_SETMASK, &q->old, NULL);
}

int
gs_proc_talk(struct gs_proc *p, const void *in, size_t in_n, struct gs_buf *out)
{
	const uint8_t *from = in;
	struct quiet quiet;
	int r = 1;

	quiet_begin(&quiet);
	if (in_n == 0)
		shut(&p->in);
	else
		(void)fcntl(p->in, F_SETFL, O_NONBLOCK);
	while (r == 1) {
		struct pollfd fds[2] = { { p->out, POLLIN, 0 },
			{ p->in, POLLOUT, 0 } };

		if (poll(fds, p->in >= 0 ? 2 : 1, -1) < 0) {
			if (errno == EINTR)
				continue;
			r = GS_EIO;
			break;
		}
		if (p->in >= 0 && fds[1].revents != 0) {
			size_t left = feed(p, from, in_n);

			from += in_n - left;
			if ((in_n = left) == 0)
				shut(&p->in);
		}
		if (fds[0].revents != 0)
			r = drain(p, out);
	}
	shut(&p->in);
	shut(&p->out);
	quiet_end(&quiet);
	return r;
}

int
gs_proc_wait(struct gs_proc *p)
{
	int status = 0;
	pid_t got;

	shut(&p->in);
	shut(&p->out);
	if (p->pid < 0)
		return 127;
	do {
		got = waitpid(p->pid, &status, 0);
	} while (got < 0 && errno == EINTR);
	p->pid = -1;
	if (got < 0)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int
gs_proc_run(const struct gs_proc_opt *opt, const void *in, size_t in_n,
    struct gs_buf *out, int *code, struct gs_err *e)
{
	struct gs_proc p;
	int r, c;

	if ((r = gs_proc_start(&p, opt, e)) != GS_OK)
		return r;
	r = gs_proc_talk(&p, in, in_n, out);
	c = gs_proc_wait(&p);
	if (r != GS_OK)
		return gs_fail(e, r, "cannot talk to '%s': %s", opt->argv[0],
		    gs_strerror(r));
	if (code != NULL)
		*code = c;
	return GS_OK;
}
