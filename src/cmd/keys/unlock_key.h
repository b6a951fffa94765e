/*
 * unlock_key: where `unlock` finds its key, source by source in the order of
 * the spec, and whether what a source offers is a key of this repository.
 * Reads only; nothing is stored here.
 */
#ifndef GS_CMD_KEYS_UNLOCK_KEY_H
#define GS_CMD_KEYS_UNLOCK_KEY_H

#include "cmd/keys/bulk.h"
#include "cmd/keys/genfiles.h"
#include "engine/state.h"

/* What a source offers, sorted into keyrings. */
struct gs_offer {
	char *from;	     /* owned: "'prod.key'", "GIT_SEAL_KEY", for people;
				NULL: the source has nothing */
	struct gs_keys keys; /* owned */
	enum gs_origin origin;
	/* By place in keys.v: what becomes the floor; or the keyring only
	 * opens, and is not stored. */
	struct gs_offer_floor {
		bool only_opens;
		bool known;
		uint8_t id[GS_GEN_ID_LEN];
	} floor[GS_KEYRINGS_MAX];
	struct gs_strs warning; /* owned: to be told once the keys are proven */
};

/**
 * gs_offer_find(ctx, keyfile, g, out, e):
 * The first source that has something: ${keyfile} (a FILE or "-") alone
 * where it is not NULL, else GIT_SEAL_KEY.  Each line goes to the keyring of
 * -k, else to the one whose generation file has its fingerprint, else to
 * "default".  The key itself may still be another repository's.
 */
int gs_offer_find(const struct gs_ctx *ctx, const char *keyfile,
    struct gs_genfiles *g, struct gs_offer *out, struct gs_err *e) GS_MUST_USE;

/**
 * gs_offer_command(ctx, g, out, e):
 * What the setting seal.keyCommand prints, run by sh; out->from is NULL where
 * it is not set.  GS_ENOKEY: the command failed, or printed nothing.
 */
int gs_offer_command(const struct gs_ctx *ctx, struct gs_genfiles *g,
    struct gs_offer *out, struct gs_err *e) GS_MUST_USE;
void gs_offer_clear(struct gs_offer *o);

/** gs_offer_add(o, ring, gens, floor, e): one keyring more; ${floor} NULL:
 * it only opens. */
int
gs_offer_add(struct gs_offer *o, const char *ring, const struct gs_gens *gens,
    const uint8_t *floor, struct gs_err *e) GS_MUST_USE;

#endif
