#include <stdlib.h>
#include <string.h>

#include "cmd/filter/byitself.h"
#include "cmd/filter/trusted.h"
#include "cmd/team/first.h"
#include "engine/store.h"
#include "git/url.h"
#include "repo/trunk.h"

#include "cmd/keys/unlock_job.h"

static int
note_remote(struct gs_state *s, void *remote)
{
	if (s->remote == NULL && (s->remote = gs_strdup(remote)) == NULL)
		return GS_ENOMEM;
	return GS_OK;
}

/* Whose .git-seal/ the clone will believe: recorded when first seen. */
static int
record_remote(
    struct gs_unlocking *u, const char *ring, const struct gs_state *s)
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
find_floor(struct gs_unlocking *u, size_t i, uint8_t floor[GS_GEN_ID_LEN])
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
held(const struct gs_unlocking *u, const struct gs_keyring *ring,
    const uint8_t *floor)
{
	const struct gs_gen *gen = gs_gens_find(&ring->gens, floor);
	const struct gs_keyring *own;

	if (gen == NULL && (own = gs_keys_ring(&u->keys, ring->name)) != NULL)
		gen = gs_gens_find(&own->gens, floor);
	return gen;
}

/* Said once a clone, to whom it may serve: whoever opens with an identity. */
static int
hint_trust(struct gs_unlocking *u)
{
	const struct gs_dir dir = { u->ctx->repo->git_dir,
		u->ctx->repo->common_dir };
	struct gs_strs trusted = { NULL, 0, 0 };
	struct gs_url place;
	char *url = NULL, *line = NULL;
	int r;

	if (u->offer.origin != GS_ORIGIN_WRAP)
		return GS_OK;
	if ((r = gs_trusted_list(NULL, &trusted, &u->ctx->e)) == GS_OK &&
	    trusted.nr == 0)
		r = gs_byitself_remote(&dir, &url, &u->ctx->e);
	if (r == GS_OK && url != NULL &&
	    gs_url_parse(url, &place, NULL) == GS_OK) {
		line = gs_asprintf("to have clones of it open by themselves: "
				   "git seal setup --trust '%s'",
		    url);
		if (line == NULL || gs_strs_add(&u->news.first, line) != GS_OK)
			r = gs_no_memory(&u->ctx->e);
		gs_url_clear(&place);
	}
	gs_strs_clear(&trusted);
	free(line);
	free(url);
	return r;
}

int
gs_unlock_store(struct gs_unlocking *u, size_t i)
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
	if (r == GS_OK && !s.has_floor)
		r = hint_trust(u);
	gs_state_clear(&s);
	return r;
}
