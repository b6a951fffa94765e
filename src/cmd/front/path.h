/*
 * path: names of files as people read them: relative to where they stand,
 * and in C quotes, as Git writes them, where a name could mislead a reader
 * or a terminal (control bytes, quotes, what is not UTF-8).
 */
#ifndef GS_CMD_FRONT_PATH_H
#define GS_CMD_FRONT_PATH_H

#include "cmd/cmd.h"

/** gs_path_show(ctx, path, out): append ${path} (below top) for people. */
int gs_path_show(
    const struct gs_ctx *ctx, const char *path, struct gs_buf *out) GS_MUST_USE;

/** gs_path_quote(p, n, out): append a name, in quotes where it needs them. */
int gs_path_quote(const char *p, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
