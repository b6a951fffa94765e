/*
 * whoami: for commands, the sentence about who the user is to a keyring that
 * has no wrap for him (engine/who.h).
 */
#ifndef GS_CMD_KEYS_WHOAMI_H
#define GS_CMD_KEYS_WHOAMI_H

#include "cmd/team/team.h"
#include "engine/who.h"

/**
 * gs_whoami(t, ids, who, e):
 * Who the owner of ${ids} is to the keyring of ${t}; NULL: of the private
 * keys that the user's gpg has, for which the members must have been read.
 * Free with gs_who_clear.
 */
int gs_whoami(struct gs_team *t, const struct gs_identities *ids,
    struct gs_who *who, struct gs_err *e) GS_MUST_USE;

/**
 * gs_whoami_refuse(ctx, ring, ids, known, lead, e):
 * GS_ENOKEY with gs_who_fail's sentence about the keyring ${ring}; GS_OK, and
 * nothing said, of a stranger; else what failed.
 *
 *   known  wraps of older generations did open: he is no stranger.
 */
int gs_whoami_refuse(struct gs_ctx *ctx, const char *ring,
    const struct gs_identities *ids, bool known, const char *lead,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_whoami_none(t, ids, why, e):
 * Nothing of the keyring of ${t}, whose members have been read, opens with
 * ${ids} (as for gs_whoami), as ${why} says: GS_ENOKEY with the best sentence
 * there is, for whom the keyring is wrapped, and whom to ask.  GS_EDAMAGED,
 * GS_ENEWER where it would, but for the file of a generation (gs_who_spoilt).
 */
int gs_whoami_none(struct gs_team *t, const struct gs_identities *ids,
    const struct gs_err *why, struct gs_err *e);

#endif
