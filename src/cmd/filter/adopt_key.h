/*
 * adopt_key: the keys in GIT_SEAL_KEY, for one run of the filter.
 */
#ifndef GS_CMD_FILTER_ADOPT_KEY_H
#define GS_CMD_FILTER_ADOPT_KEY_H

#include "cmd/filter/filter.h"

/**
 * gs_adopt_key(c, text, path, blob):
 * Take in the lines of ${text} that are keys of this repository: trunk, HEAD,
 * index or the commit being checked out carry a generation file of their
 * fingerprint, or they open ${blob} (NULL: what the index holds for
 * ${path}).  Of the others a person is told, once; nothing is ever sealed
 * under them.
 */
void gs_adopt_key(struct gs_cmd_filter *c, const char *text, const char *path,
    const struct gs_buf *blob);

#endif
