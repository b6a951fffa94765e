#include <stdlib.h>
#include <string.h>

#include "cmd/files/survey.h"
#include "cmd/front/say.h"
#include "cmd/team/anew.h"

#include "cmd/team/rotation.h"

static bool
is_ours(void *ctx, const struct gs_surveyed *f)
{
	const struct gs_rotation *r = ctx;

	/* A conflict is passed over: what resolves it will be sealed. */
	return f->odd == 0 && f->entry->stage == 0 &&
	    strcmp(f->attrs.keyring, r->team->ctx->ring) == 0;
}

/* This run's keyring: all that can be opened, and the new one seals. */
static int
use_keys(struct gs_rotation *r, struct gs_err *e)
{
	struct gs_keys *keys = &r->team->ctx->keys;
	const struct gs_chain *c = r->team->trust.chain;
	struct gs_keyring *ring = NULL;
	int k;

	for (size_t i = 0; i < keys->nr; i++) {
		if (strcmp(keys->v[i].name, r->team->ctx->ring) == 0)
			ring = &keys->v[i];
	}
	if (ring == NULL)
		return gs_fail(e, GS_ENOKEY, "the keyring '%s' is not here",
		    r->team->ctx->ring);
	k = gs_gens_add(&ring->gens, r->gen);
	for (size_t i = 0; k == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (g->key != NULL)
			k = gs_gens_add(&ring->gens, g->key);
	}
	ring->how = GS_KEYRING_ONE;
	memcpy(ring->seals, r->gen->content.id, sizeof(ring->seals));
	return k == GS_OK ? k : gs_no_memory(e);
}

static int
reseal(struct gs_rotation *r, struct gs_anew *a, const struct gs_survey *s,
    struct gs_err *e)
{
	struct gs_ctx *ctx = r->team->ctx;
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	int k;

	if (v == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < s->nr; i++)
		v[i] = (struct gs_restaged){ .entry = s->v[i].entry,
			.attrs = &s->v[i].attrs };
	k = gs_restage_by(ctx, GS_RESTAGE_RESEAL, &a->rule, v, s->nr, e);
	for (size_t i = 0; k == GS_OK && i < s->nr; i++)
		k = gs_anew_note(a, &v[i], &r->team->resealed, e);
	free(v);
	if (k != GS_OK)
		return k;
	gs_note(ctx->quiet || r->quiet, "sealed %zu file%s anew, staged",
	    a->changed, a->changed == 1 ? "" : "s");
	k = gs_anew_conclude(a);
	return a->locked > 0 ? GS_EREFUSED : k;
}

int
gs_rotation_reseal(struct gs_rotation *r, struct gs_anew *a, struct gs_err *e)
{
	struct gs_survey s = { .nr = 0 };
	int k;

	a->only = r->team->ctx->ring;
	if (gs_anew_add(a, r->team->trust.chain, a->only, r->open) != GS_OK)
		return gs_no_memory(e);
	if ((k = use_keys(r, e)) == GS_OK &&
	    (k = gs_survey_index(r->team->ctx, NULL, &s, e)) == GS_OK) {
		gs_survey_keep(&s, is_ours, r);
		k = reseal(r, a, &s, e);
	}
	gs_survey_clear(&s);
	return k;
}
