/*
 * envmerge: the three-way merge of env files, by variable.  A text merge
 * takes neighbouring lines for one change; here a variable is one, wherever
 * it stands, so two sides that add or change different variables never
 * conflict.  Comments and order stay: what a side added stands where that
 * side put it.
 *
 * Its guarantees: with one side unchanged the result is the other, byte for
 * byte; a variable that both changed differently is a conflict; one variable
 * never stands there twice.
 */
#ifndef GS_FORMAT_ENVMERGE_H
#define GS_FORMAT_ENVMERGE_H

#include "base/buf.h"
#include "base/marks.h"

/**
 * gs_envmerge(side, marks, out, conflict):
 * Append the merge of the three files ${side} to ${out}; variables that both
 * changed differently are marked by themselves, as ${marks} say.
 *
 * GS_OK, with ${conflict} saying whether there are marks.  GS_ENOTFOUND, and
 * nothing appended: one of the files is no env file that can be told line by
 * line (see format/envline.h), has a variable twice, or they are too long
 * and too different.  GS_ENOMEM.
 */
int
gs_envmerge(const struct gs_cur side[GS_SIDES], const struct gs_marks *marks,
    struct gs_buf *out, bool *conflict) GS_MUST_USE;

#endif
