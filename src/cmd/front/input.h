/*
 * input: data on standard input.
 */
#ifndef GS_CMD_FRONT_INPUT_H
#define GS_CMD_FRONT_INPUT_H

#include "base/buf.h"

/** gs_input(in, e): append all of standard input to ${in}.  GS_OK, GS_EIO,
 * GS_ENOMEM. */
int gs_input(struct gs_buf *in, struct gs_err *e) GS_MUST_USE;

#endif
