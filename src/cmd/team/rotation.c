#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/wipe.h"
#include "codec/hex.h"
#include "engine/advance.h"
#include "engine/store.h"

#include "cmd/team/rotation.h"

/* "A new generation's time is max(now, newest + 1)." */
static uint64_t
created(const struct gs_chain *c)
{
	time_t now = time(NULL);
	uint64_t t = now > 0 ? (uint64_t)now : 0;

	for (size_t i = 0; i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);
		uint64_t at = g->key != NULL ? g->key->created
		    : g->state == GS_CHAIN_VALID && g->file != NULL
		    ? g->file->created
		    : 0;

		if (at >= t)
			t = at + 1;
	}
	return t;
}

/* Two generations with one id never stand in one keyring. */
static int
make_gen(struct gs_rotation *r, struct gs_err *e)
{
	const struct gs_chain *c = r->team->trust.chain;
	int k;

	if ((r->gen = gs_secret_new(sizeof(*r->gen))) == NULL)
		return gs_no_memory(e);
	do {
		k = gs_gen_make(created(c), r->gen);
	} while (k == GS_OK && gs_chain_gen(c, r->gen->content.id) != NULL);
	if (k != GS_OK)
		return gs_fail(e, k, "cannot make a key: %s", gs_strerror(k));
	return GS_OK;
}

static bool
is_revoked(const struct gs_rotation *r, const struct gs_members_one *m)
{
	return r->revoked != NULL && strcmp(m->member->name, r->revoked) == 0;
}

static bool
goes_without(const struct gs_rotation *r, const struct gs_members_one *m)
{
	return m->expired ||
	    (r->without != NULL && gs_strs_has(r->without, m->member->name));
}

/* It leads to some parents of the join, and not to all. */
static bool
is_of_a_side(const struct gs_rotation *r, const struct gs_chain_gen *g)
{
	const struct gs_chain *c = r->team->trust.chain;
	size_t nr = 0;

	for (size_t i = 0; i < r->nr_parents; i++)
		nr += gs_chain_is_ancestor(
		    c, g->id, gs_chain_at(c, r->parents[i])->id);
	return nr > 0 && nr < r->nr_parents;
}

static int
wrap_for(
    struct gs_rotation *r, const struct gs_members_one *m, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int k;

	if (goes_without(r, m))
		return GS_OK;
	k = gs_team_wrap(r->team, r->gen, m->member->recipient, m->id, &why);
	if (k == GS_OK) {
		r->wrapped++;
		return k;
	}
	k = gs_fail(e, k, "cannot wrap the new generation for '%s': %s",
	    m->member->name, why.what);
	gs_hint(e, "git seal members --refresh '%s', or go on --without '%s'",
	    m->member->name, m->member->name);
	return k;
}

/* A join, seen by somebody who knows one side alone, would be a fork for
 * ever: he is handed what the sides did since they parted. */
static int
wrap_sides(
    struct gs_rotation *r, const struct gs_members_one *m, struct gs_err *e)
{
	const struct gs_chain *c = r->team->trust.chain;
	int k = GS_OK;
	bool has;

	for (size_t i = 0; k == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (!is_of_a_side(r, g) || g->key == NULL)
			continue;
		k = gs_team_has_wrap(r->team, g->id, m->id, &has, e);
		if (k == GS_OK && !has)
			k = gs_team_wrap(
			    r->team, g->key, m->member->recipient, m->id, e);
	}
	return k;
}

static int
add_member(struct gs_rotation *r, struct gs_generation *g,
    const struct gs_members_one *m, struct gs_err *e)
{
	uint8_t tag[GS_TAG_LEN];
	int k;

	k = gs_member_tag(m->member, r->team->ctx->ring, r->gen, tag);
	if (k == GS_OK)
		k = gs_generation_add_member(g, m->id, tag);
	if (k != GS_OK)
		return gs_fail(e, k, "cannot list '%s': %s", m->member->name,
		    gs_strerror(k));
	k = wrap_for(r, m, e);
	return k == GS_OK && r->nr_parents > 1 && !goes_without(r, m)
	    ? wrap_sides(r, m, e)
	    : k;
}

struct dropping {
	struct gs_team *team;
	const char *id; /* in hex */
};

