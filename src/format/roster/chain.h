/*
 * chain: what the generation files of a repository amount to (spec section
 * 4).  Whoever can push can write files there, so a file is worth what its
 * tags prove, seen from what the clone holds.  The chain is fed with files
 * and keys, built, and then asked; it reads no file and keeps no opinion
 * about time.  An edge is a parenttag that verified: ancestor, descendant
 * and tip mean edges, never what a file claims and never a clock.
 *
 * One guarantee: whoever lacks the secret of an open generation makes none
 * seal, whatever files he adds or changes.  He can stop sealing (with a file
 * that claims to be a newer git-seal's) or take files away; what that costs
 * stands in docs/threat-model.md.
 */
#ifndef GS_FORMAT_ROSTER_CHAIN_H
#define GS_FORMAT_ROSTER_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/keyring.h"
#include "format/roster/generation.h"

/* Where files were found, as bits; the caller has the others for more. */
#define GS_CHAIN_TRUNK 1u
#define GS_CHAIN_HEAD 2u
#define GS_CHAIN_INDEX 4u
#define GS_CHAIN_TREE 8u    /* a commit that is being judged */
#define GS_CHAIN_BEFORE 16u /* its parent */
/* "index, HEAD or trunk" */
#define GS_CHAIN_HERE (GS_CHAIN_TRUNK | GS_CHAIN_HEAD | GS_CHAIN_INDEX)

enum gs_chain_state {
	/* "its own tag verifies and an edge joins it to one that the clone
	 * trusts or knows as valid"; or the clone trusts it itself */
	GS_CHAIN_VALID,
	/* "only the edge can be checked, or its file is absent" */
	GS_CHAIN_AHEAD,
	/* "a root (no parent) is valid as the one that this clone's init made
	 * or its unlock adopted; no other": this is another */
	GS_CHAIN_ROOT,
	/* no edge that can be checked joins it to a valid one */
	GS_CHAIN_UNJOINED,
	/* its tag fails, or "one [edge] that can be checked and fails" */
	GS_CHAIN_FORGED,
	GS_CHAIN_DAMAGED, /* its file breaks the syntax or a limit */
	GS_CHAIN_NEWER	  /* a newer git-seal wrote it */
};

struct gs_chain_gen {
	uint8_t id[GS_GEN_ID_LEN];
	enum gs_chain_state state;
	bool held;     /* the clone trusts it by itself */
	uint32_t sets; /* where the file that counts is carried */
	uint32_t bad;  /* where another file bears its name */
	const struct gs_generation *file; /* the one that counts, or NULL */
	const struct gs_gen *key;	  /* NULL: it could not be opened */
};

struct gs_chain; /* opaque */

/** gs_chain_new(keyring, out): an empty chain of the keyring ${keyring}. */
int gs_chain_new(const char *keyring, struct gs_chain **out) GS_MUST_USE;
void gs_chain_free(struct gs_chain *c);

/**
 * gs_chain_add_file(c, sets, file):
 * A generation file that ${sets} carry.  ${file} is borrowed until the chain
 * is freed.  Of several files with one name the first that nothing speaks
 * against counts: add the trunk's first, then HEAD's, then the index's.
 * GS_OK, GS_ENOMEM, GS_ETOOBIG over 4,096 generations.
 */
int gs_chain_add_file(struct gs_chain *c, uint32_t sets,
    const struct gs_generation *file) GS_MUST_USE;

/**
 * gs_chain_add_unread(c, sets, id, why):
 * A file that ${sets} carry and that could not be read: ${why} is
 * GS_ENOTFOUND (the blob is not in this partial clone), GS_ENEWER, or
 * anything else (damaged).
 */
int gs_chain_add_unread(struct gs_chain *c, uint32_t sets,
    const uint8_t id[GS_GEN_ID_LEN], int why) GS_MUST_USE;

/**
 * gs_chain_add_held(c, gens):
 * What the clone trusts: its keyring, a KEYFILE that is a key of this
 * repository.  Copied; the copies stay where they are until the chain is
 * freed.  GS_EREFUSED where another generation with one's id is held already.
 */
int
gs_chain_add_held(struct gs_chain *c, const struct gs_gens *gens) GS_MUST_USE;

