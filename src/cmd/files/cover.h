/*
 * cover: which files a pattern reaches, and whether Git's attributes then
 * say what they should.
 */
#ifndef GS_CMD_FILES_COVER_H
#define GS_CMD_FILES_COVER_H

#include <stdint.h>

#include "cmd/files/pattern.h"
#include "git/attr.h"

#define GS_COVER_MATCH 0x01u  /* one of the patterns matches */
#define GS_COVER_SEALED 0x02u /* its attributes seal it */
#define GS_COVER_RING 0x04u   /* under the keyring ctx->ring */
#define GS_COVER_TRAP 0x08u   /* and let Git damage it */
#define GS_COVER_NAMED 0x10u  /* ignored by Git, and named all the same */

struct gs_covered {
	struct gs_strs paths; /* tracked and not; ignored ones if named */
	uint8_t *is;	      /* owned: GS_COVER_* by path */
};

/** gs_cover_files(ctx, patterns, nr, c, e): fill c->paths with the files of
 * the current folder and below, and those that ${patterns} name. */
int gs_cover_files(const struct gs_ctx *ctx, const struct gs_pattern *patterns,
    size_t nr, struct gs_covered *c, struct gs_err *e) GS_MUST_USE;

/**
 * gs_cover_attrs(ctx, c, e):
 * Ask Git how c->paths stand now: GS_COVER_SEALED, _RING and _TRAP.
 */
int gs_cover_attrs(const struct gs_ctx *ctx, struct gs_covered *c,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_cover_match(ctx, p, c, hits, e):
 * Set GS_COVER_MATCH for what ${p} matches, and hits[i] to 1 or 0 (by path).
 */
int gs_cover_match(const struct gs_ctx *ctx, const struct gs_pattern *p,
    struct gs_covered *c, uint8_t *hits, struct gs_err *e) GS_MUST_USE;

void gs_cover_clear(struct gs_covered *c);

#endif
