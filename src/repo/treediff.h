/*
 * treediff: what differs between two trees, or between a tree and the index
 * or the working tree: `git diff-tree` and `git diff-index`, raw, renames not
 * looked for.  Many pairs are one child's work.
 */
#ifndef GS_REPO_TREEDIFF_H
#define GS_REPO_TREEDIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"

struct gs_treediff_one {
	size_t pair;	   /* which of those that were asked for */
	const char *path;  /* borrowed from the list: below top */
	uint32_t old_mode; /* 0: not there */
	uint32_t new_mode; /* 0: not there, or unmerged */
	struct gs_oid old; /* n == 0 where it is not there */
	struct gs_oid new;
	bool unmerged; /* a conflict: Git does not say what the tree has */
};

/* Pair by pair, each in Git's order.  A zeroed one is empty. */
struct gs_treediff {
	struct gs_treediff_one *v; /* owned */
	size_t nr, cap;
	struct gs_buf text; /* owned: what the paths point into */
};

/** gs_treediff_index(rev, out, e): from the commit or tree ${rev} to the
 * index; all of it is pair 0. */
int gs_treediff_index(
    const char *rev, struct gs_treediff *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_treediff_head_index(prefix, pathspecs, out, e),
 * gs_treediff_head_files(...):
 * From HEAD, which must exist, to the index, or to the working tree as its
 * stat data tell.  ${pathspecs} (NULL or a NULL-ended list) are the user's,
 * relative to ${prefix} (gs_repo's).  Of a large repository that is far less
 * to read than the whole tree of HEAD.
 */
int gs_treediff_head_index(const char *prefix, const char *const *pathspecs,
    struct gs_treediff *out, struct gs_err *e) GS_MUST_USE;
int gs_treediff_head_files(const char *prefix, const char *const *pathspecs,
    struct gs_treediff *out, struct gs_err *e) GS_MUST_USE;

/* Two commits; ${parent}->n == 0: from nothing at all. */
struct gs_treediff_pair {
	struct gs_oid commit, parent;
};

/** gs_treediff_commits(pairs, nr, out, e): from each parent to its commit.
 * GS_EGIT where one of them is not here. */
int gs_treediff_commits(const struct gs_treediff_pair *pairs, size_t nr,
    struct gs_treediff *out, struct gs_err *e) GS_MUST_USE;

void gs_treediff_clear(struct gs_treediff *d);

#endif
