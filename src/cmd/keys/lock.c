#include <stdlib.h>
#include <string.h>

#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/keys/alone.h"
#include "cmd/keys/bulk.h"
#include "cmd/keys/ids.h"
#include "cmd/team/team.h"
#include "engine/foreign.h"
#include "engine/state.h"
#include "engine/store.h"

#include "cmd/cmd.h"

struct lock_args {
	bool force;
	bool worktree;
};

static const struct gs_opt lock_opts[] = {
	{ 'f', "force", NULL,
	    "lose changed files, keys without a copy, and worktrees out of "
	    "reach",
	    GS_OPT_FLAG, offsetof(struct lock_args, force) },
	{ 0, "worktree", NULL, "only this worktree; the keyring stays",
	    GS_OPT_FLAG, offsetof(struct lock_args, worktree) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

struct locking {
	struct gs_ctx *ctx;
	const struct lock_args *args;
	struct gs_keys keys; /* all that lie in the clone */
	struct gs_bulk bulk;
};

/* Whether a generation can be had again once the keyring is gone. */
static bool
can_return(const struct gs_state *s, const struct gs_gen *gen)
{
	const struct gs_state_gen *known = gs_state_gen(s, gen->content.id);

	return known != NULL &&
	    (known->exported || known->origin == GS_ORIGIN_KEYFILE);
}

/* Or else through a wrap that others can be asked for as well: one in HEAD or
 * the trunk, tried with the identities that unlock will find. */
static int
is_wrapped(struct locking *l, const char *ring, const struct gs_gen *gen)
{
	static struct gs_team t;
	const struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_identities ids = { NULL, 0, 0 };
	struct gs_ctx mine = *l->ctx;
	int r;

	mine.ring = ring;
	if ((r = gs_team_open(&t, &mine, GS_TEAM_READ, &l->ctx->e)) != GS_OK)
		return r;
	r = gs_ids_load(
	    l->ctx, NULL, GS_IDS_CONFIG | GS_IDS_DEFAULT, &ids, &l->ctx->e);
	if (r != GS_OK && r != GS_ENOMEM)
		r = GS_ENOKEY; /* one that cannot be read opens nothing */
	if (r == GS_OK)
		r = gs_trust_wrapped(&t.trust, gen, &ids, &ask, &l->ctx->e);
	gs_identities_clear(&ids);
	gs_team_close(&t);
	return r;
}

static int
refuse_ring(struct locking *l, const struct gs_keyring *ring)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	struct gs_state s;
	int r;

	r = gs_state_load(l->ctx->repo->common_dir, ring->name, &s, &l->ctx->e);
	for (size_t i = 0; r == GS_OK && i < ring->gens.nr; i++) {
		const struct gs_gen *gen = &ring->gens.v[i];

		if (can_return(&s, gen) ||
		    (r = is_wrapped(l, ring->name, gen)) == GS_OK)
			continue;
		if (r != GS_ENOKEY)
			break;
		r = gs_fail(&l->ctx->e, GS_EREFUSED,
		    "generation %s of the keyring '%s' was never exported, and "
		    "no wrap that HEAD or the remote carries opens with an "
		    "identity of yours: locking would destroy the only copy",
		    gs_gen_id_print(gen->content.id, hex), ring->name);
		gs_hint(&l->ctx->e, "git seal export-key%s%s FILE",
		    strcmp(ring->name, "default") == 0 ? "" : " -k ",
		    strcmp(ring->name, "default") == 0 ? "" : ring->name);
	}
	gs_state_clear(&s);
	return r;
}

/* What an import has kept, and nobody else may have. */
static int
refuse_old(struct locking *l)
{
	struct gs_kepts old = { NULL, 0 };
	int r;

	r = gs_foreign_load(l->ctx->repo->common_dir, &old, &l->ctx->e);
	for (size_t i = 0; r == GS_OK && i < old.nr; i++) {
		if (old.v[i].again)
			continue;
		r = gs_fail(&l->ctx->e, GS_EREFUSED,
		    "the old key of %s, which reads the commits from before "
		    "the import, was never exported: locking could destroy "
		    "the only copy",
		    gs_kept_name(old.v[i].tool));
		gs_hint(&l->ctx->e, "git seal export-key --old FILE");
	}
	gs_kepts_clear(&old);
	return r;
}

/* A key whose last copy is here, and worktrees that stay readable. */
static int
refuse(struct locking *l)
{
	int r = refuse_old(l);

	for (size_t i = 0; r == GS_OK && i < l->keys.nr; i++)
		r = refuse_ring(l, &l->keys.v[i]);
	for (size_t i = 0; r == GS_OK && i < l->bulk.nr_wt; i++) {
		if (l->bulk.wt[i].reachable)
			continue;
		r = gs_fail(&l->ctx->e, GS_EREFUSED,
		    "the worktree '%s' cannot be reached and would stay "
		    "readable",
		    l->bulk.wt[i].path);
		gs_hint(&l->ctx->e,
		    "'git worktree prune' forgets one that is gone; "
		    "'git seal lock --force' leaves it");
	}
	return r;
}

static void
warn_of_force(const struct locking *l)
{
	for (size_t i = 0; i < l->bulk.nr_wt; i++) {
		if (!l->bulk.wt[i].reachable)
			gs_warn(NULL,
			    "the worktree '%s' cannot be reached and stays as "
			    "it is",
			    l->bulk.wt[i].path);
	}
}

/* Files that somebody wrote to while the others were sealed: their content
 * is in no blob, so the key stays. */
static int
refuse_late(struct locking *l)
{
	if (l->args->force)
		return GS_OK;
	return gs_bulk_refuse(&l->bulk, GS_REWRITE_BLOB, "lock", &l->ctx->e);
}

/*
 * First the files, while the keyring still makes Git see both forms as
 * unchanged; then the mark, which alone locks the clone; the keys last.
 */
static int
close_clone(struct locking *l)
{
	struct gs_ctx *ctx = l->ctx;
	const char *common = ctx->repo->common_dir;
	int r;

	if ((r = gs_bulk_rewrite(&l->bulk, GS_REWRITE_BLOB, "Locking files",
		 l->args->force, &ctx->e)) != GS_OK ||
	    (r = refuse_late(l)) != GS_OK ||
	    (r = gs_store_lock(common, true, &ctx->e)) != GS_OK)
		return r;
	for (size_t i = 0; r == GS_OK && i < l->keys.nr; i++)
		r = gs_store_remove(common, l->keys.v[i].name, &ctx->e);
	return r == GS_OK ? gs_foreign_remove(common, &ctx->e) : r;
}

static void
say(const struct locking *l)
{
	size_t nr = 0;

	for (size_t i = 0; i < l->bulk.nr; i++) {
		for (size_t k = 0; k < l->bulk.tree[i].nr; k++)
			nr += l->bulk.tree[i].v[k].written;
	}
	if (nr == 0 && l->keys.nr == 0 && l->ctx->keys.locked)
		gs_note(l->ctx->quiet, "this clone was locked already");
	else
		gs_note(l->ctx->quiet,
		    "locked: %zu file%s sealed, %zu keyring%s removed", nr,
		    nr == 1 ? "" : "s", l->keys.nr, l->keys.nr == 1 ? "" : "s");
}

static int
lock(struct locking *l)
{
	struct gs_ctx *ctx = l->ctx;
	int r;

	if ((r = gs_keys_load_stored(
		 ctx->repo->common_dir, &l->keys, &ctx->e)) != GS_OK ||
	    (r = gs_bulk_list(&l->bulk, ctx, &ctx->e)) != GS_OK ||
	    (!l->args->force && (r = refuse(l)) != GS_OK) ||
	    (r = gs_bulk_look(&l->bulk, &l->keys, &ctx->e)) != GS_OK ||
	    (r = refuse_late(l)) != GS_OK)
		return r;
	warn_of_force(l);
	if ((r = close_clone(l)) == GS_OK)
		say(l);
	return r;
}

static int
run_lock(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct locking l = { .ctx = ctx, .args = args };
	int r;

	if (argc > 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'lock' takes no words, such as '%s'", argv[0]);
	if (l.args->worktree)
		return gs_alone_lock(ctx, l.args->force);
	r = lock(&l);
	gs_bulk_clear(&l.bulk);
	gs_keys_clear(&l.keys);
	return r;
}

const struct gs_cmd gs_cmd_lock = {
	.name = "lock",
	.args = "",
	.summary = "seal the working tree again and remove the key",
	.about =
	    "Puts the sealed bytes back into the files of all worktrees of "
	    "this clone and removes its keyrings. The filter stays: what is "
	    "sealed stays sealed, and nothing new can be committed to a "
	    "sealed path until 'git seal unlock'.\n\n"
	    "Where a sealed file has changes that would be lost it names them "
	    "and changes nothing (exit code 1). It also refuses to destroy "
	    "the last copy of a key: one that was never exported, that no "
	    "KEYFILE brought, and that is not wrapped for an identity of "
	    "yours in HEAD or the remote's main branch; or an old key that an "
	    "import has kept. --force does all of it all the same.\n\n"
	    "With --worktree only the worktree around is sealed, and nothing "
	    "can be committed to a sealed path there; the keyring stays, for "
	    "the other worktrees and for 'git seal show'. With the setting "
	    "seal.newWorktree = locked every linked worktree that is added "
	    "from then on is locked in this way from its first moment: for "
	    "tools and agents that need no secrets.",
	.example = "git seal export-key ~/safe/project.key\n"
		   "git seal lock\n"
		   "git config seal.newWorktree locked",
	.flags = GS_CMD_DAILY | GS_CMD_KEYS,
	.opts = lock_opts,
	.args_size = sizeof(struct lock_args),
	.run = run_lock,
};
