/*
 * patch: `git add -p` with plain hunks.  Git's own command runs on a second
 * Git folder and index that lie in memory, where the sealed files that have
 * changes are plain, and so are the objects it makes; what it staged there is
 * sealed as `git add` would, and staged here.  Nothing plain comes into the
 * repository, and no file of the working tree is touched.
 */
#ifndef GS_CMD_DAILY_PATCH_H
#define GS_CMD_DAILY_PATCH_H

#include "cmd/cmd.h"

/** gs_patch(ctx, paths): ${paths}, NULL-ended, as the user wrote them.
 * GS_EREFUSED where the index has been changed by somebody else meanwhile;
 * what clean refuses is refused. */
int gs_patch(struct gs_ctx *ctx, const char *const *paths) GS_MUST_USE;

#endif
