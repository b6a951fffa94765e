/*
 * whatif: what the attributes of paths would be if something were otherwise,
 * answered by Git itself and without touching the working tree or the index,
 * so that a command that will refuse has changed nothing, and a kill finds
 * nothing half done.
 */
#ifndef GS_REPO_WHATIF_H
#define GS_REPO_WHATIF_H

#include <stdint.h>

#include "base/text.h"
#include "repo/index.h"
#include "repo/repo.h"

/**
 * gs_whatif_matches(r, base, pattern, paths, yes, e):
 * Whether ${pattern}, in the .gitattributes of the folder ${base} ("" or
 * "a/b/"), matches each of ${paths} (below top): yes[i] is 1 or 0.
 */
int gs_whatif_matches(const struct gs_repo *r, const char *base,
    const char *pattern, const struct gs_strs *paths, uint8_t *yes,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_whatif_file(r, file, p, n, paths, yes, e):
 * Whether each of ${paths} would have filter=seal if the attributes file
 * ${file} (below top) held these ${n} bytes.
 */
int gs_whatif_file(const struct gs_repo *r, const char *file, const void *p,
    size_t n, const struct gs_strs *paths, uint8_t *yes,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_whatif_tree(r, files, paths, yes, e):
 * Whether each of ${paths} would have filter=seal if the working tree and
 * the index held only these attributes ${files} (entries of a commit).
 */
int
gs_whatif_tree(const struct gs_repo *r, const struct gs_entry *files, size_t nr,
    const struct gs_strs *paths, uint8_t *yes, struct gs_err *e) GS_MUST_USE;

/** gs_whatif_exact(r, paths, yes, e): the same if upper and lower case were
 * told apart (core.ignorecase = false). */
int gs_whatif_exact(const struct gs_repo *r, const struct gs_strs *paths,
    uint8_t *yes, struct gs_err *e) GS_MUST_USE;

#endif
