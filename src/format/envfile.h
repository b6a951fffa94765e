/*
 * envfile: an env file as a list of lines, and where two of them agree.
 * For envmerge*.c only.
 */
#ifndef GS_FORMAT_ENVFILE_H
#define GS_FORMAT_ENVFILE_H

#include <stdbool.h>

#include "base/map.h"
#include "format/envline.h"

#define GS_ENVFILE_NONE SIZE_MAX

struct gs_envitem {
	struct gs_envline line; /* borrowed from the text */
	uint32_t hash;		/* of what makes two of them alike */
	size_t to;		/* its partner in the other file, or NONE */
};

/* A zeroed one is empty. */
struct gs_envfile {
	struct gs_envitem *v; /* owned */
	size_t nr;
	struct gs_map names; /* the item that assigns to each */
	bool open;	     /* the last line has no line end */
};

/** gs_envfile_read(text, f): GS_OK; GS_ENOTFOUND where it is none to merge
 * by variable; GS_ENOMEM. */
int gs_envfile_read(struct gs_cur text, struct gs_envfile *f) GS_MUST_USE;
void gs_envfile_clear(struct gs_envfile *f);

/** gs_envfile_get(f, item): the line of ${f} that assigns to what ${item}
 * does, or NULL. */
const struct gs_envitem *
gs_envfile_get(const struct gs_envfile *f, const struct gs_envitem *item);

/** gs_envitem_same(a, b): equal bytes; NULL is equal to NULL. */
bool gs_envitem_same(const struct gs_envitem *a, const struct gs_envitem *b);

/** gs_envitem_alike(a, b): the same variable, or equal other lines. */
bool gs_envitem_alike(const struct gs_envitem *a, const struct gs_envitem *b);

/**
 * gs_envfile_align(base, side, partner):
 * Find the lines that both have, in the same order, as many and as weighty
 * as there are: ${side}'s get item.to, ${partner} (base->nr) the other way.
 * GS_ENOTFOUND: too long and too different; GS_ENOMEM.
 */
int gs_envfile_align(const struct gs_envfile *base, struct gs_envfile *side,
    size_t *partner) GS_MUST_USE;

#endif
