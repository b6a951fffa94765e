/*
 * hex: bytes as hexadecimal digits.  Prints lower case.
 */
#ifndef GS_CODEC_HEX_H
#define GS_CODEC_HEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/**
 * gs_hex_print(p, n, out):
 * Write 2 * ${n} lower-case digits and a NUL to ${out}; returns ${out}.
 */
const char *gs_hex_print(const void *p, size_t n, char *out);

/**
 * gs_hex_parse(s, n, out):
 * Read ${n} digits of either case into n / 2 bytes at ${out}.  GS_EDAMAGED
 * if ${n} is odd or anything else stands there.
 */
int gs_hex_parse(const char *s, size_t n, uint8_t *out) GS_MUST_USE;

/**
 * gs_hex_parse_lower(s, n, out):
 * The same, and upper case is damage too: what a file of ours may hold.
 */
int gs_hex_parse_lower(const char *s, size_t n, uint8_t *out) GS_MUST_USE;

#endif
