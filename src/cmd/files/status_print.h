/*
 * status_print: what a survey found, as text, NUL-ended records or JSON.
 */
#ifndef GS_CMD_FILES_STATUS_PRINT_H
#define GS_CMD_FILES_STATUS_PRINT_H

#include "cmd/files/survey.h"

/** gs_status_finding(f): whether the file makes `status` exit 1. */
bool gs_status_finding(const struct gs_surveyed *f);

/** gs_status_print(ctx, s, e): all of it on standard output, in the form
 * that -z, --json and -q ask for. */
int gs_status_print(const struct gs_ctx *ctx, const struct gs_survey *s,
    struct gs_err *e) GS_MUST_USE;

#endif
