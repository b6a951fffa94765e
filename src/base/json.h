/*
 * json: writing JSON (RFC 8259) for --json.  Bytes that are not UTF-8, as
 * file names may be, come out as U+FFFD, so the output always parses; a
 * program that needs the bytes uses -z.
 */
#ifndef GS_BASE_JSON_H
#define GS_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

#define GS_JSON_DEPTH_MAX 16

struct gs_json {
	struct gs_buf *out; /* borrowed */
	int r;		    /* the first failure; later calls do nothing */
	unsigned depth;
	bool some[GS_JSON_DEPTH_MAX]; /* whether a value stands at this depth */
};

void gs_json_init(struct gs_json *j, struct gs_buf *out);

/* In an object every value has a key; in an array ${key} is NULL. */
void gs_json_object(struct gs_json *j, const char *key);
void gs_json_array(struct gs_json *j, const char *key);
void gs_json_object_end(struct gs_json *j);
void gs_json_array_end(struct gs_json *j);
void gs_json_str(struct gs_json *j, const char *key, const char *value);
void
gs_json_strn(struct gs_json *j, const char *key, const char *value, size_t n);
void gs_json_u64(struct gs_json *j, const char *key, uint64_t value);
void gs_json_bool(struct gs_json *j, const char *key, bool value);
void gs_json_null(struct gs_json *j, const char *key);

/** gs_json_end(j): a line end; returns GS_OK or the first failure. */
int gs_json_end(struct gs_json *j) GS_MUST_USE;

#endif
