#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/filter/settled.h"
#include "cmd/filter/trusts_fetch.h"
#include "cmd/filter/trusts_one.h"
#include "cmd/filter/trusts_trunk.h"
#include "cmd/keys/ids.h"
#include "engine/advance.h"
#include "engine/who.h"

#include "cmd/filter/trusts.h"

int
gs_trusts_init(struct gs_trusts *t, const struct gs_ctx *ctx,
    const struct gs_dir *dir, const struct gs_keys *keys,
    struct gs_repo_world *world)
{
	memset(t, 0, sizeof(*t));
	t->ctx = ctx;
	t->dir = dir;
	t->keys = keys;
	t->world = world;
	t->one = calloc(GS_KEYRINGS_MAX, sizeof(*t->one));
	return t->one == NULL ? GS_ENOMEM : GS_OK;
}

void
gs_trusts_unload(struct gs_trusts_one *one)
{
	if (one->loaded)
		gs_trust_clear(&one->trust);
	if (one->carrier != NULL)
		gs_carrier_clear(one->carrier);
	free(one->carrier);
	one->carrier = NULL;
	gs_state_clear(&one->state);
	one->loaded = one->asked = one->advanced = false;
}

void
gs_trusts_clear(struct gs_trusts *t)
{
	for (size_t i = 0; i < t->nr; i++) {
		gs_trusts_unload(&t->one[i]);
		gs_gens_clear(&t->one[i].given);
	}
	free(t->one);
	gs_identities_clear(&t->ids);
	gs_map_clear(&t->missed, NULL);
	gs_keys_clear(&t->found);
	memset(t, 0, sizeof(*t));
}

static int
load(struct gs_trusts *t, struct gs_trusts_one *one, struct gs_err *e)
{
	static const struct gs_gens none = { NULL, 0, 0 };
	const struct gs_keyring *ring = gs_keys_ring(t->keys, one->name);
	char *trunk = NULL;
	int r;

	r = gs_state_load(t->dir->common_dir, one->name, &one->state, e);
	if (r == GS_OK)
		r = gs_trusts_trunk(
		    t->dir, t->world->batch, one->name, &one->state, &trunk, e);
	if (r == GS_OK &&
	    ((one->carrier = calloc(1, sizeof(*one->carrier))) == NULL ||
		gs_carrier_init(one->carrier, t->world->batch,
		    &t->world->entries, trunk) != GS_OK))
		r = gs_no_memory(e);
	if (r == GS_OK)
		gs_carrier_tree(one->carrier, &t->treeish);
	if (r == GS_OK && t->merging.n != 0)
		(void)gs_oid_print(&t->merging, one->carrier->merged);
	if (r == GS_OK && one->adopted) {
		memcpy(one->state.floor, one->floor, sizeof(one->floor));
		one->state.has_floor = true;
	}
	if (r == GS_OK)
		r = gs_trust_load(&one->carrier->c, one->name,
		    ring != NULL ? &ring->gens : &none, &one->state,
		    &one->trust, e);
	free(trunk);
	one->loaded = r == GS_OK;
	if (r == GS_OK && one->given.nr != 0)
		r = gs_trust_given(&one->trust, &one->given, e);
	if (r != GS_OK)
		gs_trusts_unload(one);
	return r;
}

int
gs_trusts_get(struct gs_trusts *t, const char *name, struct gs_trusts_one **out,
    struct gs_err *e)
{
	struct gs_trusts_one *one = NULL;
	int r;

	*out = NULL;
	for (size_t i = 0; i < t->nr; i++) {
		if (strcmp(t->one[i].name, name) == 0)
			one = &t->one[i];
	}
	if (one == NULL) {
		if (t->nr == GS_KEYRINGS_MAX)
			return gs_fail(e, GS_ETOOBIG,
			    "there are more than %d keyrings", GS_KEYRINGS_MAX);
		one = &t->one[t->nr++];
		memcpy(one->name, name, strlen(name) + 1);
	}
	if ((r = gs_world_index(t->world, e)) != GS_OK)
		return r;
	if (one->loaded && one->index != t->world->index_nr)
		gs_trusts_unload(one);
	if (!one->loaded && (r = load(t, one, e)) != GS_OK)
		return r;
	one->index = t->world->index_nr;
	*out = one;
	return GS_OK;
}

struct gs_identities *
gs_trusts_ids(struct gs_trusts *t)
{
	struct gs_err why = { "", "" };

	if (t->may != 0 && !t->ids_loaded) {
		t->ids_loaded = true;
		if (gs_ids_load(t->ctx, t->dir, t->may, &t->ids, &why) != GS_OK)
			gs_say(&t->ctx->report, GS_WARNING, why.hint,
			    "no identity is used: %s", why.what);
	}
	return t->ids.nr != 0 ? &t->ids : NULL;
}

