/*
 * near: the name that somebody who mistyped probably meant.
 */
#ifndef GS_CMD_FRONT_NEAR_H
#define GS_CMD_FRONT_NEAR_H

#include <stddef.h>

/* The best candidate so far.  Begin with the word and zeros. */
struct gs_near {
	const char *word; /* borrowed: what was typed */
	const char *best; /* borrowed: NULL while nothing is near enough */
	unsigned cost;
};

/**
 * gs_near_try(n, name):
 * Take ${name} as n->best if it is nearer than what stands there, and near
 * enough to be meant: a typing error a three letters, or a beginning of at
 * least two.
 */
void gs_near_try(struct gs_near *n, const char *name);

#endif
