/*
 * bech32: text with a human part and a checksum (BIP 173, constant 1),
 * without its limit of 90 characters, as age and our keyring use it.  One
 * case only: a string is all lower or all upper.
 */
#ifndef GS_CODEC_BECH32_H
#define GS_CODEC_BECH32_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_BECH32_HUMAN_MAX 83
#define GS_BECH32_CHECKSUM_LEN 6

/** GS_BECH32_LEN(human, n): characters of ${n} bytes under a human part of
 * ${human} characters. */
#define GS_BECH32_LEN(human, n)                                                \
	((human) + 1 + ((n)*8 + 4) / 5 + GS_BECH32_CHECKSUM_LEN)

/**
 * gs_bech32_print(human, upper, p, n, out):
 * Append ${n} bytes under the lower-case human part ${human} (1 to 83
 * characters), all in upper case where ${upper}.  GS_OK, GS_ENOMEM,
 * GS_ETOOBIG.
 */
int gs_bech32_print(const char *human, bool upper, const void *p, size_t n,
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_bech32_parse(s, n, human, out):
 * Read the ${n} characters at ${s}: write the human part, in lower case, and
 * a NUL to ${human}, and append the bytes to ${out}.  GS_OK, GS_ENOMEM,
 * GS_ETOOBIG, or GS_EDAMAGED: mixed case, a foreign character, wrong
 * checksum, no whole number of bytes, or padding bits that are not zero.
 * ${out} is unchanged and ${human} empty on failure.
 */
int gs_bech32_parse(const char *s, size_t n,
    char human[GS_BECH32_HUMAN_MAX + 1], struct gs_buf *out) GS_MUST_USE;

/** gs_bech32_digit(c): whether ${c} may stand behind the separator. */
bool gs_bech32_digit(char c);

/**
 * gs_bech32_parse_groups(s, n, human, out):
 * The same without the last step: each byte appended to ${out} is one group
 * of 5 bits.  BIP 173 allows any number of them.
 */
int gs_bech32_parse_groups(const char *s, size_t n,
    char human[GS_BECH32_HUMAN_MAX + 1], struct gs_buf *out) GS_MUST_USE;

#endif
