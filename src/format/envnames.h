/*
 * envnames: the names of the variables in an env file (KEY=value lines, as
 * `sh` and the dotenv libraries read them), never their values.
 */
#ifndef GS_FORMAT_ENVNAMES_H
#define GS_FORMAT_ENVNAMES_H

#include "base/text.h"

/**
 * gs_envnames_find(p, n, out):
 * Append the names to ${out}, each once.  What does not look like an env
 * file at all (a line that is neither blank, a comment nor an assignment,
 * outside of quotes) gives none.  GS_OK or GS_ENOMEM.
 */
int gs_envnames_find(const void *p, size_t n, struct gs_strs *out) GS_MUST_USE;

#endif
