/*
 * survey_lost: files that a pattern covered in HEAD and none covers now.
 */
#ifndef GS_CMD_FILES_SURVEY_LOST_H
#define GS_CMD_FILES_SURVEY_LOST_H

#include "cmd/files/survey.h"
#include "repo/treediff.h"

/**
 * gs_survey_lost(ctx, s, whole, d, lost, e):
 * Set lost[i] for each of s->entries that would be sealed by attribute if
 * all attributes files were as in HEAD, which must exist.  Where none of
 * them changed nothing is set, and little is asked.
 *
 *   whole  ${s} is of the whole index, and ${d} of all that differs from
 *          HEAD there; else Git is asked for the attributes files.
 */
int gs_survey_lost(struct gs_ctx *ctx, const struct gs_survey *s, bool whole,
    const struct gs_treediff *d, uint8_t *lost, struct gs_err *e) GS_MUST_USE;

#endif
