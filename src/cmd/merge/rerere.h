/*
 * rerere: `git rerere` copies the text of each conflict, as it lies in the
 * working tree, into the Git folder, where it stays after `lock`.  No filter
 * or attribute keeps it from a file; a person can.
 */
#ifndef GS_CMD_MERGE_RERERE_H
#define GS_CMD_MERGE_RERERE_H

#include "git/dir.h"

/** gs_rerere_warn(dir, path): say so where it is switched on. */
void gs_rerere_warn(const struct gs_dir *dir, const char *path);

#endif
