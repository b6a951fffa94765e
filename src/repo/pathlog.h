/*
 * pathlog: which blobs history has held at given paths.
 */
#ifndef GS_REPO_PATHLOG_H
#define GS_REPO_PATHLOG_H

#include "base/oid.h"
#include "base/text.h"

/**
 * gs_pathlog(paths, fn, ctx, e):
 * Call fn(ctx, path, id) for each file that a commit of any ref, or of HEAD,
 * has put at one of ${paths} (below top, plain names); some may come more
 * than once.  Never fetches.  The failure of ${fn} stops and is returned.
 */
int gs_pathlog(const struct gs_strs *paths,
    int (*fn)(void *ctx, const char *path, const struct gs_oid *id), void *ctx,
    struct gs_err *e) GS_MUST_USE;

#endif
