/*
 * stage: files of .git-seal/ that a command makes: into the object store,
 * the index and the working tree, byte for byte, past every filter.
 */
#ifndef GS_CMD_FILES_STAGE_H
#define GS_CMD_FILES_STAGE_H

#include "cmd/cmd.h"

struct gs_stage {
	const char *path; /* borrowed: below top, below .git-seal/ */
	const void *p;	  /* borrowed */
	size_t n;
};

/**
 * gs_stage_files(ctx, files, nr, e):
 * Stage ${nr} files.  A symbolic link or a file where a folder should be on
 * the way is refused, so that nothing is written outside of the tree.  The
 * files in the tree get the modes of the user's umask.
 */
int gs_stage_files(const struct gs_ctx *ctx, const struct gs_stage *files,
    size_t nr, struct gs_err *e) GS_MUST_USE;

#endif
