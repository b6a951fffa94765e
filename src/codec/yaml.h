/*
 * yaml: reading YAML as events, with comments and the place of every value.
 *
 * Our own reader, for four reasons: comments and byte places are needed, and
 * libyaml drops the first and counts characters; what is read may be secret,
 * and its copies are never wiped; every run of the program would pay for
 * loading it; and a reader that refuses what is rare cannot misread it.  The
 * syntax is YAML 1.1 as libyaml and its port yaml.v3 take it, less what is
 * refused by name: anchors and aliases, tags but !!str and !!binary,
 * directives, "? " keys, keys that are no scalars, pairs within flow lists,
 * tabs that indent, line ends other than LF and CRLF.
 */
#ifndef GS_CODEC_YAML_H
#define GS_CODEC_YAML_H

#include "codec/event.h"

/**
 * gs_yaml_read(p, n, out, e):
 * Append the events of ${n} bytes (UTF-8, a BOM allowed) to ${out}: of each
 * document GS_EVENT_DOC, its value if it has one, GS_EVENT_END.  An empty
 * text is one empty document.  A missing value is an empty plain scalar.
 *
 * GS_OK; GS_EDAMAGED with a sentence that names line and cause, never
 * content; GS_ETOOBIG, GS_ENOMEM.  On failure ${out} holds a part.
 */
int gs_yaml_read(const void *p, size_t n, struct gs_events *out,
    struct gs_err *e) GS_MUST_USE;

#endif
