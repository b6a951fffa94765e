/*
 * yaml_reader: the state of reading one YAML text, and its scalars; for this
 * folder alone.
 */
#ifndef GS_CODEC_YAML_READER_H
#define GS_CODEC_YAML_READER_H

#include "codec/event.h"

#define GS_YAML_KEY_MAX 1024 /* bytes of a key, as in libyaml */

struct gs_yaml {
	const uint8_t *p;
	size_t n, at;
	size_t line; /* where the line of ${at} begins */
	size_t depth;
	struct gs_events *out;
	struct gs_err *e;
};

/** gs_yaml_bad(y, why): GS_EDAMAGED, naming the line. */
int gs_yaml_bad(const struct gs_yaml *y, const char *why);

/** gs_yaml_failed(y, r): a limit or memory. */
int gs_yaml_failed(const struct gs_yaml *y, int r);

/** gs_yaml_peek(y, k): the byte ${k} ahead; 0 behind the end. */
uint8_t gs_yaml_peek(const struct gs_yaml *y, size_t k);

/** gs_yaml_ends(y, k): whether a blank, a line end or the end stands ${k}
 * ahead. */
bool gs_yaml_ends(const struct gs_yaml *y, size_t k);

/** gs_yaml_break(y): take one line end, if it stands here. */
bool gs_yaml_break(struct gs_yaml *y);

/** gs_yaml_marker(y): whether "---" or "..." stands here, at a line start. */
bool gs_yaml_marker(const struct gs_yaml *y);

/** gs_yaml_comment(y): the comment that stands here, to the line's end. */
int gs_yaml_comment(struct gs_yaml *y) GS_MUST_USE;

/** gs_yaml_scalar_add(y, from, text, style, flow): the event of a scalar that
 * ends here, whose decoded bytes are those behind ${text}. */
int gs_yaml_scalar_add(struct gs_yaml *y, size_t from, size_t text,
    enum gs_event_style style, bool flow) GS_MUST_USE;

/**
 * gs_yaml_plain(y, min, flow, one_line), gs_yaml_quoted(y, flow, one_line):
 * The scalar that begins here.  A plain one goes on over lines that stand at
 * column ${min} or behind it; with ${one_line} neither does.
 */
int gs_yaml_plain(
    struct gs_yaml *y, size_t min, bool flow, bool one_line) GS_MUST_USE;
int gs_yaml_quoted(struct gs_yaml *y, bool flow, bool one_line) GS_MUST_USE;

/** gs_yaml_block(y, parent): a literal or folded scalar, whose lines stand
 * behind column ${parent}, -1 for none. */
int gs_yaml_block(struct gs_yaml *y, long parent) GS_MUST_USE;

/** gs_yaml_mark(y, type, flow, from): the event of something that began at
 * ${from}. */
int gs_yaml_mark(struct gs_yaml *y, enum gs_event_type type, bool flow,
    size_t from) GS_MUST_USE;

/**
 * gs_yaml_gap(y, flow, fresh):
 * Take blanks, comments and line ends up to the next sign.  ${fresh} is set
 * where a line end was passed: only indentation stands before it then.
 */
int gs_yaml_gap(struct gs_yaml *y, bool flow, bool *fresh) GS_MUST_USE;

/** gs_yaml_over(y): whether a document, or the text, is over. */
bool gs_yaml_over(const struct gs_yaml *y);

/** gs_yaml_scalar(y, min, flow, one_line): a scalar, but a block one. */
int gs_yaml_scalar(
    struct gs_yaml *y, size_t min, bool flow, bool one_line) GS_MUST_USE;

/** gs_yaml_key(y, flow): "key:", with its colon. */
int gs_yaml_key(struct gs_yaml *y, bool flow) GS_MUST_USE;

/** gs_yaml_flow(y): what stands in brackets, or a scalar within them. */
int gs_yaml_flow(struct gs_yaml *y) GS_MUST_USE;

/**
 * gs_yaml_node(y, parent, min, fresh):
 * A value.  ${parent} is the column of what holds it, -1 for none, and
 * ${min} where its lines must stand; with ${fresh} a block collection may
 * begin here.
 */
int gs_yaml_node(
    struct gs_yaml *y, long parent, size_t min, bool fresh) GS_MUST_USE;

#endif
