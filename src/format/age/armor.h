/*
 * armor: age's text form (c2sp.org/age, "ASCII armor"), a strict PEM: one
 * spelling of each file, but for the line ends (LF or CRLF) and blanks
 * outside of the block.
 */
#ifndef GS_FORMAT_AGE_ARMOR_H
#define GS_FORMAT_AGE_ARMOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define GS_AGE_ARMOR_BLANKS_MAX 1024 /* on either side of the block */

/** gs_age_armor_is(p, n): whether the first thing but blanks in the bytes is
 * the line that begins an armor. */
bool gs_age_armor_is(const void *p, size_t n);

/**
 * gs_age_armor_open(p, n, out):
 * Append to ${out} what the armor holds.  GS_EDAMAGED if anything but one
 * armor and blanks stands there, or it is not spelled as a writer spells
 * it; GS_ENOMEM, GS_ETOOBIG (limit of ${out}).  ${out} is unchanged on
 * failure.
 */
int gs_age_armor_open(const void *p, size_t n, struct gs_buf *out) GS_MUST_USE;

/** gs_age_armor_seal(p, n, out): append the armor of ${n} bytes. */
int gs_age_armor_seal(const void *p, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
