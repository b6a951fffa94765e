/*
 * proc: child processes, started without a shell, fed and drained so that
 * neither side can block the other.
 */
#ifndef GS_BASE_PROC_H
#define GS_BASE_PROC_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"

enum gs_proc_err { GS_PROC_ERR_KEEP, GS_PROC_ERR_DROP, GS_PROC_ERR_OUT };

struct gs_proc_opt {
	const char *const *argv; /* NULL-ended; argv[0] is searched in PATH */
	const char *cwd;	 /* NULL: as we stand */
	const char *const *env;	 /* NULL-ended "K=V" to set, "K" to unset;
				    NULL: nothing changes */
	enum gs_proc_err err;	 /* the child's stderr: ours, /dev/null, or
				    where its stdout goes */
};

struct gs_proc {
	pid_t pid;
	int in;	 /* its standard input, -1 once closed */
	int out; /* its standard output, -1 once closed */
};

/**
 * gs_proc_start(p, opt, e):
 * Start a child with pipes on its stdin and stdout.  GS_ENOTFOUND if there
 * is no such program, GS_EIO if it cannot be started, GS_ENOMEM.
 */
int gs_proc_start(struct gs_proc *p, const struct gs_proc_opt *opt,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_proc_talk(p, in, in_n, out):
 * Write ${in_n} bytes to the child and close its stdin while appending all
 * that it prints to ${out} (NULL: thrown away), until it closes its stdout.
 * A child that stops reading early is no error.  GS_OK, GS_EIO, GS_ENOMEM.
 */
int gs_proc_talk(struct gs_proc *p, const void *in, size_t in_n,
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_proc_wait(p):
 * Close both pipes, wait, and return its exit code, or 128 + its signal.
 */
int gs_proc_wait(struct gs_proc *p);

/**
 * gs_proc_run(opt, in, in_n, out, code, e):
 * Start, talk, wait.  ${code} (NULL allowed) gets what gs_proc_wait says; a
 * code other than 0 is no failure of this function.
 */
int gs_proc_run(const struct gs_proc_opt *opt, const void *in, size_t in_n,
    struct gs_buf *out, int *code, struct gs_err *e) GS_MUST_USE;

/** gs_proc_env(change): the environment with ${change} made, as gs_proc_opt
 * says it; the list is owned by the caller (free), its strings are not.
 * NULL when out of memory. */
char **gs_proc_env(const char *const *change) GS_MUST_USE;

#endif
