/*
 * editor: the user's editor, as Git would run it, for plain text that lies in
 * memory.
 */
#ifndef GS_CMD_DAILY_EDITOR_H
#define GS_CMD_DAILY_EDITOR_H

#include "base/memdir.h"
#include "cmd/cmd.h"

/**
 * gs_editor_run(ctx, dir, file, code, e):
 * Run what `git var GIT_EDITOR` says on ${file}, which lies in ${dir}, and
 * wait.  The editor's temporary files are led into ${dir}; one of vim's kind,
 * by its name or that of the file behind it, is told to keep no swap file,
 * undo file, backup or viminfo elsewhere.
 * ${code}: its exit code.  GS_OK, GS_EGIT with Git's words where no editor is
 * set up, GS_ENOTFOUND, GS_EIO, GS_ENOMEM.
 */
int gs_editor_run(const struct gs_ctx *ctx, const struct gs_memdir *dir,
    const char *file, int *code, struct gs_err *e) GS_MUST_USE;

#endif
