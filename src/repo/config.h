/*
 * config: all of Git's settings for one repository, read once through
 * `git config --list -z`.
 */
#ifndef GS_REPO_CONFIG_H
#define GS_REPO_CONFIG_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

struct gs_config; /* opaque */

/** gs_config_new(dir, out): ${dir} as in gs_git_opt (copied).  Nothing is
 * read yet.  GS_OK or GS_ENOMEM. */
int gs_config_new(const char *dir, struct gs_config **out) GS_MUST_USE;
void gs_config_free(struct gs_config *c);

/** gs_config_forget(c): read again at the next question. */
void gs_config_forget(struct gs_config *c);

/**
 * gs_config_get(c, key, value, e):
 * The last value of ${key}, borrowed until gs_config_forget; "" where it has
 * none, NULL where it is not set.  ${key} as Git prints it: section and name
 * in lower case.
 */
int gs_config_get(struct gs_config *c, const char *key, const char **value,
    struct gs_err *e) GS_MUST_USE;

/** gs_config_all(c, key, out, e): append all values to ${out}. */
int gs_config_all(struct gs_config *c, const char *key, struct gs_strs *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_config_bool(c, key, fallback, out, e): as gs_repo_config_bool. */
int gs_config_bool(struct gs_config *c, const char *key, bool fallback,
    bool *out, struct gs_err *e) GS_MUST_USE;

#endif
