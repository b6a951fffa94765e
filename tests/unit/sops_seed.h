/*
 * sops_seed: SOPS files made from nothing, for tests that must not depend on
 * vectors from elsewhere.
 */
#ifndef GS_UNIT_SOPS_SEED_H
#define GS_UNIT_SOPS_SEED_H

#include "unit.h"

#include "format/sops/sops.h"

/** sops_seed_key: the data key of every file made here. */
extern const uint8_t sops_seed_key[GS_SOPS_KEY_LEN];

/**
 * sops_seed(format, rule, id, out):
 * Append a file without values: ${rule} is further metadata as "name=value"
 * (NULL: none), and ${id} the recipient that its key is wrapped for (NULL: a
 * text that nobody opens).
 */
void sops_seed(enum gs_sops_format format, const char *rule,
    const struct gs_recipient *id, struct gs_buf *out);

/** sops_make(format, rule, plain, out): a file that holds ${plain}. */
void sops_make(enum gs_sops_format format, const char *rule, const char *plain,
    struct gs_buf *out);

/** sops_name(format): a file name of that format. */
const char *sops_name(enum gs_sops_format format);

#endif
