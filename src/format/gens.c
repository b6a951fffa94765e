#include <string.h>

#include "base/wipe.h"

#include "format/keyring.h"

#define FIRST 4

/* Secrets are never realloc'ed. */
static int
grow(struct gs_gens *g)
{
	size_t cap = g->cap == 0 ? FIRST : 2 * g->cap;
	struct gs_gen *v = gs_secret_new(cap * sizeof(*v));

	if (v == NULL)
		return GS_ENOMEM;
	if (g->nr != 0)
		memcpy(v, g->v, g->nr * sizeof(*v));
	gs_secret_free(g->v);
	g->v = v;
	g->cap = cap;
	return GS_OK;
}

static bool
before(const struct gs_gen *a, const struct gs_gen *b)
{
	if (a->created != b->created)
		return a->created < b->created;
	return memcmp(a->content.id, b->content.id, GS_GEN_ID_LEN) < 0;
}

int
gs_gens_add(struct gs_gens *g, const struct gs_gen *gen)
{
	const struct gs_gen *same = gs_gens_find(g, gen->content.id);
	size_t at = g->nr;
	int r;

	if (same != NULL)
		return same->created == gen->created &&
			gs_ct_eq(same->secret, gen->secret, GS_GEN_SECRET_LEN)
		    ? GS_OK
		    : GS_EREFUSED;
	if (g->nr >= GS_KEYRING_GENS_MAX)
		return GS_ETOOBIG;
	if (g->nr == g->cap && (r = grow(g)) != GS_OK)
		return r;
	while (at > 0 && before(gen, &g->v[at - 1]))
		at--;
	memmove(g->v + at + 1, g->v + at, (g->nr - at) * sizeof(*g->v));
	g->v[at] = *gen;
	g->nr++;
	return GS_OK;
}

const struct gs_gen *
gs_gens_find(const struct gs_gens *g, const uint8_t id[GS_GEN_ID_LEN])
{
	for (size_t i = 0; i < g->nr; i++) {
		if (memcmp(g->v[i].content.id, id, GS_GEN_ID_LEN) == 0)
			return &g->v[i];
	}
	return NULL;
}

const struct gs_gen *
gs_gens_newest(const struct gs_gens *g)
{
	return g->nr == 0 ? NULL : &g->v[g->nr - 1];
}

void
gs_gens_clear(struct gs_gens *g)
{
	gs_secret_free(g->v); /* wipes */
	memset(g, 0, sizeof(*g));
}
