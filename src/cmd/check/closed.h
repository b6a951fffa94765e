/*
 * closed: which generations a tree has closed, and whether its roster is
 * what those who know the keyring made: what only a key can tell.
 */
#ifndef GS_CMD_CHECK_CLOSED_H
#define GS_CMD_CHECK_CLOSED_H

#include "cmd/check/job.h"

/**
 * gs_check_closed(c, s, ring, id, yes, e):
 * Whether the tree of ${s}, judged "by the tips that it carries itself",
 * closed the generation ${id} of the keyring ${ring}, which is held here.
 */
int gs_check_closed(struct gs_check *c, const struct gs_check_snap *s,
    const char *ring, const uint8_t id[GS_GEN_ID_LEN], bool *yes,
    struct gs_err *e) GS_MUST_USE;

#define GS_CHECK_PROVE_GENS 0x1u
#define GS_CHECK_PROVE_MEMBERS 0x2u

/** gs_check_proofs(c, s, what, e): generations or members of ${s} that do
 * not prove themselves, for each keyring that is held. */
int gs_check_proofs(struct gs_check *c, const struct gs_check_snap *s,
    unsigned what, struct gs_err *e) GS_MUST_USE;

#endif
