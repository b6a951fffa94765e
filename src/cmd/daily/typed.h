/*
 * typed: keys that were given on the command line (-i FILE) for this one run,
 * also after `lock`: they join ctx->keys, and what they may seal is judged as
 * a first `unlock` would judge it.
 */
#ifndef GS_CMD_DAILY_TYPED_H
#define GS_CMD_DAILY_TYPED_H

#include "cmd/cmd.h"

/* A zeroed one is empty. */
struct gs_typed {
	struct gs_gens opens; /* what only opens */
	bool any;	      /* some were given */
};

/**
 * gs_typed_read(ctx, files, t, e):
 * Each of ${files} is a key file or identities.  Without any, GIT_SEAL_KEY,
 * else GIT_SEAL_IDENTITY, counts, unless the clone is locked or has keyrings.  ctx->keys is judged
 * (cmd/team/judge.h) in any case, and unlocked for this run where keys were
 * given.  GS_ENOKEY: an identity opens nothing.
 */
int gs_typed_read(struct gs_ctx *ctx, const struct gs_strs *files,
    struct gs_typed *t, struct gs_err *e) GS_MUST_USE;
void gs_typed_clear(struct gs_typed *t);

/** gs_typed_find(ctx, t, id): a generation that opens, or NULL. */
const struct gs_gen *gs_typed_find(const struct gs_ctx *ctx,
    const struct gs_typed *t, const uint8_t id[GS_GEN_ID_LEN]);

/**
 * gs_typed_sealing(ctx, t, ring, gen, e):
 * What seals new content of the keyring ${ring} in this run.  A typed key
 * seals only where a generation file of the repository has its fingerprint.
 * GS_ENOKEY with a sentence where nothing does.
 */
int gs_typed_sealing(struct gs_ctx *ctx, const struct gs_typed *t,
    const char *ring, const struct gs_gen **gen, struct gs_err *e) GS_MUST_USE;

#endif
