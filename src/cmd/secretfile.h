/*
 * secretfile: writing a key where the user wants it (export-key, keygen -o).
 */
#ifndef GS_CMD_SECRETFILE_H
#define GS_CMD_SECRETFILE_H

#include "cmd/cmd.h"

/**
 * gs_secretfile_write(ctx, word, force, p, n, e):
 * A new file ${word} of mode 0600, complete or not there at all.  One that
 * exists is GS_EREFUSED with a hint, unless ${force}; pipes and devices are
 * written to.  Warns where the file lies in a work tree, whose next commit
 * might take it along.
 */
int gs_secretfile_write(const struct gs_ctx *ctx, const char *word, bool force,
    const void *p, size_t n, struct gs_err *e) GS_MUST_USE;

/** gs_secretfile_stdout(p, n): to standard output, with a warning where that
 * is a terminal; gs_out_flush tells whether it went well. */
void gs_secretfile_stdout(const void *p, size_t n);

#endif
