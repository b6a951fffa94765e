/*
 * trust: what one keyring of a repository amounts to for this clone (spec
 * section 4): the generation files that trunk, HEAD and index carry, judged
 * by the keys that the clone holds and by its floor.  It says which
 * generation seals, opens generations that the keyring file lacks from their
 * wraps, for this run only, and tells members from those who only say so.
 *
 * The rules stand in format/roster/; this module reads files for them.
 */
#ifndef GS_ENGINE_TRUST_H
#define GS_ENGINE_TRUST_H

#include "base/ask.h"
#include "engine/carrier.h"
#include "engine/state.h"
#include "format/age/identity.h"
#include "format/roster/chain.h"
#include "format/roster/members.h"
#include "format/roster/seals.h"

#define GS_WRAP_FILE_MAX ((size_t)64 << 10)

struct gs_trust {
	char name[GS_KEYRING_NAME_MAX + 1];
	const struct gs_carrier *carrier; /* borrowed */
	struct gs_chain *chain;		  /* built; ask it anything */
	bool has_trunk;
	bool has_floor; /* the state has one, or a KEYFILE gave one */
	uint8_t floor[GS_GEN_ID_LEN];
	struct gs_trust_file *file; /* owned: the parsed generation files */
	size_t nr, cap;
};

/**
 * gs_trust_load(c, name, held, state, t, e):
 * Read the generation files of the keyring ${name} in trunk, HEAD and index,
 * add what the clone holds (${held}, may be empty; copied) and judge.  Where
 * the ${state} (NULL allowed) knows no floor but the clone holds keys, their
 * tip is taken for it: such a keyring was put there by hand.
 *
 * GS_OK; GS_ETOOBIG over 4,096 generations; what ${c} returns.
 */
int gs_trust_load(const struct gs_carrier *c, const char *name,
    const struct gs_gens *held, const struct gs_state *state,
    struct gs_trust *t, struct gs_err *e) GS_MUST_USE;
void gs_trust_clear(struct gs_trust *t);

/**
 * gs_trust_add_tree(t, e):
 * Read the generation files of GS_WHERE_TREE as well (set GS_CHAIN_TREE) and
 * judge again: they open, but do not seal.
 */
int gs_trust_add_tree(struct gs_trust *t, struct gs_err *e) GS_MUST_USE;

/** gs_trust_set_floor(t, id, e): ${id}, a descendant of the floor, is the
 * floor from now on; judge again. */
int gs_trust_set_floor(struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_err *e) GS_MUST_USE;

/** gs_trust_judge(t, e): judge again, after keys were added to t->chain. */
int gs_trust_judge(struct gs_trust *t, struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_given(t, gens, e):
 * Keys given for this run (GIT_SEAL_KEY, a KEYFILE): trusted as the spec's
 * floor rule says, if they are keys of this repository, which the caller
 * has made sure of.
 */
int gs_trust_given(struct gs_trust *t, const struct gs_gens *gens,
    struct gs_err *e) GS_MUST_USE;

/** gs_trust_our_ids(ids, out): the IDs of the recipients that ${ids} are for,
 * in hex, where they are known without a passphrase.  GS_OK, GS_ENOMEM,
 * GS_ECRYPTO. */
int gs_trust_our_ids(
    const struct gs_identities *ids, struct gs_strs *out) GS_MUST_USE;

/**
 * gs_trust_unwrap(t, id, ids, ask, e):
 * Open the generation ${id} from a wrap that trunk, HEAD, index or tree
 * carry, with one of ${ids}, and judge again.  A wrap is found by its name:
 * one folder is listed and only wraps for our own recipients are read.
 *
 *   ask  NULL: nobody is asked (the filter), locked identities are passed.
 *
 * Where the clone has a floor, what ${id} says it comes from is opened too, as
 * far as it takes to see an edge from there.
 *
 * GS_OK: gs_trust_gen gives it now.  GS_ENOKEY: no wrap for us, or nothing
 * that is trusted leads to it, with the best reason; an identity with a passphrase that could not be asked for says so.
 * Others as gs_age_open.
 */
int gs_trust_unwrap(struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_identities *ids, const struct gs_ask *ask,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_wrapped(t, gen, ids, ask, e):
 * Whether HEAD or the trunk carry a wrap that opens to ${gen} with one of
 * ${ids}: GS_OK, so that it can be had again; GS_ENOKEY: none; others as
 * gs_age_open.
 */
int gs_trust_wrapped(struct gs_trust *t, const struct gs_gen *gen,
    struct gs_identities *ids, const struct gs_ask *ask,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_unwrap_all(t, ids, ask, e):
 * Open every generation that a file speaks of and no key is here for, as far
 * as the wraps go: GS_OK if any is open afterwards, else GS_ENOKEY.
 */
int gs_trust_unwrap_all(struct gs_trust *t, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_catch_up(t, ids, ask, e):
 * Where the generation that seals, or a side of a fork, is ahead of the keys
 * that are here, open it from its wraps, as often as that leads on.  GS_OK, whether it helped or
 * not (gs_trust_sealing tells); GS_ENOMEM, GS_ECRYPTO.
 */
int gs_trust_catch_up(struct gs_trust *t, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_sealing(t, gen, e):
 * The generation that seals new content, borrowed from the chain until it is
 * built again.  GS_OK; GS_ENOKEY where nothing is trusted, or the one that
 * seals cannot be opened; GS_EREFUSED at a fork, GS_ENEWER: each with the
 * sentence and the hint for a person.
 */
int gs_trust_sealing(const struct gs_trust *t, const struct gs_gen **gen,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_trust_gen(t, id):
 * A generation that may open blobs: a valid one; where the clone has no floor
 * yet, any that can be opened ("otherwise what it opened only opens").  Else
 * NULL: a planted root must not open what came with it.
 */
const struct gs_gen *
gs_trust_gen(const struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN]);

/**
 * gs_trust_open_set(t, gen, open, e):
 * A mark for each place of the chain (gs_chain_nr) that ${gen} leaves open;
 * the caller frees it.
 */
int
gs_trust_open_set(const struct gs_trust *t, const uint8_t gen[GS_GEN_ID_LEN],
    uint8_t **open, struct gs_err *e) GS_MUST_USE;

#endif