/* A rotation of somebody else opens with the identity that is set up. */
static int
catch_up(struct gs_trusts *t, struct gs_trusts_one *one)
{
	struct gs_identities *ids;
	struct gs_seals s;

	if (gs_seals_now(one->trust.chain, &s, NULL) != GS_OK)
		return gs_no_memory(&one->why);
	if ((s.what != GS_SEALS_AHEAD && s.what != GS_SEALS_FORK) ||
	    (ids = gs_trusts_ids(t)) == NULL)
		return GS_OK;
	return gs_trust_catch_up(&one->trust, ids, NULL, &one->why);
}

/* What cannot be written now is found again next time. */
static void
advance(const struct gs_trusts *t, struct gs_trusts_one *one)
{
	const struct gs_keyring *ring = gs_keys_ring(t->keys, one->name);

	/* What is lent for this run leaves no trace. */
	if (ring != NULL && !one->advanced && !one->adopted &&
	    one->given.nr == 0)
		(void)!gs_trust_advance(&one->trust, &one->state, &ring->gens,
		    t->dir->common_dir, NULL);
	one->advanced = true;
}

/* Where ${why} only says that no wrap opens: who we are to the keyring, up to
 * ${most}, may say more. */
static void
explain(struct gs_trusts *t, struct gs_trusts_one *one, const uint8_t *id,
    enum gs_who_kind most, struct gs_err *why)
{
	struct gs_identities *ids = gs_trusts_ids(t);
	struct gs_strs ours = { NULL, 0, 0 };
	char hex[GS_GEN_ID_HEX_LEN + 1];
	struct gs_who who = { .name = NULL };
	time_t now = time(NULL);
	char *lead = gs_asprintf("generation %s of keyring '%s' does not open",
	    gs_gen_id_print(id, hex), one->name);

	if (lead != NULL && ids != NULL &&
	    gs_trust_our_ids(ids, &ours) == GS_OK &&
	    gs_who_find(&one->trust, &ours, now > 0 ? (uint64_t)now : 0, &who,
		NULL) == GS_OK &&
	    who.kind != GS_WHO_STRANGER && who.kind <= most)
		(void)gs_who_fail(&who, lead, why);
	gs_who_clear(&who);
	gs_strs_clear(&ours);
	free(lead);
}

static void
ask(struct gs_trusts *t, struct gs_trusts_one *one)
{
	struct gs_seals s = { .gen = NULL };

	memset(&one->why, 0, sizeof(one->why));
	one->gen = NULL;
	one->r = catch_up(t, one);
	if (one->r == GS_OK)
		one->r = gs_settled_fork(
		    &one->trust, one->carrier->trunk, &one->why);
	if (one->r == GS_OK)
		one->r =
		    gs_settled_vanished(&one->trust, one->carrier, &one->why);
	if (one->r == GS_OK)
		one->r = gs_trust_sealing(&one->trust, &one->gen, &one->why);
	if (one->r == GS_ENOKEY &&
	    gs_seals_now(one->trust.chain, &s, NULL) == GS_OK && s.gen != NULL)
		explain(t, one, s.gen->id, GS_WHO_EXPIRED, &one->why);
	advance(t, one);
}

int
gs_trusts_sealing(
    void *ctx, const char *ring, const struct gs_gen **gen, struct gs_err *e)
{
	struct gs_trusts *t = ctx;
	struct gs_trusts_one *one;
	int r;

	*gen = NULL;
	if (gs_keys_ring(t->keys, ring) == NULL)
		return GS_OK;
	if ((r = gs_trusts_get(t, ring, &one, e)) != GS_OK)
		return r;
	if (!one->asked)
		ask(t, one);
	one->asked = true;
	*gen = one->gen;
	if (one->r != GS_OK)
		*e = one->why;
	return one->r;
}

/* The keyrings whose generations folder has the file ${want}. */
struct whose {
	const char *want; /* NULL: any file */
	struct gs_strs rings;
	bool found;
};

static int
note_file(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct whose *w = arg;

	(void)id;
	if (mode == GS_MODE_FILE &&
	    (w->want == NULL || strcmp(name, w->want) == 0))
		w->found = true;
	return GS_OK;
}

static int
note_ring(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct whose *w = arg;

	(void)id;
	if (mode != GS_MODE_FOLDER || !gs_keyring_name_ok(name, strlen(name)) ||
	    gs_strs_has(&w->rings, name))
		return GS_OK;
	return gs_strs_add(&w->rings, name);
}

