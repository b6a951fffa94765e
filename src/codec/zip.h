/*
 * zip: RFC 1950 streams (zlib), between regions of memory that the caller
 * owns, so that he decides what may lie over what.  What it compresses is
 * secret: all memory of a stream is wiped when it ends.
 */
#ifndef GS_CODEC_ZIP_H
#define GS_CODEC_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct gs_zip; /* a stream that is being written or read */

/* What is left to read, and the room that is left. */
struct gs_zip_io {
	const uint8_t *in; /* borrowed */
	size_t in_n;
	uint8_t *out; /* borrowed */
	size_t out_n;
};

/**
 * gs_zip_deflate_new(n, z), gs_zip_inflate_new(z):
 * Begin to write a stream of ${n} bytes (the level and the memory that suit
 * ${n}: docs/format.md), or to read one.  GS_OK or GS_ENOMEM.  Owned by the
 * caller, who ends it with gs_zip_free (NULL is fine).
 */
int gs_zip_deflate_new(size_t n, struct gs_zip **z) GS_MUST_USE;
int gs_zip_inflate_new(struct gs_zip **z) GS_MUST_USE;
void gs_zip_free(struct gs_zip *z);

/**
 * gs_zip_run(z, io, last, ended):
 * Go on until the input is used up, the room is full, or the stream ends;
 * ${io} says what is left of both.  ${last}: no more input follows ${io}'s.
 * ${ended} tells whether the stream is complete; what is left of the input
 * then stands behind it.  GS_OK; GS_EDAMAGED: no RFC 1950 stream, or it asks
 * for a preset dictionary; GS_ENOMEM.
 */
int gs_zip_run(
    struct gs_zip *z, struct gs_zip_io *io, bool last, bool *ended) GS_MUST_USE;

/* Room that gs_zip_deflate wants behind the stream it writes. */
#define GS_ZIP_SLACK ((size_t)16)

/**
 * gs_zip_deflate(p, n, out, room, out_n):
 * Write ${n} bytes as one stream of ${out_n} bytes (libdeflate; the level
 * stands in docs/format.md).  GS_ETOOBIG if the stream and GS_ZIP_SLACK need
 * more than ${room}; GS_ENOMEM.
 */
int gs_zip_deflate(const uint8_t *p, size_t n, uint8_t *out, size_t room,
    size_t *out_n) GS_MUST_USE;

/**
 * gs_zip_inflate(p, n, out, out_n):
 * Read one stream of exactly ${n} bytes that holds exactly ${out_n} bytes;
 * anything else is GS_EDAMAGED.  GS_ENOMEM.
 */
int gs_zip_inflate(
    const uint8_t *p, size_t n, uint8_t *out, size_t out_n) GS_MUST_USE;

#endif
