/*
 * map: from byte strings (paths, mostly) to pointers.  It copies its keys
 * and does not own its values.  A zeroed map is empty.
 */
#ifndef GS_BASE_MAP_H
#define GS_BASE_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct gs_map_slot {
	char *key; /* owned; NULL: empty */
	size_t n;
	uint64_t hash;
	void *value; /* borrowed */
};

struct gs_map {
	struct gs_map_slot *slot; /* owned */
	size_t nr;
	size_t cap;    /* a power of two, or 0 */
	uint64_t seed; /* random: keys come from a repository */
};

/** gs_map_put(m, key, n, value): add or replace.  GS_OK or GS_ENOMEM. */
int gs_map_put(
    struct gs_map *m, const char *key, size_t n, void *value) GS_MUST_USE;

/** gs_map_at(m, key, n): where the value of ${key} stands, made (NULL) where
 * the map lacks it, until the next change; NULL when out of memory.  One
 * search instead of the two of get and put. */
void **gs_map_at(struct gs_map *m, const char *key, size_t n) GS_MUST_USE;

/** gs_map_get(m, key, n): the value, or NULL. */
void *gs_map_get(const struct gs_map *m, const char *key, size_t n);

/** gs_map_clear(m, drop): forget all; ${drop} (NULL allowed) gets each value. */
void gs_map_clear(struct gs_map *m, void (*drop)(void *value));

#endif