/* identities/ID.age, ID.asc, and renewed copies ID-8HEX.asc. */
static int
drop_identity(
    void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	const struct dropping *d = arg;

	(void)mode;
	(void)id;
	if (strncmp(name, d->id, GS_MEMBER_ID_HEX_LEN) != 0 ||
	    strchr(".-", name[GS_MEMBER_ID_HEX_LEN]) == NULL)
		return GS_OK;
	return gs_team_remove(d->team, "identities/%s", name);
}

/* His files go; what was wrapped for him stays, as history keeps it. */
static int
drop_member(struct gs_rotation *r, struct gs_generation *g,
    const struct gs_members_one *m, struct gs_err *e)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	struct dropping d = { r->team,
		gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex) };
	int k;

	k = gs_generation_add_revoked(g, m->id, m->member->name);
	if (k == GS_OK)
		k = gs_team_remove(r->team, "members/%s", hex);
	if (k == GS_OK)
		k = gs_team_each(r->team, "identities", drop_identity, &d, e);
	return k == GS_OK ? k
			  : gs_fail(e, k, "cannot revoke '%s': %s",
				m->member->name, gs_strerror(k));
}

static int
treat_members(struct gs_rotation *r, struct gs_generation *g, struct gs_err *e)
{
	const struct gs_members *all = &r->team->members;
	int k = GS_OK;

	for (size_t i = 0; k == GS_OK && i < all->nr; i++) {
		const struct gs_members_one *m = &all->v[i];

		if (m->member != NULL && is_revoked(r, m))
			k = drop_member(r, g, m, e);
		else if (m->state == GS_MEMBERS_COUNTS)
			k = add_member(r, g, m, e);
	}
	return k;
}

static int
sign(struct gs_rotation *r, struct gs_generation *g, struct gs_err *e)
{
	const struct gs_chain *c = r->team->trust.chain;
	struct gs_gens parents = { NULL, 0, 0 };
	int k = GS_OK;

	for (size_t i = 0; k == GS_OK && i < r->nr_parents; i++) {
		const struct gs_chain_gen *p = gs_chain_at(c, r->parents[i]);

		GS_BUG(p->key == NULL);
		if ((k = gs_generation_add_parent(g, p->id)) == GS_OK)
			k = gs_gens_add(&parents, p->key);
	}
	if (k == GS_OK)
		k = gs_generation_sign(g, r->team->ctx->ring, r->gen, &parents);
	gs_gens_clear(&parents);
	return k == GS_OK
	    ? k
	    : gs_fail(e, k, "cannot sign the generation: %s", gs_strerror(k));
}

/* The generation's file, with everything that it says, and the wraps. */
static int
make_file(struct gs_rotation *r, struct gs_err *e)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	struct gs_generation g = { 0 };
	struct gs_buf b = GS_BUF_INIT;
	char *by = NULL;
	int k;

	k = gs_repo_config(r->team->ctx->repo, "user.name", &by, e);
	if (k == GS_OK)
		k = gs_generation_make(r->gen, by != NULL ? by : "", &g);
	if (k == GS_OK && r->reason != NULL &&
	    (k = gs_generation_reason(&g, r->reason)) == GS_EUSAGE)
		k = gs_fail(e, k,
		    "the reason does not fit: no quotes, "
		    "backslash, '#', ';' or control characters");
	g.closing = r->closing;
	if (k == GS_OK && (k = treat_members(r, &g, e)) == GS_OK &&
	    (k = sign(r, &g, e)) == GS_OK &&
	    (k = gs_generation_print(&g, &b)) == GS_OK)
		k = gs_team_add(r->team, &b, "generations/%s",
		    gs_gen_id_print(r->gen->content.id, hex));
	if (k != GS_OK && e->what[0] == '\0')
		k = gs_fail(e, k, "cannot write the generation's file: %s",
		    gs_strerror(k));
	gs_buf_clear(&b);
	gs_generation_clear(&g);
	free(by);
	return k;
}

/* What the new generation comes from may have been opened from wraps alone:
 * without its keys nobody here could see the edges. */
static int
keep_parents(struct gs_rotation *r, struct gs_err *e)
{
	static const struct gs_gens none = { NULL, 0, 0 };
	const struct gs_ctx *ctx = r->team->ctx;
	const struct gs_keyring *ring = gs_keys_ring(&ctx->keys, ctx->ring);
	const struct gs_chain *c = r->team->trust.chain;
	struct gs_gens more = { NULL, 0, 0 };
	int k = GS_OK;

	for (size_t i = 0; k == GS_OK && i < r->nr_parents; i++)
		k = gs_trust_line(&r->team->trust,
		    gs_chain_at(c, r->parents[i])->id,
		    ring != NULL ? &ring->gens : &none, &more, e);
	if (k == GS_OK && more.nr != 0)
		k = gs_store_add(ctx->repo->common_dir, ctx->ring, &more,
		    GS_ORIGIN_WRAP, NULL, e);
	gs_gens_clear(&more);
	return k;
}

