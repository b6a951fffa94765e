/*
 * show_why: why `show` has no key for a file, as well as the repository can
 * tell.
 */
#ifndef GS_CMD_FILES_SHOW_WHY_H
#define GS_CMD_FILES_SHOW_WHY_H

#include "cmd/cmd.h"
#include "format/age/identity.h"

/**
 * gs_show_no_key(ctx, name, typed, gen):
 * GS_ENOKEY, with ctx->e filled: ${name} is sealed by the generation ${gen},
 * whose keyring is named, and no key for it is here; if the owner of the
 * identities that were ${typed} (none: of those that are set up) was revoked,
 * or his time is over, this.  Outside of a repository ctx->repo is NULL.
 */
int gs_show_no_key(struct gs_ctx *ctx, const char *name,
    const struct gs_identities *typed, const uint8_t gen[GS_GEN_ID_LEN]);

#endif
