/*
 * fore: a child in the foreground, on the user's own terminal: an editor,
 * or a command of Git's that he talks to.
 */
#ifndef GS_BASE_FORE_H
#define GS_BASE_FORE_H

#include "base/err.h"

struct gs_fore {
	const char *const *argv; /* NULL-ended; argv[0] is searched in PATH */
	const char *cwd;	 /* NULL: as we stand */
	const char *const *env;	 /* as gs_proc_opt's; NULL: nothing changes */
};

/**
 * gs_fore_run(f, code, e):
 * Run it and wait for its end.  ${code} gets its exit code, or 128 + its
 * signal.  Ctrl-C and Ctrl-\ are the child's affair meanwhile; SIGTERM and
 * SIGHUP are handed on to it, and act on us when it has ended (where the
 * caller has them blocked: when he takes them again).
 *
 * GS_OK; GS_ENOTFOUND if there is no such program; GS_EIO, GS_ENOMEM.
 */
int
gs_fore_run(const struct gs_fore *f, int *code, struct gs_err *e) GS_MUST_USE;

#endif
