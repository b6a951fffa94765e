/*
 * inflate: reading RFC 1950 streams (by zlib), between regions of memory
 * that the caller owns, so that he decides what may lie over what.  What a
 * stream holds is secret: all memory of its reader is wiped in the end.
 */
#ifndef GS_CODEC_INFLATE_H
#define GS_CODEC_INFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct gs_inflate; /* a stream that is being read */

/* What is left to read, and the room that is left. */
struct gs_inflate_io {
	const uint8_t *in; /* borrowed */
	size_t in_n;
	uint8_t *out; /* borrowed */
	size_t out_n;
};

/**
 * gs_inflate_new(z), gs_inflate_free(z):
 * Begin to read a stream.  GS_OK or GS_ENOMEM.  Owned by the caller, who
 * ends it with gs_inflate_free (NULL is fine).
 */
int gs_inflate_new(struct gs_inflate **z) GS_MUST_USE;
void gs_inflate_free(struct gs_inflate *z);

/**
 * gs_inflate_run(z, io, last, ended):
 * Go on until the input is used up, the room is full, or the stream ends;
 * ${io} says what is left of both.  ${last}: no more input follows ${io}'s.
 * ${ended} tells whether the stream is complete; what is left of the input
 * then stands behind it.  GS_OK; GS_EDAMAGED: no RFC 1950 stream, or it asks
 * for a preset dictionary; GS_ENOMEM.
 */
int gs_inflate_run(struct gs_inflate *z, struct gs_inflate_io *io, bool last,
    bool *ended) GS_MUST_USE;

/**
 * gs_inflate(p, n, out, out_n):
 * Read one stream of exactly ${n} bytes that holds exactly ${out_n} bytes;
 * anything else is GS_EDAMAGED.  GS_ENOMEM.
 */
int
gs_inflate(const uint8_t *p, size_t n, uint8_t *out, size_t out_n) GS_MUST_USE;

#endif
