#define _GNU_SOURCE /* environ */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/io.h"
#include "base/proc.h"
#include "base/sys.h"

#include "base/fore.h"

/* Runs in the child; only what fork(2) leaves us may be called. */
static void
become(const struct gs_fore *f, char **env, int report)
{
	sigset_t none;
	int why;

	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	gs_sys_umask_back();
	environ = env;
	if (f->cwd == NULL || chdir(f->cwd) == 0)
		(void)execvp(f->argv[0], (char *const *)(uintptr_t)f->argv);
	why = errno;
	(void)!gs_io_write(report, &why, sizeof(why));
	_exit(127);
}

/* Which of HUP and TERM came while it ran; 0: none. */
static int
await(pid_t pid, const sigset_t *set, int *status)
{
	int came = 0, sig;
	pid_t got;

	for (;;) {
		got = waitpid(pid, status, WNOHANG);
		if (got == pid || (got < 0 && errno != EINTR))
			return came;
		if (sigwait(set, &sig) != 0)
			continue;
		if (sig == SIGTERM || sig == SIGHUP) {
			came = sig;
			(void)kill(pid, sig);
		}
	}
}

/* The pipe closes by itself when the exec succeeds. */
static int
exec_failed(int fd)
{
	int why = 0;
	ssize_t k;

	do {
		k = read(fd, &why, sizeof(why));
	} while (k < 0 && errno == EINTR);
	return k > 0 ? why : 0;
}

static void
waited_for(sigset_t *set)
{
	(void)sigemptyset(set);
	(void)sigaddset(set, SIGCHLD);
	(void)sigaddset(set, SIGINT);
	(void)sigaddset(set, SIGQUIT);
	(void)sigaddset(set, SIGTERM);
	(void)sigaddset(set, SIGHUP);
}

int
gs_fore_run(const struct gs_fore *f, int *code, struct gs_err *e)
{
	char **env = gs_proc_env(f->env);
	int report[2] = { -1, -1 }, status = 0, came = 0, why, r = GS_OK;
	sigset_t set, was;
	pid_t pid;

	*code = 127;
	if (env == NULL)
		return gs_no_memory(e);
	waited_for(&set);
	(void)sigprocmask(SIG_BLOCK, &set, &was);
	if (pipe(report) != 0 || gs_io_cloexec(report[0]) < 0 ||
	    gs_io_cloexec(report[1]) < 0 || (pid = fork()) < 0) {
		r = gs_fail_errno(e, GS_EIO, "cannot start '%s'", f->argv[0]);
		goto out;
	}
	if (pid == 0)
		become(f, env, report[1]);
	(void)close(report[1]);
	report[1] = -1;
	if ((why = exec_failed(report[0])) != 0) {
		(void)waitpid(pid, NULL, 0);
		errno = why;
		r = gs_fail_errno(e, why == ENOENT ? GS_ENOTFOUND : GS_EIO,
		    "cannot start '%s'", f->argv[0]);
		goto out;
	}
	came = await(pid, &set, &status);
	*code =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (came != 0)
		(void)raise(came);
out:
	for (int i = 0; i < 2; i++) {
		if (report[i] >= 0)
			(void)close(report[i]);
	}
	free(env);
	(void)sigprocmask(SIG_SETMASK, &was, NULL);
	return r;
}
