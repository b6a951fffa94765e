/*
 * world: what the engine's filter asks of the repository (engine/filter.h),
 * answered by Git's plumbing.  Every child starts at the first question that
 * needs it; none of them ever fetches.
 */
#ifndef GS_CMD_FILTER_WORLD_H
#define GS_CMD_FILTER_WORLD_H

#include <sys/stat.h>

#include "engine/ahead.h"
#include "engine/filter.h"
#include "git/batch.h"
#include "git/dir.h"
#include "repo/history.h"
#include "repo/index.h"

struct gs_repo_world {
	struct gs_world w;	  /* for struct gs_filter */
	const struct gs_dir *dir; /* borrowed */
	const char *only;	  /* the one path there will be; NULL: many */
	struct gs_ahead *ahead;	  /* borrowed, or NULL */
	char *index;		  /* the index file */
	bool index_read;
	unsigned long index_nr; /* how often it was read */
	struct stat index_stat; /* when it was read; all zero: no file */
	struct gs_entries entries;
	struct gs_attr_cache *attrs;
	struct gs_batch *batch;
	struct gs_history *history;
};

/**
 * gs_world_open(w, dir, only, ahead, e):
 * ${only} (NULL allowed) is the path of a one-shot filter: the index is asked
 * for it alone.  The process must stand where paths begin, as it does when
 * Git starts it.
 */
int gs_world_open(struct gs_repo_world *w, const struct gs_dir *dir,
    const char *only, struct gs_ahead *ahead, struct gs_err *e) GS_MUST_USE;
void gs_world_close(struct gs_repo_world *w);

/** gs_world_index(w, e): make w->entries what the index holds now (with
 * ${only}: that path and .git-seal/). */
int gs_world_index(struct gs_repo_world *w, struct gs_err *e) GS_MUST_USE;

/**
 * gs_world_settings(dir, f, e):
 * Fill seal.strict and seal.maxSize of ${f}; git is asked only where they
 * may be set.
 */
int gs_world_settings(const struct gs_dir *dir, struct gs_filter *f,
    struct gs_err *e) GS_MUST_USE;

#endif
