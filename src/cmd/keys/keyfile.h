/*
 * keyfile: a keyring's text from wherever the user has it: a file, standard
 * input, a variable.  What is wrong with it is said in a way that mends it,
 * and without a byte of it.
 */
#ifndef GS_CMD_KEYS_KEYFILE_H
#define GS_CMD_KEYS_KEYFILE_H

#include "cmd/cmd.h"
#include "format/keyring.h"

/**
 * gs_keyfile_read(ctx, word, out, e):
 * Add to ${out} what the KEYFILE ${word} holds; "-" is standard input.  A
 * file of the user's own that others can read is refused with the chmod that
 * mends it; one that he could not chmod is read with a warning; pipes are
 * not judged.  The passphrase of one that has any (`export-key --passphrase`)
 * is asked for.
 *
 * GS_OK; GS_ENOKEY: a wrong passphrase, or nobody to ask; GS_EUSAGE: too
 * open, a folder, empty, or no keyring; GS_ENOTFOUND, GS_EIO, GS_ENOMEM,
 * GS_ECRYPTO.  ${out} is unchanged on failure.
 */
int gs_keyfile_read(const struct gs_ctx *ctx, const char *word,
    struct gs_gens *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_keyfile_parse(what, p, n, out, e):
 * The same for text at hand; ${what} names it ("GIT_SEAL_KEY").
 */
int gs_keyfile_parse(const char *what, const void *p, size_t n,
    struct gs_gens *out, struct gs_err *e) GS_MUST_USE;

#endif
