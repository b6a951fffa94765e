/*
 * scalar: what a bare word means in YAML (as Go's yaml.v3 resolves it, which
 * SOPS uses) and in JSON, and the one spelling in which SOPS encrypts and
 * hashes each type.
 */
#ifndef GS_FORMAT_SOPS_SCALAR_H
#define GS_FORMAT_SOPS_SCALAR_H

#include "format/sops/doc.h"

/**
 * gs_sops_scalar_yaml(s, n, type, out):
 * What the plain scalar of ${n} bytes is, and its spelling (for GS_SOPS_STR
 * the text itself), appended to ${out}.  GS_OK; GS_ETOOBIG: an integer over
 * 2^63 - 1, which SOPS cannot write; GS_ENOMEM.
 */
int gs_sops_scalar_yaml(const char *s, size_t n, enum gs_sops_type *type,
    struct gs_buf *out) GS_MUST_USE;

/** gs_sops_scalar_json(s, n, type, out): the same for a number, true, false
 * or null of JSON.  GS_ETOOBIG: a number that is none to a computer. */
int gs_sops_scalar_json(const char *s, size_t n, enum gs_sops_type *type,
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_sops_scalar_canon(type, s, n, out):
 * Append the one spelling of what was decrypted as ${type}: numbers, times
 * and truth values may have come in others.  GS_OK, GS_EDAMAGED (no such
 * value), GS_ENOMEM.
 */
int gs_sops_scalar_canon(enum gs_sops_type type, const char *s, size_t n,
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_sops_float_plain(v, out), gs_sops_float_short(v, json, out):
 * The shortest digits that mean ${v}: without an exponent (Go's 'f'), or as
 * Go prints it in YAML ('g') and ${json}.  ${v} is finite but in the first,
 * which says NaN, +Inf and -Inf.
 */
int gs_sops_float_plain(double v, struct gs_buf *out) GS_MUST_USE;
int gs_sops_float_short(double v, bool json, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_sops_time(s, n, yaml, fraction, out):
 * Append the time in RFC 3339: the fraction without zeros at its end, or, if
 * not ${fraction}, without it; offset 0 as Z.  With ${yaml} the forms that
 * YAML takes are read, too.  GS_OK, GS_EDAMAGED (no time), GS_ENOMEM.
 */
int gs_sops_time(const char *s, size_t n, bool yaml, bool fraction,
    struct gs_buf *out) GS_MUST_USE;

#endif