static int
has_file(struct gs_carrier *c, const char *ring, struct whose *w)
{
	char *folder = gs_asprintf("%s/generations", ring);
	int r = folder == NULL ? GS_ENOMEM : GS_OK;

	w->found = false;
	for (int k = 0; r == GS_OK && k < GS_WHERE_NR; k++) {
		r = c->each(
		    c->ctx, (enum gs_where)k, folder, note_file, w, NULL);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	free(folder);
	return r;
}

int
gs_trusts_rings(struct gs_carrier *c, const char *want, struct gs_strs *out)
{
	struct whose w = { want, { NULL, 0, 0 }, false };
	int r = GS_OK;

	for (int k = 0; r == GS_OK && k < GS_WHERE_NR; k++) {
		r = c->each(c->ctx, (enum gs_where)k, "", note_ring, &w, NULL);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	for (size_t i = 0; r == GS_OK && i < w.rings.nr; i++) {
		if ((r = has_file(c, w.rings.v[i], &w)) == GS_OK && w.found)
			r = gs_strs_add(out, w.rings.v[i]);
	}
	gs_strs_clear(&w.rings);
	return r;
}

/* A person can mend it (a passphrase, a fingerprint): say so once. */
static void
tell(struct gs_trusts *t, const struct gs_err *why)
{
	if (why->hint[0] == '\0' || t->told)
		return;
	t->told = true;
	gs_say(&t->ctx->report, GS_WARNING, why->hint, "%s", why->what);
}

/* One that opens is kept apart from what the clone holds: it opens the other
 * files of this run, and seals nothing. */
static int
find_in(struct gs_trusts *t, const char *ring, const uint8_t *id,
    const struct gs_oid *treeish)
{
	struct gs_trusts_one *one;
	const struct gs_gen *gen;
	struct gs_gens gens = { NULL, 1, 1 };
	struct gs_err why = { "", "" };

	if (gs_trusts_get(t, ring, &one, NULL) != GS_OK)
		return GS_ENOKEY;
	one->asked = false; /* the chain is built anew */
	gs_carrier_tree(one->carrier, treeish);
	if (gs_trust_add_tree(&one->trust, NULL) != GS_OK ||
	    gs_trust_unwrap(&one->trust, id, &t->ids, NULL, &why) != GS_OK) {
		if (why.hint[0] == '\0' && !t->told)
			explain(t, one, id, GS_WHO_MEMBER, &why);
		tell(t, &why);
		return GS_ENOKEY;
	}
	advance(t, one);
	if ((gen = gs_trust_gen(&one->trust, id)) == NULL)
		return GS_ENOKEY;
	gens.v = (struct gs_gen *)(uintptr_t)gen; /* only read */
	return gs_keys_add(&t->found, ring, &gens, NULL);
}

static int
look_for(struct gs_trusts *t, const uint8_t id[GS_GEN_ID_LEN],
    const struct gs_oid *treeish)
{
	char name[GS_GEN_ID_HEX_LEN + 1];
	struct gs_cmd_carrier look;
	struct gs_strs rings = { NULL, 0, 0 };
	int r = GS_ENOKEY;

	gs_gen_id_print(id, name);
	t->treeish = *treeish;
	gs_trusts_fetch(t);
	if (gs_carrier_init(&look, t->world->batch, &t->world->entries, NULL) !=
	    GS_OK)
		return GS_ENOMEM;
	gs_carrier_tree(&look, treeish);
	if (gs_trusts_rings(&look.c, name, &rings) == GS_OK) {
		for (size_t i = 0; r != GS_OK && i < rings.nr; i++)
			r = find_in(t, rings.v[i], id, treeish);
	}
	gs_carrier_clear(&look);
	gs_strs_clear(&rings);
	return r;
}

const struct gs_gen *
gs_trusts_find(
    void *ctx, const uint8_t id[GS_GEN_ID_LEN], const struct gs_oid *treeish)
{
	struct gs_trusts *t = ctx;
	const struct gs_gen *gen = gs_keys_find(&t->found, id, NULL);

	if (gen != NULL || gs_trusts_ids(t) == NULL ||
	    gs_map_get(&t->missed, (const char *)id, GS_GEN_ID_LEN) != NULL ||
	    gs_world_index(t->world, NULL) != GS_OK)
		return gen;
	if (look_for(t, id, treeish) == GS_OK)
		return gs_keys_find(&t->found, id, NULL);
	/* Asking again for each file would be slow, not wrong. */
	(void)!gs_map_put(&t->missed, (const char *)id, GS_GEN_ID_LEN, t);
	return NULL;
}
