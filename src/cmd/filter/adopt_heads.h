/*
 * adopt_heads: which generations the sealed blobs at hand name.
 */
#ifndef GS_CMD_FILTER_ADOPT_HEADS_H
#define GS_CMD_FILTER_ADOPT_HEADS_H

#include "cmd/filter/trusts_one.h"

struct gs_cmd_filter;

/**
 * gs_adopt_heads(c, one, ids, nr):
 * The generations of the blobs that this run has smudged, and of those that
 * the index has on sealed paths of the keyring ${one}; those that another
 * keyring has are its own affair.  ${ids} (free): GS_GEN_ID_LEN bytes each.
 */
int gs_adopt_heads(struct gs_cmd_filter *c, const struct gs_trusts_one *one,
    uint8_t **ids, size_t *nr) GS_MUST_USE;

#endif
