/*
 * value: what may stand to the right of a key in a file under .git-seal/.
 */
#ifndef GS_FORMAT_ROSTER_VALUE_H
#define GS_FORMAT_ROSTER_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_VALUE_DATE_LEN 10 /* YYYY-MM-DD */

/**
 * gs_value_ok(s, n):
 * Whether ${n} bytes may stand as a value: at least one, printable UTF-8
 * (no control character, nothing that breaks lines or turns the direction of
 * writing, no noncharacter: docs/format.md), none of " \\ # ;, no blank at
 * either end.
 */
bool gs_value_ok(const char *s, size_t n);

/**
 * gs_value_clean(s, out):
 * Append ${s} without what may not stand in a value, cut to 1 KiB; "unknown"
 * where nothing is left.  For names that come from a user's Git config.
 */
int gs_value_clean(const char *s, struct gs_buf *out) GS_MUST_USE;

/** gs_value_u64(s, n, out): decimal digits without a leading zero;
 * GS_EDAMAGED otherwise. */
int gs_value_u64(const char *s, size_t n, uint64_t *out) GS_MUST_USE;

/**
 * gs_value_date_end(s, n, end):
 * ${end} becomes the Unix time at which the day YYYY-MM-DD (UTC, from 1970
 * on) is over.  GS_EDAMAGED if it is no such day.
 */
int gs_value_date_end(const char *s, size_t n, uint64_t *end) GS_MUST_USE;

#endif
