/*
 * trusted: the places whose clones may open by themselves (spec section 5,
 * "Opening by itself"): seal.trust, out of the user's and the system's Git
 * config.  A repository's own config is never believed, nor is `git -c`,
 * which a script may have been handed.
 */
#ifndef GS_CMD_FILTER_TRUSTED_H
#define GS_CMD_FILTER_TRUSTED_H

#include "base/text.h"
#include "git/dir.h"

/**
 * gs_trusted_list(dir, out, e):
 * Append the values of seal.trust.  ${dir} tells whether Git need be asked;
 * NULL: it is asked.
 */
int gs_trusted_list(const struct gs_dir *dir, struct gs_strs *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_trusted_covers(prefixes, url): whether one of them covers the remote
 * ${url} (git/url.h); values that cannot be compared cover nothing. */
bool gs_trusted_covers(const struct gs_strs *prefixes, const char *url);

/**
 * gs_trusted_add(prefix, changed, e):
 * Add ${prefix} to the user's own config.  GS_EUSAGE where it cannot be
 * compared, and nothing is written.
 */
int
gs_trusted_add(const char *prefix, bool *changed, struct gs_err *e) GS_MUST_USE;

/** gs_trusted_remove(prefix, changed, e): take ${prefix} (as it was written;
 * NULL: all) out of the user's own config. */
int gs_trusted_remove(
    const char *prefix, bool *changed, struct gs_err *e) GS_MUST_USE;

#endif
