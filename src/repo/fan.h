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

/* What is done with the blobs.  ${worker} tells threads apart. */
struct gs_fan {
	/* Once for each; ${b} NULL: there is no such object. */
	int (*blob)(void *ctx, unsigned worker, size_t i, struct gs_buf *b,
	    struct gs_err *e);
	/* NULL, or as gs_batch_live's. */
	int (*more)(
	    void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t n);
	void *ctx;
};

/**
 * gs_fan_out(dir, ids, nr, fan, e):
 * Read the blobs ${ids}; ${dir} as in gs_git_opt.  Those that lack in a
 * partial clone are fetched and come last.  After a failure the workers end
 * with what they are at; the first one is returned.
 */
int gs_fan_out(const char *dir, const struct gs_oid *ids, size_t nr,
    const struct gs_fan *fan, struct gs_err *e) GS_MUST_USE;

#endif
