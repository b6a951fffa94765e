/*
 * hookfile: one hook of a folder: put beside what is there, which then runs
 * first, and taken away again.  git-seal's own files are known by a line in
 * them; no other file is ever changed, only moved aside under another name,
 * whole, and moved back.  A kill at any moment leaves the hook that was there
 * in force, or git-seal's in front of it.
 */
#ifndef GS_CMD_HOOKS_HOOKFILE_H
#define GS_CMD_HOOKS_HOOKFILE_H

#include <stdbool.h>

#include "base/err.h"

/* What was done, or what stands there. */
enum gs_hookfile {
	GS_HOOKFILE_WRITTEN,
	GS_HOOKFILE_CHAINED, /* another one runs before it */
	GS_HOOKFILE_SAME,    /* it was there, just so */
	GS_HOOKFILE_REMOVED,
	GS_HOOKFILE_RESTORED, /* the one that ran before it stands alone */
	GS_HOOKFILE_NONE      /* there was nothing to remove */
};

/**
 * gs_hookfile_put(dir, name, text, done, e):
 * Make dir/${name} hold ${text} and be executable; ${dir} exists.
 *
 * GS_OK; GS_EREFUSED: what stands there cannot run under another name, is no
 * file, or took the place of git-seal's; GS_EIO, GS_ENOMEM.
 */
int gs_hookfile_put(const char *dir, const char *name, const char *text,
    enum gs_hookfile *done, struct gs_err *e) GS_MUST_USE;

/** gs_hookfile_drop(dir, name, done, e): what gs_hookfile_put did, undone. */
int gs_hookfile_drop(const char *dir, const char *name, enum gs_hookfile *done,
    struct gs_err *e) GS_MUST_USE;

#endif
