/*
 * patch_dir: the second Git folder of `add -p`, in memory.  For patch*.c.
 */
#ifndef GS_CMD_DAILY_PATCH_DIR_H
#define GS_CMD_DAILY_PATCH_DIR_H

#include "base/memdir.h"
#include "cmd/cmd.h"
#include "repo/blobs.h"
#include "repo/index.h"

struct gs_patch {
	struct gs_ctx *ctx;
	const char *const *paths;
	struct gs_memdir dir;
	struct gs_strs env; /* of the second Git folder */
	uint64_t max;
	struct gs_entries index;	 /* the real one, at the beginning */
	struct gs_entries before, after; /* the second one */
	struct gs_blobs *blobs;
};

/** gs_patch_dir(p): fill p->dir, which is empty, and p->env, by which Git
 * works in it. */
int gs_patch_dir(struct gs_patch *p) GS_MUST_USE;

#endif
