/*
 * attr: what .gitattributes say of a path, asked of `git check-attr`, whose
 * matching is the authority.
 */
#ifndef GS_GIT_ATTR_H
#define GS_GIT_ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

#define GS_ATTR_KEYRING_MAX 64

/* Attributes by which Git would change sealed bytes. */
#define GS_TRAP_TEXT 0x01u     /* text or crlf is set or auto */
#define GS_TRAP_EOL 0x02u      /* eol is set to a value */
#define GS_TRAP_IDENT 0x04u    /* ident is set */
#define GS_TRAP_ENCODING 0x08u /* working-tree-encoding has a value */

struct gs_attrs {
	bool sealed;			       /* filter=seal */
	bool filtered;			       /* another filter */
	char keyring[GS_ATTR_KEYRING_MAX + 1]; /* seal-keyring, or "default" */
	bool keyring_ok; /* the value is a name a keyring can have */
	bool compress;	 /* not -seal-compress */
	uint32_t pad;	 /* seal-pad=N, 0 without */
	bool pad_ok;	 /* N is a power of two from 16 to 65536, or unset */
	unsigned traps;	 /* GS_TRAP_*: those that would damage sealed bytes */
	bool diff;	 /* diff=seal */
	bool merge;	 /* merge=seal */
};

struct gs_attr_asker; /* opaque: one check-attr child */

/**
 * gs_attr_asker_new(dir, cached, out):
 * For questions one at a time; the child starts at the first.  ${cached}:
 * the index alone is asked (--cached), for bare repositories and for what a
 * commit holds.
 */
int gs_attr_asker_new(
    const char *dir, bool cached, struct gs_attr_asker **out) GS_MUST_USE;
void gs_attr_asker_free(struct gs_attr_asker *a);

/** gs_attr_ask(a, path, out, e): GS_OK, GS_EGIT, GS_EIO. */
int gs_attr_ask(struct gs_attr_asker *a, const char *path, struct gs_attrs *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_each(dir, cached, paths, fn, ctx, e):
 * Many at once: fn(ctx, i, attrs) for each of ${paths} in order; its failure
 * stops and is returned.  Safe beside other threads.
 */
int gs_attr_each(const char *dir, bool cached, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e) GS_MUST_USE;

#endif
