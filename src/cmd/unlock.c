#include <stdlib.h>
#include <string.h>

#include "cmd/config.h"
#include "cmd/idfile.h"
#include "cmd/ids.h"
#include "cmd/prompt.h"
#include "cmd/say.h"
#include "cmd/team/first.h"
#include "cmd/unlock_key.h"
#include "cmd/unlock_proof.h"
#include "cmd/unlock_say.h"
#include "cmd/unlock_wrap.h"
#include "engine/store.h"
#include "repo/trunk.h"

#include "cmd/cmd.h"

struct unlock_args {
	bool force;
	struct gs_strs identity;
	const char *passphrase; /* "" without a NAME; NULL: not given */
	const char *trust;
};

static const struct gs_opt unlock_opts[] = {
	{ 'i', "identity", "FILE",
	    "open with the age identities or the ssh key in FILE", GS_OPT_STRS,
	    offsetof(struct unlock_args, identity) },
	{ 0, "passphrase", "NAME",
	    "open with the passphrase of the member NAME", GS_OPT_MAYBE,
	    offsetof(struct unlock_args, passphrase) },
	{ 0, "trust", "FINGERPRINT",
	    "trust the generation whose fingerprint you compared", GS_OPT_STR,
	    offsetof(struct unlock_args, trust) },
	{ 'f', "force", NULL,
	    "also overwrite sealed files that have been changed", GS_OPT_FLAG,
	    offsetof(struct unlock_args, force) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

struct unlocking {
	struct gs_ctx *ctx;
	const struct unlock_args *args;
	const char *keyfile;
	const char *member;  /* --passphrase NAME; or NULL */
	struct gs_err stale; /* why GIT_SEAL_KEY was passed over; or "" */
	struct gs_err why;   /* why the identities opened nothing; or "" */
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

/* Wraps of old generations open for ever for whoever was revoked since. */
static int
prove_wraps(struct unlocking *u, struct gs_err *e)
{
	const struct gs_keys *o = &u->offer.keys;
	struct gs_proof p;
	bool ok = false;
	int r = gs_proof_find(&u->bulk, &u->files, o, &p, e);

	for (size_t i = 0; r == GS_OK && i < p.nr; i++)
		ok = ok || gs_proof_ok(&p.ring[i]);
	if (r == GS_OK && !ok) {
		r = gs_fail(e, GS_ENOKEY,
		    "%s opens only older generations of keyring '%s': the "
		    "files here are sealed under one that is not wrapped for "
		    "it, as happens to a member who was revoked, or whose time "
		    "is over",
		    u->offer.from, o->v[0].name);
		gs_hint(e, "ask a member for git seal grant NAME RECIPIENT");
	}
	gs_proof_clear(&p);
	for (size_t i = 0; r == GS_OK && i < u->offer.warning.nr; i++)
		gs_warn(NULL, "%s", u->offer.warning.v[i]);
	if (r != GS_OK)
		gs_offer_clear(&u->offer);
	return r;
}

/* Identities that were named on the command line are the only source. */
static int
named_identities(struct unlocking *u)
{
	const struct unlock_args *a = u->args;
	const struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_ctx *ctx = u->ctx;
	struct gs_identities ids = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < a->identity.nr; i++)
		r = gs_idfile_read(ctx, a->identity.v[i], &ids, &ctx->e);
	if (r == GS_OK && a->passphrase != NULL)
		r = gs_offer_member(ctx,
		    u->member != NULL		   ? u->member
			: a->passphrase[0] != '\0' ? a->passphrase
						   : NULL,
		    &ask, &ids, &ctx->e);
	if (r == GS_OK)
		r = gs_offer_wraps(ctx, &ids, &ask, a->trust,
		    "the identity that was given", &u->offer, &ctx->e);
	if (r == GS_OK)
		r = prove_wraps(u, &ctx->e);
	gs_identities_clear(&ids);
	return r;
}

/* The identities that are set up; GS_ENOKEY where they open nothing. */
static int
own_identities(struct unlocking *u)
{
	static const struct {
		unsigned which;
		const char *name;
	} source[] = {
		{ GS_IDS_ENV, "GIT_SEAL_IDENTITY" },
		{ GS_IDS_CONFIG, "the identity of seal.identity" },
		{ GS_IDS_DEFAULT, "your own identity" },
	};
	const struct gs_ask ask = gs_prompt_ask(NULL);
	int r = GS_ENOKEY;

	for (size_t i = 0; r == GS_ENOKEY && i < GS_NR(source); i++) {
		struct gs_identities ids = { NULL, 0, 0 };
		struct gs_err why = { "", "" };

		r = gs_ids_load(
		    u->ctx, NULL, source[i].which, &ids, &u->ctx->e);
		if (r == GS_OK && ids.nr == 0)
			r = GS_ENOKEY;
		else if (r == GS_OK)
			r = gs_offer_wraps(u->ctx, &ids, &ask, u->args->trust,
			    source[i].name, &u->offer, &why);
		if (r == GS_OK && ids.nr != 0)
			r = prove_wraps(u, &why);
		if (why.what[0] != '\0')
			u->why = why;
		gs_identities_clear(&ids);
	}
	return r;
}

/* The first key that is this repository's, as the user gave it. */
static int
find_given(struct unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r = gs_offer_find(ctx, u->keyfile, &u->files, &u->offer, &ctx->e);

	if (r != GS_OK)
		return r;
	if (u->offer.from == NULL)
		return GS_ENOKEY;
	if ((r = prove_offer(u)) != GS_ENOKEY || u->keyfile != NULL)
		return r;
	/* A variable left over from another project must not stand in the
	 * way of the key that is here. */
	u->stale = ctx->e;
	memset(&ctx->e, 0, sizeof(ctx->e));
	gs_offer_clear(&u->offer);
	return GS_ENOKEY;
}

static const struct gs_gen *
named(const struct gs_keyring *ring, const char *fingerprint)
{
	for (size_t i = 0; i < ring->gens.nr; i++) {
		if (gs_fingerprint_is(ring->gens.v[i].fingerprint, fingerprint))
			return &ring->gens.v[i];
	}
	return NULL;
}

/* "--trust FINGERPRINT": the one way for a floor to go anywhere. */
static int
apply_trust(struct unlocking *u)
{
	struct gs_offer *o = &u->offer;
	const struct gs_gen *gen;
	int r;

	for (size_t i = 0; i < o->keys.nr; i++) {
		if ((gen = named(&o->keys.v[i], u->args->trust)) == NULL)
			continue;
		o->floor[i].only_opens = false;
		o->floor[i].known = true;
		memcpy(o->floor[i].id, gen->content.id, GS_GEN_ID_LEN);
		return GS_OK;
	}
	for (size_t i = 0; i < u->keys.nr; i++) {
		const struct gs_keyring *own = &u->keys.v[i];

		if ((gen = named(own, u->args->trust)) == NULL ||
		    gs_keys_ring(&o->keys, own->name) != NULL)
			continue;
		if (o->keys.nr == 0) /* nothing new: as if made here */
			o->origin = GS_ORIGIN_MADE;
		return gs_offer_add(
		    o, own->name, &own->gens, gen->content.id, &u->ctx->e);
	}
	r = gs_fail(&u->ctx->e, GS_ENOKEY,
	    "no generation that opens here has the fingerprint '%s'",
	    u->args->trust);
	gs_hint(&u->ctx->e,
	    "compare it, whole, with a member: git seal members --history");
	return r;
}

/* Find the keys, and prove them: nothing is written yet. */
static int
find_keys(struct unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r;

	if ((r = gs_keys_load_stored(
		 ctx->repo->common_dir, &u->keys, &ctx->e)) != GS_OK)
		return r;
	if (u->args->identity.nr != 0 || u->args->passphrase != NULL) {
		r = named_identities(u);
	} else if ((r = find_given(u)) == GS_ENOKEY && u->keyfile == NULL &&
	    (r = own_identities(u)) == GS_ENOKEY &&
	    (r = prove_own(u)) != GS_OK && r == GS_ENOKEY) {
		if (u->stale.what[0] != '\0')
			ctx->e = u->stale;
		else if (u->keys.nr == 0 && u->why.what[0] != '\0')
			ctx->e = u->why;
	}
	if (r == GS_OK && u->args->trust != NULL)
		r = apply_trust(u);
	if (r == GS_OK && u->stale.what[0] != '\0')
		gs_warn(NULL, "GIT_SEAL_KEY is ignored: %s", u->stale.what);
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

static int
set_floor(struct gs_state *s, void *ctx)
{
	gs_state_floor(s, ctx);
	return GS_OK;
}

/* The floor of a KEYFILE is its tip; of wraps, what was adopted. */
static int
find_floor(struct unlocking *u, size_t i, uint8_t floor[GS_GEN_ID_LEN])
{
	const struct gs_keyring *ring = &u->offer.keys.v[i];

	memcpy(floor, gs_gens_newest(&ring->gens)->content.id, GS_GEN_ID_LEN);
	if (u->offer.floor[i].known) {
		memcpy(floor, u->offer.floor[i].id, GS_GEN_ID_LEN);
		return GS_OK;
	}
	return gs_first_keyfile(
	    u->ctx, ring->name, &ring->gens, floor, &u->ctx->e);
}

static const struct gs_gen *
gen_of(const struct gs_keyring *ring, const uint8_t *id)
{
	const struct gs_gen *gen = gs_gens_find(&ring->gens, id);

	return gen != NULL ? gen : gs_gens_newest(&ring->gens);
}

/* The floor's key; NULL: it is not here, and the floor stays what it is. */
static const struct gs_gen *
held(const struct unlocking *u, const struct gs_keyring *ring,
    const uint8_t *floor)
{
	const struct gs_gen *gen = gs_gens_find(&ring->gens, floor);
	const struct gs_keyring *own;

	if (gen == NULL && (own = gs_keys_ring(&u->keys, ring->name)) != NULL)
		gen = gs_gens_find(&own->gens, floor);
	return gen;
}

/* One proven keyring.  What only opens is not kept. */
static int
store(struct unlocking *u, size_t i)
{
	const struct gs_keyring *ring = &u->offer.keys.v[i];
	const char *common = u->ctx->repo->common_dir;
	const struct gs_gen *gen;
	uint8_t floor[GS_GEN_ID_LEN];
	struct gs_state s;
	int r;

	if (u->offer.floor[i].only_opens)
		return GS_OK;
	if ((r = gs_state_load(common, ring->name, &s, &u->ctx->e)) != GS_OK)
		return r;
	if ((r = find_floor(u, i, floor)) == GS_OK)
		r = gs_store_add(common, ring->name, &ring->gens,
		    u->offer.origin, floor, &u->ctx->e);
	if (r == GS_OK && (gen = held(u, ring, floor)) != NULL)
		r = gs_state_change(common, ring->name, set_floor,
		    (void *)(uintptr_t)gen, &u->ctx->e); /* only read */
	if (r == GS_OK && !s.has_floor)
		r = record_remote(u, ring->name, &s);
	if (r == GS_OK && !s.has_floor)
		r = gs_unlock_news_first(
		    &u->news, ring->name, gen_of(ring, floor));
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
		r = store(u, i);
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
	if (u.args->passphrase != NULL)
		u.member = argc > 0 ? argv[0] : NULL;
	else
		u.keyfile = argc > 0 ? argv[0] : NULL;
	if (u.keyfile != NULL && u.args->identity.nr != 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "give a KEYFILE or an identity, not both");
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
