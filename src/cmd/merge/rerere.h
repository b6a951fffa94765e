/*
 * rerere: `git rerere` copies the text of each conflict, as it lies in the
 * working tree, into the Git folder, where it stays after `lock`.  No filter
 * or attribute keeps it from a file; a person can.
 */
#ifndef GS_CMD_MERGE_RERERE_H
#define GS_CMD_MERGE_RERERE_H

#include "base/buf.h"
#include "git/dir.h"

/**
 * gs_rerere_replays(dir, base, theirs):
 * Whether it is rerere that wants the merge: of a conflict that it met
 * before (${base}), as it was (${theirs}) and as it lies in the working tree
 * now.  It calls the driver of the path with its own plain copies and writes
 * the result into the tree, past every filter.  So both must lie in
 * rr-cache, where nobody but Git writes.
 */
bool gs_rerere_replays(const struct gs_dir *dir, const struct gs_buf *base,
    const struct gs_buf *theirs);

/** gs_rerere_warn(dir, path): say so where it is switched on. */
void gs_rerere_warn(const struct gs_dir *dir, const char *path);

#endif
