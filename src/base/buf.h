/*
 * buf: the one byte buffer.  It grows, it is wiped whenever bytes leave it,
 * and it never leaves an old copy behind: small ones are copied and wiped,
 * large ones are pages that are moved, not copied (so a file of n bytes
 * costs n bytes of memory however it grew).  A zeroed struct is an empty
 * buffer.
 */
#ifndef GS_BASE_BUF_H
#define GS_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_BUF_MAX ((size_t)1 << 46) /* no buffer grows over this */

struct gs_buf {
	uint8_t *p; /* owned; NULL while cap is 0 */
	size_t n;   /* bytes in use */
	size_t cap; /* bytes there are */
	size_t max; /* this buffer's own limit; 0 = GS_BUF_MAX */
};

#define GS_BUF_INIT                                                            \
	{                                                                      \
		NULL, 0, 0, 0                                                  \
	}

/**
 * gs_buf_reserve(b, more):
 * Make room for ${more} bytes behind b->n.  GS_OK, GS_ENOMEM or GS_ETOOBIG;
 * the buffer is unchanged on failure.
 */
int gs_buf_reserve(struct gs_buf *b, size_t more) GS_MUST_USE;

/** gs_buf_add(b, p, n): append bytes.  ${p} must not lie within ${b}. */
int gs_buf_add(struct gs_buf *b, const void *p, size_t n) GS_MUST_USE;

/** gs_buf_adds(b, s), gs_buf_addc(b, c), gs_buf_addf(b, fmt, ...): text. */
int gs_buf_adds(struct gs_buf *b, const char *s) GS_MUST_USE;
int gs_buf_addc(struct gs_buf *b, char c) GS_MUST_USE;
int
gs_buf_addf(struct gs_buf *b, const char *fmt, ...) GS_PRINTF(2, 3) GS_MUST_USE;

/**
 * gs_buf_str(b):
 * Put a NUL behind the last byte (not counted in b->n) and return b->p as a
 * string, borrowed until the buffer changes; NULL when out of memory.
 */
const char *gs_buf_str(struct gs_buf *b);

/** gs_buf_cut(b, n): wipe what stands behind the first ${n} bytes. */
void gs_buf_cut(struct gs_buf *b, size_t n);

/**
 * gs_buf_reset(b):
 * Wipe and empty the buffer for its next use; memory over 1 MiB goes back
 * to the system.
 */
void gs_buf_reset(struct gs_buf *b);

/** gs_buf_clear(b): wipe, free, and leave an empty buffer. */
void gs_buf_clear(struct gs_buf *b);

/** gs_buf_swap(a, b): exchange two buffers. */
void gs_buf_swap(struct gs_buf *a, struct gs_buf *b);

#endif
