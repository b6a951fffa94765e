/*
 * marks: how a conflict is written into a text, as Git writes it.
 */
#ifndef GS_BASE_MARKS_H
#define GS_BASE_MARKS_H

#include <stdbool.h>

#include "base/cur.h"

/* The three versions of a text, in the order in which Git names them to
 * `merge-file`. */
enum gs_side { GS_OURS, GS_BASE, GS_THEIRS, GS_SIDES };

#define GS_MARKS_SIZE 7	     /* what Git takes where nobody says more */
#define GS_MARKS_SIZE_MAX 99 /* nested merges add to it, two each */

struct gs_marks {
	unsigned size;		     /* how often each sign stands there */
	bool base;		     /* diff3, zdiff3: show the base as well */
	const char *label[GS_SIDES]; /* borrowed; "" for none */
};

#endif
