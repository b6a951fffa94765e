/*
 * alike: how much two texts have in common, so that a renamed file is known
 * again although it was edited.  Sealed bytes cannot tell.
 */
#ifndef GS_FORMAT_ALIKE_H
#define GS_FORMAT_ALIKE_H

#include "base/cur.h"

/**
 * gs_alike(a, b, percent):
 * How many bytes of the larger one stand, as whole lines and in any order, in
 * both: 0 to 100.  Two empty ones have nothing in common.  GS_OK, GS_ENOMEM.
 */
int gs_alike(struct gs_cur a, struct gs_cur b, unsigned *percent) GS_MUST_USE;

#endif
