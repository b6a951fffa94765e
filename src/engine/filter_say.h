/*
 * filter_say: what clean and smudge share and nobody else needs.
 */
#ifndef GS_ENGINE_FILTER_SAY_H
#define GS_ENGINE_FILTER_SAY_H

#include "engine/filter.h"

/**
 * gs_filter_say(f, cause, hint, fmt, ...):
 * Count ${cause}, and warn if it is the first file that met it.
 */
void gs_filter_say(struct gs_filter *f, enum gs_cause cause, const char *hint,
    const char *fmt, ...) GS_PRINTF(4, 5);

/** gs_filter_locked(f): whether this clone or worktree was locked by its
 * user, so that no key may be used. */
static inline bool
gs_filter_locked(const struct gs_filter *f)
{
	return f->keys->locked || f->keys->locked_worktree;
}

#endif
