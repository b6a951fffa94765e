/*
 * private: reading files that hold a key.  What the user could have kept to
 * himself and did not is refused with the chmod that mends it; what he could
 * not change (another owner, a read-only file system or one without modes,
 * as container secrets are) is read, and told apart so that somebody can
 * warn.  Pipes and devices are not judged.
 */
#ifndef GS_ENGINE_PRIVATE_H
#define GS_ENGINE_PRIVATE_H

#include <stdbool.h>

#include "base/buf.h"

struct gs_private {
	const char *path;  /* borrowed */
	const char *shown; /* borrowed: its name in messages; NULL: path */
	bool nofollow;	   /* refuse a symbolic link */
	size_t max;	   /* bytes */
	bool exposed;	   /* set where others can read it and the user cannot
			 help it; never cleared */
};

/**
 * gs_private_read(f, out, e):
 * Append the file f->path to ${out}.
 *
 * GS_OK; GS_EUSAGE: others can read it, with a hint, or it is a folder;
 * GS_ENOTFOUND; GS_ETOOBIG: over f->max bytes; GS_EIO; GS_ENOMEM.
 */
int gs_private_read(
    struct gs_private *f, struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

#endif
