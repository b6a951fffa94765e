/*
 * fan: many blobs read at once, each stretch of the list by a `git cat-file`
 * child and a thread of its own, so that inflating, opening and writing use
 * all processors, and no more than a blob a thread is in memory.
 */
#ifndef GS_REPO_FAN_H
#define GS_REPO_FAN_H

#include "base/buf.h"
#include "base/oid.h"

#define GS_FAN_MAX 16 /* ${worker} is below */

/**
 * gs_fan(dir, ids, nr, fn, ctx, e):
 * Call fn(ctx, worker, i, b, e) once for each of the ${nr} ${ids}, in order
 * within what one worker does; ${dir} as in gs_git_opt.  A blob that is not
 * here comes as NULL (Git may have tried to fetch it).  After a failure the
 * workers end with what they are at; the first one is returned.
 */
int gs_fan(const char *dir, const struct gs_oid *ids, size_t nr,
    int (*fn)(void *ctx, unsigned worker, size_t i, struct gs_buf *b,
	struct gs_err *e),
    void *ctx, struct gs_err *e) GS_MUST_USE;

#endif
