/*
 * advance: the floor of a clone moves by itself, along edges only, to the
 * generation that seals once the trunk carries it (spec section 4, "The
 * floor").  What it moves to is kept in the keyring file then, with its
 * ancestors; everything else that a wrap opened lasts for its run.
 */
#ifndef GS_ENGINE_ADVANCE_H
#define GS_ENGINE_ADVANCE_H

#include "engine/trust.h"

/**
 * gs_trust_advance(t, state, held, common_dir, e):
 * Write the move that ${t}, loaded with ${state} and the keyring ${held},
 * allows, if any.  Nothing happens where the state has no floor: whoever put
 * the keyring there himself keeps it as it is.
 *
 * GS_OK; GS_EIO (also for a lock that is held) and what else keeps it from being written: this run has all
 * it needs nevertheless.
 */
int gs_trust_advance(const struct gs_trust *t, const struct gs_state *state,
    const struct gs_gens *held, const char *common_dir,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_line(t, tip, held, out, e):
 * Add to ${out} the generation ${tip} and its ancestors, as far as they are
 * open and ${held} lacks them.
 */
int gs_trust_line(const struct gs_trust *t, const uint8_t tip[GS_GEN_ID_LEN],
    const struct gs_gens *held, struct gs_gens *out,
    struct gs_err *e) GS_MUST_USE;

#endif
