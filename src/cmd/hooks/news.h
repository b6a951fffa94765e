/*
 * news: what changed between two commits in who may read the sealed files.
 */
#ifndef GS_CMD_HOOKS_NEWS_H
#define GS_CMD_HOOKS_NEWS_H

#include "cmd/cmd.h"

/**
 * gs_hook_news(ctx, old, new, e):
 * One hint where the members or generations that ${new} carries are others
 * than those of ${old}.  Names are what the files say: `members` judges them.
 */
int gs_hook_news(struct gs_ctx *ctx, const struct gs_oid *old,
    const struct gs_oid *new, struct gs_err *e) GS_MUST_USE;

#endif
