/*
 * settle_split: gs_settle for an index that only Git can write, a split one:
 * Git makes a whole one of a copy, that gets its stat data, and Git splits
 * it again before it takes the place of the old one.
 */
#ifndef GS_REPO_SETTLE_SPLIT_H
#define GS_REPO_SETTLE_SPLIT_H

#include "repo/settle.h"

/**
 * gs_settle_split(dir, index, oid_len, items, nr, missed, e):
 * As gs_settle; ${dir} as in gs_git_opt.  GS_EGIT where Git cannot read the
 * index either.
 */
int gs_settle_split(const char *dir, const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, size_t *missed,
    struct gs_err *e) GS_MUST_USE;

#endif
