/*
 * alone: `lock --worktree` and `unlock --worktree`: the worktree that the
 * user stands in, and nothing else of the clone.  The keyrings stay where
 * they are; what `lock` says of the whole clone is not touched.
 */
#ifndef GS_CMD_KEYS_ALONE_H
#define GS_CMD_KEYS_ALONE_H

#include "cmd/cmd.h"

/** gs_alone_lock(ctx, force): sealed bytes into the files of this worktree,
 * then the mark that keeps them sealed.  GS_EREFUSED: files have changes that
 * would be lost without ${force}, and were listed. */
int gs_alone_lock(struct gs_ctx *ctx, bool force) GS_MUST_USE;

/** gs_alone_unlock(ctx, force): the mark goes, and the files become plain
 * with the keyrings that the clone has.  GS_ENOKEY where it has none, or is
 * locked as a whole; GS_EREFUSED as above, or where files could not be
 * opened. */
int gs_alone_unlock(struct gs_ctx *ctx, bool force) GS_MUST_USE;

#endif
