/*
 * edit_file: the file of the working tree that `edit` is about: what it held
 * when the editor began, and putting what was written in its place.
 */
#ifndef GS_CMD_DAILY_EDIT_FILE_H
#define GS_CMD_DAILY_EDIT_FILE_H

#include <sys/stat.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "repo/place.h"

/* A zeroed one is none. */
struct gs_edit_file {
	struct gs_ctx *ctx;
	const char *path; /* borrowed: below top */
	bool there;	  /* in the working tree */
	bool exec;
	bool sparse; /* left out of it by a sparse checkout */
	struct stat was;
	struct gs_buf raw; /* its bytes; where it is not there: those that the
			      index has for it */
	struct gs_lock lock;
};

/**
 * gs_edit_file_take(f, ctx, path, e):
 * Lock ${path} against a second editor, and read it.  GS_EREFUSED: somebody
 * edits it; GS_EUSAGE: it is no regular file, or lies where this repository
 * can have none; GS_EIO, GS_ENOMEM.
 */
int gs_edit_file_take(struct gs_edit_file *f, struct gs_ctx *ctx,
    const char *path, struct gs_err *e) GS_MUST_USE;

/**
 * gs_edit_file_put(f, b, e):
 * Put the bytes ${b} there: the mode is no wider than that of the old file,
 * nor than the umask.  GS_EREFUSED: it is not what it was; it stays.
 */
int gs_edit_file_put(struct gs_edit_file *f, const struct gs_buf *b,
    struct gs_err *e) GS_MUST_USE;

void gs_edit_file_clear(struct gs_edit_file *f);

#endif
