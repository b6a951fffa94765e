/*
 * pattern: the words of `track` and `untrack`: patterns of .gitattributes, or
 * names of files, as a person writes them.
 */
#ifndef GS_CMD_FILES_PATTERN_H
#define GS_CMD_FILES_PATTERN_H

#include "cmd/cmd.h"

struct gs_pattern {
	const char *word; /* borrowed: as it was written */
	char *text;	  /* owned: for the attributes file of this folder */
	char *path;	  /* owned: the file (below top) that it means alone;
			     NULL: whatever the pattern matches */
	bool folder;	  /* a folder was named: all below it */
};

/**
 * gs_pattern_read(ctx, word, out, e):
 * A name that exists, in the working tree or the index, means that very
 * file, or all below that folder; anything else is a pattern, relative to
 * the current folder.  GS_EUSAGE: it means another folder's files, begins
 * with "!", or is empty.
 */
int gs_pattern_read(const struct gs_ctx *ctx, const char *word,
    struct gs_pattern *out, struct gs_err *e) GS_MUST_USE;

void gs_pattern_clear(struct gs_pattern *p);

#endif
