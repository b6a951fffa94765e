/*
 * track_say: what `track` tells of the files that its patterns reach.
 */
#ifndef GS_CMD_FILES_TRACK_SAY_H
#define GS_CMD_FILES_TRACK_SAY_H

#include "cmd/files/cover.h"

struct gs_tracked {
	const struct gs_ctx *ctx; /* all borrowed */
	const struct gs_pattern *v;
	size_t nr;
	const struct gs_covered *c;
	uint8_t *const *hits; /* by pattern, then by path */
	struct gs_err *e;
};

/** gs_track_warn(t): what is odd about them: patterns that cover nothing,
 * files that are left out, damaged, ignored, or never sealed. */
void gs_track_warn(const struct gs_tracked *t);

/** gs_track_list(t): which files are covered; all of them if they are few,
 * or with -v. */
int gs_track_list(const struct gs_tracked *t) GS_MUST_USE;

#endif
