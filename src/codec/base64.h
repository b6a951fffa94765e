/*
 * base64: RFC 4648, section 4, the standard alphabet, padded or not.
 * Strict: of all strings that other decoders would take, only the one that
 * an encoder writes is read (no blanks, no line ends, right padding, zero
 * bits at the end), so that a text has one form and a form one text.
 */
#ifndef GS_CODEC_BASE64_H
#define GS_CODEC_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum gs_base64_form {
	GS_BASE64_PADDED, /* up to two '=' at the end */
	GS_BASE64_RAW	  /* none */
};

/** gs_base64_print(form, p, n, out): append the digits; no line ends. */
int gs_base64_print(enum gs_base64_form form, const void *p, size_t n,
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_base64_parse(form, s, n, out):
 * Append the bytes that ${n} characters at ${s} stand for.  GS_OK, GS_ENOMEM,
 * GS_ETOOBIG (the limit of ${out}), or GS_EDAMAGED: not the canonical form.
 * ${out} is unchanged on failure.
 */
int gs_base64_parse(enum gs_base64_form form, const char *s, size_t n,
    struct gs_buf *out) GS_MUST_USE;

#endif
