/*
 * indexlist: the entries of a whole index, read from the file itself where
 * its format is a plain one, since that takes a fraction of the time that
 * starting `git ls-files` does; through that where it is not.
 */
#ifndef GS_REPO_INDEXLIST_H
#define GS_REPO_INDEXLIST_H

#include "repo/index.h"

/**
 * gs_indexlist_read(dir, index, oid_len, out, e):
 * As gs_entries_of_index(dir, NULL, out, e); ${index} is the file that Git
 * uses there.
 */
int gs_indexlist_read(const char *dir, const char *index, size_t oid_len,
    struct gs_entries *out, struct gs_err *e) GS_MUST_USE;

#endif
