/*
 * prompt: passphrases from the user: on the terminal without echo, else from
 * the program that GIT_ASKPASS or SSH_ASKPASS names, else a clear error.
 */
#ifndef GS_CMD_FRONT_PROMPT_H
#define GS_CMD_FRONT_PROMPT_H

#include "base/ask.h"
#include "base/buf.h"
#include "cmd/cmd.h"

/** gs_prompt(what, out, e): append the passphrase of ${what} ("identity
 * 'key'") to ${out}.  GS_OK; GS_ENOKEY: nobody can be asked, or no answer
 * came; GS_EIO, GS_ENOMEM. */
int
gs_prompt(const char *what, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_prompt_new(what, out, e):
 * A new passphrase for ${what}, asked for twice.  An empty answer makes one
 * (format/passphrase.h) and shows it once, on the terminal or, where there
 * is none, on standard error.  GS_EUSAGE: the two differ; else as gs_prompt.
 */
int gs_prompt_new(
    const char *what, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_prompt_file(ctx, word, out, e):
 * The passphrase that stands in the file ${word}: all of it but one line end
 * at the end.  Warns where others can read it.  GS_EUSAGE: it is empty or
 * holds several lines; GS_ENOTFOUND, GS_EIO, GS_ENOMEM.
 */
int gs_prompt_file(const struct gs_ctx *ctx, const char *word,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/** gs_prompt_ask(given): what answers for lower floors: ${given} for every
 * question, or, where it is NULL, gs_prompt.  ${given} is borrowed. */
struct gs_ask gs_prompt_ask(const struct gs_buf *given);

#endif
