/*
 * body: what is encrypted in a sealed file: the plain bytes, or their length
 * and one RFC 1950 stream, and behind either the padding (docs/format.md,
 * section 1).  All of it happens within the buffer that holds the file: no
 * second copy of a large one is ever made, except where the bytes are
 * hostile.  Every buffer here holds GS_SEALED_HEADER_LEN bytes that are not
 * its concern, then the body.
 */
#ifndef GS_FORMAT_BODY_H
#define GS_FORMAT_BODY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/**
 * gs_body_deflate(b, done):
 * Compress the plain bytes in ${b} where the writer's rule asks for it and
 * the result is shorter; ${done} tells.  The rule for what is tried is a
 * function of the bytes alone.  GS_OK, GS_ENOMEM, GS_ECRYPTO; what ${b}
 * holds after a failure is undefined.
 */
int gs_body_deflate(struct gs_buf *b, bool *done) GS_MUST_USE;

/**
 * gs_body_inflate(b, max):
 * Undo gs_body_deflate on authentic bytes.  GS_OK; GS_EDAMAGED: no length,
 * a length of 0 or over 1,100 times the stream, no stream, or one that ends
 * early, late, or with another length; GS_ETOOBIG: the length is over
 * ${max}; GS_ENOMEM, GS_ECRYPTO.  What ${b} holds after a failure is
 * undefined.
 */
int gs_body_inflate(struct gs_buf *b, uint64_t max) GS_MUST_USE;

/**
 * gs_body_pad(b, unit):
 * Append 80 and then zeros up to a multiple of ${unit} (ISO/IEC 7816-4).
 * GS_OK, GS_ENOMEM, GS_ETOOBIG.
 */
int gs_body_pad(struct gs_buf *b, uint32_t unit) GS_MUST_USE;

/**
 * gs_body_unpad(b):
 * Take the padding off.  GS_OK, or GS_EDAMAGED: the body is no multiple of
 * 16, or ends in no 80 within 65,536 bytes.
 */
int gs_body_unpad(struct gs_buf *b) GS_MUST_USE;

#endif
