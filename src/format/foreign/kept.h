/*
 * kept: an old tool's key, as a clone keeps it after an import so that old
 * commits stay readable.  Text, several may stand one after the other:
 *
 *	[git-crypt]
 *		again = yes
 *		key = BASE64
 *
 * Secret.
 */
#ifndef GS_FORMAT_FOREIGN_KEPT_H
#define GS_FORMAT_FOREIGN_KEPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

#define GS_KEPT_TEXT_MAX ((size_t)4 << 20)
#define GS_KEPT_CIPHER_MAX 32

enum gs_kept_tool { GS_KEPT_GIT_CRYPT, GS_KEPT_TRANSCRYPT, GS_KEPT_NR };

struct gs_kept {
	enum gs_kept_tool tool;
	bool again; /* it can be had again from somewhere else */
	char cipher[GS_KEPT_CIPHER_MAX]; /* transcrypt's; "" otherwise */
	struct gs_buf key;		 /* a key file's bytes, or a password */
};

/* A list; a zeroed one is empty. */
struct gs_kepts {
	struct gs_kept *v; /* owned */
	size_t nr;
};

/** gs_kept_name(tool): the tool's own name. */
const char *gs_kept_name(enum gs_kept_tool tool);

/** gs_kept_is(p, n): whether the text begins as one of these does. */
bool gs_kept_is(const void *p, size_t n);

/** gs_kept_parse(p, n, out): append what stands there.  GS_OK; GS_EDAMAGED;
 * GS_ENEWER: of a tool that is not known; GS_ENOMEM.  ${out} is unchanged on
 * failure. */
int gs_kept_parse(const void *p, size_t n, struct gs_kepts *out) GS_MUST_USE;

/** gs_kept_print(k, out): append one. */
int gs_kept_print(const struct gs_kept *k, struct gs_buf *out) GS_MUST_USE;

/** gs_kepts_add(l, k): append a copy of ${k}, unless it is there: then
 * ${again} of either is true. */
int gs_kepts_add(struct gs_kepts *l, const struct gs_kept *k) GS_MUST_USE;
void gs_kepts_clear(struct gs_kepts *l);

#endif
