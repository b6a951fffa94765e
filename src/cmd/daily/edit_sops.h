/*
 * edit_sops: `edit` of a SOPS file: its plain document in the editor, a SOPS
 * file again in the tree.
 */
#ifndef GS_CMD_DAILY_EDIT_SOPS_H
#define GS_CMD_DAILY_EDIT_SOPS_H

#include "cmd/files/sops.h"

/**
 * gs_edit_sops_open(ctx, typed, path, b, f, e):
 * Where ${b} is the SOPS file ${path}, put its plain document there and fill
 * ${f}.  ${typed}: what -i gave.
 *
 * GS_OK; GS_ENOTFOUND: it is no SOPS file, and ${b} is as it was; else as
 * gs_sops_file_open.
 */
int gs_edit_sops_open(struct gs_ctx *ctx, const struct gs_strs *typed,
    const char *path, struct gs_buf *b, struct gs_sops_file *f,
    struct gs_err *e) GS_MUST_USE;

/** gs_edit_sops_seal(f, path, b, e): the SOPS file that holds the document in
 * ${b}, in its place. */
int gs_edit_sops_seal(const struct gs_sops_file *f, const char *path,
    struct gs_buf *b, struct gs_err *e) GS_MUST_USE;

#endif
