#include <stdlib.h>
#include <string.h>

#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/keys/idfile.h"
#include "cmd/keys/ids.h"
#include "cmd/keys/unlock_proof.h"
#include "cmd/keys/unlock_wrap.h"
#include "cmd/keys/whoami.h"
#include "cmd/team/first.h"

#include "cmd/keys/unlock_job.h"

/* The keyrings that the clone has must open something, if there is anything
 * to open and nothing else does. */
static int
prove_own(struct gs_unlocking *u)
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
prove_offer(struct gs_unlocking *u)
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

static int
refuse_old(
    struct gs_unlocking *u, const struct gs_identities *ids, struct gs_err *e)
{
	const char *ring = u->offer.keys.v[0].name;
	char *lead =
	    gs_asprintf("%s opens only older generations of keyring '%s'",
		u->offer.from, ring);
	int r = lead == NULL
	    ? gs_no_memory(e)
	    : gs_whoami_refuse(u->ctx, ring, ids, true, lead, e);

	free(lead);
	return r;
}

/* Wraps of old generations open for ever for whoever was revoked since, or
 * whose time is over; ${ids}: whose they are, NULL: gpg's. */
static int
prove_wraps(
    struct gs_unlocking *u, const struct gs_identities *ids, struct gs_err *e)
{
	const struct gs_keys *o = &u->offer.keys;
	struct gs_proof p;
	bool ok = false;
	int r = gs_proof_find(&u->bulk, &u->files, o, &p, e);

	for (size_t i = 0; r == GS_OK && i < p.nr; i++)
		ok = ok || gs_proof_ok(&p.ring[i]);
	if (r == GS_OK && !ok)
		r = refuse_old(u, ids, e);
	gs_proof_clear(&p);
	for (size_t i = 0; r == GS_OK && i < u->offer.warning.nr; i++)
		gs_warn(NULL, "%s", u->offer.warning.v[i]);
	if (r != GS_OK)
		gs_offer_clear(&u->offer);
	return r;
}

/* Identities that were named on the command line are the only source. */
static int
named_identities(struct gs_unlocking *u)
{
	const struct gs_unlock_args *a = u->args;
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
		r = prove_wraps(u, &ids, &ctx->e);
	gs_identities_clear(&ids);
	return r;
}

/* Of a source that may fail: why it had nothing, to be said if none has. */
static int
passed(struct gs_unlocking *u, int r, const struct gs_err *why)
{
	if (why->what[0] != '\0')
		u->why = *why;
	if (r != GS_OK && r != GS_ENOKEY)
		u->ctx->e = *why;
	return r;
}

static int
from_identities(struct gs_unlocking *u, unsigned which, const char *name)
{
	const struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_identities ids = { NULL, 0, 0 };
	struct gs_err why = { "", "" };
	int r = gs_ids_load(u->ctx, NULL, which, &ids, &u->ctx->e);

	if (r == GS_OK && ids.nr == 0)
		r = GS_ENOKEY;
	else if (r == GS_OK)
		r = gs_offer_wraps(
		    u->ctx, &ids, &ask, u->args->trust, name, &u->offer, &why);
	if (r == GS_OK)
		r = prove_wraps(u, &ids, &why);
	gs_identities_clear(&ids);
	return passed(u, r, &why);
}

static int
from_gpg(struct gs_unlocking *u, unsigned which, const char *name)
{
	struct gs_err why = { "", "" };
	int r = gs_offer_wraps(
	    u->ctx, NULL, NULL, u->args->trust, name, &u->offer, &why);

	(void)which;
	if (r == GS_OK)
		return passed(u, prove_wraps(u, NULL, &why), &why);
	/* An identity's reason says more than that there is no gpg key. */
	return u->why.what[0] != '\0' || r != GS_ENOKEY ? r
							: passed(u, r, &why);
}

static int
from_command(struct gs_unlocking *u, unsigned which, const char *name)
{
	struct gs_err why = { "", "" };
	int r = gs_offer_command(u->ctx, &u->files, &u->offer, &why);

	(void)which;
	(void)name;
	if (r == GS_OK && u->offer.from == NULL)
		return GS_ENOKEY;
	if (r == GS_OK && (r = prove_offer(u)) == GS_ENOKEY) {
		why = u->ctx->e;
		gs_offer_clear(&u->offer);
	}
	memset(&u->ctx->e, 0, sizeof(u->ctx->e));
	if (r == GS_ENOKEY)
		return passed(u, r, &why);
	if (why.what[0] != '\0')
		u->ctx->e = why;
	return r;
}

/* What is set up, in the order of the spec; GS_ENOKEY where none opens. */
static int
from_setup(struct gs_unlocking *u)
{
	static const struct {
		int (*from)(
		    struct gs_unlocking *u, unsigned which, const char *name);
		unsigned which;
		const char *name;
	} source[] = {
		{ from_identities, GS_IDS_ENV, "GIT_SEAL_IDENTITY" },
		{ from_identities, GS_IDS_CONFIG,
		    "the identity of seal.identity" },
		{ from_command, 0, "seal.keyCommand" },
		{ from_identities, GS_IDS_DEFAULT, "your own identity" },
		{ from_gpg, 0, "your gpg key" },
	};
	int r = GS_ENOKEY;

	for (size_t i = 0; r == GS_ENOKEY && i < GS_NR(source); i++)
		r = source[i].from(u, source[i].which, source[i].name);
	return r;
}

/* The first key that is this repository's, as the user gave it. */
static int
find_given(struct gs_unlocking *u)
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
apply_trust(struct gs_unlocking *u)
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

int
gs_unlock_find(struct gs_unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r;

	if ((r = gs_keys_load_stored(
		 ctx->repo->common_dir, &u->keys, &ctx->e)) != GS_OK)
		return r;
	if (u->args->identity.nr != 0 || u->args->passphrase != NULL) {
		r = named_identities(u);
	} else if ((r = find_given(u)) == GS_ENOKEY && u->keyfile == NULL &&
	    (r = from_setup(u)) == GS_ENOKEY && (r = prove_own(u)) != GS_OK &&
	    r == GS_ENOKEY) {
		if (u->stale.what[0] != '\0')
			ctx->e = u->stale;
		else if (u->why.what[0] != '\0')
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
