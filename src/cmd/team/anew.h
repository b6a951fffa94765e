/*
 * anew: which sealed blobs `rotate`, `revoke` and `reseal` may seal anew, and
 * what they say about those that they leave alone.  A leaver knows closed
 * generations and could have changed a file under one: sealing that anew
 * would launder it, so a person has to say that he looked (spec section 4,
 * "Closing").
 */
#ifndef GS_CMD_TEAM_ANEW_H
#define GS_CMD_TEAM_ANEW_H

#include "cmd/files/restage.h"
#include "cmd/team/team.h"

/* What is open of one keyring. */
struct gs_anew_ring {
	char name[GS_KEYRING_NAME_MAX + 1];
	uint8_t *id; /* owned: GS_GEN_ID_LEN bytes each */
	size_t nr;
};

struct gs_anew {
	struct gs_restage_rule rule; /* for gs_restage_by */
	const struct gs_ctx *ctx;    /* borrowed */
	struct gs_anew_ring *ring;   /* owned */
	size_t nr;
	const char *only; /* blobs of other keyrings are left alone; or NULL */
	struct gs_map accepted; /* paths of --accept */
	struct gs_entries from; /* --accept-from */
	struct gs_entries head; /* what HEAD holds */
	/* What came of the files. */
	size_t all, changed, same, plain, closed, other, locked, refused;
};

/**
 * gs_anew_init(a, ctx, paths, rev, e):
 * ${paths}: pathspecs of --accept (NULL: none); ${rev}: --accept-from (NULL:
 * none).  GS_EUSAGE where one of them names nothing.
 */
int gs_anew_init(struct gs_anew *a, const struct gs_ctx *ctx,
    const struct gs_strs *paths, const char *rev, struct gs_err *e) GS_MUST_USE;
void gs_anew_clear(struct gs_anew *a);

/**
 * gs_anew_open(t, at, open, e):
 * A mark for each place of the chain that the generation ${at} leaves open;
 * the caller frees it.  Where it was made here and only the index carries it,
 * its rotation is still under way (it may have been killed): what its parents
 * left open is open to it too.
 */
int gs_anew_open(const struct gs_team *t, size_t at, uint8_t **open,
    struct gs_err *e) GS_MUST_USE;

/** gs_anew_add(a, chain, name, open): what is ${open} (by chain place) of
 * the keyring ${name}.  GS_OK or GS_ENOMEM. */
int gs_anew_add(struct gs_anew *a, const struct gs_chain *chain,
    const char *name, const uint8_t *open) GS_MUST_USE;

/** gs_anew_rings(a, ctx, e): all keyrings of this clone, by what seals. */
int gs_anew_rings(
    struct gs_anew *a, struct gs_ctx *ctx, struct gs_err *e) GS_MUST_USE;

/** gs_anew_note(a, it, changed, e): count what came of one file, and list or
 * warn; one that changed and was as HEAD has it is added to ${changed}, since
 * a commit of it commits nothing else. */
int gs_anew_note(struct gs_anew *a, const struct gs_restaged *it,
    struct gs_strs *changed, struct gs_err *e) GS_MUST_USE;

/** gs_anew_conclude(a): the hints for what was left alone; GS_EREFUSED if
 * anything was (files whose key is not here aside). */
int gs_anew_conclude(const struct gs_anew *a);

#endif
