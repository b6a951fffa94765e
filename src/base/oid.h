/*
 * oid: the name of a Git object, SHA-1 or SHA-256.
 */
#ifndef GS_BASE_OID_H
#define GS_BASE_OID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

#define GS_OID_MAX 32
#define GS_OID_HEX_MAX (2 * GS_OID_MAX)

struct gs_oid {
	uint8_t b[GS_OID_MAX]; /* n bytes, then zeros */
	uint8_t n;	       /* 20, 32, or 0: no object */
};

/**
 * gs_oid_parse(hex, n, out):
 * ${n} is 40 or 64 hex digits of either case; anything else GS_EDAMAGED.
 */
int gs_oid_parse(const char *hex, size_t n, struct gs_oid *out) GS_MUST_USE;

/** gs_oid_print(id, out): lower-case hex and a NUL; returns ${out}. */
const char *gs_oid_print(const struct gs_oid *id, char out[GS_OID_HEX_MAX + 1]);

bool gs_oid_eq(const struct gs_oid *a, const struct gs_oid *b);

#endif
