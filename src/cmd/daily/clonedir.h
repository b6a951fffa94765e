/*
 * clonedir: the folder that `git clone URL` makes when it is told none.
 */
#ifndef GS_CMD_DAILY_CLONEDIR_H
#define GS_CMD_DAILY_CLONEDIR_H

#include <stdbool.h>

#include "base/err.h"

/** gs_clonedir(url, bare, out, e): its name (free), by git's own rules (dir.c,
 * git_url_basename).  GS_EUSAGE: none can be made of ${url}. */
int gs_clonedir(
    const char *url, bool bare, char **out, struct gs_err *e) GS_MUST_USE;

#endif
