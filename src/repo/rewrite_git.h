/*
 * rewrite_git: the few files that Git itself must write, since their
 * attributes ask for more than us (line ends, $Id$, another encoding): `git
 * checkout-index` runs its whole chain, our filter included, into a folder
 * under the Git folder, and the results are put in place as ours are.
 */
#ifndef GS_REPO_REWRITE_GIT_H
#define GS_REPO_REWRITE_GIT_H

#include "repo/rewrite.h"

/**
 * gs_rewrite_by_git(w, place, to, e):
 * All of ${w} with by_git and doubted set.  GS_REWRITE_PLAIN needs the
 * filter in the clone's config.  As gs_rewrite.
 */
int gs_rewrite_by_git(struct gs_works *w, const struct gs_place *place,
    enum gs_rewrite_to to, struct gs_err *e) GS_MUST_USE;

#endif
