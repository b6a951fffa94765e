/*
 * dir: finding the Git folder without starting git, for the one-shot paths
 * (textconv, clean, smudge), where a child process would cost more than the
 * work itself.  It knows the layouts that Git makes: a folder .git, a file
 * .git that points elsewhere (worktrees, submodules), a bare repository, and
 * GIT_DIR and GIT_COMMON_DIR.  It judges no owner and no ceiling: Git did,
 * before it started us; everything else goes through repo/repo.h.
 */
#ifndef GS_GIT_DIR_H
#define GS_GIT_DIR_H

#include "base/err.h"

#define GS_DIR_POINTER_MAX 4096 /* bytes of a gitfile or a file commondir */

/* All owned; a zeroed one is empty. */
struct gs_dir {
	char *git_dir;	  /* of this worktree */
	char *common_dir; /* of the whole clone; the same where not linked */
};

/**
 * gs_dir_find(from, out, e):
 * The Git folder that GIT_DIR names, else the one of the folder ${from}
 * (absolute; NULL: where we stand) or of the nearest one above it.  The
 * paths are absolute where the environment's are.
 *
 * GS_OK; GS_ENOTFOUND without a repository; GS_EDAMAGED where a gitfile or
 * GIT_DIR points nowhere; GS_EIO, GS_ENOMEM.
 */
int
gs_dir_find(const char *from, struct gs_dir *out, struct gs_err *e) GS_MUST_USE;

void gs_dir_clear(struct gs_dir *d);

#endif
