/*
 * absent: which objects a partial clone lacks, asked in one go.  cat-file
 * dies of each of them, which costs three processes an object.
 */
#ifndef GS_GIT_ABSENT_H
#define GS_GIT_ABSENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"

/**
 * gs_absent_find(dir, ids, nr, absent, e):
 * Set ${absent}[i] to 1 where the object ids[i] is not here, else to 0,
 * without fetching any.  ${dir} as in gs_git_opt.  Reads the objects that
 * are here: only for when something is known to lack.
 */
int gs_absent_find(const char *dir, const struct gs_oid *ids, size_t nr,
    uint8_t *absent, struct gs_err *e) GS_MUST_USE;

/** gs_absent_lines(ids, nr, skip, out): append the ids, a line each, but for
 * those that ${skip} (NULL: none) marks. */
int gs_absent_lines(const struct gs_oid *ids, size_t nr, const uint8_t *skip,
    struct gs_buf *out) GS_MUST_USE;

#endif
