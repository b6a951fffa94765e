/*
 * install_hooks: git-seal's hooks in this clone.
 */
#ifndef GS_CMD_HOOKS_INSTALL_HOOKS_H
#define GS_CMD_HOOKS_INSTALL_HOOKS_H

#include "cmd/cmd.h"

/**
 * gs_hooks_leave(ctx):
 * Take git-seal's hooks out of the clone's own folder and say which, as
 * `install-hooks --undo` does; those in a folder that others use too stay.
 * Fails with ctx->e filled.
 */
int gs_hooks_leave(struct gs_ctx *ctx) GS_MUST_USE;

#endif
