/*
 * blobs: many new blobs into the object store, fast: they are packed here and
 * handed to `git index-pack` (a few: to `git unpack-objects`), which check
 * every byte.  Killed at any moment it leaves the repository as it was, or
 * with objects that nothing refers to yet.
 */
#ifndef GS_REPO_BLOBS_H
#define GS_REPO_BLOBS_H

#include <stddef.h>

#include "base/oid.h"

struct gs_blobs; /* opaque */

/**
 * gs_blobs_new(dir, oid_len, out):
 * ${dir} as in gs_git_opt (copied); ${oid_len} as gs_repo's.  GS_OK or
 * GS_ENOMEM.  Not for use by two threads at once.
 */
int gs_blobs_new(
    const char *dir, size_t oid_len, struct gs_blobs **out) GS_MUST_USE;

/** gs_blobs_free(b): what no gs_blobs_finish followed may not be there. */
void gs_blobs_free(struct gs_blobs *b);

/**
 * gs_blobs_add(b, p, n, id, e):
 * One blob; ${id} gets its name at once.  At most 32 MiB are held back.
 * GS_OK, GS_EGIT, GS_EIO, GS_ENOMEM, GS_ECRYPTO; after a failure only
 * gs_blobs_free makes sense.
 */
int gs_blobs_add(struct gs_blobs *b, const void *p, size_t n, struct gs_oid *id,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_blobs_finish(b, e):
 * On GS_OK all that was added is in the object store, as safe from a power
 * cut as Git's own.  More may be added afterwards.
 */
int gs_blobs_finish(struct gs_blobs *b, struct gs_err *e) GS_MUST_USE;

#endif
