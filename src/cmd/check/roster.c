#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/carrier.h"
#include "format/roster/chain.h"

#include "cmd/check/roster.h"

/* The files of one keyring, parsed. */
struct ring {
	char name[GS_KEYRING_NAME_MAX + 1];
	struct gs_chain *chain;
};

struct gs_check_roster {
	struct ring *ring; /* owned */
	size_t nr;
	struct gs_generation *gen; /* owned: chains borrow them */
	size_t nr_gens;
};

void
gs_check_roster_free(struct gs_check_roster *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->nr; i++)
		gs_chain_free(r->ring[i].chain);
	for (size_t i = 0; i < r->nr_gens; i++)
		gs_generation_clear(&r->gen[i]);
	free(r->ring);
	free(r->gen);
	free(r);
}

bool
gs_check_carries(const struct gs_check_set *set, const char *ring,
    const uint8_t id[GS_GEN_ID_LEN])
{
	char hex[GS_GEN_ID_HEX_LEN + 1];

	gs_gen_id_print(id, hex);
	for (size_t i = 0; i < set->nr; i++) {
		const char *name, *file;
		size_t n;

		file = gs_check_gen_path(set->v[i].path, &name, &n);
		if (file != NULL && strcmp(file, hex) == 0 &&
		    (ring == NULL ||
			(strlen(ring) == n && memcmp(ring, name, n) == 0)))
			return true;
	}
	return false;
}

static int
find_ring(
    struct gs_check_roster *ro, const char *name, size_t n, struct ring **out)
{
	struct ring *v;
	int r;

	for (size_t i = 0; i < ro->nr; i++) {
		*out = &ro->ring[i];
		if (strlen((*out)->name) == n &&
		    memcmp((*out)->name, name, n) == 0)
			return GS_OK;
	}
	if ((v = realloc(ro->ring, (ro->nr + 1) * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	ro->ring = v;
	*out = &v[ro->nr];
	memset(*out, 0, sizeof(**out));
	memcpy((*out)->name, name, n); /* gs_check_gen_path: it fits */
	if ((r = gs_chain_new((*out)->name, &(*out)->chain)) == GS_OK)
		ro->nr++;
	return r;
}

struct work {
	const struct gs_repo *repo;
	const struct gs_check_facts *facts;
	struct gs_check_set *set;
	const struct gs_oid *commit;
	struct gs_findings *out;
	struct gs_err *e;
};

static int
read_one(const struct work *w, const struct gs_check_file *f)
{
	struct gs_check_roster *ro = w->set->roster;
	const struct gs_check_fact *kept = gs_check_fact(w->facts, &f->id);
	struct gs_generation *g = &ro->gen[ro->nr_gens];
	struct gs_buf b = GS_BUF_INIT;
	struct ring *ring;
	const char *name = NULL, *file;
	size_t n = 0;
	int r;

	file = gs_check_gen_path(f->path, &name, &n);
	if ((r = find_ring(ro, name, n, &ring)) != GS_OK)
		return r;
	if (kept == NULL || !kept->keep || kept->form == GS_CHECK_ABSENT)
		r = gs_repo_blob(
		    w->repo, &f->id, GS_GENERATION_FILE_MAX, &b, w->e);
	else
		r = kept->content.n > GS_GENERATION_FILE_MAX
		    ? GS_ETOOBIG
		    : gs_buf_add(&b, kept->content.p, kept->content.n);
	if (r == GS_OK)
		r = gs_generation_parse(file, b.p, b.n, g);
	gs_buf_clear(&b);
	switch (r) {
	case GS_OK:
		ro->nr_gens++;
		return gs_chain_add_file(ring->chain, GS_CHAIN_TREE, g);
	case GS_ENOTFOUND:
		return gs_found(
		    w->out, GS_RULE_ABSENT, w->commit, f->path, NULL);
	case GS_ENEWER:
		return gs_found(
		    w->out, GS_RULE_GEN_NEWER, w->commit, f->path, NULL);
	case GS_EDAMAGED:
	case GS_ETOOBIG:
		return gs_found(
		    w->out, GS_RULE_GEN_DAMAGED, w->commit, f->path, NULL);
	default:
		return r;
	}
}

static int
say_loose(const struct work *w, const struct ring *ring)
{
	size_t nr = gs_chain_nr(ring->chain), loose = 0;
	uint8_t *mark = calloc(nr + 1, 1);
	char hex[GS_GEN_ID_HEX_LEN + 1];
	int r = mark != NULL ? GS_OK : GS_ENOMEM;

	if (r == GS_OK)
		r = gs_chain_loose(ring->chain, GS_CHAIN_TREE, mark);
	for (size_t i = 0; r == GS_OK && i < nr; i++)
		loose += mark[i];
	for (size_t i = 0; r == GS_OK && loose > 1 && i < nr; i++) {
		char *path;

		if (!mark[i])
			continue;
		path = gs_asprintf(".git-seal/%s/generations/%s", ring->name,
		    gs_gen_id_print(gs_chain_at(ring->chain, i)->id, hex));
		r = path == NULL
		    ? GS_ENOMEM
		    : gs_found(w->out, GS_RULE_FORK, w->commit, path, NULL);
		free(path);
	}
	free(mark);
	return r;
}

int
gs_check_roster(const struct gs_repo *repo, const struct gs_check_facts *facts,
    struct gs_check_set *set, const struct gs_oid *commit,
    struct gs_findings *out, struct gs_err *e)
{
	const struct work w = { repo, facts, set, commit, out, e };
	struct gs_check_roster *ro;
	int r = GS_OK;

	if (set->roster != NULL) /* another commit with these files had it */
		return GS_OK;
	if ((ro = calloc(1, sizeof(*ro))) == NULL ||
	    (ro->gen = calloc(set->nr + 1, sizeof(*ro->gen))) == NULL) {
		free(ro);
		return gs_no_memory(e);
	}
	set->roster = ro;
	for (size_t i = 0; r == GS_OK && i < set->nr; i++)
		r = read_one(&w, &set->v[i]);
	for (size_t i = 0; r == GS_OK && i < ro->nr; i++) {
		r = gs_chain_build(ro->ring[i].chain, NULL);
		if (r == GS_OK)
			r = say_loose(&w, &ro->ring[i]);
	}
	return r == GS_OK
	    ? r
	    : gs_fail(e, r, "cannot read .git-seal/: %s", gs_strerror(r));
}

int
gs_check_vanished(const struct gs_check_set *old,
    const struct gs_check_set *now, const struct gs_check_set *trunk,
    const struct gs_oid *commit, struct gs_findings *out)
{
	int r = GS_OK;

	if (old == now)
		return GS_OK;
	for (size_t i = 0; r == GS_OK && i < old->nr; i++) {
		const struct gs_check_file *was = &old->v[i];
		const struct gs_check_file *is =
		    gs_check_set_find(now, was->path);

		if (is != NULL && !gs_oid_eq(&was->id, &is->id))
			r = gs_found(
			    out, GS_RULE_CHANGED, commit, was->path, NULL);
		else if (is == NULL && trunk != NULL &&
		    gs_check_set_find(trunk, was->path) != NULL)
			r = gs_found(
			    out, GS_RULE_VANISHED, commit, was->path, NULL);
	}
	return r;
}
