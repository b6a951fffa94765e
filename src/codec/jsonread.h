/*
 * jsonread: reading JSON (RFC 8259) as events, order, number spelling and
 * places kept.  Strict: UTF-8 without a BOM, one value, nothing behind it.  A
 * number's text is its spelling; true, false and null are plain scalars of
 * that text.  Whether keys repeat is the caller's to judge.
 */
#ifndef GS_CODEC_JSONREAD_H
#define GS_CODEC_JSONREAD_H

#include "codec/event.h"

/**
 * gs_json_read(p, n, out, e):
 * Append the events of ${n} bytes, as one document.  GS_OK; GS_EDAMAGED with
 * a sentence that names line and cause, never content; GS_ETOOBIG (nesting,
 * number of values, size), GS_ENOMEM.  On failure ${out} holds a part.
 */
int gs_json_read(const void *p, size_t n, struct gs_events *out,
    struct gs_err *e) GS_MUST_USE;

#endif
