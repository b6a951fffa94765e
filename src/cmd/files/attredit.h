/*
 * attredit: changing a .gitattributes file, so that it can be put back as it
 * was.
 */
#ifndef GS_CMD_FILES_ATTREDIT_H
#define GS_CMD_FILES_ATTREDIT_H

#include <sys/types.h>

#include "cmd/cmd.h"

struct gs_attredit {
	char *path; /* owned: below top */
	bool top;   /* the top-level one, where a macro is allowed */
	bool there; /* it was in the working tree */
	mode_t mode;
	struct gs_buf old; /* owned: what it held; out of the index where the
			      working tree has none */
};

/**
 * gs_attredit_read(ctx, a, e):
 * Take up the file of the current folder.  GS_EUSAGE: a symbolic link or a folder, or text that
 * Git does not read (UTF-16); GS_EIO, GS_ENOMEM.
 */
int gs_attredit_read(const struct gs_ctx *ctx, struct gs_attredit *a,
    struct gs_err *e) GS_MUST_USE;

/** gs_attredit_read_at(ctx, path, a, e): the same for ${path}, below top. */
int gs_attredit_read_at(const struct gs_ctx *ctx, const char *path,
    struct gs_attredit *a, struct gs_err *e) GS_MUST_USE;

/** gs_attredit_write(a, p, n, e): replace it; no bytes: remove it. */
int gs_attredit_write(const struct gs_attredit *a, const void *p, size_t n,
    struct gs_err *e) GS_MUST_USE;

/** gs_attredit_restore(a, e): put back what was there. */
int
gs_attredit_restore(const struct gs_attredit *a, struct gs_err *e) GS_MUST_USE;

/** gs_attredit_stage(a, e): bring the index to what the file is now. */
int
gs_attredit_stage(const struct gs_attredit *a, struct gs_err *e) GS_MUST_USE;

void gs_attredit_clear(struct gs_attredit *a);

#endif
