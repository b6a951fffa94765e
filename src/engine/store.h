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
#include "engine/state.h"

/**
 * gs_store_add(common_dir, name, gens, origin, floor, e):
 * Add ${gens} to the keyring ${name} (made where it is missing, folders
 * 0700, file 0600) and record where they came from.  ${floor}: where the
 * state has none yet, it becomes this one of ${gens} (NULL: leave it).  What
 * else stands in the file, comments of its owner included, stays.
 */
int gs_store_add(const char *common_dir, const char *name,
    const struct gs_gens *gens, enum gs_origin origin, const uint8_t *floor,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_store_advance(common_dir, name, gens, from, to, e):
 * Add ${gens}, opened from wraps, and move the floor from ${from} to ${to};
 * nothing where the clone has been locked, and the floor stays where another
 * process has moved it meanwhile.
 *
 * Waits for no lock: GS_EIO where one is held.
 *
 *   from  NULL: there is no floor yet; it stays where there is one.
 */
int gs_store_advance(const char *common_dir, const char *name,
    const struct gs_gens *gens, const uint8_t *from, const struct gs_gen *to,
    struct gs_err *e) GS_MUST_USE;

/** gs_store_remove(common_dir, name, e): delete the keyring file (wiped
 * first where the file system allows) and keep its state. */
int gs_store_remove(
    const char *common_dir, const char *name, struct gs_err *e) GS_MUST_USE;

/** gs_store_lock(common_dir, locked, e): write or remove the file locked. */
int gs_store_lock(
    const char *common_dir, bool locked, struct gs_err *e) GS_MUST_USE;

#endif
