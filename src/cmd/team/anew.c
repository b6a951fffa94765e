#include <stdlib.h>
#include <string.h>

#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/team/anew.h"

static bool
holds(const struct gs_anew_ring *ring, const uint8_t id[GS_GEN_ID_LEN])
{
	for (size_t i = 0; i < ring->nr; i++) {
		if (memcmp(ring->id + i * GS_GEN_ID_LEN, id, GS_GEN_ID_LEN) ==
		    0)
			return true;
	}
	return false;
}

static bool
as_in(const struct gs_entries *l, const struct gs_entry *entry)
{
	const struct gs_entry *there =
	    gs_entries_find(l, entry->path, entry->n);

	return there != NULL && gs_oid_eq(&there->id, &entry->id);
}

static bool
is_accepted(const struct gs_anew *a, const struct gs_entry *entry)
{
	return gs_map_get(&a->accepted, entry->path, entry->n) != NULL ||
	    as_in(&a->from, entry);
}

static bool
may_plain(void *ctx, const struct gs_entry *entry)
{
	return is_accepted(ctx, entry);
}

static enum gs_restage_may
may(void *ctx, const struct gs_entry *entry, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_anew *a = ctx;
	const struct gs_keyring *ring;
	bool known = gs_keys_find(&a->ctx->keys, id, &ring) != NULL;

	for (size_t i = 0; i < a->nr; i++) {
		if (holds(&a->ring[i], id))
			return GS_RESTAGE_MAY;
	}
	if (is_accepted(a, entry))
		return GS_RESTAGE_MAY;
	/* What does not open is not laundered: it will say so itself. */
	if (!known)
		return GS_RESTAGE_MAY;
	return a->only != NULL && strcmp(ring->name, a->only) != 0
	    ? GS_RESTAGE_OTHER
	    : GS_RESTAGE_CLOSED;
}

static int
find_accepted(struct gs_anew *a, const struct gs_strs *paths, struct gs_err *e)
{
	struct gs_entries l = { 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < paths->nr; i++) {
		const char *const one[] = { paths->v[i], NULL };

		r = gs_entries_of_user(a->ctx->repo->prefix, one, &l, e);
		if (r == GS_OK && l.nr == 0)
			r = gs_fail(e, GS_EUSAGE,
			    "--accept '%s' names no file of the index",
			    paths->v[i]);
		for (size_t k = 0; r == GS_OK && k < l.nr; k++) {
			if (gs_map_put(&a->accepted, l.v[k].path, l.v[k].n,
				a) != GS_OK)
				r = gs_no_memory(e);
		}
		gs_entries_clear(&l);
	}
	return r;
}

static int
find_tree(const char *rev, struct gs_entries *out, struct gs_err *e)
{
	int r = gs_entries_of_tree(NULL, rev, out, e);

	return r == GS_ENOTFOUND
	    ? gs_fail(e, GS_EUSAGE, "--accept-from '%s' names no commit", rev)
	    : r;
}

int
gs_anew_init(struct gs_anew *a, const struct gs_ctx *ctx,
    const struct gs_strs *paths, const char *rev, struct gs_err *e)
{
	int r = GS_OK;

	memset(a, 0, sizeof(*a));
	a->rule = (struct gs_restage_rule){ may, may_plain, a };
	a->ctx = ctx;
	if (paths != NULL)
		r = find_accepted(a, paths, e);
	if (r == GS_OK && rev != NULL)
		r = find_tree(rev, &a->from, e);
	/* An unborn HEAD holds nothing. */
	if (r == GS_OK &&
	    (r = gs_entries_of_tree(NULL, "HEAD", &a->head, e)) ==
		GS_ENOTFOUND) {
		memset(e, 0, sizeof(*e));
		r = GS_OK;
	}
	return r;
}

void
gs_anew_clear(struct gs_anew *a)
{
	for (size_t i = 0; i < a->nr; i++)
		free(a->ring[i].id);
	free(a->ring);
	gs_map_clear(&a->accepted, NULL);
	gs_entries_clear(&a->from);
	gs_entries_clear(&a->head);
	memset(a, 0, sizeof(*a));
}

int
gs_anew_add(struct gs_anew *a, const struct gs_chain *chain, const char *name,
    const uint8_t *open)
{
	size_t nr = gs_chain_nr(chain);
	struct gs_anew_ring *v = realloc(a->ring, (a->nr + 1) * sizeof(*v));

	if (v == NULL)
		return GS_ENOMEM;
	a->ring = v;
	v = &a->ring[a->nr];
	memset(v, 0, sizeof(*v));
	GS_BUG(strlen(name) >= sizeof(v->name));
	memcpy(v->name, name, strlen(name) + 1);
	if ((v->id = malloc(nr * GS_GEN_ID_LEN + 1)) == NULL)
		return GS_ENOMEM;
	a->nr++;
	for (size_t i = 0; i < nr; i++) {
		if (open[i])
			memcpy(v->id + v->nr++ * GS_GEN_ID_LEN,
			    gs_chain_at(chain, i)->id, GS_GEN_ID_LEN);
	}
	return GS_OK;
}

