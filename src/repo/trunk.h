/*
 * trunk: the commit whose .git-seal/ a clone trusts to be everybody's (spec
 * section 4): what config seal.trunk names, else the remote's own HEAD, else
 * the remote's branch of the name that HEAD had at `init`; in a bare
 * repository without remote-tracking refs its own HEAD; else none.
 */
#ifndef GS_REPO_TRUNK_H
#define GS_REPO_TRUNK_H

#include "repo/repo.h"

/* All owned; a zeroed one is empty. */
struct gs_trunk {
	char *rev;    /* for rev-parse; NULL: there is none */
	char *remote; /* the remote that was chosen, to be recorded; or NULL */
};

/**
 * gs_trunk_find(r, remote, branch, out, e):
 * ${remote} and ${branch} are those that state/NAME recorded; NULL where it
 * has none: then the remote is the only one, else the upstream's, else
 * origin, and the branch is HEAD's of today.  A seal.trunk that names
 * nothing is returned all the same.  Never fetches.
 */
int gs_trunk_find(const struct gs_repo *r, const char *remote,
    const char *branch, struct gs_trunk *out, struct gs_err *e) GS_MUST_USE;
void gs_trunk_clear(struct gs_trunk *t);

/** gs_trunk_branch(out, e): the branch that HEAD names (free), also where
 * it is unborn; NULL where HEAD is detached. */
int gs_trunk_branch(char **out, struct gs_err *e) GS_MUST_USE;

#endif
