/*
 * ids_sops: the identities that SOPS itself would find: SOPS_AGE_KEY, and its
 * _FILE and _CMD; SOPS_AGE_SSH_PRIVATE_KEY_FILE and its _CMD; and the file
 * sops/age/keys.txt below the user's configuration.  (ssh's default files are among those of
 * cmd/keys/ids.h.)
 */
#ifndef GS_CMD_KEYS_IDS_SOPS_H
#define GS_CMD_KEYS_IDS_SOPS_H

#include "cmd/cmd.h"
#include "format/age/identity.h"

/**
 * gs_ids_sops(ctx, out, e):
 * Add them to ${out}.  What was set on purpose and cannot be used is a
 * failure that names it; a default file that cannot is passed over.  A file
 * that others can read is SOPS' own affair: it is used, with a warning.
 */
int gs_ids_sops(const struct gs_ctx *ctx, struct gs_identities *out,
    struct gs_err *e) GS_MUST_USE;

#endif
