/*
 * idfile: identities from wherever the user has them: a file, a variable.
 */
#ifndef GS_CMD_KEYS_IDFILE_H
#define GS_CMD_KEYS_IDFILE_H

#include "cmd/cmd.h"
#include "format/age/identity.h"

/**
 * gs_idfile_read(ctx, word, out, e):
 * Add to ${out} the identities in the file ${word}, judged as
 * gs_keyfile_read judges a KEYFILE.  Beside a key that hides its public half
 * the file ${word}.pub is read, if it is there.
 *
 * GS_OK; GS_EUSAGE: too open, a folder, or no identity; GS_ENOTFOUND,
 * GS_EIO, GS_ENOMEM, GS_ECRYPTO.  ${out} is unchanged on failure.
 */
int gs_idfile_read(const struct gs_ctx *ctx, const char *word,
    struct gs_identities *out, struct gs_err *e) GS_MUST_USE;

#endif
