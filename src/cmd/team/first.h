/*
 * first: the first unlock of a clone (spec section 4): whether the tip that
 * an identity opened may become the floor by itself.
 */
#ifndef GS_CMD_TEAM_FIRST_H
#define GS_CMD_TEAM_FIRST_H

#include "cmd/team/team.h"

/**
 * gs_first_tip(t, tip, why, e):
 * ${tip}: the generation to adopt, borrowed from the chain; or NULL, and
 * ${why} says why not, for a person.  The sealed blobs are those that the
 * index has on the keyring's paths.
 */
int gs_first_tip(struct gs_team *t, const struct gs_chain_gen **tip,
    const char **why, struct gs_err *e) GS_MUST_USE;

/** gs_first_why(first): why no tip is adopted, for a person. */
const char *gs_first_why(enum gs_seals_first first);

/**
 * gs_first_keyfile(ctx, ring, gens, floor, e):
 * The floor after the KEYFILE ${gens} was given: its tip, where there is no
 * floor or the floor is its ancestor; else the floor that there is.  ${floor}
 * is left alone where no edge tells.
 */
int gs_first_keyfile(struct gs_ctx *ctx, const char *ring,
    const struct gs_gens *gens, uint8_t floor[GS_GEN_ID_LEN],
    struct gs_err *e) GS_MUST_USE;

/** gs_first_named(t, fingerprint): the open generation that the user names,
 * grouped or not; NULL: there is none. */
const struct gs_chain_gen *
gs_first_named(const struct gs_team *t, const char *fingerprint);

/** gs_fingerprint_is(fp, s): whether ${s} spells the fingerprint, in either
 * case, with or without blanks. */
bool gs_fingerprint_is(const uint8_t fp[GS_FINGERPRINT_LEN], const char *s);

#endif
