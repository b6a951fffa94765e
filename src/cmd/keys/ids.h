/*
 * ids: the identities that a user has set up, in the order of spec section 6:
 * GIT_SEAL_IDENTITY, the setting seal.identity, git-seal's own default file
 * and ssh's.  Nobody is asked for a passphrase here: locked ones are taken in
 * as they are.
 */
#ifndef GS_CMD_KEYS_IDS_H
#define GS_CMD_KEYS_IDS_H

#include "cmd/cmd.h"
#include "format/age/identity.h"
#include "git/dir.h"

#define GS_IDS_ENV 0x1u	    /* GIT_SEAL_IDENTITY */
#define GS_IDS_CONFIG 0x2u  /* seal.identity, of any scope */
#define GS_IDS_DEFAULT 0x4u /* ~/.config/git-seal/identity, ~/.ssh/id_* */
#define GS_IDS_ALL 0x7u

/**
 * gs_ids_load(ctx, dir, which, out, e):
 * Add the identities of the sources ${which}.  ${dir} tells whether Git need
 * be asked for the setting; NULL: it is asked.  What was set on purpose and
 * cannot be used is a failure that names it; a default file that cannot is
 * passed over.
 */
int gs_ids_load(const struct gs_ctx *ctx, const struct gs_dir *dir,
    unsigned which, struct gs_identities *out, struct gs_err *e) GS_MUST_USE;

/** gs_ids_env_set(): whether GIT_SEAL_IDENTITY says anything. */
bool gs_ids_env_set(void);

#endif
