/*
 * status_print: what a survey found, as text, NUL-ended records or JSON.
 */
#ifndef GS_CMD_STATUS_PRINT_H
#define GS_CMD_STATUS_PRINT_H

#include "cmd/survey.h"

/** gs_status_finding(f): whether the file makes `status` exit 1. */
bool gs_status_finding(const struct gs_surveyed *f);

/** gs_status_states(f, out): append what the file is, ", " between several
 * states ("plain in index, plain in HEAD"). */
int gs_status_states(
    const struct gs_surveyed *f, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_status_print(ctx, s, e):
 * All of it on standard output, as -z, --json and -q ask for.
 */
int gs_status_print(const struct gs_ctx *ctx, const struct gs_survey *s,
    struct gs_err *e) GS_MUST_USE;

/** gs_cmd_show_path(ctx, path, out): ${path} as the user reads it: relative
 * to where he stands, and in C quotes where it would mislead a terminal. */
int gs_cmd_show_path(const struct gs_ctx *ctx, const char *path,
    struct gs_buf *out) GS_MUST_USE;

#endif
