/*
 * absent: which objects a partial clone lacks, and how to get them, all in
 * one go.  cat-file dies of each of them, which costs three processes an
 * object, or fetches them one by one.
 */
#ifndef GS_GIT_ABSENT_H
#define GS_GIT_ABSENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/oid.h"

/**
 * gs_absent_remote(dir, remote, e):
 * Where the repository of ${dir} is a partial clone, so that a missing object
 * may end the child that is asked for it: the remote that has them all,
 * owned by the caller; else NULL.
 */
int
gs_absent_remote(const char *dir, char **remote, struct gs_err *e) GS_MUST_USE;

/**
 * gs_absent_find(dir, ids, nr, absent, e):
 * Set ${absent}[i] to 1 where the object ids[i] is not here, else to 0,
 * without fetching any.  ${dir} as in gs_git_opt.  Reads the objects that
 * are here: only for when something is known to lack.
 */
int gs_absent_find(const char *dir, const struct gs_oid *ids, size_t nr,
    uint8_t *absent, struct gs_err *e) GS_MUST_USE;

/**
 * gs_absent_fetch(dir, ids, nr, e):
 * Get those that are not here from where this partial clone came from, all
 * in one connection, as Git itself does it for a checkout.  GS_OK where
 * nothing lacks; GS_ENOTFOUND where it is no partial clone; GS_EGIT if they
 * could not be had.
 */
int gs_absent_fetch(const char *dir, const struct gs_oid *ids, size_t nr,
    struct gs_err *e) GS_MUST_USE;

/** gs_absent_lines(ids, nr, skip, out): append the ids, a line each, but for
 * those that ${skip} (NULL: none) marks. */
int gs_absent_lines(const struct gs_oid *ids, size_t nr, const uint8_t *skip,
    struct gs_buf *out) GS_MUST_USE;

#endif
