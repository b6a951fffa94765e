/*
 * gpg: OpenPGP recipients, through the program that gpg.program names.  A
 * public key comes from the repository (identities/ID.asc and its renewed
 * copies), never from the user's own gpg keyring, so that whoever rotates can
 * wrap for everybody; a private key is the user's gpg's own business.
 */
#ifndef GS_CMD_TEAM_GPG_H
#define GS_CMD_TEAM_GPG_H

#include "cmd/team/team.h"

/**
 * gs_gpg_wrap(t, recipient, id, line, out, e):
 * Encrypt ${line} to R (gpg:FINGERPRINT) with the key in identities/${id}.asc
 * and append the armored message to ${out}.  GS_ENOKEY: the key is missing,
 * expired or revoked, or has another fingerprint; GS_ENOTFOUND: there is no
 * gpg program; GS_EIO.
 */
int gs_gpg_wrap(const struct gs_team *t, const char *recipient, const char *id,
    const struct gs_buf *line, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

#endif
