/*
 * survey_lost: files that a pattern covered in HEAD and none covers now.
 */
#ifndef GS_CMD_SURVEY_LOST_H
#define GS_CMD_SURVEY_LOST_H

#include "cmd/survey.h"

/**
 * gs_survey_lost(ctx, s, lost, e):
 * Set lost[i] for each of s->entries that would be sealed by attribute if
 * all attributes files were as in HEAD, which must exist.  Where none of
 * them changed nothing is set, and little is asked.
 */
int gs_survey_lost(struct gs_ctx *ctx, const struct gs_survey *s, uint8_t *lost,
    struct gs_err *e) GS_MUST_USE;

#endif
