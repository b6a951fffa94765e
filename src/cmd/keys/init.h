/*
 * init: making a keyring, for the commands that need one where there is none.
 */
#ifndef GS_CMD_KEYS_INIT_H
#define GS_CMD_KEYS_INIT_H

#include "cmd/cmd.h"

/** gs_init_gen(out, e): a new generation, owned by the caller
 * (gs_secret_free). */
int gs_init_gen(struct gs_gen **out, struct gs_err *e) GS_MUST_USE;

/** gs_init_may(ctx): whether ctx->ring is here, or could be made; else
 * GS_ENOKEY with `init`'s own words in ctx->e.  Changes nothing. */
int gs_init_may(struct gs_ctx *ctx) GS_MUST_USE;

/**
 * gs_init_ring(ctx, given):
 * What `git seal init` does for ctx->ring, and says: the key (${given}; NULL:
 * a new one) where the clone has none, the root's file, Git's config.
 * ctx->keys is loaded anew.  Failures are in ctx->e.
 */
int gs_init_ring(struct gs_ctx *ctx, const struct gs_gen *given) GS_MUST_USE;

#endif