/**
 * gs_chain_add_opened(c, gen):
 * What a wrap opened to, copied likewise.  "It counts only if ... its fingerprint [is]
 * the one in a valid generation file": GS_ENOKEY where no file has its id
 * and fingerprint; try the next wrap.
 */
int
gs_chain_add_opened(struct gs_chain *c, const struct gs_gen *gen) GS_MUST_USE;

/** gs_chain_carries(c, gen): whether a generation file has the id and the
 * fingerprint of ${gen} ("a key of this repository"). */
bool gs_chain_carries(const struct gs_chain *c, const struct gs_gen *gen);

/**
 * gs_chain_build(c, floor):
 * Judge everything that was added.  ${floor}: the clone's floor, or NULL; one
 * that is not among what the clone holds is none (an id proves nothing).  Add
 * more and build again as often as needed; what was asked before is void
 * then.  GS_OK, GS_ENOMEM, GS_ECRYPTO.
 */
int gs_chain_build(struct gs_chain *c, const uint8_t *floor) GS_MUST_USE;

/** gs_chain_nr(c), gs_chain_at(c, i): all generations, in the order in which
 * they were first heard of. */
size_t gs_chain_nr(const struct gs_chain *c);
const struct gs_chain_gen *gs_chain_at(const struct gs_chain *c, size_t i);

/** gs_chain_find(c, id): its place, or gs_chain_nr(c) where it is unknown. */
size_t gs_chain_find(const struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_chain_gen(c, id): the generation, or NULL. */
const struct gs_chain_gen *
gs_chain_gen(const struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_chain_floor(c): the floor's place, gs_chain_nr(c) where there is none. */
size_t gs_chain_floor(const struct gs_chain *c);

/*
 * Sets of generations: one byte for each of gs_chain_nr(c), 1 where it is in.
 * All return GS_OK or GS_ENOMEM and leave ${mark} zeroed where they fail.
 */

/** gs_chain_ancestors(c, i, mark): ${i} and its ancestors. */
int gs_chain_ancestors(
    const struct gs_chain *c, size_t i, uint8_t *mark) GS_MUST_USE;

/** gs_chain_descendants(c, i, mark): ${i} and its descendants. */
int gs_chain_descendants(
    const struct gs_chain *c, size_t i, uint8_t *mark) GS_MUST_USE;

/**
 * gs_chain_open(c, i, mark):
 * "A generation X leaves open the last closing one among X and its ancestors
 * (none: the oldest known) and that one's descendants; all others are
 * closed."
 */
int
gs_chain_open(const struct gs_chain *c, size_t i, uint8_t *mark) GS_MUST_USE;

/**
 * gs_chain_tips(c, set, tips):
 * Those of ${set} that have no descendant in it.  Generations that name each
 * other in a circle have none.
 */
int gs_chain_tips(
    const struct gs_chain *c, const uint8_t *set, uint8_t *tips) GS_MUST_USE;

/** gs_chain_is_ancestor(c, a, b): whether a path of edges leads from ${a} to
 * ${b}, or they are the same.  False also when out of memory. */
bool gs_chain_is_ancestor(const struct gs_chain *c,
    const uint8_t a[GS_GEN_ID_LEN], const uint8_t b[GS_GEN_ID_LEN]);

/**
 * gs_chain_needs(c, i, mark):
 * What must be opened before ${i} can be judged: ${i} and those that it, and
 * they, name as parents, back to valid ones, as far as they have no key yet;
 * nothing where ${i} is valid.  It follows what files claim, so it says where to look, not what is true.
 */
int
gs_chain_needs(const struct gs_chain *c, size_t i, uint8_t *mark) GS_MUST_USE;

/**
 * gs_chain_loose(c, set, mark):
 * Those carried by ${set} that no other file there names as parent, whatever
 * the tags say: "two generations in a tree that no other there names as
 * parent are a finding of check, without a key too".
 */
int gs_chain_loose(
    const struct gs_chain *c, uint32_t set, uint8_t *mark) GS_MUST_USE;

/** gs_chain_vanished(g, before, now): "a generation file that a parent commit
 * [the set ${before}] and the trunk carry may not vanish" from ${now}. */
bool
gs_chain_vanished(const struct gs_chain_gen *g, uint32_t before, uint32_t now);

#endif
