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

/*
 * ${dir} and ${at} both say where the command runs; they differ in whose
 * repository it sees.
 *   neither  the repository that this process is in, as GIT_DIR,
 *            GIT_WORK_TREE, GIT_INDEX_FILE ... say, where they are set;
 *   at       the same repository, from one of its folders: for pathspecs
 *            as the user wrote them (gs_repo's prefix; "" means NULL);
 *   dir      the repository or worktree that this folder is in.  The
 *            variables that tie this process to its own are unset, so never
 *            pass our own top: with GIT_DIR set that is another question.
 * `git -c` settings and object directories (a quarantine) stay in all cases.
 */
struct gs_git_opt {
	const char *dir;
	const char *at;
	const char *const *env; /* more variables, as gs_proc_opt's; or NULL */
	const void *in;		/* its standard input, ${in_n} bytes */
	size_t in_n;
	bool quiet;    /* its stderr is dropped */
	bool err_out;  /* its stderr comes with its stdout */
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

/**
 * gs_git_failed(argv, code, e):
 * GS_EGIT, with a sentence that names the command and how it ended, for
 * those who wait for a child themselves.
 */
int gs_git_failed(const char *const *argv, int code, struct gs_err *e);

/**
 * gs_git_words(text, e):
 * Git's own complaint as our sentence: the first "fatal: " or "error: "
 * line of ${text} (else its first line), without that word.
 */
void gs_git_words(const char *text, struct gs_err *e);

#endif
