/*
 * heads: what Git tells a merge driver of the commit that is merged: nothing
 * but the variables GITHEAD_ID=NAME of `git merge`.
 */
#ifndef GS_CMD_MERGE_HEADS_H
#define GS_CMD_MERGE_HEADS_H

#include "base/oid.h"

/**
 * gs_heads_theirs(id):
 * The one commit that `git merge` merges, and what the user called it
 * (borrowed from the environment); NULL and id->n == 0 in any other command,
 * and where there are several.
 */
const char *gs_heads_theirs(struct gs_oid *id);

#endif
