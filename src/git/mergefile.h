/*
 * mergefile: Git's own three-way merge of texts (`git merge-file`), with the
 * user's merge.conflictStyle.  It takes files; ours live in memory alone, so
 * that no plain byte reaches a disk.
 */
#ifndef GS_GIT_MERGEFILE_H
#define GS_GIT_MERGEFILE_H

#include "base/buf.h"
#include "base/marks.h"
#include "base/proc.h"

/* A merge that runs.  A zeroed one is none. */
struct gs_mergefile {
	bool running;
	struct gs_proc p;
	struct gs_cur head, tail; /* borrowed: what all three agree in */
};

/**
 * gs_mergefile_start(m, side, marks, e):
 * Begin to merge three texts, none of them binary; they stay where they are
 * until the end.  Whether
 * conflicts show the base is not marks->base's to say but Git's config's.
 * GS_OK; GS_EIO: there are no files in memory on this system; others as
 * gs_git_start.
 */
int
gs_mergefile_start(struct gs_mergefile *m, const struct gs_cur side[GS_SIDES],
    const struct gs_marks *marks, struct gs_err *e) GS_MUST_USE;

/**
 * gs_mergefile_differ(m, ours, theirs, marks, e):
 * The same for two texts that have no base to trust: everything in which
 * they differ will be marked, and no base shown.
 */
int gs_mergefile_differ(struct gs_mergefile *m, struct gs_cur ours,
    struct gs_cur theirs, const struct gs_marks *marks,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_mergefile_end(m, out, conflict, e):
 * Wait, and append the result to ${out}; ${conflict} says whether it has
 * marks.  GS_OK, GS_EGIT, GS_EIO, GS_ENOMEM; ${out} is as it was on failure.
 */
int gs_mergefile_end(struct gs_mergefile *m, struct gs_buf *out, bool *conflict,
    struct gs_err *e) GS_MUST_USE;

/** gs_mergefile_drop(m): the result is of no use; nothing if none runs. */
void gs_mergefile_drop(struct gs_mergefile *m);

/** gs_git_binary(text): whether Git takes it for binary: a NUL among its
 * first 8,000 bytes. */
bool gs_git_binary(struct gs_cur text);

#endif
