/*
 * run: Git's own commands as functions.  Git is the authority on the
 * repository; everything we ask of it goes through here, without a shell,
 * with LC_ALL=C and no optional locks, so that asking never disturbs.
 */
#ifndef GS_GIT_RUN_H
#define GS_GIT_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/proc.h"

struct gs_git_opt {
	const char *dir;	/* where to run; NULL: as we stand */
	const char *const *env; /* more variables, as gs_proc_opt's; or NULL */
	const void *in;		/* its standard input, ${in_n} bytes */
	size_t in_n;
	bool quiet;    /* its stderr is dropped */
	bool no_fetch; /* a missing object is missing: never lazily fetched */
	bool literal;  /* pathspecs are plain names (GIT_LITERAL_PATHSPECS) */
};

/**
 * gs_git(opt, argv, out, e):
 * Run `git ARGV...` (NULL-ended, without "git"; ${opt} NULL: defaults) and
 * append its standard output to ${out} (NULL: dropped).  GS_OK when it
 * exits 0; GS_EGIT when not; GS_ENOTFOUND where there is no git in PATH.
 */
int gs_git(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_git_code: the same, where an exit code other than 0 is an answer. */
int gs_git_code(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_buf *out, int *code, struct gs_err *e) GS_MUST_USE;

/** gs_git_start: the same as a running child with pipes (base/proc.h). */
int gs_git_start(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_proc *p, struct gs_err *e) GS_MUST_USE;

#endif
