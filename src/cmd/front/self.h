/*
 * self: how Git should call this program again.
 */
#ifndef GS_CMD_FRONT_SELF_H
#define GS_CMD_FRONT_SELF_H

#include "cmd/cmd.h"

/**
 * gs_self_find(ctx, name, out):
 * The word for ${name} ("git-seal", or a link beside it): its absolute path,
 * or just ${name} where that lies in one of the system's own PATH folders,
 * so that a clone's config survives a move from one to the other.  ${out}
 * is emptied and gets the bytes.
 *
 * GS_OK; GS_ENOTFOUND: there is no ${name} beside us; GS_ENOMEM.
 */
int gs_self_find(
    const struct gs_ctx *ctx, const char *name, struct gs_buf *out) GS_MUST_USE;

/** gs_self_quote(word, percent, b): append ${word} as one word of a command
 * that Git hands to a shell; with ${percent} Git replaces %f in it before. */
int gs_self_quote(const char *word, bool percent, struct gs_buf *b) GS_MUST_USE;

#endif
