/*
 * deflate: writing RFC 1950 streams with an encoder of our own.  A stream is
 * part of what gives a sealed file its name in Git, so it must not depend on
 * which zlib a machine has: the same bytes give the same stream everywhere.
 * It is also half again as fast as zlib's level 1, and writes less than its
 * level 3 (docs/performance.md).  Reading is zlib's business (zip.h).
 */
#ifndef GS_CODEC_DEFLATE_H
#define GS_CODEC_DEFLATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_DEFLATE_MAX ((size_t)1 << 31)

/* Bytes behind the room for the stream that may be written over. */
#define GS_DEFLATE_SLACK 8

/** GS_DEFLATE_GAP(n): how far before ${n} bytes their stream may begin in
 * the same memory, so that it never reaches what is still needed. */
#define GS_DEFLATE_GAP(n) (((size_t)33 << 10) + (n) / 2048)

/**
 * gs_deflate(p, n, out, room, out_n):
 * Write ${n} bytes as one stream of ${out_n} bytes.
 *
 *   out  ${room} + GS_DEFLATE_SLACK bytes.  They may overlap ${p} if they
 *        begin at least GS_DEFLATE_GAP(n) before it; then ${p} is lost.
 *
 * GS_OK; GS_ETOOBIG if the stream needs more than ${room}, which ends the
 * work early, or ${n} is over GS_DEFLATE_MAX; GS_ENOMEM.
 */
int gs_deflate(const uint8_t *p, size_t n, uint8_t *out, size_t room,
    size_t *out_n) GS_MUST_USE;

#endif
