/*
 * unseal: sealed files that become plain in the index, all of them or none.
 */
#ifndef GS_CMD_FILES_UNSEAL_H
#define GS_CMD_FILES_UNSEAL_H

#include "cmd/files/survey.h"

/**
 * gs_unseal_check(ctx, s, e):
 * Whether each of the judged files of ${s} can be opened, and none is in a
 * conflict.  GS_OK, or by the name of the first that stands in the way:
 * GS_EREFUSED (conflict), GS_EDAMAGED, GS_ENEWER, GS_ENOKEY.
 */
int gs_unseal_check(const struct gs_ctx *ctx, const struct gs_survey *s,
    struct gs_err *e) GS_MUST_USE;

/** gs_unseal_index(ctx, s, e): make them plain in the index, and say so; the
 * working tree stays.  As gs_restage. */
int gs_unseal_index(struct gs_ctx *ctx, const struct gs_survey *s,
    struct gs_err *e) GS_MUST_USE;

#endif
