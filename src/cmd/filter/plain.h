/*
 * plain: handing a file that is not sealed through as it is.  All that the
 * small program git-seal-textconv needs: it uses libc and nothing else, so
 * that it starts as fast as cat.
 */
#ifndef GS_CMD_FILTER_PLAIN_H
#define GS_CMD_FILTER_PLAIN_H

#include "base/err.h"

/**
 * gs_plain_copy(path, e):
 * Copy the file to standard output, unless it begins as sealed files do,
 * or those of another tool whose key an import may have kept.
 * GS_OK: done.  GS_ENOKEY: it does, and nothing was written.  GS_ENOTFOUND,
 * GS_EIO.
 */
int gs_plain_copy(const char *path, struct gs_err *e) GS_MUST_USE;

/** gs_plain_exec(own, path): become `git-seal textconv PATH`, the program
 * beside ${own} (argv[0]) if there is one, else that of PATH.  Returns only
 * when that fails. */
void gs_plain_exec(const char *own, const char *path);

#endif
