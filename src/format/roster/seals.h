/*
 * seals: which generation seals, and how the floor moves (spec section 4,
 * "The floor", "What seals", "The first unlock", "Closing").  Every rule
 * here answers an attack: docs/threat-model.md names it.
 */
#ifndef GS_FORMAT_ROSTER_SEALS_H
#define GS_FORMAT_ROSTER_SEALS_H

#include "format/roster/chain.h"

enum gs_seals_what {
	GS_SEALS_ONE,	   /* ${gen} seals */
	GS_SEALS_NO_FLOOR, /* the clone trusts nothing yet: only opens */
	GS_SEALS_FORK,	   /* several tips (or a circle): new content refused */
	GS_SEALS_AHEAD,	   /* ${gen} is ahead: new content refused */
	GS_SEALS_NEWER	   /* ${gen} is a newer git-seal's: refused */
};

struct gs_seals {
	enum gs_seals_what what;
	const struct gs_chain_gen *gen; /* borrowed; NULL at NO_FLOOR, FORK */
};

/**
 * gs_seals_now(c, out, tips):
 * "Of what the floor leaves open and index, HEAD or trunk carry, the one tip
 * (the floor itself, where none of them carries any). ... Several tips, or a
 * tip ahead: unchanged blobs are kept, new content is refused."
 *
 *   tips  NULL, or a set (chain.h) that gets the tips, to name them.
 */
int gs_seals_now(
    const struct gs_chain *c, struct gs_seals *out, uint8_t *tips) GS_MUST_USE;

/**
 * gs_seals_floor(c, out):
 * Where the floor "moves by itself: only along edges, to the sealing
 * generation once the trunk carries it": that generation, or the floor where
 * it stays; NULL where there is none.
 */
int gs_seals_floor(
    const struct gs_chain *c, const struct gs_chain_gen **out) GS_MUST_USE;

/**
 * gs_seals_keyfile(c, lines, out):
 * The tip of a KEYFILE: the one of ${lines} that has no descendant among
 * them; "its newest line, where no edge tells".  It becomes the floor "where
 * there is no floor, or it is an ancestor"; NULL where neither holds.
 */
int gs_seals_keyfile(const struct gs_chain *c, const struct gs_gens *lines,
    const struct gs_chain_gen **out) GS_MUST_USE;

/**
 * gs_seals_closed(c, set, mark):
 * What `status`, `check` and `run` refuse in a tree that carries ${set}:
 * they judge it "by the tips that it carries itself (of the floor's
 * ancestors and what the floor leaves open) and refuse blobs that one of
 * them closed"; a tree that carries none of those is judged by the floor.
 * GS_ENOKEY where there is no floor.
 */
int gs_seals_closed(
    const struct gs_chain *c, uint32_t set, uint8_t *mark) GS_MUST_USE;

/**
 * gs_seals_tips(c, set, tips):
 * Those tips: what sealed last in a tree that carries ${set}.  Codes as above.
 */
int gs_seals_tips(
    const struct gs_chain *c, uint32_t set, uint8_t *tips) GS_MUST_USE;

/* Why a first unlock adopts no floor by itself. */
enum gs_seals_first {
	GS_SEALS_ADOPT,	     /* it does */
	GS_SEALS_NOTHING,    /* no generation file is there */
	GS_SEALS_BAD,	     /* one is forged, damaged, newer or not here */
	GS_SEALS_ROOTS,	     /* not exactly one root */
	GS_SEALS_UNCHAINED,  /* something does not chain to the root */
	GS_SEALS_TIPS,	     /* not exactly one tip */
	GS_SEALS_CLOSED_TIP, /* the tip was not opened */
	GS_SEALS_OFF_TRUNK,  /* the trunk lacks the root or the tip */
	GS_SEALS_BLOBS /* a sealed blob is of no generation of the chain */
};

/**
 * gs_seals_first(c, trunk, blob, nr, out, why):
 * "The first unlock adopts the tip as floor by itself only if it opened it,
 * there is exactly one root and one tip, the trunk (if there is one) carries
 * both, everything it opened chains to that root, and the commit's sealed
 * blobs on that keyring's paths name generations of that chain."
 *
 *   trunk     whether there is a trunk at all.
 *   blob, nr  ids of those blobs' generations, GS_GEN_ID_LEN bytes each.
 *   out       the tip to adopt, or NULL.
 */
int gs_seals_first(const struct gs_chain *c, bool trunk, const uint8_t *blob,
    size_t nr, const struct gs_chain_gen **out,
    enum gs_seals_first *why) GS_MUST_USE;

#endif
