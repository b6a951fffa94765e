/*
 * regex: whether a text matches a regular expression of Go's (RE2's syntax),
 * as SOPS' settings hold them.  An answer, no captures, so greed does not
 * matter.  Time is bounded by the product of both lengths, whatever they say.
 *
 * Not known, and refused: classes by Unicode property (\p{...}), and (?i)
 * with letters beyond ASCII.  What RE2 refuses (look-around, references) is
 * refused, too.
 */
#ifndef GS_CODEC_REGEX_H
#define GS_CODEC_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct gs_regex;

/**
 * gs_regex_new(s, n, out):
 * Compile ${n} bytes; ${out} is the caller's (gs_regex_free).  GS_OK;
 * GS_EUSAGE: not an expression that we know; GS_ETOOBIG; GS_ENOMEM.
 */
int gs_regex_new(const char *s, size_t n, struct gs_regex **out) GS_MUST_USE;

/** gs_regex_finds(re, s, n, yes): whether ${re} matches anywhere in the ${n}
 * bytes at ${s}.  GS_OK or GS_ENOMEM. */
int gs_regex_finds(
    const struct gs_regex *re, const char *s, size_t n, bool *yes) GS_MUST_USE;

void gs_regex_free(struct gs_regex *re);

#endif
