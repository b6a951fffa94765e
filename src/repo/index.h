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
#include "base/map.h"
#include "base/oid.h"
#include "base/text.h"

struct gs_repo;

struct gs_entry {
	const char *path; /* borrowed from the list: NUL-ended, below top */
	size_t n;
	struct gs_oid id;
	uint32_t mode;	    /* octal as Git shows it: 0100644, 0120000, ... */
	uint8_t stage;	    /* 0, or 1 to 3 in a conflict */
	bool skip_worktree; /* sparse: not in the working tree */
};

/* In Git's order.  A zeroed one is empty. */
struct gs_entries {
	struct gs_entry *v; /* owned */
	size_t nr;
	size_t cap;
	struct gs_buf names;   /* owned: the paths' bytes */
	struct gs_map by_path; /* path -> its first entry; filled by _index */
};

/**
 * gs_entries_of_index(dir, pathspecs, out, e):
 * The index of the worktree at ${dir} (NULL: where we stand; GIT_INDEX_FILE
 * is honoured), all stages, filtered by ${pathspecs} (NULL or a NULL-ended
 * list, Git's own syntax).
 */
int gs_entries_of_index(const char *dir, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e) GS_MUST_USE;

/** gs_entries_of_tree(rev, out, e): `ls-tree -r -z REV`, all stage 0. */
int gs_entries_of_tree(const char *dir, const char *rev, struct gs_entries *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_entries_find(l, path, n): the first entry (lowest stage) or NULL. */
const struct gs_entry *
gs_entries_find(const struct gs_entries *l, const char *path, size_t n);

void gs_entries_clear(struct gs_entries *l);

/* A change for gs_index_update. */
struct gs_index_change {
	const char *path;
	struct gs_oid id; /* n == 0: remove the path */
	uint32_t mode;
};

/**
 * gs_index_update(dir, changes, nr, e):
 * `git update-index -z --index-info`: entries get these ids, without stat
 * data (repo/settle.h gives them some).
 */
int gs_index_update(const char *dir, const struct gs_index_change *changes,
    size_t nr, struct gs_err *e) GS_MUST_USE;

/**
 * gs_blob_write(dir, p, n, out, e):
 * One blob into the object store, no filter run.
 */
int gs_blob_write(const char *dir, const void *p, size_t n, struct gs_oid *out,
    struct gs_err *e) GS_MUST_USE;

#endif
