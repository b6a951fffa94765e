/*
 * regex_prog: a compiled expression; for this folder alone.
 */
#ifndef GS_CODEC_REGEX_PROG_H
#define GS_CODEC_REGEX_PROG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "codec/regex.h"

#define GS_REGEX_PROG_MAX 20000 /* steps */
#define GS_REGEX_CODE_MAX 0x10ffffu

enum gs_regex_op {
	GS_RE_SET,   /* take one character that is in ranges [a, a + b) */
	GS_RE_SPLIT, /* go on at a and at b */
	GS_RE_JUMP,  /* go on at a */
	GS_RE_HERE,  /* only where the condition ${a} holds */
	GS_RE_MATCH
};

enum gs_regex_here {
	GS_RE_TEXT_BEGIN,
	GS_RE_TEXT_END,
	GS_RE_LINE_BEGIN,
	GS_RE_LINE_END,
	GS_RE_WORD_EDGE,
	GS_RE_NO_WORD_EDGE
};

struct gs_regex_step {
	enum gs_regex_op op;
	bool negated; /* SET: that is in none of them */
	size_t a, b;
};

struct gs_regex_range {
	uint32_t from, to;
};

struct gs_regex {
	struct gs_regex_step *step; /* owned */
	size_t nr, cap;
	struct gs_regex_range *range; /* owned */
	size_t ranges, ranges_cap;
};

#endif
