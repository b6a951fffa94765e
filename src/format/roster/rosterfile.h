/*
 * rosterfile: the one syntax of the files under .git-seal/ (spec section 4):
 * a strict subset of git-config, one section and lines TAB "key = value".
 * It knows keys, values and their order; what they mean is the business of
 * generation.h and member.h.  One guarantee: what parses prints back as the
 * very same bytes, but for CR before LF.
 */
#ifndef GS_FORMAT_ROSTER_ROSTERFILE_H
#define GS_FORMAT_ROSTER_ROSTERFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* One key that a form knows.  They stand in a file in the form's order. */
struct gs_rosterfile_key {
	const char *name;
	bool required;
	bool many; /* may repeat */
};

struct gs_rosterfile_form {
	const char *section;
	const struct gs_rosterfile_key *key; /* key[0] is "version" */
	size_t nr;
	size_t max; /* bytes of a file */
};

#define GS_ROSTERFILE_UNKNOWN SIZE_MAX

struct gs_rosterfile_field {
	const char *key; /* borrowed from the bytes that were parsed */
	size_t key_n;
	const char *value; /* borrowed likewise */
	size_t value_n;
	size_t known; /* its place in form->key, or GS_ROSTERFILE_UNKNOWN */
};

/* A parsed file: its fields in the file's order, "version" included. */
struct gs_rosterfile {
	struct gs_rosterfile_field *v; /* owned */
	size_t nr;
	bool newer; /* an unknown key begins with "must" */
};

/* Where fields go to: printing and tagging are the same walk. */
struct gs_rosterfile_sink {
	int (*put)(struct gs_buf *b, const char *key, const char *value);
	struct gs_buf *b; /* borrowed */
};

/**
 * gs_rosterfile_parse(form, p, n, out):
 * Read ${n} bytes at ${p}, which must outlive ${out}.
 *
 * GS_OK (look at out->newer); GS_ENEWER: a version above 1, or a "must" key
 * in a file that breaks a rule that we know; GS_EDAMAGED: any rule of the
 * syntax, of order, repetition or presence is broken; GS_ETOOBIG: more than
 * form->max bytes; GS_ENOMEM.  ${out} is empty on failure.
 */
int gs_rosterfile_parse(const struct gs_rosterfile_form *form, const void *p,
    size_t n, struct gs_rosterfile *out) GS_MUST_USE;
void gs_rosterfile_clear(struct gs_rosterfile *f);

/** gs_rosterfile_begin(form, b): append the line that names the section. */
int gs_rosterfile_begin(
    const struct gs_rosterfile_form *form, struct gs_buf *b) GS_MUST_USE;

/**
 * gs_rosterfile_add(b, key, value):
 * Append one line.  GS_EUSAGE where ${key} or ${value} does not fit the
 * syntax; GS_ENOMEM, GS_ETOOBIG.
 */
int gs_rosterfile_add(
    struct gs_buf *b, const char *key, const char *value) GS_MUST_USE;

/** gs_rosterfile_is(f, s): whether the value of ${f} is the string ${s}. */
bool gs_rosterfile_is(const struct gs_rosterfile_field *f, const char *s);

#endif
