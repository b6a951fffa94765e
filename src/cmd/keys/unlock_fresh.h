/*
 * unlock_fresh: `unlock` in a clone that has just been made, and whose index
 * is there while no file is: each is written once, as it is to be.
 */
#ifndef GS_CMD_KEYS_UNLOCK_FRESH_H
#define GS_CMD_KEYS_UNLOCK_FRESH_H

#include "cmd/cmd.h"

/**
 * gs_unlock_fresh(ctx, keyfile, identity):
 * As `unlock` with ${keyfile} (or NULL) and ${identity}, and all files that
 * are not sealed come out too.  Where nothing is sealed no key is looked for.
 * GS_ENOKEY: no key; then all files are there, sealed, and the filter is set
 * up as in a locked clone.  GS_EREFUSED, told already: some did not open.
 */
int gs_unlock_fresh(struct gs_ctx *ctx, const char *keyfile,
    const struct gs_strs *identity) GS_MUST_USE;

#endif
