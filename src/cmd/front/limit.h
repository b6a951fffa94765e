/*
 * limit: seal.maxSize, the bound on what opening a file may inflate.
 */
#ifndef GS_CMD_FRONT_LIMIT_H
#define GS_CMD_FRONT_LIMIT_H

#include <stdint.h>

#include "repo/repo.h"

/** gs_limit_read(r, max, e): the setting (with Git's k, m, g), or, without
 * one or where it is 0, the default.  GS_EUSAGE where it is no size. */
int gs_limit_read(
    const struct gs_repo *r, uint64_t *max, struct gs_err *e) GS_MUST_USE;

/** gs_limit_around(max, e): the same where there may be no repository, and no
 * Git to ask: then the default. */
int gs_limit_around(uint64_t *max, struct gs_err *e) GS_MUST_USE;

/** gs_limit_passed(name, max, e): GS_ETOOBIG, with the setting that mends
 * it. */
int gs_limit_passed(const char *name, uint64_t max, struct gs_err *e);

#endif
