/*
 * past: files whose plain content stands in history.  Sealing them today
 * does not take it back.
 */
#ifndef GS_CMD_FILES_PAST_H
#define GS_CMD_FILES_PAST_H

#include "base/err.h"
#include "base/text.h"

/**
 * gs_past_plain(paths, out, e):
 * Append to ${out} those of ${paths} (below top) that some commit of any ref
 * holds with content that is not sealed.  Never fetches: what is not here
 * is not looked at.
 */
int gs_past_plain(const struct gs_strs *paths, struct gs_strs *out,
    struct gs_err *e) GS_MUST_USE;

#endif
