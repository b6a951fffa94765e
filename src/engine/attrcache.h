/*
 * attrcache: the attributes of paths for the clean filter, without a question
 * to Git for each.  An answer holds as long as no .gitattributes of the
 * folders above the path changes: a rebase rewrites them while one filter
 * process serves all its commits.
 *
 * Answers come one at a time from a `git check-attr` child, or many at once
 * from a list that another thread filled in (engine/ahead.h).
 */
#ifndef GS_ENGINE_ATTRCACHE_H
#define GS_ENGINE_ATTRCACHE_H

#include "base/text.h"
#include "git/attr.h"

struct gs_attr_list; /* the answers for a list of paths, immutable */

/**
 * gs_attr_list_make(paths, out, e):
 * Ask for all ${paths} (owned by the list afterwards, also on failure).
 * What the folders' .gitattributes look like is noted before the question,
 * so that a change in between is seen.  Made without touching a cache: for
 * another thread.
 */
int gs_attr_list_make(struct gs_strs *paths, struct gs_attr_list **out,
    struct gs_err *e) GS_MUST_USE;
void gs_attr_list_free(struct gs_attr_list *l);

/** gs_attr_list_index(l, path): its place in the list, or SIZE_MAX. */
size_t gs_attr_list_index(const struct gs_attr_list *l, const char *path);

/** gs_attr_list_nr(l), _path(l, i), _at(l, i): what stands there. */
size_t gs_attr_list_nr(const struct gs_attr_list *l);
const char *gs_attr_list_path(const struct gs_attr_list *l, size_t i);
const struct gs_attrs *gs_attr_list_at(const struct gs_attr_list *l, size_t i);

struct gs_attr_cache; /* for one thread */

int gs_attr_cache_new(struct gs_attr_cache **out) GS_MUST_USE;
void gs_attr_cache_free(struct gs_attr_cache *c);

/** gs_attr_cache_use(c, l): answer from ${l} (borrowed) where it still holds;
 * NULL: no list any more. */
void gs_attr_cache_use(struct gs_attr_cache *c, const struct gs_attr_list *l);

/** gs_attr_cache_get(c, path, out, e): as gs_attr_ask. */
int gs_attr_cache_get(struct gs_attr_cache *c, const char *path,
    struct gs_attrs *out, struct gs_err *e) GS_MUST_USE;

#endif
