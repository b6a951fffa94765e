/*
 * trusts_trunk: the trunk for the filter, which must not start a handful of
 * git children to learn what a clone recorded long ago (repo/trunk.h has the
 * rule and the long way).
 */
#ifndef GS_CMD_FILTER_TRUSTS_TRUNK_H
#define GS_CMD_FILTER_TRUSTS_TRUNK_H

#include "engine/state.h"
#include "git/batch.h"
#include "git/dir.h"

/**
 * gs_trusts_trunk(dir, batch, ring, state, rev, e):
 * ${rev}: what names the trunk (free), or NULL: there is none.  A remote
 * that is seen for the first time is recorded in the state of ${ring}.
 */
int gs_trusts_trunk(const struct gs_dir *dir, struct gs_batch *batch,
    const char *ring, const struct gs_state *state, char **rev,
    struct gs_err *e) GS_MUST_USE;

#endif
