/*
 * trusts: the trust of each keyring (engine/trust.h) for the filter, loaded
 * when a file first needs it and again when the index has changed: one
 * process serves all commits of a rebase.
 */
#ifndef GS_CMD_FILTER_TRUSTS_H
#define GS_CMD_FILTER_TRUSTS_H

#include "cmd/cmd.h"
#include "cmd/filter/carrier.h"
#include "cmd/filter/world.h"
#include "engine/trust.h"

struct gs_trusts {
	const struct gs_dir *dir;    /* borrowed */
	const struct gs_keys *keys;  /* borrowed */
	struct gs_repo_world *world; /* borrowed: index and cat-file child */
	const struct gs_ctx *ctx;    /* borrowed */
	unsigned may; /* GS_IDS_*: the identities that may be used */
	bool ids_loaded;
	bool told;		   /* why one does not open */
	struct gs_identities ids;  /* owned: loaded when one is needed */
	struct gs_oid treeish;	   /* the commit being checked out; or n == 0 */
	struct gs_oid merging;	   /* one that is being merged; or n == 0 */
	struct gs_oid fetched;	   /* what gs_trusts_fetch was last asked for */
	struct gs_trusts_one *one; /* owned: a keyring each */
	size_t nr;
	struct gs_map missed; /* generations that were looked for in vain */
	struct gs_keys found; /* and those that were found: for this run */
};

int gs_trusts_init(struct gs_trusts *t, const struct gs_ctx *ctx,
    const struct gs_dir *dir, const struct gs_keys *keys,
    struct gs_repo_world *world) GS_MUST_USE;
void gs_trusts_clear(struct gs_trusts *t);

/** gs_trusts_sealing: struct gs_filter's sealing; ${ctx} is the struct
 * gs_trusts.  A keyring that this clone lacks gives no generation. */
int gs_trusts_sealing(void *ctx, const char *ring, const struct gs_gen **gen,
    struct gs_err *e) GS_MUST_USE;

/** gs_trusts_find: struct gs_filter's find. */
const struct gs_gen *gs_trusts_find(
    void *ctx, const uint8_t id[GS_GEN_ID_LEN], const struct gs_oid *treeish);

#endif
