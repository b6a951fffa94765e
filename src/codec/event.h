/*
 * event: what a structured document (JSON, YAML) says, piece by piece and in
 * its own order, and where in the text each piece stands: so a value can be
 * replaced without touching a byte around it.  Decoded text lies in one
 * wiped buffer.
 */
#ifndef GS_CODEC_EVENT_H
#define GS_CODEC_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_EVENTS_MAX ((size_t)1 << 21)
#define GS_EVENT_DEPTH_MAX 128
#define GS_EVENT_TEXT_MAX ((size_t)256 << 20) /* bytes of one document */

enum gs_event_type {
	GS_EVENT_DOC,	  /* a document begins; it may hold nothing */
	GS_EVENT_MAP,	  /* then key, value, key, value, ... GS_EVENT_END */
	GS_EVENT_LIST,	  /* then values, GS_EVENT_END */
	GS_EVENT_END,	  /* of the innermost map, list or document */
	GS_EVENT_SCALAR,  /* a key or a value */
	GS_EVENT_COMMENT, /* anywhere; text is what follows the sign */
};

enum gs_event_style {
	GS_STYLE_PLAIN, /* bare: what it is depends on its spelling */
	GS_STYLE_SINGLE,
	GS_STYLE_DOUBLE,
	GS_STYLE_LITERAL,
	GS_STYLE_FOLDED,
	GS_STYLE_BINARY /* YAML's !!binary; the text is decoded */
};

struct gs_event {
	enum gs_event_type type;
	enum gs_event_style style;
	bool flow;	 /* within brackets; MAP, LIST: is in brackets */
	size_t from, to; /* its bytes in the source, quotes included */
	size_t text, n;	 /* SCALAR, COMMENT: its bytes in gs_events.text */
	size_t column;	 /* of ${from}, counted from 0 in bytes */
};

/* A zeroed list is empty. */
struct gs_events {
	struct gs_event *v; /* owned */
	size_t nr, cap;
	struct gs_buf text; /* decoded; may be secret */
};

/** gs_events_add(l, ev): append a copy.  GS_OK, GS_ENOMEM, GS_ETOOBIG. */
int gs_events_add(struct gs_events *l, const struct gs_event *ev) GS_MUST_USE;

void gs_events_clear(struct gs_events *l);

#endif
