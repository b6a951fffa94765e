/*
 * hookdir: the folder in which Git looks for hooks, and whom a file there
 * concerns: this clone alone, everybody who checks it out, or other
 * repositories of the user as well.
 */
#ifndef GS_CMD_HOOKS_HOOKDIR_H
#define GS_CMD_HOOKS_HOOKDIR_H

#include "cmd/cmd.h"

enum gs_hookdir_whose {
	GS_HOOKDIR_OWN,	 /* in the clone's Git folder, or ignored by it */
	GS_HOOKDIR_TREE, /* in the working tree: a part of what is committed */
	GS_HOOKDIR_SHARED, /* elsewhere, or named by the user's own config */
	GS_HOOKDIR_ONCE,   /* named for this one command */
	GS_HOOKDIR_OFF	   /* no folder can be there (/dev/null) */
};

/* All owned; a zeroed one is empty. */
struct gs_hookdir {
	char *path;  /* absolute; need not exist */
	char *usual; /* the clone's own, where Git looks unless told */
	char *scope; /* of core.hooksPath, as Git calls it; NULL: not set */
	enum gs_hookdir_whose whose;
};

/** gs_hookdir_find(ctx, out, e): GS_OK, GS_EGIT, GS_EIO, GS_ENOMEM. */
int gs_hookdir_find(const struct gs_ctx *ctx, struct gs_hookdir *out,
    struct gs_err *e) GS_MUST_USE;
void gs_hookdir_clear(struct gs_hookdir *d);

/**
 * gs_hookdir_refuse(d, shared, e):
 * GS_OK where files may be put there; GS_EREFUSED, with the way that is
 * left, where they would concern others too, unless ${shared}, and where
 * there can be none.
 */
int gs_hookdir_refuse(
    const struct gs_hookdir *d, bool shared, struct gs_err *e) GS_MUST_USE;

#endif