static bool
under_way(const struct gs_chain_gen *g)
{
	return g->held && g->file != NULL &&
	    (g->sets & GS_CHAIN_HERE) == GS_CHAIN_INDEX;
}

static int
add_open(const struct gs_chain *c, size_t at, uint8_t *open, uint8_t *seen)
{
	const struct gs_chain_gen *g = gs_chain_at(c, at);
	size_t nr = gs_chain_nr(c);
	uint8_t *one = calloc(nr + 1, 1);
	int r = one == NULL ? GS_ENOMEM : gs_chain_open(c, at, one);

	for (size_t i = 0; r == GS_OK && i < nr; i++)
		open[i] |= one[i];
	free(one);
	seen[at] = 1;
	if (r != GS_OK || !under_way(g))
		return r;
	for (size_t i = 0; r == GS_OK && i < g->file->nr_parents; i++) {
		size_t p = gs_chain_find(c, g->file->parent[i].id);

		if (p < nr && !seen[p])
			r = add_open(c, p, open, seen);
	}
	return r;
}

int
gs_anew_open(
    const struct gs_team *t, size_t at, uint8_t **open, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	uint8_t *seen = calloc(gs_chain_nr(c) + 1, 1);

	*open = calloc(gs_chain_nr(c) + 1, 1);
	if (seen == NULL || *open == NULL ||
	    add_open(c, at, *open, seen) != GS_OK) {
		free(seen);
		free(*open);
		*open = NULL;
		return gs_no_memory(e);
	}
	free(seen);
	return GS_OK;
}

/* Where nothing seals, nothing is open: the files are left alone. */
static int
add_ring(
    struct gs_anew *a, struct gs_ctx *ctx, const char *name, struct gs_err *e)
{
	static struct gs_team t;
	struct gs_ctx mine = *ctx;
	uint8_t *open = NULL;
	int r;

	mine.ring = name;
	if ((r = gs_team_open(&t, &mine, GS_TEAM_READ, e)) != GS_OK)
		return r;
	if (t.seals != NULL)
		r = gs_anew_open(&t,
		    gs_chain_find(t.trust.chain, t.seals->content.id), &open,
		    e);
	if (r == GS_OK && open != NULL &&
	    gs_anew_add(a, t.trust.chain, name, open) != GS_OK)
		r = gs_no_memory(e);
	free(open);
	gs_team_close(&t);
	return r;
}

int
gs_anew_rings(struct gs_anew *a, struct gs_ctx *ctx, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < ctx->keys.nr; i++)
		r = add_ring(a, ctx, ctx->keys.v[i].name, e);
	return r;
}

/* JSON keeps standard output to itself. */
static void
list(const struct gs_anew *a, const char *state, const char *show)
{
	if (a->ctx->json)
		gs_warn(NULL, "%s: '%s'", state, show);
	else
		gs_outf("%-17s  %s\n", state, show);
}

static void
count(struct gs_anew *a, const struct gs_restaged *it, const char *show)
{
	a->all++;
	if (it->code == GS_ENOKEY) {
		/* One warning for what one command mends. */
		if (a->locked++ == 0)
			gs_restage_why(it, show);
	} else if (it->code != GS_OK) {
		a->refused++;
		gs_restage_why(it, show);
	} else if (it->may == GS_RESTAGE_CLOSED) {
		a->closed++;
		list(a, "closed generation", show);
	} else if (it->may == GS_RESTAGE_OTHER) {
		a->other++;
		list(a, "other keyring", show);
	} else if (it->plain) {
		a->plain++;
		list(a, "plain in index", show);
	} else if (it->changed) {
		a->changed++;
		gs_note(!a->ctx->verbose, "sealed anew %s", show);
	} else {
		a->same++;
	}
}

int
gs_anew_note(struct gs_anew *a, const struct gs_restaged *it,
    struct gs_strs *changed, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_OK;

	if (gs_path_show(a->ctx, it->entry->path, &b) != GS_OK ||
	    (show = gs_buf_str(&b)) == NULL)
		r = gs_no_memory(e);
	else
		count(a, it, show);
	if (r == GS_OK && it->changed && as_in(&a->head, it->entry) &&
	    gs_strs_add(changed, it->entry->path) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&b);
	return r;
}

int
gs_anew_conclude(const struct gs_anew *a)
{
	const struct gs_report *report = &a->ctx->report;

	if (a->closed > 0)
		gs_say(report, GS_HINT, NULL,
		    "somebody who left could have written what a closed "
		    "generation sealed: look at it, then git seal reseal "
		    "--accept PATH");
	if (a->other > 0)
		gs_say(report, GS_HINT, NULL,
		    "members of another keyring wrote it: look at it, then git "
		    "seal reseal PATH");
	if (a->plain > 0)
		gs_say(report, GS_HINT, NULL,
		    "git seal status --fix seals what is plain");
	return a->closed + a->other + a->plain + a->refused > 0 ? GS_EREFUSED
								: GS_OK;
}
