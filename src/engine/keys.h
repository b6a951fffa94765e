/*
 * keys: the keyrings of a clone, read from its Git folder (spec section 3):
 *
 *   COMMON/git-seal/keyrings/NAME	the generations (0600)
 *   COMMON/git-seal/state/NAME		floor, remote, where each came from
 *   COMMON/git-seal/locked		the whole clone is locked
 *   GITDIR/git-seal/locked-worktree	this worktree is (engine/worktree.h)
 *
 * Reading never waits for a writer, and writes nothing but the mark of a
 * worktree that is met for the first time.
 */
#ifndef GS_ENGINE_KEYS_H
#define GS_ENGINE_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "format/keyring.h"

#define GS_KEYRINGS_MAX 64

/* Whether the repository's generation files were asked what seals. */
enum gs_keyring_seals {
	GS_KEYRING_NEWEST, /* not asked: the newest generation */
	GS_KEYRING_ONE,	   /* the one called ${seals} */
	GS_KEYRING_NONE	   /* nothing may (a fork, one that is ahead, ...) */
};

struct gs_keyring {
	char name[GS_KEYRING_NAME_MAX + 1];
	struct gs_gens gens;
	enum gs_keyring_seals how;
	uint8_t seals[GS_GEN_ID_LEN];
	/* Those that a tip of the index closed: somebody who left could have
	 * changed what they sealed.  Owned; GS_GEN_ID_LEN bytes each. */
	uint8_t *closed;
	size_t nr_closed;
};

struct gs_keys {
	struct gs_keyring *v; /* owned */
	size_t nr;
	bool locked;	      /* the file locked: nr is 0 */
	bool locked_worktree; /* this worktree stays sealed; keyrings stay */
	bool fresh;   /* ... since just now: it is new (seal.newWorktree) */
	bool exposed; /* others can read a keyring, and the user cannot help
			 it (gs_private_read): whoever talks to him warns */
};

/**
 * gs_keys_load(common_dir, git_dir, out, e):
 * No folder, no keyrings: GS_OK and nothing; nothing either where the clone
 * is locked.  A keyring file that does not parse is GS_EDAMAGED and named;
 * one that others may read is refused with the chmod that mends it.  The
 * worktree is met (gs_worktree_meet, with its failures).
 */
int gs_keys_load(const char *common_dir, const char *git_dir,
    struct gs_keys *out, struct gs_err *e) GS_MUST_USE;
void gs_keys_clear(struct gs_keys *k);

/** gs_keys_load_stored(common_dir, out, e): all keyrings that lie there,
 * whether the clone is locked or not (a `lock` may not have got to its end). */
int gs_keys_load_stored(
    const char *common_dir, struct gs_keys *out, struct gs_err *e) GS_MUST_USE;

/** gs_keys_add(k, name, gens, e): add copies of ${gens} to the keyring
 * ${name} in memory, made where ${k} lacks it. */
int gs_keys_add(struct gs_keys *k, const char *name, const struct gs_gens *gens,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_keyring_load(common_dir, name, out, exposed, e):
 * One keyring, whether the clone is locked or not.  GS_ENOTFOUND where there
 * is none; else as gs_keys_load.
 */
int gs_keyring_load(const char *common_dir, const char *name,
    struct gs_gens *out, bool *exposed, struct gs_err *e) GS_MUST_USE;

/** gs_keyring_read: the same, and its text as it stands appended to
 * ${text}. */
int
gs_keyring_read(const char *common_dir, const char *name, struct gs_buf *text,
    struct gs_gens *out, bool *exposed, struct gs_err *e) GS_MUST_USE;

/**
 * gs_keyring_path(common_dir, folder, name):
 * COMMON/git-seal/FOLDER/NAME (free), ${folder} being "keyrings" or "state";
 * with ${name} NULL the folder itself.  NULL when out of memory.
 */
char *gs_keyring_path(
    const char *common_dir, const char *folder, const char *name) GS_MUST_USE;

/** gs_keys_ring(k, name): the keyring ${name}, or NULL. */
const struct gs_keyring *
gs_keys_ring(const struct gs_keys *k, const char *name);

/** gs_keys_find(k, id, ring): the generation ${id} of any keyring, or NULL;
 * ${ring} (NULL allowed) says whose. */
const struct gs_gen *gs_keys_find(const struct gs_keys *k,
    const uint8_t id[GS_GEN_ID_LEN], const struct gs_keyring **ring);

/** gs_keyring_closed(ring, id): whether ${id} is one of ring->closed. */
bool gs_keyring_closed(
    const struct gs_keyring *ring, const uint8_t id[GS_GEN_ID_LEN]);

/** gs_keys_sealing(k, name): the generation that seals new content of the
 * keyring ${name}; NULL where that is locked. */
const struct gs_gen *gs_keys_sealing(const struct gs_keys *k, const char *name);

/** gs_keys_unlock(k): the command that makes the keys usable, for a hint. */
const char *gs_keys_unlock(const struct gs_keys *k);

#endif
