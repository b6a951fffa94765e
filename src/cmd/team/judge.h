/*
 * judge: what the repository's generation files say about the keyrings of
 * this clone, put into ctx->keys, so that every command seals with the right
 * generation and knows the closed ones.
 */
#ifndef GS_CMD_TEAM_JUDGE_H
#define GS_CMD_TEAM_JUDGE_H

#include "cmd/cmd.h"

/**
 * gs_judge_keys(ctx, e):
 * For each keyring of ctx->keys: generations that it lacks and that open
 * from their wraps join it for this run, what seals is decided, and the
 * closed ones are noted.  Where nothing may seal, a warning says why.
 */
int gs_judge_keys(struct gs_ctx *ctx, struct gs_err *e) GS_MUST_USE;

#endif
