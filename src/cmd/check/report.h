/*
 * report: findings as text, as JSON, and as SARIF 2.1.0.
 */
#ifndef GS_CMD_CHECK_REPORT_H
#define GS_CMD_CHECK_REPORT_H

#include "cmd/check/job.h"

/** gs_check_text(c), gs_check_json(c), gs_check_sarif(c): print them.  GS_OK,
 * GS_ENOMEM. */
int gs_check_text(const struct gs_check *c) GS_MUST_USE;
int gs_check_json(const struct gs_check *c) GS_MUST_USE;
int gs_check_sarif(const struct gs_check *c) GS_MUST_USE;

/** gs_check_message(f, out): what is wrong, without the path. */
int
gs_check_message(const struct gs_finding *f, struct gs_buf *out) GS_MUST_USE;

/** gs_check_mend(f, out): what mends it; PATH in it is the finding's. */
int gs_check_mend(const struct gs_check *c, const struct gs_finding *f,
    struct gs_buf *out) GS_MUST_USE;

#endif
