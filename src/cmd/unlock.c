#include <stdlib.h>
#include <string.h>

#include "cmd/config.h"
#include "cmd/say.h"
#include "cmd/unlock_key.h"
#include "cmd/unlock_proof.h"
#include "cmd/unlock_say.h"
#include "engine/store.h"
#include "repo/trunk.h"

#include "cmd/cmd.h"

struct unlock_args {
	bool force;
};

static const struct gs_opt unlock_opts[] = {
	{ 'f', "force", NULL,
	    "also overwrite sealed files that have been changed", GS_OPT_FLAG,
	    offsetof(struct unlock_args, force) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

struct unlocking {
	struct gs_ctx *ctx;
	const struct unlock_args *args;
	const char *keyfile;
	struct gs_genfiles files;
	struct gs_bulk bulk;
	struct gs_keys keys;   /* what opens: those here, and the new ones */
	struct gs_offer offer; /* its keyrings that are proven are stored */
	struct gs_unlock_news news;
};

/* The keyrings that the clone has must open something, if there is anything
 * to open and nothing else does. */
static int
prove_own(struct unlocking *u)
{
	struct gs_proof p;
	bool ok = u->keys.nr == 0;
	int r;

	if (u->keys.nr == 0) {
		r = gs_fail(&u->ctx->e, GS_ENOKEY,
		    "there is no key for this clone: no KEYFILE, no "
		    "GIT_SEAL_KEY, no keyring");
		gs_hint(&u->ctx->e, "git seal unlock KEYFILE");
		return r;
	}
	r = gs_proof_find(&u->bulk, &u->files, &u->keys, &p, &u->ctx->e);
	for (size_t i = 0; r == GS_OK && i < p.nr; i++)
		ok = ok || gs_proof_ok(&p.ring[i]);
	if (r == GS_OK && !ok)
		r = gs_proof_refuse(
		    &p, &u->keys, "the keyring of this clone", &u->ctx->e);
	gs_proof_clear(&p);
	return r;
}

/* Keep of the offer what is proven; GS_ENOKEY if that is nothing. */
static int
prove_offer(struct unlocking *u)
{
	struct gs_keys *o = &u->offer.keys;
	struct gs_keys good = { 0 };
	struct gs_proof p;
	int r = gs_proof_find(&u->bulk, &u->files, o, &p, &u->ctx->e);

	for (size_t i = 0; r == GS_OK && i < p.nr; i++) {
		if (gs_proof_ok(&p.ring[i]))
			r = gs_keys_add(
			    &good, o->v[i].name, &o->v[i].gens, &u->ctx->e);
	}
	if (r == GS_OK && good.nr == 0)
		r = gs_proof_refuse(&p, o, u->offer.from, &u->ctx->e);
	else if (r == GS_OK && good.nr < o->nr)
		gs_warn(NULL,
		    "some lines of %s are not of this repository: they are "
		    "ignored",
		    u->offer.from);
	gs_proof_clear(&p);
	gs_keys_clear(r == GS_OK ? o : &good);
	if (r == GS_OK)
		*o = good;
	return r;
}

/* Find the keys, and prove them: nothing is written yet. */
static int
find_keys(struct unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r;

	if ((r = gs_keys_load_stored(
		 ctx->repo->common_dir, &u->keys, &ctx->e)) != GS_OK ||
	    (r = gs_offer_find(
		 ctx, u->keyfile, &u->files, &u->offer, &ctx->e)) != GS_OK)
		return r;
	if (u->offer.from == NULL)
		return prove_own(u);
	r = prove_offer(u);
	if (r == GS_ENOKEY && u->keyfile == NULL && u->keys.nr > 0) {
		/* A variable left over from another project must not stand in
		 * the way of the key that is here. */
		struct gs_err why = ctx->e;

		if ((r = prove_own(u)) != GS_OK) {
			ctx->e = why;
			return r;
		}
		gs_warn(NULL, "GIT_SEAL_KEY is ignored: %s", why.what);
		gs_offer_clear(&u->offer);
	}
	for (size_t i = 0; r == GS_OK && i < u->offer.keys.nr; i++)
		r = gs_keys_add(&u->keys, u->offer.keys.v[i].name,
		    &u->offer.keys.v[i].gens, &ctx->e);
	return r;
}

static int
note_remote(struct gs_state *s, void *remote)
{
	if (s->remote == NULL && (s->remote = gs_strdup(remote)) == NULL)
		return GS_ENOMEM;
	return GS_OK;
}

/* Whose .git-seal/ the clone will believe: recorded when first seen. */
static int
record_remote(struct unlocking *u, const char *ring, const struct gs_state *s)
{
	struct gs_trunk trunk = { 0 };
	int r;

	if (s->remote != NULL)
		return GS_OK;
	r = gs_trunk_find(u->ctx->repo, NULL, s->branch, &trunk, &u->ctx->e);
	if (r == GS_OK && trunk.remote != NULL)
		r = gs_state_change(u->ctx->repo->common_dir, ring, note_remote,
		    trunk.remote, &u->ctx->e);
	gs_trunk_clear(&trunk);
	return r;
}

/* One proven keyring: the newest line is its tip as long as no edges tell. */
static int
store(struct unlocking *u, const struct gs_keyring *ring)
{
	const struct gs_gen *tip = gs_gens_newest(&ring->gens);
	const char *common = u->ctx->repo->common_dir;
	struct gs_state s;
	int r;

	if ((r = gs_state_load(common, ring->name, &s, &u->ctx->e)) != GS_OK)
		return r;
	r = gs_store_add(common, ring->name, &ring->gens, GS_ORIGIN_KEYFILE,
	    tip->content.id, &u->ctx->e);
	if (r == GS_OK && !s.has_floor)
		r = record_remote(u, ring->name, &s);
	if (r == GS_OK && !s.has_floor)
		r = gs_unlock_news_first(&u->news, ring->name, tip);
	gs_state_clear(&s);
	return r;
}

/*
 * In an order that a kill between any two steps leaves a clone that works:
 * with the keyring and the filter in place files may be sealed or plain, Git
 * sees both as unchanged.
 */
static int
open_clone(struct unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < u->offer.keys.nr; i++)
		r = store(u, &u->offer.keys.v[i]);
	if (r != GS_OK ||
	    (r = gs_cmd_config_write(
		 ctx, GS_CMD_CONFIG_CLONE, NULL, &ctx->e)) != GS_OK ||
	    (r = gs_store_lock(ctx->repo->common_dir, false, &ctx->e)) != GS_OK)
		return r;
	return gs_bulk_rewrite(&u->bulk, GS_REWRITE_PLAIN, "Unlocking files",
	    u->args->force, &ctx->e);
}

/* The entries of the index that is the user's; NULL in a bare repository. */
static const struct gs_entries *
own_entries(const struct gs_bulk *b)
{
	for (size_t i = 0; i < b->nr; i++) {
		if (b->tree[i].wt->here)
			return &b->tree[i].entries;
	}
	return NULL;
}

static int
unlock(struct unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r;

	if ((r = gs_bulk_list(&u->bulk, ctx, &ctx->e)) != GS_OK)
		return r;
	gs_genfiles_init(&u->files, ctx, own_entries(&u->bulk));
	if ((r = find_keys(u)) != GS_OK)
		return r;
	if ((r = gs_bulk_look(&u->bulk, &u->keys, &ctx->e)) != GS_OK ||
	    (!u->args->force &&
		(r = gs_bulk_refuse(&u->bulk, GS_REWRITE_PLAIN, "unlock",
		     &ctx->e)) != GS_OK) ||
	    (r = open_clone(u)) != GS_OK)
		return r;
	return gs_unlock_say(&u->news, &u->bulk, &ctx->e);
}

static int
run_unlock(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct unlocking u = { .ctx = ctx, .args = args };
	int r;

	if (argc > 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one KEYFILE, or '-'");
	u.keyfile = argc > 0 ? argv[0] : NULL;
	r = unlock(&u);
	gs_unlock_news_clear(&u.news);
	gs_bulk_clear(&u.bulk);
	gs_genfiles_clear(&u.files);
	gs_offer_clear(&u.offer);
	gs_keys_clear(&u.keys);
	return r;
}

const struct gs_cmd gs_cmd_unlock = {
	.name = "unlock",
	.args = "[KEYFILE]",
	.summary = "make the sealed files of this clone readable",
	.about =
	    "Finds the key, proves that it opens what is sealed here, keeps "
	    "it in the clone's Git folder, tells Git to call git-seal for this "
	    "clone, and turns the sealed files of all its worktrees plain. "
	    "Afterwards 'git status' has nothing to say.\n\n"
	    "The key comes from KEYFILE ('-' is standard input), else from the "
	    "variable GIT_SEAL_KEY, else from the keyring that the clone has "
	    "already. Its lines go to the keyring of -k, else to the one whose "
	    "generation file in .git-seal/ has their fingerprint, else to "
	    "'default'.\n\n"
	    "A wrong key changes nothing (exit code 3). Where a sealed file "
	    "has changes that would be lost it names them and changes nothing "
	    "(exit code 1); --force overwrites them. Other changes do not "
	    "matter, and files that were deleted stay deleted. Damaged files "
	    "stay as they are and are listed (exit code 1); the others are "
	    "opened.",
	.example = "git seal unlock ~/safe/project.key\n"
		   "pass show project/git-seal | git seal unlock -\n"
		   "GIT_SEAL_KEY=... git seal unlock",
	.flags = GS_CMD_START | GS_CMD_REPO | GS_CMD_RING,
	.opts = unlock_opts,
	.args_size = sizeof(struct unlock_args),
	.run = run_unlock,
};
