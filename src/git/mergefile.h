/*
 * mergefile: Git's own three-way merge of texts (`git merge-file`), with the
 * user's merge.conflictStyle.  It takes files; ours live in memory alone, so
 * that no plain byte reaches a disk.
 */
#ifndef GS_GIT_MERGEFILE_H
#define GS_GIT_MERGEFILE_H

#include "base/buf.h"
#include "base/marks.h"

/**
 * gs_git_merge_file(side, marks, out, conflict, e):
 * Append the merge of the three texts to ${out}; ${conflict} says whether it
 * has marks.  marks->base is Git's to know, not ours: its config says so.
 *
 * GS_OK.  GS_EDAMAGED: one of them is binary, as Git judges it.  GS_EIO:
 * there are no files in memory on this system; GS_EGIT, GS_ENOMEM.  ${out}
 * is as it was on failure.
 */
int gs_git_merge_file(const struct gs_cur side[GS_SIDES],
    const struct gs_marks *marks, struct gs_buf *out, bool *conflict,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_git_differ(ours, theirs, marks, out, conflict, e):
 * The same of two texts that have no base to trust: everything in which they
 * differ is marked.
 */
int gs_git_differ(struct gs_cur ours, struct gs_cur theirs,
    const struct gs_marks *marks, struct gs_buf *out, bool *conflict,
    struct gs_err *e) GS_MUST_USE;

/** gs_git_binary(text): whether Git takes it for binary: a NUL among its
 * first 8,000 bytes. */
bool gs_git_binary(struct gs_cur text);

#endif
