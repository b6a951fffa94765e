/*
 * history: whether the clean filter may let a plain blob pass, because
 * history holds it already (spec section 5, first row of the table).
 */
#ifndef GS_REPO_HISTORY_H
#define GS_REPO_HISTORY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/oid.h"

struct gs_history; /* opaque: one child, and what it answered */

/** gs_history_new(dir, out): ${dir} as in gs_git_opt (copied).  No process
 * is started yet.  Not for use by two threads at once. */
int gs_history_new(const char *dir, struct gs_history **out) GS_MUST_USE;
void gs_history_free(struct gs_history *h);

/**
 * gs_history_holds(h, path, id, yes, e):
 * Whether ${path} is ${id} in HEAD or in what MERGE_HEAD, CHERRY_PICK_HEAD,
 * REVERT_HEAD, REBASE_HEAD or a GITHEAD_* variable names, else in the
 * history of any ref (`git log -1 --all --find-object=ID -- PATH`, on all
 * sides of merges).  Never fetches: what cannot be looked up is not held.
 * A yes is remembered, since history only grows; a no is asked again, since
 * one process may serve a whole rebase.  GS_OK, GS_EGIT, GS_EIO, GS_ENOMEM.
 */
int gs_history_holds(struct gs_history *h, const char *path,
    const struct gs_oid *id, bool *yes, struct gs_err *e) GS_MUST_USE;

#endif
