/*
 * trusts_fetch: the one thing that the filter may fetch (spec section 5): in
 * a partial clone the .git-seal/ blobs of the commit being checked out.
 */
#ifndef GS_CMD_FILTER_TRUSTS_FETCH_H
#define GS_CMD_FILTER_TRUSTS_FETCH_H

#include "cmd/filter/trusts.h"

/**
 * gs_trusts_fetch(t):
 * Bring here what opening t->treeish may take and this partial clone lacks:
 * the generation files and the wraps for the identities that may be used,
 * told by their names, in one batch and once a commit.  Whatever fails, what
 * is not here is missed later, with a better sentence.
 */
void gs_trusts_fetch(struct gs_trusts *t);

#endif
