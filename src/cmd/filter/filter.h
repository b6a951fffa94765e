/*
 * filter: what the three programs that Git starts as filters share: process,
 * clean and smudge.
 */
#ifndef GS_CMD_FILTER_FILTER_H
#define GS_CMD_FILTER_FILTER_H

#include "cmd/cmd.h"
#include "cmd/filter/trusts.h"

/* Opening by itself (cmd/adopt.h). */
struct gs_adopt {
	bool asked;
	struct gs_strs keep; /* keyrings to be written at the end */
	struct gs_map saw;   /* generations of the blobs until then */
};

/* What Git was amid when the first file was written (cmd/merge/moved.h). */
struct gs_moved {
	bool begun;
	struct gs_oid head[4];
};

struct gs_cmd_filter {
	struct gs_dir dir;
	struct gs_keys keys;
	struct gs_repo_world world;
	struct gs_trusts trusts;
	struct gs_ahead *ahead;
	struct gs_filter f;
	struct gs_adopt adopt;
	struct gs_moved moved;
	int broken;	   /* why the keyrings cannot be used; or GS_OK */
	struct gs_err why; /* the sentence for it */
};

/**
 * gs_cmd_filter_open(c, ctx, only, e):
 * ${only}: the path of a one-shot filter; NULL: a long-running one, which
 * seals ahead.  Keyrings that cannot be read do not fail here: a checkout
 * must not die of them.
 */
int gs_cmd_filter_open(struct gs_cmd_filter *c, struct gs_ctx *ctx,
    const char *only, struct gs_err *e) GS_MUST_USE;
void gs_cmd_filter_close(struct gs_cmd_filter *c);

/** gs_cmd_filter_clean, _smudge: as gs_filter_clean and gs_filter_smudge;
 * with broken keyrings clean refuses, and smudge passes sealed bytes. */
int gs_cmd_filter_clean(struct gs_cmd_filter *c, const char *path,
    struct gs_buf *b, size_t *off, struct gs_err *e) GS_MUST_USE;
int gs_cmd_filter_smudge(struct gs_cmd_filter *c, const char *path,
    const struct gs_filter_meta *meta, struct gs_buf *b, size_t *off,
    struct gs_err *e) GS_MUST_USE;

extern const struct gs_cmd gs_cmd_process, gs_cmd_clean, gs_cmd_smudge;

#endif
