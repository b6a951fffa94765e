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

#define GS_PRIVATE_NOFOLLOW 0x1u /* refuse a symbolic link */

/**
 * gs_private_read(path, flags, max, out, exposed, e):
 * Append the file ${path} to ${out}.  ${exposed} is set where others can
 * read it and the user cannot help it; it is never cleared.
 *
 * GS_OK; GS_EUSAGE: others can read it, with a hint, or it is a folder;
 * GS_ENOTFOUND; GS_ETOOBIG: over ${max} bytes; GS_EIO; GS_ENOMEM.
 */
int gs_private_read(const char *path, unsigned flags, size_t max,
    struct gs_buf *out, bool *exposed, struct gs_err *e) GS_MUST_USE;

#endif
