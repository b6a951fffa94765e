/*
 * track_seal: the second half of `track`: sealing what the index holds plain,
 * and naming what history holds plain.
 */
#ifndef GS_CMD_FILES_TRACK_SEAL_H
#define GS_CMD_FILES_TRACK_SEAL_H

#include "cmd/files/cover.h"

/**
 * gs_track_seal(ctx, c, refused, e):
 * Seal the entries of the files that ${c} has as matched and sealed, say
 * so, and name those whose plain content is in HEAD or older history.
 * ${refused}: how many could not be sealed (a warning says why).
 */
int gs_track_seal(struct gs_ctx *ctx, const struct gs_covered *c,
    size_t *refused, struct gs_err *e) GS_MUST_USE;

#endif
