/*
 * attr: what .gitattributes say of a path, asked of `git check-attr`, whose
 * matching is the authority.
 *
 * Which attributes let Git change sealed bytes was found by trying (Git
 * 2.39, both directions, bytes that begin with NUL) and agrees with
 * convert.c:
 *   text, text=input, crlf, crlf=input     converted
 *   eol=lf, eol=crlf, text not said        converted: eol implies text
 *   text=auto, crlf=auto, also with eol=   not: a NUL makes it binary
 *   -text, -crlf, also with eol=           not: switched off
 *   crlf where text has a value            text wins
 *   any other value of text, crlf or eol   as if not said
 *   core.autocrlf, nothing said            not: works as auto
 *   ident                                  converted, -text or not
 *   working-tree-encoding=X                converted; not if X is UTF-8;
 *                                          without a value Git dies
 * check-attr prints text=set and text alike, and text=unset and -text: the
 * first counts as a trap, the second (which nobody writes) is not seen.
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
#define GS_TRAP_TEXT 0x01u     /* text or crlf */
#define GS_TRAP_EOL 0x02u      /* eol */
#define GS_TRAP_IDENT 0x04u    /* ident */
#define GS_TRAP_ENCODING 0x08u /* working-tree-encoding */

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
 * For questions one at a time; the child starts at the first, and anew when
 * it died.  It reads each .gitattributes once, the index too: who outlives
 * them makes a new asker.  ${dir} as in gs_git_opt (copied).  ${cached}: the
 * index alone is asked (--cached), as it must be without a working tree.
 * Not for use by two threads at once.
 */
int gs_attr_asker_new(
    const char *dir, bool cached, struct gs_attr_asker **out) GS_MUST_USE;
void gs_attr_asker_free(struct gs_attr_asker *a);

/** gs_attr_ask(a, path, out, e): ${path} below ${dir}.  GS_OK, GS_EGIT,
 * GS_EIO. */
int gs_attr_ask(struct gs_attr_asker *a, const char *path, struct gs_attrs *out,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_each(dir, cached, paths, fn, ctx, e):
 * Many at once: fn(ctx, i, attrs) for each of ${paths} in order; its failure
 * stops and is returned.  Of a path that is not sealed only ${sealed} and
 * ${filtered} are filled in, the rest is as if nothing were said: asking for
 * all would take several times as long.  Safe beside other threads.
 */
int gs_attr_each(const char *dir, bool cached, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_all(dir, paths, fn, ctx, e):
 * As gs_attr_each, not cached, with everything filled in for every path, and
 * in one pass: check-attr -a, which says nothing of what nobody said.  Each
 * path may stand in ${paths} once.
 */
int gs_attr_all(const char *dir, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_all_in(index, no_tree, paths, fn, ctx, e):
 * The same by the attributes files that another ${index} file (an absolute
 * path; it need not exist) holds, and with upper and lower case told apart:
 * what a commit says is the same in every clone.  ${no_tree}: we stand in a
 * Git folder.
 */
int gs_attr_all_in(const char *index, bool no_tree, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_all_at(git_dir, tree, paths, fn, ctx, e):
 * The same by the attributes files that lie in the folder ${tree} (absolute),
 * as if that were the working tree of ${git_dir}, and its index empty.
 */
int gs_attr_all_at(const char *git_dir, const char *tree,
    const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_attr_values(dir, cached, names, nr, paths, fn, ctx, e):
 * The same for any attributes: ${values} holds one string for each of the
 * ${nr} ${names} (at most GS_ATTR_NAMES_MAX), as check-attr prints it
 * ("set", "unset", "unspecified" or the value), until ${fn} returns.
 */
int gs_attr_values(const char *dir, bool cached, const char *const *names,
    size_t nr, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const char *const *values), void *ctx,
    struct gs_err *e) GS_MUST_USE;

#define GS_ATTR_NAMES_MAX 16

#endif
