#include <stdlib.h>
#include <string.h>

#include "cmd/path.h"
#include "cmd/restage.h"
#include "cmd/say.h"
#include "cmd/survey.h"

#include "cmd/team/rotation.h"

struct job {
	struct gs_rotation *r;
	struct gs_strs accepted; /* paths */
	struct gs_entries from;	 /* --accept-from */
};

static int
no_memory(struct gs_err *e)
{
	return gs_fail(e, GS_ENOMEM, "out of memory");
}

static bool
is_ours(void *ctx, const struct gs_surveyed *f)
{
	const struct gs_rotation *r = ctx;

	/* A conflict is passed over: what resolves it will be sealed. */
	return f->odd == 0 && f->entry->stage == 0 &&
	    strcmp(f->attrs.keyring, r->team->ctx->ring) == 0;
}

static bool
may(void *ctx, const struct gs_entry *entry, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct job *j = ctx;
	const struct gs_entry *there;
	size_t at = gs_chain_find(j->r->team->trust.chain, id);

	if (at < j->r->nr_open && j->r->open[at])
		return true;
	/* Another keyring's, or one that nobody here knows: not ours. */
	if (gs_strs_has(&j->accepted, entry->path))
		return true;
	there = gs_entries_find(&j->from, entry->path, entry->n);
	return there != NULL && gs_oid_eq(&there->id, &entry->id);
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
	return k == GS_OK ? k : no_memory(e);
}

static int
find_accepted(
    struct job *j, const struct gs_rotation_accept *a, struct gs_err *e)
{
	struct gs_entries l = { 0 };
	int r = GS_OK;

	if (a->paths != NULL && a->paths->nr != 0)
		r = gs_entries_of_user(j->r->team->ctx->repo->prefix,
		    (const char *const *)a->paths->v, &l, e);
	for (size_t i = 0; r == GS_OK && i < l.nr; i++) {
		if (gs_strs_add(&j->accepted, l.v[i].path) != GS_OK)
			r = no_memory(e);
	}
	gs_entries_clear(&l);
	if (r == GS_OK && a->rev != NULL)
		r = gs_entries_of_tree(NULL, a->rev, &j->from, e);
	return r;
}

struct tally {
	size_t sealed, plain, closed, failed;
};

/* JSON keeps standard output to itself. */
static void
list(const struct gs_ctx *ctx, const char *state, const char *show)
{
	if (ctx->json)
		gs_warn(NULL, "%s: '%s'", state, show);
	else
		gs_outf("%s  %s\n", state, show);
}

static int
say_one(struct gs_team *team, const struct gs_restaged *it, struct tally *t,
    struct gs_err *e)
{
	const struct gs_ctx *ctx = team->ctx;
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_OK;

	if (gs_path_show(ctx, it->entry->path, &b) != GS_OK ||
	    (show = gs_buf_str(&b)) == NULL) {
		r = no_memory(e);
	} else if (it->code != GS_OK) {
		t->failed++;
		gs_restage_why(it, show);
	} else if (it->closed) {
		t->closed++;
		list(ctx, "closed generation", show);
	} else if (it->plain) {
		t->plain++;
		list(ctx, "plain in index   ", show);
	} else {
		t->sealed++;
		if (it->changed &&
		    gs_strs_add(&team->resealed, it->entry->path) != GS_OK)
			r = no_memory(e);
	}
	gs_buf_clear(&b);
	return r;
}

static int
conclude(const struct gs_ctx *ctx, bool quiet, const struct tally *t)
{
	gs_note(ctx->quiet || quiet, "sealed %zu file%s anew, staged",
	    t->sealed, t->sealed == 1 ? "" : "s");
	if (t->closed > 0)
		gs_say(&ctx->report, GS_HINT, NULL,
		    "somebody who left could have written what a closed "
		    "generation sealed: look at it, then git seal reseal "
		    "--accept PATH");
	if (t->plain > 0)
		gs_say(&ctx->report, GS_HINT, NULL,
		    "git seal status --fix seals what is plain");
	return t->closed + t->plain + t->failed > 0 ? GS_EREFUSED : GS_OK;
}

static int
reseal(struct job *j, const struct gs_survey *s, struct gs_err *e)
{
	struct gs_ctx *ctx = j->r->team->ctx;
	const struct gs_restage_rule rule = { may, j };
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	struct tally t = { 0, 0, 0, 0 };
	int r;

	if (v == NULL)
		return no_memory(e);
	for (size_t i = 0; i < s->nr; i++)
		v[i] = (struct gs_restaged){ .entry = s->v[i].entry,
			.attrs = &s->v[i].attrs };
	r = gs_restage_by(ctx, GS_RESTAGE_RESEAL, &rule, v, s->nr, e);
	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = say_one(j->r->team, &v[i], &t, e);
	free(v);
	return r == GS_OK ? conclude(ctx, j->r->quiet, &t) : r;
}

int
gs_rotation_reseal(struct gs_rotation *r,
    const struct gs_rotation_accept *accept, struct gs_err *e)
{
	struct gs_survey s = { { 0 }, NULL, 0, 0 };
	struct job j = { .r = r };
	int k;

	if ((k = use_keys(r, e)) == GS_OK &&
	    (k = find_accepted(&j, accept, e)) == GS_OK &&
	    (k = gs_survey_index(r->team->ctx, NULL, &s, e)) == GS_OK) {
		gs_survey_keep(&s, is_ours, r);
		k = reseal(&j, &s, e);
	}
	gs_survey_clear(&s);
	gs_entries_clear(&j.from);
	gs_strs_clear(&j.accepted);
	return k;
}
