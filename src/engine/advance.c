#include <stdlib.h>
#include <string.h>

#include "engine/store.h"

#include "engine/advance.h"

int
gs_trust_line(const struct gs_trust *t, const uint8_t tip[GS_GEN_ID_LEN],
    const struct gs_gens *held, struct gs_gens *out, struct gs_err *e)
{
	size_t nr = gs_chain_nr(t->chain), at = gs_chain_find(t->chain, tip);
	uint8_t *mark = calloc(nr + 1, 1);
	int r = GS_ENOMEM;

	if (mark != NULL && at < nr)
		r = gs_chain_ancestors(t->chain, at, mark);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		const struct gs_chain_gen *g = gs_chain_at(t->chain, i);

		if (mark[i] && g->key != NULL &&
		    gs_gens_find(held, g->id) == NULL)
			r = gs_gens_add(out, g->key);
	}
	free(mark);
	return r == GS_OK ? r : gs_fail(e, r, "out of memory");
}

int
gs_trust_advance(const struct gs_trust *t, const struct gs_state *state,
    const struct gs_gens *held, const char *common_dir, struct gs_err *e)
{
	const struct gs_chain_gen *to = NULL;
	struct gs_gens more = { NULL, 0, 0 };
	int r;

	if (!state->has_floor)
		return GS_OK;
	if (gs_seals_floor(t->chain, &to) != GS_OK)
		return gs_no_memory(e);
	if (to == NULL || to->key == NULL || (to->sets & GS_CHAIN_TRUNK) == 0 ||
	    memcmp(to->id, state->floor, GS_GEN_ID_LEN) == 0 ||
	    !gs_chain_is_ancestor(t->chain, state->floor, to->id))
		return GS_OK;
	r = gs_trust_line(t, to->id, held, &more, e);
	if (r == GS_OK)
		r = gs_store_advance(
		    common_dir, t->name, &more, state->floor, to->key, e);
	gs_gens_clear(&more);
	return r;
}
