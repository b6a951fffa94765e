/*
 * identity_list: making identities and putting them in a list; for this
 * folder alone.
 */
#ifndef GS_FORMAT_AGE_IDENTITY_LIST_H
#define GS_FORMAT_AGE_IDENTITY_LIST_H

#include "crypto/keypair.h"
#include "format/age/identity.h"

/** gs_identity_new(type, name, out): an empty one, owned by the caller. */
int gs_identity_new(enum gs_identity_type type, const char *name,
    struct gs_identity **out) GS_MUST_USE;
void gs_identity_free(struct gs_identity *id);

/** gs_identity_set_x25519(id, scalar): make it that key. */
int gs_identity_set_x25519(
    struct gs_identity *id, const uint8_t scalar[GS_X25519_LEN]) GS_MUST_USE;

/** gs_identity_set_keypair(id, key): make it that ssh key, unlocked; ${key}
 * is empty afterwards.  GS_OK, GS_ENOMEM, GS_ECRYPTO; GS_EDAMAGED. */
int gs_identity_set_keypair(
    struct gs_identity *id, struct gs_keypair *key) GS_MUST_USE;

/** gs_identities_add(l, id): append ${id}, which is the list's from here on
 * (freed on failure).  GS_OK, GS_ETOOBIG, GS_ENOMEM. */
int
gs_identities_add(struct gs_identities *l, struct gs_identity *id) GS_MUST_USE;

/** gs_identities_move(from, first, to): take all of ${from} from ${first} on
 * over to the end of ${to}; nothing moves on failure. */
int gs_identities_move(struct gs_identities *from, size_t first,
    struct gs_identities *to) GS_MUST_USE;

#endif
