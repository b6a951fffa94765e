/*
 * store: changing the keyrings of a clone.  Every writer holds NAME.lock as
 * Git's lock files, reads again under it, only ever adds, and replaces the
 * file whole (write, fsync, rename, fsync of the folder): no writer loses a
 * line of another, no kill leaves half a keyring.
 */
#ifndef GS_ENGINE_STORE_H
#define GS_ENGINE_STORE_H

#include <stdbool.h>

#include "engine/keys.h"

/* Where a generation came from: decides what `lock` may destroy. */
enum gs_origin {
	GS_ORIGIN_MADE,	   /* init or rotate here */
	GS_ORIGIN_KEYFILE, /* a KEYFILE, GIT_SEAL_KEY or key command */
	GS_ORIGIN_WRAP	   /* opened from a wrap */
};

/* state/NAME: text in the roster's syntax, section [state]. */
struct gs_state {
	uint8_t floor[GS_GEN_ID_LEN];
	bool has_floor;
	char *remote; /* owned, or NULL: not recorded yet */
	struct gs_state_gen {
		uint8_t id[GS_GEN_ID_LEN];
		enum gs_origin origin;
		bool exported;
	} * gen; /* owned */
	size_t nr;
};

/**
 * gs_store_add(common_dir, name, gens, origin, floor, e):
 * Add ${gens} to the keyring ${name} (made where it is missing, folders
 * 0700, file 0600) and record where they came from.  ${floor}: where the
 * state has none yet, it becomes this generation (NULL: leave it).
 */
int gs_store_add(const char *common_dir, const char *name,
    const struct gs_gens *gens, enum gs_origin origin, const uint8_t *floor,
    struct gs_err *e) GS_MUST_USE;

/** gs_store_remove(common_dir, name, e): delete the keyring file (wiped
 * first where the file system allows) and keep its state. */
int gs_store_remove(
    const char *common_dir, const char *name, struct gs_err *e) GS_MUST_USE;

/** gs_store_lock(common_dir, locked, e): write or remove the file locked. */
int gs_store_lock(
    const char *common_dir, bool locked, struct gs_err *e) GS_MUST_USE;

/** gs_state_load(common_dir, name, out, e): a missing file is an empty
 * state; unknown lines are kept by gs_state_change. */
int gs_state_load(const char *common_dir, const char *name,
    struct gs_state *out, struct gs_err *e) GS_MUST_USE;
void gs_state_clear(struct gs_state *s);

/** gs_state_exported(common_dir, name, e): record that all generations that
 * the keyring holds now were exported. */
int gs_state_exported(
    const char *common_dir, const char *name, struct gs_err *e) GS_MUST_USE;

#endif
