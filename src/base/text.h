/*
 * text: strings for people.  File names and messages that come out of a
 * repository may hold anything; what reaches a terminal goes through here.
 */
#ifndef GS_BASE_TEXT_H
#define GS_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/**
 * gs_text_escape(in, out, out_len):
 * Copy the string ${in} to ${out} (${out_len} bytes, at least 5, always
 * ended by NUL), each control byte (below 0x20, 0x7f, and the C1 controls in
 * UTF-8, C2 80 to C2 9f) as \n, \t or \ooo.  Cuts what does not fit.
 */
void gs_text_escape(const char *in, char *out, size_t out_len);

/**
 * gs_text_utf8_len(s, n):
 * Bytes of the UTF-8 sequence (RFC 3629: no overlong form, no surrogate) that
 * stands at the start of the ${n} bytes (at least one) at ${s}; 0 if none.
 */
size_t gs_text_utf8_len(const void *s, size_t n);

/** gs_text_utf8_put(c, out): write the character ${c}, at most U+10FFFF and
 * no surrogate, as UTF-8 (RFC 3629).  Returns its bytes, 1 to 4. */
size_t gs_text_utf8_put(uint32_t c, uint8_t out[4]);

/**
 * gs_strdup(s), gs_strndup(s, n), gs_asprintf(fmt, ...):
 * A new string on the heap, owned by the caller (free); NULL when out of
 * memory.
 */
char *gs_strdup(const char *s) GS_MUST_USE;
char *gs_strndup(const char *s, size_t n) GS_MUST_USE;
char *gs_asprintf(const char *fmt, ...) GS_PRINTF(1, 2) GS_MUST_USE;

/* A list of strings, all owned.  A zeroed one is empty. */
struct gs_strs {
	char **v; /* nr strings, then NULL once anything was added */
	size_t nr;
	size_t cap;
};

/** gs_strs_add(l, s): append a copy of ${s}.  GS_OK or GS_ENOMEM. */
int gs_strs_add(struct gs_strs *l, const char *s) GS_MUST_USE;
int gs_strs_addn(struct gs_strs *l, const char *s, size_t n) GS_MUST_USE;

/** gs_strs_sort(l): sort by bytes, as Git's index does. */
void gs_strs_sort(struct gs_strs *l);

/** gs_strs_has(l, s): 1 if the list holds ${s} (linear), else 0. */
int gs_strs_has(const struct gs_strs *l, const char *s);

/** gs_strs_pop(l): drop the last string; the list is not empty. */
void gs_strs_pop(struct gs_strs *l);

void gs_strs_clear(struct gs_strs *l);

#endif