static int
keep_key(struct gs_rotation *r, struct gs_err *e)
{
	struct gs_gens gens = { NULL, 0, 0 };
	int k = gs_gens_add(&gens, r->gen);

	if (k != GS_OK)
		k = gs_no_memory(e);
	else
		k = gs_store_add(r->team->ctx->repo->common_dir,
		    r->team->ctx->ring, &gens, GS_ORIGIN_MADE, NULL, e);
	gs_gens_clear(&gens);
	return k;
}

static int
set_chosen(struct gs_state *s, void *ctx)
{
	const struct gs_rotation *r = ctx;

	memcpy(s->chosen, r->gen->content.id, sizeof(s->chosen));
	s->has_chosen = true;
	return GS_OK;
}

/* Whoever made the other sides could have sealed anything under them. */
static int
drop_others(struct gs_rotation *r, struct gs_err *e)
{
	uint8_t *old = calloc(r->nr_open + 1, 1);

	if (old == NULL ||
	    gs_chain_ancestors(r->team->trust.chain, r->parents[0], old) !=
		GS_OK) {
		free(old);
		return gs_no_memory(e);
	}
	for (size_t i = 0; i < r->nr_open; i++)
		r->open[i] = r->open[i] && old[i];
	free(old);
	return GS_OK;
}

/* What every parent left open: a join closes what either side did. */
static int
find_open(struct gs_rotation *r, struct gs_err *e)
{
	const struct gs_trust *t = &r->team->trust;
	uint8_t *one;
	int k;

	r->nr_open = gs_chain_nr(t->chain);
	if ((r->open = malloc(r->nr_open + 1)) == NULL)
		return gs_no_memory(e);
	memset(r->open, 1, r->nr_open + 1);
	for (size_t i = 0; i < r->nr_parents; i++) {
		if ((k = gs_anew_open(r->team, r->parents[i], &one, e)) !=
		    GS_OK)
			return k;
		for (size_t n = 0; n < r->nr_open; n++)
			r->open[n] = r->open[n] && one[n];
		free(one);
	}
	if (r->chosen && (k = drop_others(r, e)) != GS_OK)
		return k;
	/* The parents of a join are open to it, though not to each other. */
	for (size_t i = 0; i < r->nr_parents; i++)
		r->open[r->parents[i]] = 1;
	return GS_OK;
}

/* A mistyped name would not be gone without. */
static int
check_without(const struct gs_rotation *r, struct gs_err *e)
{
	const struct gs_team *t = r->team;

	for (size_t i = 0; r->without != NULL && i < r->without->nr; i++) {
		const char *name = r->without->v[i];
		size_t k = 0;

		while (k < t->nr_members &&
		    (t->member_file[k].member == NULL ||
			strcmp(t->member_file[k].member->name, name) != 0))
			k++;
		if (k < t->nr_members)
			continue;
		(void)gs_fail(e, GS_EUSAGE,
		    "--without '%s' names no member of keyring '%s'", name,
		    t->ctx->ring);
		gs_hint(e, "git seal members lists them");
		return GS_EUSAGE;
	}
	return GS_OK;
}

int
gs_rotation_make(struct gs_rotation *r, struct gs_err *e)
{
	int k;

	if ((k = check_without(r, e)) != GS_OK ||
	    (k = find_open(r, e)) != GS_OK || (k = make_gen(r, e)) != GS_OK ||
	    (k = make_file(r, e)) != GS_OK ||
	    (k = keep_parents(r, e)) != GS_OK || (k = keep_key(r, e)) != GS_OK)
		return k;
	if (r->chosen &&
	    (k = gs_state_change(r->team->ctx->repo->common_dir,
		 r->team->ctx->ring, set_chosen, r, e)) != GS_OK)
		return k;
	return gs_team_stage(r->team, e);
}

void
gs_rotation_clear(struct gs_rotation *r)
{
	gs_secret_free(r->gen);
	free(r->open);
	r->gen = NULL;
	r->open = NULL;
}
