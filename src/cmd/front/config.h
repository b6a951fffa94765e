/*
 * config: the lines of Git's config that make it call us (spec section 5),
 * in a clone (init, unlock) or for a user (setup).
 */
#ifndef GS_CMD_FRONT_CONFIG_H
#define GS_CMD_FRONT_CONFIG_H

#include "cmd/cmd.h"

enum gs_cmd_config_scope {
	GS_CMD_CONFIG_CLONE, /* the clone that ctx->repo is, all its worktrees */
	GS_CMD_CONFIG_USER   /* the user's own, for every clone */
};

/**
 * gs_cmd_config_write(ctx, scope, changed, e):
 * Write what differs; one git child where nothing does.  ${changed} (NULL
 * allowed) says how many lines were written.  GS_OK, GS_EGIT with Git's own
 * words, GS_ENOTFOUND without git, GS_ENOMEM.
 */
int
gs_cmd_config_write(const struct gs_ctx *ctx, enum gs_cmd_config_scope scope,
    size_t *changed, struct gs_err *e) GS_MUST_USE;

/** gs_cmd_config_undo(scope, changed, e): remove our lines and no others. */
int gs_cmd_config_undo(enum gs_cmd_config_scope scope, size_t *changed,
    struct gs_err *e) GS_MUST_USE;

#endif
