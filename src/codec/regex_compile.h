/*
 * regex_compile: the state of compiling an expression, and its characters;
 * for this folder alone.  What is not an expression is GS_EUSAGE.
 */
#ifndef GS_CODEC_REGEX_COMPILE_H
#define GS_CODEC_REGEX_COMPILE_H

#include "codec/regex_prog.h"

struct gs_regex_flags {
	bool fold, lines, dot_all;
};

struct gs_regex_compiler {
	const uint8_t *p;
	size_t n, at;
	size_t depth;
	struct gs_regex_flags f;
	struct gs_regex *re;
};

/** gs_regex_peek(c, k): the byte ${k} ahead, or -1. */
int gs_regex_peek(const struct gs_regex_compiler *c, size_t k);

/** gs_regex_take(c, text): take ${text}, if it stands here. */
bool gs_regex_take(struct gs_regex_compiler *c, const char *text);

/** gs_regex_range(c, from, to), gs_regex_folded(c, from, to): add a range;
 * under (?i) with its letters in the other case, too. */
int gs_regex_range(
    struct gs_regex_compiler *c, uint32_t from, uint32_t to) GS_MUST_USE;
int gs_regex_folded(
    struct gs_regex_compiler *c, uint32_t from, uint32_t to) GS_MUST_USE;

/** gs_regex_character(c, out), gs_regex_escape(c, out): the character here,
 * or the one that a backslash and what follows it stand for. */
int gs_regex_character(struct gs_regex_compiler *c, uint32_t *out) GS_MUST_USE;
int gs_regex_escape(struct gs_regex_compiler *c, uint32_t *out) GS_MUST_USE;

/** gs_regex_perl(c): the ranges of "\\d", "\\D" and their kin;
 * GS_ENOTFOUND: none stands here. */
int gs_regex_perl(struct gs_regex_compiler *c) GS_MUST_USE;

/** gs_regex_members(c): the ranges between "[" and "]", which is taken. */
int gs_regex_members(struct gs_regex_compiler *c) GS_MUST_USE;

#endif
