/*
 * bulk: the sealed files of all worktrees of the clone, for the commands
 * that change them in one go: which ones there are, what they hold, and
 * turning them (repo/rewrite.h).  It speaks to the user where files stand in
 * the way, and asks for no key: the caller hands them in.
 */
#ifndef GS_CMD_KEYS_BULK_H
#define GS_CMD_KEYS_BULK_H

#include "cmd/cmd.h"
#include "cmd/front/progress.h"
#include "engine/verdict.h"
#include "repo/fan.h"
#include "repo/index.h"
#include "repo/rewrite.h"

struct gs_bulk;

/* One worktree. */
struct gs_bulk_tree {
	struct gs_bulk *bulk;
	const struct gs_worktree *wt; /* borrowed from the bulk */
	const char *dir;	      /* as in gs_git_opt */
	char *index;		      /* owned: its index file */
	bool stays_sealed;	      /* it is locked by itself */
	struct gs_entries entries;
	struct gs_work *v; /* owned: its files that should be sealed */
	size_t nr;
	const char **ring;   /* owned: the keyring of each, interned */
	bool *absent;	     /* owned: sparse, so perhaps not fetched */
	struct gs_strs torn; /* sealed files in a conflict */
	struct gs_place place;
	struct gs_works works;
	struct gs_sealed_reader *reader[GS_FAN_MAX]; /* owned */
};

struct gs_bulk {
	struct gs_ctx *ctx;	    /* borrowed */
	const struct gs_keys *keys; /* borrowed: what opens; NULL: nothing */
	uint64_t max_size;
	struct gs_worktree *wt; /* owned */
	size_t nr_wt;
	bool alone; /* set before gs_bulk_list: only the one that is here */
	struct gs_bulk_tree *tree; /* owned: those within reach */
	size_t nr;
	struct gs_strs rings; /* the names that trees point into */
	struct gs_progress progress;
};

/**
 * gs_bulk_list(b, ctx, e):
 * Fill ${b} with the worktrees and the files in them that should be sealed,
 * by their index and the attributes of their tree.  Changes nothing there;
 * a worktree that is new is met (engine/worktree.h).  End with
 * gs_bulk_clear, whatever is returned.
 */
int gs_bulk_list(
    struct gs_bulk *b, struct gs_ctx *ctx, struct gs_err *e) GS_MUST_USE;
void gs_bulk_clear(struct gs_bulk *b);

/** gs_bulk_look(b, keys, e): take the worktrees (no other git-seal may be at
 * work there) and look at all files; ${keys} (NULL: none) open from now on. */
int gs_bulk_look(struct gs_bulk *b, const struct gs_keys *keys,
    struct gs_err *e) GS_MUST_USE;

/** gs_bulk_fill(b, keys, e): in the place of gs_bulk_look where no file of
 * this worktree is there yet: gs_bulk_rewrite with force then makes those
 * that ${keys} open, and no others. */
int gs_bulk_fill(struct gs_bulk *b, const struct gs_keys *keys,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_bulk_refuse(b, to, verb, e):
 * Name the files that have changes that would be lost.  GS_OK: there are
 * none; GS_EREFUSED: it has told the user.  ${verb}: "unlock", "lock", as
 * it is typed.
 */
int gs_bulk_refuse(struct gs_bulk *b, enum gs_rewrite_to to, const char *verb,
    struct gs_err *e) GS_MUST_USE;

/** gs_bulk_skips(t, to): whether ${t} stays sealed while the others become
 * plain, as it was locked by itself. */
bool gs_bulk_skips(const struct gs_bulk_tree *t, enum gs_rewrite_to to);

/** gs_bulk_rewrite(b, to, title, force, e): gs_rewrite on each worktree
 * but those that gs_bulk_skips. */
int gs_bulk_rewrite(struct gs_bulk *b, enum gs_rewrite_to to, const char *title,
    bool force, struct gs_err *e) GS_MUST_USE;

/** gs_bulk_path(t, path, out): how to show ${path} of the tree ${t}, control
 * bytes not escaped: as the user would type it, absolute in another tree. */
int gs_bulk_path(const struct gs_bulk_tree *t, const char *path,
    struct gs_buf *out) GS_MUST_USE;

/** gs_bulk_name(t, path, what, out): append "\tPATH" and, unless ${what} is
 * NULL, " (WHAT)" and LF, escaped, for a list on standard error. */
int gs_bulk_name(const struct gs_bulk_tree *t, const char *path,
    const char *what, struct gs_buf *out) GS_MUST_USE;

/** gs_bulk_foreign(t, i): whether the keyring of t->v[i] is not among the
 * keys that open. */
bool gs_bulk_foreign(const struct gs_bulk_tree *t, size_t i);

/** gs_bulk_tell(e, code, list): print what ${e} says as the error ${code},
 * with the lines of ${list} between its sentence and its hint; ${e} is empty
 * afterwards, so that main says nothing more. */
void gs_bulk_tell(struct gs_err *e, int code, const struct gs_buf *list);

#endif
