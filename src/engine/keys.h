/*
 * keys: the keyrings of a clone, read from its Git folder (spec section 3):
 *
 *   COMMON/git-seal/keyrings/NAME	the generations (0600)
 *   COMMON/git-seal/state/NAME		floor, remote, where each came from
 *   COMMON/git-seal/locked		the whole clone is locked
 *   GITDIR/git-seal/locked-worktree	this worktree is
 *
 * Reading never waits for a writer and never writes.
 */
#ifndef GS_ENGINE_KEYS_H
#define GS_ENGINE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "format/keyring.h"

#define GS_KEYRINGS_MAX 64

struct gs_keyring {
	char name[GS_KEYRING_NAME_MAX + 1];
	struct gs_gens gens;
};

struct gs_keys {
	struct gs_keyring *v; /* owned */
	size_t nr;
	bool locked;	      /* the file locked: the keyrings are gone */
	bool locked_worktree; /* this worktree stays sealed; keyrings stay */
};

/**
 * gs_keys_load(common_dir, git_dir, out, e):
 * No folder, no keyrings: GS_OK and nothing.  A keyring file that does not
 * parse is a failure that names it; one that others may read is refused
 * with the chmod that mends it.
 */
int gs_keys_load(const char *common_dir, const char *git_dir,
    struct gs_keys *out, struct gs_err *e) GS_MUST_USE;
void gs_keys_clear(struct gs_keys *k);

/** gs_keys_ring(k, name): the keyring ${name}, or NULL. */
const struct gs_keyring *
gs_keys_ring(const struct gs_keys *k, const char *name);

/** gs_keys_find(k, id, ring): the generation ${id} of any keyring, or NULL;
 * ${ring} (NULL allowed) says whose. */
const struct gs_gen *gs_keys_find(const struct gs_keys *k,
    const uint8_t id[GS_GEN_ID_LEN], const struct gs_keyring **ring);

/** gs_keys_sealing(k, name): the generation that seals new content of the
 * keyring ${name}; NULL where that is locked. */
const struct gs_gen *gs_keys_sealing(const struct gs_keys *k, const char *name);

#endif
