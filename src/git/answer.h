/*
 * answer: what `git cat-file --batch` says to one name, for the two ways of
 * asking it (batch.h).
 */
#ifndef GS_GIT_ANSWER_H
#define GS_GIT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "git/pipe.h"

struct gs_answer {
	bool missing;
	bool blob;
	bool tree;
	size_t oid_len; /* of the id it begins with: 20 or 32 */
	uint64_t size;
};

/** gs_answer_head(p, a): "ID TYPE SIZE" or "ID missing".  GS_EIO if the
 * child ended or says something else. */
int gs_answer_head(struct gs_pipe *p, struct gs_answer *a) GS_MUST_USE;

/* For those who work on a large blob while it arrives. */
struct gs_answer_live {
	/* ${b} holds more of ${n} bytes, for which it has room: it does not
	 * move.  ${b} NULL: the rest will not come, forget it.  A failure
	 * ends the reading. */
	int (*more)(void *ctx, struct gs_buf *b, size_t n);
	void *ctx;
};

#define GS_ANSWER_LIVE_MIN ((size_t)4 << 20)

/**
 * gs_answer_live(p, a, max, live, out):
 * As gs_answer_body into an empty buffer; a blob of GS_ANSWER_LIVE_MIN bytes
 * and more is told of as it comes.
 */
int gs_answer_live(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    const struct gs_answer_live *live, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_answer_body(p, a, max, out):
 * The content behind a head that is not missing, and its LF: appended to
 * ${out} if it is a blob of at most ${max} bytes (GS_OK), else dropped
 * (GS_ENOTFOUND, GS_ETOOBIG; a big one with the child, since skipping it
 * would take as long as reading).  GS_EIO if the child ended within.
 */
int gs_answer_body(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out) GS_MUST_USE;

/** gs_answer_tree(p, a, max, out): the same for a tree (raw, as Git keeps
 * it). */
int gs_answer_tree(struct gs_pipe *p, const struct gs_answer *a, size_t max,
    struct gs_buf *out) GS_MUST_USE;

#endif
