/*
 * unlock_gpg: the wraps of a keyring that the user's own gpg decrypts.
 */
#ifndef GS_CMD_KEYS_UNLOCK_GPG_H
#define GS_CMD_KEYS_UNLOCK_GPG_H

#include "cmd/team/team.h"

/**
 * gs_unlock_gpg(t, e):
 * Open every generation of the chain that has a wrap for a private key which
 * the user's gpg has, and judge again.  gpg may ask for a passphrase; it is
 * not started where no member has a gpg key.
 *
 * GS_OK: some opened; GS_ENOKEY: none, or there is no gpg; others as
 * gs_gpg_open.
 */
int gs_unlock_gpg(struct gs_team *t, struct gs_err *e) GS_MUST_USE;

/** gs_unlock_gpg_mine(t, mine, e): which recipients of the members are keys
 * whose private half the user's gpg has.  GS_ENOKEY: there is no gpg. */
int gs_unlock_gpg_mine(
    struct gs_team *t, struct gs_strs *mine, struct gs_err *e) GS_MUST_USE;

#endif
