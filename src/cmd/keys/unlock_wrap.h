/*
 * unlock_wrap: keys out of the wraps that the repository carries, opened with
 * identities: what `unlock` offers a member.
 */
#ifndef GS_CMD_KEYS_UNLOCK_WRAP_H
#define GS_CMD_KEYS_UNLOCK_WRAP_H

#include "base/ask.h"
#include "cmd/keys/unlock_key.h"
#include "format/age/identity.h"

/**
 * gs_offer_wraps(ctx, ids, ask, trust, from, out, e):
 * Open the keyring of -k, else every keyring that index, HEAD or trunk carry,
 * with ${ids}; NULL: with the user's gpg.  ${trust}: the fingerprint that the user compared, or NULL.
 * ${from}: what the identities are called for people.  What a first unlock
 * does not adopt is offered as only opening (out->only_opens).
 *
 * GS_OK; GS_ENOKEY: nothing opens, with the best sentence there is: for whom
 * the keyring is wrapped and whom to ask.
 */
int gs_offer_wraps(struct gs_ctx *ctx, struct gs_identities *ids,
    const struct gs_ask *ask, const char *trust, const char *from,
    struct gs_offer *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_offer_member(ctx, name, ask, ids, e):
 * Open the identities that passphrase members left in the repository, those
 * of ${name} (NULL: of any), with a passphrase that is asked for once, and
 * add them to ${ids}.  GS_ENOKEY: there are none, or it opens none.
 */
int
gs_offer_member(struct gs_ctx *ctx, const char *name, const struct gs_ask *ask,
    struct gs_identities *ids, struct gs_err *e) GS_MUST_USE;

#endif
