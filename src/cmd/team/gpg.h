/*
 * gpg: OpenPGP recipients, through the program that gpg.program names.  A
 * public key comes from the repository (identities/ID.asc and its renewed
 * copies), never from the user's own gpg keyring, so that whoever rotates can
 * wrap for everybody.  The user's own keyring is asked twice only: for the
 * public key that he grants access to, and for the private key that opens.
 */
#ifndef GS_CMD_TEAM_GPG_H
#define GS_CMD_TEAM_GPG_H

#include "cmd/team/team.h"

#define GS_GPG_PREFIX "gpg:"
#define GS_GPG_KEY_MAX ((size_t)64 << 10) /* bytes of identities/ID.asc */

/**
 * gs_gpg_wrap(t, recipient, id, line, out, e):
 * Encrypt ${line} to R (gpg:FINGERPRINT) with the keys in identities/${id}.asc
 * and ${id}-8HEX.asc and append the armored message to ${out}.  It happens in
 * a GNUPGHOME of its own, which stays until another recipient's turn or
 * gs_gpg_end.  With t->gpg_force an expired key is encrypted to as of the
 * day that it was valid.
 *
 * GS_OK; GS_ENOKEY: the key is missing, expired or revoked, cannot encrypt,
 * or is another than R names; GS_ENOTFOUND: there is no gpg program; GS_EIO.
 */
int gs_gpg_wrap(struct gs_team *t, const char *recipient, const char *id,
    const struct gs_buf *line, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_gpg_keep(t, id, asc, added, e):
 * Add the armored key ${asc} (taken over, emptied) as identities/${id}.asc
 * or, where that is another copy of it, beside it as ${id}-8HEX.asc; nothing
 * where it is there already.
 */
int gs_gpg_keep(struct gs_team *t, const char *id, struct gs_buf *asc,
    bool *added, struct gs_err *e) GS_MUST_USE;

/** gs_gpg_end(t): remove what gs_gpg_wrap keeps; gs_team_close does it. */
void gs_gpg_end(struct gs_team *t);

/**
 * gs_gpg_export(repo, key, force, recipient, asc, e):
 * The public key that ${key} (a fingerprint, an address) names in the user's
 * own gpg keyring: R in ${recipient} (free), the armored key appended to
 * ${asc}.
 *
 *   force  take one that is expired, or whose owner gpg is not sure of.
 *
 * GS_OK; GS_EUSAGE: no such key, several, or it cannot be encrypted to;
 * GS_EREFUSED: not valid, expired or revoked; GS_ETOOBIG; GS_ENOTFOUND:
 * there is no gpg program; GS_EIO, GS_ENOMEM.
 */
int gs_gpg_export(const struct gs_repo *repo, const char *key, bool force,
    char **recipient, struct gs_buf *asc, struct gs_err *e) GS_MUST_USE;

/** gs_gpg_name(repo, fpr, name, e): what people call the owner of the key
 * ${fpr} in the user's own keyring: the address in its user ID, else all of
 * that (free); NULL where there is no such key. */
int gs_gpg_name(const struct gs_repo *repo, const char *fpr, char **name,
    struct gs_err *e) GS_MUST_USE;

/* A wrap, wraps/GEN/ID-8HEX.gpg, and whose it is: R of the member file ID. */
struct gs_gpg_sealed {
	const char *recipient; /* borrowed: "gpg:FINGERPRINT" */
	const void *p;	       /* borrowed */
	size_t n;
};

/**
 * gs_gpg_mine(repo, recipients, mine, e):
 * Append to ${mine} those of ${recipients} (R; others than gpg: are passed
 * over) whose private key the user's gpg keyring has.  Asks nobody.
 * GS_OK; GS_ENOTFOUND: there is no gpg program; GS_EIO, GS_ENOMEM.
 */
int gs_gpg_mine(const struct gs_repo *repo, const struct gs_strs *recipients,
    struct gs_strs *mine, struct gs_err *e) GS_MUST_USE;

/**
 * gs_gpg_decrypt(repo, s, out, e):
 * Append to ${out} what gpg makes of the one message ${s}, whoever it is for.
 * gpg's own messages are not shown.  ${repo} NULL: the user's setting of
 * gpg.program counts.  As gs_gpg_open.
 */
int gs_gpg_decrypt(const struct gs_repo *repo, const struct gs_gpg_sealed *s,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_gpg_open(repo, v, nr, out, e):
 * Append to ${out} what the first of the ${nr} wraps at ${v} holds that the
 * user's gpg decrypts; only those are tried whose private key he has.  gpg
 * may ask for a passphrase, so never from the filter.  What comes out is
 * anybody's text: the caller judges it as any wrap.
 *
 * GS_OK; GS_ENOKEY: none is for him, or gpg did not decrypt it;
 * GS_ENOTFOUND: there is no gpg program; GS_EIO, GS_ENOMEM.
 */
int gs_gpg_open(const struct gs_repo *repo, const struct gs_gpg_sealed *v,
    size_t nr, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

#endif
