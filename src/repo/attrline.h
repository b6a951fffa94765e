/*
 * attrline: one line of a .gitattributes file taken apart as Git does it,
 * and patterns quoted so that Git takes them apart again.
 */
#ifndef GS_REPO_ATTRLINE_H
#define GS_REPO_ATTRLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define GS_ATTRLINE_MAX 2048 /* Git 2.39 ignores lines from this length on */

#define GS_ATTRLINE_SEALED "sealed" /* the macro's name */

enum gs_attrline_kind {
	GS_ATTRLINE_OTHER, /* empty, a comment, or something Git ignores */
	GS_ATTRLINE_PATTERN,
	GS_ATTRLINE_MACRO /* name holds what follows [attr] */
};

struct gs_attrline {
	const char *p; /* borrowed: the line with its end */
	size_t n;      /* bytes of all of it */
	size_t body;   /* bytes without LF and without CR before it */
	size_t states; /* where the attributes begin, at most body */
	enum gs_attrline_kind kind;
	struct gs_buf name; /* owned: pattern or macro name, unquoted */
};

/** gs_attrline_next(p, n, l): take the first line of ${n} > 0 bytes at ${p}
 * into ${l}, which is zeroed or was used before.  GS_OK, GS_ENOMEM. */
int
gs_attrline_next(const char *p, size_t n, struct gs_attrline *l) GS_MUST_USE;
void gs_attrline_clear(struct gs_attrline *l);

/** gs_attrline_is(l, kind, name): a line of that kind and name. */
bool gs_attrline_is(
    const struct gs_attrline *l, enum gs_attrline_kind kind, const char *name);

/**
 * gs_attrline_token(l, at, tok, n):
 * The attribute at or behind ${at} (begin with l->states; moved behind it).
 * False when there is none left.
 */
bool gs_attrline_token(
    const struct gs_attrline *l, size_t *at, const char **tok, size_t *n);

/** What one attribute ${tok} says: exactly ${word}; something that begins
 * with ${word}; or something about ${attr}, whatever its state. */
bool gs_attrline_says(const char *tok, size_t n, const char *word);
bool gs_attrline_starts(const char *tok, size_t n, const char *word);
bool gs_attrline_about(const char *tok, size_t n, const char *attr);

/** gs_attrline_has(l, word): whether one of the attributes is ${word}. */
bool gs_attrline_has(const struct gs_attrline *l, const char *word);

enum gs_cover {
	GS_COVER_SILENT, /* says nothing about the filter */
	GS_COVER_ON,	 /* seals what it matches */
	GS_COVER_OFF	 /* switches it off, or to another filter */
};

/** gs_attrline_cover(l): what the line's last word about the filter is. */
enum gs_cover gs_attrline_cover(const struct gs_attrline *l);

/** gs_attrline_start(p, n): where the first line begins: behind a BOM. */
size_t gs_attrline_start(const void *p, size_t n);

/** gs_attrline_quote(name, n, out): append a pattern as it has to stand in
 * the file: as it is, or "..." where blanks or control bytes are in it. */
int
gs_attrline_quote(const char *name, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
