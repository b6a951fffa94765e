#include <string.h>

#include "cmd/front/say.h"
#include "cmd/keys/bulk.h"
#include "cmd/keys/unlock_say.h"
#include "cmd/team/judge.h"
#include "engine/worktree.h"

#include "cmd/keys/alone.h"

static int
list_here(struct gs_bulk *b, struct gs_ctx *ctx)
{
	int r;

	b->alone = true;
	r = gs_bulk_list(b, ctx, &ctx->e);
	if (r == GS_OK && b->nr == 0)
		r = gs_fail(&ctx->e, GS_EGIT,
		    "this needs a working tree, and '%s' has none",
		    ctx->repo->git_dir);
	return r;
}

/* As with the whole clone: first the files, while Git sees both forms as
 * unchanged; then the mark. */
static int
lock(struct gs_bulk *b, struct gs_ctx *ctx, const struct gs_keys *keys,
    bool force)
{
	static const char verb[] = "lock --worktree";
	int r;

	if ((r = list_here(b, ctx)) != GS_OK ||
	    (r = gs_bulk_look(b, keys, &ctx->e)) != GS_OK ||
	    (!force &&
		(r = gs_bulk_refuse(b, GS_REWRITE_BLOB, verb, &ctx->e)) !=
		    GS_OK) ||
	    (r = gs_bulk_rewrite(b, GS_REWRITE_BLOB, "Locking files", force,
		 &ctx->e)) != GS_OK ||
	    /* What somebody wrote meanwhile is in no blob. */
	    (!force &&
		(r = gs_bulk_refuse(b, GS_REWRITE_BLOB, verb, &ctx->e)) !=
		    GS_OK))
		return r;
	return gs_worktree_lock(ctx->repo->git_dir, true, &ctx->e);
}

int
gs_alone_lock(struct gs_ctx *ctx, bool force)
{
	struct gs_bulk b = { 0 };
	struct gs_keys keys = { 0 };
	size_t nr = 0;
	int r;

	/* A keyring opens here whether the worktree is locked or not: it is
	 * the files that must be told apart from changed ones. */
	r = gs_keys_load_stored(ctx->repo->common_dir, &keys, &ctx->e);
	if (r == GS_OK)
		r = lock(&b, ctx, &keys, force);
	for (size_t i = 0; r == GS_OK && b.nr > 0 && i < b.tree[0].nr; i++)
		nr += b.tree[0].v[i].written;
	if (r == GS_OK && nr == 0 && ctx->keys.locked_worktree)
		gs_note(ctx->quiet, "this worktree was locked already");
	else if (r == GS_OK)
		gs_note(ctx->quiet,
		    "locked this worktree: %zu file%s sealed, the keyring%s "
		    "stay%s",
		    nr, nr == 1 ? "" : "s", keys.nr == 1 ? "" : "s",
		    keys.nr == 1 ? "s" : "");
	gs_bulk_clear(&b);
	gs_keys_clear(&keys);
	return r;
}

static int
need_keys(struct gs_ctx *ctx)
{
	int r;

	if (ctx->keys.locked)
		r = gs_fail(&ctx->e, GS_ENOKEY, "the whole clone is locked");
	else if (ctx->keys.nr == 0)
		r = gs_fail(&ctx->e, GS_ENOKEY, "this clone has no keyring");
	else
		return GS_OK;
	gs_hint(&ctx->e,
	    "git seal unlock opens the clone; then git seal unlock "
	    "--worktree");
	return r;
}

static int
unlock(struct gs_bulk *b, struct gs_ctx *ctx, bool force)
{
	static const struct gs_unlock_news none = { { NULL, 0, 0 } };
	struct gs_err *e = &ctx->e;
	int r;

	/* From here on this run sees the worktree as it is going to be. */
	ctx->keys.locked_worktree = false;
	if ((r = gs_judge_keys(ctx, e)) != GS_OK ||
	    (r = list_here(b, ctx)) != GS_OK ||
	    (r = gs_bulk_look(b, &ctx->keys, e)) != GS_OK ||
	    (!force &&
		(r = gs_bulk_refuse(
		     b, GS_REWRITE_PLAIN, "unlock --worktree", e)) != GS_OK) ||
	    (r = gs_worktree_lock(ctx->repo->git_dir, false, e)) != GS_OK ||
	    (r = gs_bulk_rewrite(
		 b, GS_REWRITE_PLAIN, "Unlocking files", force, e)) != GS_OK)
		return r;
	return gs_unlock_say(&none, b, e);
}

int
gs_alone_unlock(struct gs_ctx *ctx, bool force)
{
	struct gs_bulk b = { 0 };
	int r;

	r = gs_keys_load(
	    ctx->repo->common_dir, ctx->repo->git_dir, &ctx->keys, &ctx->e);
	if (r == GS_OK && (r = need_keys(ctx)) == GS_OK)
		r = unlock(&b, ctx, force);
	gs_bulk_clear(&b);
	return r;
}
