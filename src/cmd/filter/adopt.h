/*
 * adopt: opening by itself (spec section 5).  In a clone that nobody has
 * unlocked the filter finds out, once a run and at the first file that needs
 * it, whether it may use keys that were given to this run, or the user's own
 * identity because the remote is one that he trusts; it unlocks as a first
 * `unlock` would.  What the environment gives lasts for the run; what a
 * trusted remote opens is written at the end of it, when all sealed blobs of
 * the checkout have been seen to belong to it.
 */
#ifndef GS_CMD_FILTER_ADOPT_H
#define GS_CMD_FILTER_ADOPT_H

#include "cmd/filter/filter.h"

/**
 * gs_adopt(c, path, treeish, blob):
 * Before the file ${path} is cleaned or smudged; only the first call does
 * anything.  ${blob}: the sealed bytes of a smudge; NULL: a clean.  Failure
 * is no failure of the file: a person is told, and it stays sealed.
 */
void gs_adopt(struct gs_cmd_filter *c, const char *path,
    const struct gs_oid *treeish, const struct gs_buf *blob);

/** gs_adopt_saw(c, p, n): a sealed blob has come along. */
void gs_adopt_saw(struct gs_cmd_filter *c, const void *p, size_t n);

/** gs_adopt_finish(c): the end of the run: write what was adopted. */
void gs_adopt_finish(struct gs_cmd_filter *c);

#endif
