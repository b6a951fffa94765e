/*
 * index: what Git's index, or a commit's tree, holds.  Read through
 * `git ls-files` and `git ls-tree`; written through `git update-index`.
 */
#ifndef GS_REPO_INDEX_H
#define GS_REPO_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"
#include "base/text.h"

struct gs_entry {
	const char *path; /* borrowed from the list: NUL-ended, below top */
	size_t n;
	struct gs_oid id;
	uint32_t mode;	    /* octal as Git shows it: 0100644, 0120000, ... */
	uint8_t stage;	    /* 0, or 1 to 3 in a conflict */
	bool skip_worktree; /* sparse: not in the working tree */
};

/* Sorted by the bytes of their paths, then by stage, as Git does.  A zeroed
 * one is empty. */
struct gs_entries {
	struct gs_entry *v; /* owned */
	size_t nr;
	size_t cap;
	struct gs_buf names; /* owned: the paths' bytes */
};

/**
 * gs_entries_of_index(dir, pathspecs, out, e):
 * The index of the worktree at ${dir} (as in gs_git_opt; NULL: ours, with
 * GIT_INDEX_FILE honoured), all stages, a sparse one in full, filtered by
 * ${pathspecs} (NULL or a NULL-ended list, Git's own syntax, relative to the
 * worktree's top).
 */
int gs_entries_of_index(const char *dir, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_entries_of_user(prefix, pathspecs, out, e):
 * The same of our own index for ${pathspecs} as the user wrote them: relative
 * to ${prefix} (gs_repo's).  None at all mean the whole index.  Paths are
 * below top as ever.
 */
int gs_entries_of_user(const char *prefix, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e) GS_MUST_USE;

/** gs_entries_of_tree(dir, rev, out, e): `ls-tree -r -z REV`, all stage 0.
 * GS_ENOTFOUND where ${rev} names no tree. */
int gs_entries_of_tree(const char *dir, const char *rev, struct gs_entries *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_entries_find(l, path, n): the first entry (lowest stage) or NULL; by
 * bisection.  Those of other stages follow it. */
const struct gs_entry *
gs_entries_find(const struct gs_entries *l, const char *path, size_t n);

void gs_entries_clear(struct gs_entries *l);

/* A change for gs_index_update. */
struct gs_index_change {
	const char *path;
	struct gs_oid id; /* n == 0: remove the path */
	uint32_t mode;
	bool skip_worktree; /* keep the bit: update-index would drop it */
};

/**
 * gs_index_update(dir, changes, nr, e):
 * `git update-index -z --index-info`: entries get these ids, without stat
 * data (repo/settle.h gives them some); stages 1 to 3 of a path go.
 */
int gs_index_update(const char *dir, const struct gs_index_change *changes,
    size_t nr, struct gs_err *e) GS_MUST_USE;

/**
 * gs_blob_write(dir, p, n, out, e):
 * One blob into the object store, no filter run.  Many: repo/blobs.h.
 */
int gs_blob_write(const char *dir, const void *p, size_t n, struct gs_oid *out,
    struct gs_err *e) GS_MUST_USE;

#endif
