/*
 * pipe: a git child that is asked and answers, again and again, over its
 * standard input and output.  Questions are fed while answers are read, so
 * neither side can block the other however long the list is.
 */
#ifndef GS_GIT_PIPE_H
#define GS_GIT_PIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "git/run.h"

/* A zeroed one is closed. */
struct gs_pipe {
	struct gs_proc proc;
	bool open;
	bool last;	   /* close its stdin once all is fed */
	bool wide;	   /* its stdout was widened */
	bool calm;	   /* gs_pipe_calm */
	const uint8_t *in; /* borrowed: what is still to be fed */
	size_t in_n;
	uint8_t *buf; /* owned: what was read ahead */
	size_t off, n, cap;
};

/** gs_pipe_open(p, opt, argv, e): as gs_git_start. */
int gs_pipe_open(struct gs_pipe *p, const struct gs_git_opt *opt,
    const char *const *argv, struct gs_err *e) GS_MUST_USE;

/**
 * gs_pipe_close(p):
 * Close both ends, wait for the child and return its exit code as
 * gs_proc_wait does; 0 if it was closed before.  What it may still have
 * wanted to say is lost.
 */
int gs_pipe_close(struct gs_pipe *p);

/**
 * gs_pipe_feed(p, in, n, last):
 * Questions, borrowed until they are answered: they go out as reading goes
 * on.  ${last}: its stdin is closed behind them.  What was fed before must
 * have gone out, as it has once its answers were read.
 */
void gs_pipe_feed(struct gs_pipe *p, const void *in, size_t n, bool last);

/**
 * gs_pipe_calm(p):
 * Thousands of answers will come.  Git writes them in small pieces, and each
 * would wake us, which costs more than the piece: from now on the pipes are
 * wide, and where nothing has come we sleep for half a millisecond.
 */
void gs_pipe_calm(struct gs_pipe *p);
#define GS_PIPE_CALM_MIN 256 /* questions that are worth it */

/**
 * gs_pipe_field(p, end, out, n):
 * ${out} points at the bytes up to the next ${end} (not counted in ${n}),
 * until the next call.  GS_EIO if the child ends before; GS_ETOOBIG over
 * GS_PIPE_FIELD_MAX bytes.
 */
int gs_pipe_field(
    struct gs_pipe *p, char end, const uint8_t **out, size_t *n) GS_MUST_USE;

/** gs_pipe_take(p, to, n): exactly ${n} bytes to ${to} (NULL: dropped).
 * GS_EIO if the child ends before. */
int gs_pipe_take(struct gs_pipe *p, uint8_t *to, size_t n) GS_MUST_USE;

#define GS_PIPE_FIELD_MAX ((size_t)1 << 20)

#endif
