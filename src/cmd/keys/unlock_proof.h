/*
 * unlock_proof: whether keys are keys of this repository, found out before
 * anything is written: a sealed file of theirs opens, or, where there is
 * none yet, a generation file has their fingerprint.
 */
#ifndef GS_CMD_KEYS_UNLOCK_PROOF_H
#define GS_CMD_KEYS_UNLOCK_PROOF_H

#include "cmd/keys/bulk.h"
#include "cmd/keys/genfiles.h"

#define GS_PROOF_IDS 4

/* What became of one keyring. */
struct gs_proof_ring {
	const char *name; /* borrowed from the keys */
	bool opened;	  /* a sealed file opens, or is damaged under it */
	bool sealed;	  /* there are sealed files that name it */
	bool named;	  /* a generation file has a fingerprint of it */
	bool known;	  /* there is a generation file of that keyring */
	uint8_t need[GS_PROOF_IDS][GS_GEN_ID_LEN]; /* generations it lacks */
	size_t nr_need; /* how many of them, as far as they fit */
};

struct gs_proof {
	struct gs_proof_ring *ring; /* owned: one for each of the keys */
	size_t nr;
};

/**
 * gs_proof_find(b, g, keys, p, e):
 * Try ${keys} on the files of ${b}, which has all of them, else on HEAD.
 * Reads as few blobs as it can and never fetches.
 */
int gs_proof_find(struct gs_bulk *b, struct gs_genfiles *g,
    const struct gs_keys *keys, struct gs_proof *p,
    struct gs_err *e) GS_MUST_USE;
void gs_proof_clear(struct gs_proof *p);

/** gs_proof_ok(r): whether the keyring is the repository's, or nothing there
 * speaks against it yet. */
bool gs_proof_ok(const struct gs_proof_ring *r);

/**
 * gs_proof_refuse(p, keys, from, e):
 * GS_ENOKEY for an offer of which no keyring is ok: what the repository
 * needs and what ${from} has.
 */
int gs_proof_refuse(const struct gs_proof *p, const struct gs_keys *keys,
    const char *from, struct gs_err *e);

#endif
