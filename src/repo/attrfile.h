/*
 * attrfile: editing the text of a .gitattributes file so that Git reads it as
 * meant (git attr.c, parse_attr_line; quote.c, unquote_c_style).  Pure text:
 * it opens no file, and it never touches a line that is not the pattern's,
 * the order of lines, or their kind of line end.
 */
#ifndef GS_REPO_ATTRFILE_H
#define GS_REPO_ATTRFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define GS_ATTRFILE_MAX ((size_t)100 << 20) /* Git ignores larger ones */

#define GS_ATTRFILE_MACRO "[attr]sealed filter=seal diff=seal merge=seal -text"
#define GS_ATTRFILE_PLAIN "filter=seal diff=seal merge=seal -text"

/**
 * gs_attrfile_check(p, n, path, e):
 * Whether Git reads the ${n} bytes of ${path} as the text they seem to be.
 * GS_OK, or GS_EUSAGE: UTF-16, UTF-32 or NUL bytes.
 */
int gs_attrfile_check(
    const void *p, size_t n, const char *path, struct gs_err *e) GS_MUST_USE;

/**
 * gs_attrfile_pattern(word, literal, out):
 * Append the pattern that matches as ${word} does: with ${literal} exactly
 * that name, whatever characters it has; else ${word} as a pattern, only its
 * first character protected from being taken for a comment.  Not yet quoted
 * for the file: that is done where a line is written.
 */
int gs_attrfile_pattern(
    const char *word, bool literal, struct gs_buf *out) GS_MUST_USE;

/* What a line should say. */
struct gs_attrfile_want {
	const char *pattern; /* as gs_attrfile_pattern makes it */
	const char *ring;    /* the keyring; NULL: as it is, else the default */
	bool top;      /* the top-level file: there the macro is allowed */
	bool say_ring; /* write seal-keyring for "default" too */
};

/**
 * gs_attrfile_cover(p, n, want, out, e):
 * Append to ${out} the text with ${want}'s pattern sealed: unchanged where a
 * line says so already, with that line's seal-keyring changed, or with a new
 * last line; at the top with the macro as first line where it is missing.
 * GS_OK; GS_EUSAGE: the pattern makes a line that Git would not read.
 */
int
gs_attrfile_cover(const void *p, size_t n, const struct gs_attrfile_want *want,
    struct gs_buf *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_attrfile_uncover(p, n, pattern, out, found):
 * Append to ${out} the text in which no line of ${pattern} seals: what
 * git-seal put there goes, other attributes stay, an empty line goes.
 * ${found}: how many lines sealed.
 */
int gs_attrfile_uncover(const void *p, size_t n, const char *pattern,
    struct gs_buf *out, size_t *found) GS_MUST_USE;

/**
 * gs_attrfile_strip(p, n, out, found):
 * Append to ${out} the text without anything that git-seal or its user said
 * about sealing: the macro, "sealed" in any state, and what track writes;
 * other attributes stay.  ${found}: how many lines said so.
 */
int gs_attrfile_strip(
    const void *p, size_t n, struct gs_buf *out, size_t *found) GS_MUST_USE;

/**
 * gs_attrfile_drop_macro(p, n, out):
 * Append to ${out} the text without the macro; the same text where a line
 * uses it.
 */
int
gs_attrfile_drop_macro(const void *p, size_t n, struct gs_buf *out) GS_MUST_USE;

/**
 * gs_attrfile_patterns(p, n, fn, ctx):
 * Call fn for each pattern (NUL-ended, unquoted) that a line seals, in
 * order; its failure stops and is returned.
 */
int gs_attrfile_patterns(const void *p, size_t n,
    int (*fn)(void *ctx, const char *pattern), void *ctx) GS_MUST_USE;

#endif
