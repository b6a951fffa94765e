/*
 * survey_look: which blobs of a survey are to be looked at.
 */
#ifndef GS_CMD_FILES_SURVEY_LOOK_H
#define GS_CMD_FILES_SURVEY_LOOK_H

#include "cmd/files/survey.h"

/** gs_survey_look(s, e): add to s->looks the blobs in the index of all files
 * that were not added before, and can be judged. */
int gs_survey_look(struct gs_survey *s, struct gs_err *e) GS_MUST_USE;

#endif
