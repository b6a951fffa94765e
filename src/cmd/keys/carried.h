/*
 * carried: what a repository already says about a keyring, asked before a
 * key is made: a second key for the same files is what nobody wants.
 */
#ifndef GS_CMD_KEYS_CARRIED_H
#define GS_CMD_KEYS_CARRIED_H

#include "cmd/cmd.h"
#include "repo/trunk.h"

#define GS_CARRIED_INDEX 0x1u
#define GS_CARRIED_HEAD 0x2u
#define GS_CARRIED_TRUNK 0x4u

/**
 * gs_carried_files(ctx, trunk, id, where, e):
 * Where the keyring ctx->ring has a generation file: GS_CARRIED_* bits;
 * ${id} (12 hex digits) NULL: of any generation.  Only names of mode 100644
 * in the right case count.
 */
int gs_carried_files(const struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const char *id, unsigned *where, struct gs_err *e) GS_MUST_USE;

/**
 * gs_carried_blob(ctx, path, id, e):
 * A path of ctx->ring whose blob, in the index or HEAD, a generation sealed
 * that no keyring here has: ${path} (free) and ${id} say which; NULL: there
 * is none.  What is not here is not fetched, and not looked at.
 */
int gs_carried_blob(const struct gs_ctx *ctx, char **path,
    uint8_t id[GS_GEN_ID_LEN], struct gs_err *e) GS_MUST_USE;

#endif
