/*
 * headdiff: where the index, or the working tree, differs from HEAD
 * (`git diff-index --raw`): of a large repository that is far less to read
 * than the whole tree of HEAD.
 */
#ifndef GS_REPO_HEADDIFF_H
#define GS_REPO_HEADDIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"

struct gs_headdiff_one {
	const char *path;  /* borrowed from the list: below top */
	struct gs_oid old; /* in HEAD; n == 0: not there */
	uint32_t old_mode; /* 0 where it is not there */
	bool unmerged;	   /* a conflict: Git does not say what HEAD has */
};

/* In Git's order.  A zeroed one is empty. */
struct gs_headdiff {
	struct gs_headdiff_one *v; /* owned */
	size_t nr;
	size_t cap;
	struct gs_buf text; /* owned: what the paths point into */
};

/**
 * gs_headdiff_index(prefix, pathspecs, out, e), gs_headdiff_tree(...):
 * Where the index, or the working tree as its stat data tell, differs from
 * HEAD, which must exist.  ${pathspecs} (NULL or a NULL-ended list) are the
 * user's, relative to ${prefix} (gs_repo's).
 */
int gs_headdiff_index(const char *prefix, const char *const *pathspecs,
    struct gs_headdiff *out, struct gs_err *e) GS_MUST_USE;
int gs_headdiff_tree(const char *prefix, const char *const *pathspecs,
    struct gs_headdiff *out, struct gs_err *e) GS_MUST_USE;

void gs_headdiff_clear(struct gs_headdiff *d);

#endif
