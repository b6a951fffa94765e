/*
 * trusts_one: the inside of struct gs_trusts, for the trusts_*.c files and
 * adopt*.c only.
 */
#ifndef GS_CMD_FILTER_TRUSTS_ONE_H
#define GS_CMD_FILTER_TRUSTS_ONE_H

#include "cmd/filter/trusts.h"

struct gs_trusts_one {
	char name[GS_KEYRING_NAME_MAX + 1];
	bool loaded;
	unsigned long index; /* of which reading of the index */
	struct gs_state state;
	struct gs_cmd_carrier *carrier; /* owned */
	struct gs_trust trust;
	/* What holds for this run alone (cmd/adopt.h): keys that were given,
	 * and a floor that was adopted. */
	struct gs_gens given;
	bool adopted;
	uint8_t floor[GS_GEN_ID_LEN];
	bool advanced;		  /* whether the floor may move: asked */
	bool asked;		  /* what seals, once found out: */
	int r;			  /* GS_OK and gen, or why not */
	const struct gs_gen *gen; /* borrowed from the chain */
	struct gs_err why;
};

/** gs_trusts_get(t, name, out, e): the keyring ${name}, loaded for the index
 * of today; borrowed. */
int gs_trusts_get(struct gs_trusts *t, const char *name,
    struct gs_trusts_one **out, struct gs_err *e) GS_MUST_USE;

/** gs_trusts_unload(one): load it anew at the next question. */
void gs_trusts_unload(struct gs_trusts_one *one);

/** gs_trusts_ids(t): the identities that may be used; NULL where there are
 * none. */
struct gs_identities *gs_trusts_ids(struct gs_trusts *t);

/** gs_trusts_rings(c, want, out): the keyrings that ${c} carries a generation
 * file of: the one called ${want}, or any where that is NULL. */
int gs_trusts_rings(
    struct gs_carrier *c, const char *want, struct gs_strs *out) GS_MUST_USE;

#endif
