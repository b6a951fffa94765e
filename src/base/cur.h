/*
 * cur: reading bytes with explicit bounds.  The only place that compares
 * with the end of the input.  Every function moves the cursor only when it
 * succeeds; GS_EDAMAGED means that fewer bytes are left than were asked for.
 */
#ifndef GS_BASE_CUR_H
#define GS_BASE_CUR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct gs_cur {
	const uint8_t *p; /* borrowed */
	size_t n;	  /* bytes left */
};

/** gs_cur_take(c, n, out): ${out} points at the next ${n} bytes. */
int gs_cur_take(struct gs_cur *c, size_t n, const uint8_t **out) GS_MUST_USE;

int gs_cur_u8(struct gs_cur *c, uint8_t *out) GS_MUST_USE;
int gs_cur_be16(struct gs_cur *c, uint16_t *out) GS_MUST_USE;
int gs_cur_be32(struct gs_cur *c, uint32_t *out) GS_MUST_USE;
int gs_cur_be64(struct gs_cur *c, uint64_t *out) GS_MUST_USE;

/**
 * gs_cur_line(c, line, n):
 * Take the bytes up to the next LF (not part of ${line}) or, in a last line
 * without one, up to the end.  GS_ENOTFOUND when nothing is left.
 */
int gs_cur_line(struct gs_cur *c, const uint8_t **line, size_t *n) GS_MUST_USE;

uint32_t gs_be32_get(const uint8_t p[4]);
uint64_t gs_be64_get(const uint8_t p[8]);
void gs_be32_put(uint8_t p[4], uint32_t v);
void gs_be64_put(uint8_t p[8], uint64_t v);

#endif
