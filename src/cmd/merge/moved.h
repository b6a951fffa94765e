/*
 * moved: a file that one side renamed and changed, and the other changed.
 * Git finds renames by similar bytes, and sealed bytes have none; so it says
 * that the file was deleted on one side.  By the plain text we can tell where
 * it went.
 */
#ifndef GS_CMD_MERGE_MOVED_H
#define GS_CMD_MERGE_MOVED_H

#include "cmd/filter/filter.h"

/**
 * gs_moved_begin(c):
 * Before the first file of a run is written: remember what Git is amid.
 */
void gs_moved_begin(struct gs_cmd_filter *c);

/**
 * gs_moved_tell(c):
 * Git has ended.  Where it has stopped at a conflict in this very run, name
 * the likely new path of each sealed file that one side deleted and the
 * other changed.  Says nothing where nothing can be told; never fails.
 */
void gs_moved_tell(struct gs_cmd_filter *c);

#endif
