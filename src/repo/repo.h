/*
 * repo: one repository as its user sees it: where its folders are, what its
 * objects are called, and its config.  All of it comes from Git itself.
 * Not for use by two threads at once.
 */
#ifndef GS_REPO_REPO_H
#define GS_REPO_REPO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/oid.h"
#include "base/text.h"
#include "git/batch.h"

struct gs_config; /* opaque (repo/config.h) */

struct gs_repo {
	char *git_dir;	  /* absolute; of this worktree */
	char *common_dir; /* absolute; of the whole clone */
	char *top;	  /* absolute; NULL in a bare repository */
	char *prefix;	  /* where the user stands below top: "" or "a/b/" */
	char *index;	/* the index file, GIT_INDEX_FILE honoured; absolute */
	size_t oid_len; /* 20 or 32 */
	bool bare;	/* Git calls it bare: no working tree of its own */
	struct gs_batch *batch;	  /* owned; may fetch */
	struct gs_config *config; /* owned; read at the first question */
};

/**
 * gs_repo_open(out, e):
 * The repository around the current folder, or that of GIT_DIR and
 * GIT_WORK_TREE, by `git rev-parse`.  Afterwards the process stands in top
 * (or, where there is no working tree, in git_dir), so that paths from Git
 * can be used as they are; GIT_DIR, GIT_COMMON_DIR and GIT_WORK_TREE are
 * made absolute where they are set, so that they still mean the same, and
 * GIT_DIR is set where nothing else leads back from top (core.worktree).
 * Inside the Git folder of a repository with a working tree around it top
 * is NULL, as Git has it.
 *
 * GS_EGIT with Git's own words where there is none, or Git refuses it
 * (safe.directory); GS_ENOTFOUND without a git program; GS_EIO.
 */
int gs_repo_open(struct gs_repo **out, struct gs_err *e) GS_MUST_USE;
void gs_repo_free(struct gs_repo *r);

/**
 * gs_repo_config(r, key, out, e):
 * The last value of ${key}, owned by the caller; NULL where it is not set,
 * "" where it is set without a value.  All scopes, `git -c` and
 * GIT_CONFIG_* included.  ${key} is written as Git prints it: section and
 * name in lower case.  Git is asked once; gs_repo_config_set asks again.
 */
int gs_repo_config(const struct gs_repo *r, const char *key, char **out,
    struct gs_err *e) GS_MUST_USE;

/** gs_repo_config_all(r, key, out, e): all its values are appended to
 * ${out}, in Git's order (the last counts most). */
int gs_repo_config_all(const struct gs_repo *r, const char *key,
    struct gs_strs *out, struct gs_err *e) GS_MUST_USE;

/** gs_repo_config_bool: the last value as `--type=bool` reads it; GS_EUSAGE
 * where it is neither true nor false. */
int gs_repo_config_bool(const struct gs_repo *r, const char *key, bool fallback,
    bool *out, struct gs_err *e) GS_MUST_USE;

/** gs_repo_config_set(r, key, value, e): in the clone's own config (shared
 * by its worktrees), in place of all values there; NULL unsets them, and no
 * value is no error. */
int gs_repo_config_set(const struct gs_repo *r, const char *key,
    const char *value, struct gs_err *e) GS_MUST_USE;

/**
 * gs_repo_rev(r, spec, out, e):
 * `rev-parse --verify --quiet SPEC`, as the user wrote it: REV:./PATH is
 * relative to where he stands.  GS_OK, or GS_ENOTFOUND.
 */
int gs_repo_rev(const struct gs_repo *r, const char *spec, struct gs_oid *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_repo_blob(r, id, max, out, e): append a blob (git/batch.h). */
int gs_repo_blob(const struct gs_repo *r, const struct gs_oid *id, size_t max,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_repo_show_path(r, path, out):
 * ${path} (below top) as the user should read it: relative to where he
 * stands.  ${out} gets the bytes (not escaped).
 */
int gs_repo_show_path(
    const struct gs_repo *r, const char *path, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_repo_path(r, arg, out, e):
 * The other way: a file that the user named, relative to where he stands or
 * absolute, as a path below top, which ${out} gets.  The file need not
 * exist; ".." goes by the letters.  GS_EUSAGE where it lies outside.
 */
int gs_repo_path(const struct gs_repo *r, const char *arg, struct gs_buf *out,
    struct gs_err *e) GS_MUST_USE;

/* One worktree of the clone, as `git worktree list --porcelain -z` says. */
struct gs_worktree {
	char *path;	 /* absolute, owned */
	char *git_dir;	 /* its own Git folder, owned; NULL if out of reach */
	bool bare;	 /* no files there */
	bool reachable;	 /* the folder is there and is this clone's */
	bool here;	 /* the one that the gs_repo stands in */
	const char *dir; /* for gs_git_opt and what takes the like of it:
			    NULL for the one that is here, else path */
};

/** gs_repo_worktrees(r, out, nr, e): all of them, the main one first; free
 * with gs_repo_worktrees_free. */
int gs_repo_worktrees(const struct gs_repo *r, struct gs_worktree **out,
    size_t *nr, struct gs_err *e) GS_MUST_USE;
void gs_repo_worktrees_free(struct gs_worktree *w, size_t nr);

#endif
