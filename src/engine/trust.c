#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "engine/trust_file.h"

#include "engine/trust.h"

int
gs_trust_judge(struct gs_trust *t, struct gs_err *e)
{
	int r = gs_chain_build(t->chain, t->has_floor ? t->floor : NULL);

	if (r != GS_OK)
		return gs_fail(e, r,
		    "cannot judge the generations of keyring "
		    "'%s': %s",
		    t->name, gs_strerror(r));
	return r;
}

static void
take_floor(struct gs_trust *t, const struct gs_chain_gen *g)
{
	memcpy(t->floor, g->id, sizeof(t->floor));
	t->has_floor = true;
}

/* Keys without a floor: somebody put the keyring file there himself. */
static int
find_floor(struct gs_trust *t, const struct gs_gens *held, struct gs_err *e)
{
	const struct gs_chain_gen *tip = NULL;
	int r;

	if (t->has_floor || held->nr == 0)
		return GS_OK;
	if ((r = gs_seals_keyfile(t->chain, held, &tip)) != GS_OK)
		return gs_no_memory(e);
	if (tip == NULL)
		return GS_OK;
	take_floor(t, tip);
	return gs_trust_judge(t, e);
}

/* "rotate --closing, whose one parent is the floor": this clone's user chose
 * it over the other tips of a fork.  Reset away, it is simply gone. */
static int
find_chosen(struct gs_trust *t, const struct gs_state *state, struct gs_err *e)
{
	const struct gs_chain_gen *g;

	if (state == NULL || !state->has_chosen || !t->has_floor)
		return GS_OK;
	g = gs_chain_gen(t->chain, state->chosen);
	if (g == NULL || !g->held || (g->sets & GS_CHAIN_HERE) == 0 ||
	    !gs_chain_is_ancestor(t->chain, t->floor, g->id))
		return GS_OK;
	take_floor(t, g);
	return gs_trust_judge(t, e);
}

int
gs_trust_load(const struct gs_carrier *c, const char *name,
    const struct gs_gens *held, const struct gs_state *state,
    struct gs_trust *t, struct gs_err *e)
{
	int r;

	memset(t, 0, sizeof(*t));
	GS_BUG(strlen(name) > GS_KEYRING_NAME_MAX);
	memcpy(t->name, name, strlen(name) + 1);
	t->carrier = c;
	if (state != NULL && state->has_floor) {
		memcpy(t->floor, state->floor, sizeof(t->floor));
		t->has_floor = true;
	}
	if (gs_chain_new(name, &t->chain) != GS_OK ||
	    gs_chain_add_held(t->chain, held) != GS_OK) {
		gs_trust_clear(t);
		return gs_no_memory(e);
	}
	if ((r = gs_trust_files(t, GS_WHERE_TRUNK, GS_WHERE_INDEX, e)) !=
		GS_OK ||
	    (r = gs_trust_judge(t, e)) != GS_OK ||
	    (r = find_floor(t, held, e)) != GS_OK ||
	    (r = find_chosen(t, state, e)) != GS_OK)
		gs_trust_clear(t);
	return r;
}

void
gs_trust_clear(struct gs_trust *t)
{
	gs_chain_free(t->chain);
	gs_trust_files_clear(t);
	memset(t, 0, sizeof(*t));
}

int
gs_trust_set_floor(
    struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN], struct gs_err *e)
{
	memcpy(t->floor, id, sizeof(t->floor));
	t->has_floor = true;
	return gs_trust_judge(t, e);
}

int
gs_trust_add_tree(struct gs_trust *t, struct gs_err *e)
{
	int r = gs_trust_files(t, GS_WHERE_TREE, GS_WHERE_TREE, e);

	return r == GS_OK ? gs_trust_judge(t, e) : r;
}

int
gs_trust_given(struct gs_trust *t, const struct gs_gens *gens, struct gs_err *e)
{
	const struct gs_chain_gen *tip;
	int r;

	if ((r = gs_chain_add_held(t->chain, gens)) != GS_OK)
		return gs_fail(
		    e, r, "cannot take in the given keys: %s", gs_strerror(r));
	if ((r = gs_trust_judge(t, e)) != GS_OK)
		return r;
	if (gs_seals_keyfile(t->chain, gens, &tip) != GS_OK)
		return gs_no_memory(e);
	if (tip == NULL)
		return GS_OK;
	take_floor(t, tip);
	return gs_trust_judge(t, e);
}

const struct gs_gen *
gs_trust_gen(const struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_chain_gen *g = gs_chain_gen(t->chain, id);

	if (g == NULL ||
	    (t->has_floor && !g->held && g->state != GS_CHAIN_VALID))
		return NULL;
	return g->key;
}

/* What a person can do about new content that nothing may seal. */
static int
refuse(const struct gs_trust *t, const struct gs_seals *s, struct gs_err *e)
{
	char id[GS_GEN_ID_HEX_LEN + 1] = "";
	int r;

	if (s->gen != NULL)
		gs_gen_id_print(s->gen->id, id);
	switch (s->what) {
	case GS_SEALS_FORK:
		r = gs_fail(e, GS_EREFUSED,
		    "the keyring '%s' was rotated on two branches, so nothing "
		    "new is sealed until they are joined",
		    t->name);
		gs_hint(e,
		    "git seal rotate --join FINGERPRINT (git seal "
		    "members --history shows both)");
		return r;
	case GS_SEALS_NEWER:
		r = gs_fail(e, GS_ENEWER,
		    "generation %s of keyring '%s' was made by a newer "
		    "git-seal",
		    id, t->name);
		gs_hint(e, "update git-seal");
		return r;
	case GS_SEALS_AHEAD:
		r = gs_fail(e, GS_ENOKEY,
		    "generation %s of keyring '%s' seals now, and this clone "
		    "cannot open it",
		    id, t->name);
		gs_hint(e, "git fetch, then git seal unlock");
		return r;
	case GS_SEALS_NO_FLOOR:
	case GS_SEALS_ONE:
		break;
	}
	r = gs_fail(e, GS_ENOKEY,
	    "no generation of keyring '%s' is trusted "
	    "here yet",
	    t->name);
	gs_hint(e, "git seal unlock --trust FINGERPRINT");
	return r;
}

int
gs_trust_sealing(
    const struct gs_trust *t, const struct gs_gen **gen, struct gs_err *e)
{
	struct gs_seals s;
	int r;

	*gen = NULL;
	if ((r = gs_seals_now(t->chain, &s, NULL)) != GS_OK)
		return gs_no_memory(e);
	if (s.what != GS_SEALS_ONE)
		return refuse(t, &s, e);
	if (s.gen->key == NULL) {
		s.what = GS_SEALS_AHEAD;
		return refuse(t, &s, e);
	}
	*gen = s.gen->key;
	return GS_OK;
}

int
gs_trust_open_set(const struct gs_trust *t, const uint8_t gen[GS_GEN_ID_LEN],
    uint8_t **open, struct gs_err *e)
{
	size_t nr = gs_chain_nr(t->chain), at = gs_chain_find(t->chain, gen);
	int r;

	if ((*open = calloc(nr + 1, 1)) == NULL)
		return gs_no_memory(e);
	r = at < nr ? gs_chain_open(t->chain, at, *open) : GS_OK;
	if (r != GS_OK) {
		free(*open);
		*open = NULL;
		return gs_no_memory(e);
	}
	return GS_OK;
}
