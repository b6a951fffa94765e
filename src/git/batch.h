/*
 * batch: objects by name out of one `git cat-file --batch` child, started at
 * the first question and started anew should it die (in a partial clone it
 * may).  Not for use by two threads at once.
 */
#ifndef GS_GIT_BATCH_H
#define GS_GIT_BATCH_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/oid.h"

struct gs_batch; /* opaque */

/**
 * gs_batch_new(dir, no_fetch, out):
 * ${dir} as in gs_git_opt (copied).  No process is started yet.
 */
int
gs_batch_new(const char *dir, bool no_fetch, struct gs_batch **out) GS_MUST_USE;
void gs_batch_free(struct gs_batch *b);

/**
 * gs_batch_get(b, id, max, out, e):
 * Append the content of the blob ${id} to ${out}, read straight into it.
 * GS_ENOTFOUND: no such object here, or not a blob; GS_ETOOBIG: over ${max}
 * bytes; GS_EGIT: Git cannot read it.  ${out} is as it was on failure.
 */
int gs_batch_get(struct gs_batch *b, const struct gs_oid *id, size_t max,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_batch_tree(b, spec, max, fn, ctx, e):
 * Call fn(ctx, name, mode, id) for each entry of the tree that ${spec}
 * names, "HEAD:a/b" or "refs/remotes/origin/HEAD:", in its order; ${mode} as
 * in struct gs_entry, folders 040000.  The first failure of ${fn} ends it and
 * is returned.  GS_ENOTFOUND: there is no such tree here; GS_ETOOBIG: it has
 * more than ${max} bytes; GS_EDAMAGED: it is malformed.
 */
int gs_batch_tree(struct gs_batch *b, const char *spec, size_t max,
    int (*fn)(
	void *ctx, const char *name, uint32_t mode, const struct gs_oid *id),
    void *ctx, struct gs_err *e) GS_MUST_USE;

/** gs_batch_there(b, spec, yes, e): whether ${spec} names a commit that is
 * here. */
int gs_batch_there(struct gs_batch *b, const char *spec, bool *yes,
    struct gs_err *e) GS_MUST_USE;

/** gs_batch_size(b, id, size, e): whether the object, of any kind, is here
 * and its size (a second child, --batch-check).  GS_ENOTFOUND if it is not. */
int gs_batch_size(struct gs_batch *b, const struct gs_oid *id, uint64_t *size,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_batch_head(dir, no_fetch, id, max, out, e):
 * Append the first ${max} bytes of the blob ${id}, or all if it has fewer,
 * through a child of its own that is stopped then: for blobs too large to be
 * read for their beginning.  GS_ENOTFOUND: no such object here, or not a
 * blob.
 */
int gs_batch_head(const char *dir, bool no_fetch, const struct gs_oid *id,
    size_t max, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_batch_each(dir, no_fetch, ids, nr, max_each, fn, ctx, e):
 * The contents of many blobs, in the order of ${ids}, through one
 * `cat-file --batch --buffer`: fn(ctx, i, b) gets each in a buffer that it
 * may swap out.  One that is missing, no blob or over ${max_each} bytes
 * comes with b == NULL (gs_batch_get tells which).  In a partial clone,
 * unless ${no_fetch}, all that lack are fetched at once before.  Stops at the
 * first failure of ${fn} and returns it.  Safe beside other threads.
 */
int gs_batch_each(const char *dir, bool no_fetch, const struct gs_oid *ids,
    size_t nr, size_t max_each,
    int (*fn)(void *ctx, size_t i, struct gs_buf *b), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_batch_live(dir, no_fetch, ids, nr, max_each, fn, more, ctx, e):
 * The same, with news of large blobs (some MiB) while they arrive: before
 * fn(ctx, i, b), more(ctx, i, b, n) is called several times, ${b} holding a
 * bit more of ${n} bytes each time, at one place in memory; with b == NULL
 * where the rest will not come (Git died; it may begin anew).  The first
 * failure of ${more} ends all like one of ${fn}.
 */
int gs_batch_live(const char *dir, bool no_fetch, const struct gs_oid *ids,
    size_t nr, size_t max_each,
    int (*fn)(void *ctx, size_t i, struct gs_buf *b),
    int (*more)(void *ctx, size_t i, struct gs_buf *b, size_t n), void *ctx,
    struct gs_err *e) GS_MUST_USE;

#endif
