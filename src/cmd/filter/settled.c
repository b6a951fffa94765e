#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "git/run.h"

#include "cmd/filter/settled.h"

static const struct gs_git_opt quietly = { .quiet = true, .no_fetch = true };

static char *
spec_of(const struct gs_trust *t, const struct gs_chain_gen *g)
{
	char id[GS_GEN_ID_HEX_LEN + 1];

	return gs_asprintf(":(top,literal).git-seal/%s/generations/%s", t->name,
	    gs_gen_id_print(g->id, id));
}

/* Whether git says anything; what fails says nothing. */
static bool
says(const char *const *argv, struct gs_buf *out)
{
	return gs_git(&quietly, argv, out, NULL) == GS_OK && out->n > 0;
}

/* Whether the commit before the one that brought ${late} had ${early}. */
static int
was_first(const struct gs_trust *t, const char *trunk,
    const struct gs_chain_gen *early, const struct gs_chain_gen *late,
    bool *yes, struct gs_err *e)
{
	char *first = spec_of(t, early), *then = spec_of(t, late);
	const char *const log[] = { "log", "-1", "--format=%P",
		"--diff-filter=A", trunk, "--", then, NULL };
	struct gs_buf out = GS_BUF_INIT, found = GS_BUF_INIT;
	char *parent = NULL;
	int r = GS_OK;

	*yes = false;
	if (first == NULL || then == NULL) {
		r = gs_no_memory(e);
	} else if (says(log, &out)) {
		size_t n = 0;

		while (n < out.n && out.p[n] != ' ' && out.p[n] != '\n')
			n++;
		parent = gs_strndup((const char *)out.p, n);
		if (parent == NULL)
			r = gs_no_memory(e);
	}
	if (parent != NULL && parent[0] != '\0') {
		/* ls-tree takes plain names. */
		const char *const ls[] = { "ls-tree", "--full-tree", parent,
			"--", strchr(first, ')') + 1, NULL };

		*yes = says(ls, &found);
	}
	gs_buf_clear(&out);
	gs_buf_clear(&found);
	free(parent);
	free(first);
	free(then);
	return r;
}

/* Made here, carried by the trunk, on the way from the floor, and all other
 * tips are closed by it. */
static int
stands_over(const struct gs_trust *t, size_t at, const uint8_t *tips,
    uint8_t *open, bool *yes)
{
	const struct gs_chain *c = t->chain;
	const struct gs_chain_gen *g = gs_chain_at(c, at);

	*yes = tips[at] && g->held && (g->sets & GS_CHAIN_TRUNK) != 0 &&
	    gs_chain_is_ancestor(c, t->floor, g->id);
	if (!*yes)
		return GS_OK;
	if (gs_chain_open(c, at, open) != GS_OK)
		return GS_ENOMEM;
	for (size_t i = 0; *yes && i < gs_chain_nr(c); i++)
		*yes = !tips[i] || i == at || !open[i];
	return GS_OK;
}

static int
settle(struct gs_trust *t, const char *trunk, const uint8_t *tips,
    uint8_t *open, struct gs_err *e)
{
	const struct gs_chain *c = t->chain;
	size_t nr = gs_chain_nr(c), at = nr;
	bool yes = false;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && !yes && i < nr; i++) {
		at = i;
		if (stands_over(t, i, tips, open, &yes) != GS_OK)
			return gs_no_memory(e);
	}
	for (size_t i = 0; r == GS_OK && yes && i < nr; i++) {
		const struct gs_chain_gen *other = gs_chain_at(c, i);

		if (tips[i] && i != at && (other->sets & GS_CHAIN_TRUNK) != 0)
			r = was_first(
			    t, trunk, gs_chain_at(c, at), other, &yes, e);
	}
	return r == GS_OK && yes
	    ? gs_trust_set_floor(t, gs_chain_at(c, at)->id, e)
	    : r;
}

int
gs_settled_fork(struct gs_trust *t, const char *trunk, struct gs_err *e)
{
	size_t nr = gs_chain_nr(t->chain);
	uint8_t *mark;
	struct gs_seals s;
	int r = GS_OK;

	if (trunk == NULL || !t->has_floor)
		return GS_OK;
	if ((mark = calloc(2 * nr + 1, 1)) == NULL ||
	    gs_seals_now(t->chain, &s, mark) != GS_OK) {
		free(mark);
		return gs_no_memory(e);
	}
	if (s.what == GS_SEALS_FORK)
		r = settle(t, trunk, mark, mark + nr, e);
	free(mark);
	return r;
}

/* The commit of the trunk that brought the generation's file; none: n == 0. */
static int
find_origin(const struct gs_trust *t, const char *trunk,
    const struct gs_chain_gen *g, struct gs_oid *commit, struct gs_err *e)
{
	char *spec = spec_of(t, g);
	const char *const log[] = { "log", "-1", "--format=%H",
		"--diff-filter=A", trunk, "--", spec, NULL };
	struct gs_buf out = GS_BUF_INIT;

	commit->n = 0;
	if (spec == NULL)
		return gs_no_memory(e);
	if (says(log, &out) &&
	    gs_oid_parse((const char *)out.p, out.n - 1, commit) != GS_OK)
		commit->n = 0;
	gs_buf_clear(&out);
	free(spec);
	return GS_OK;
}

/* Its file is read from where it stood, so that its edges can be seen. */
static int
bring_back(struct gs_trust *t, struct gs_cmd_carrier *c,
    const uint8_t id[GS_GEN_ID_LEN], struct gs_err *e)
{
	const struct gs_chain_gen *g = gs_chain_gen(t->chain, id);
	struct gs_oid commit;
	int r = find_origin(t, c->trunk, g, &commit, e);

	if (r != GS_OK || commit.n == 0)
		return r;
	gs_carrier_tree(c, &commit);
	if ((r = gs_trust_add_tree(t, e)) != GS_OK)
		return r;
	g = gs_chain_gen(t->chain, id);
	if (g->state != GS_CHAIN_VALID || g->file == NULL ||
	    !gs_generation_closes(g->file) ||
	    !gs_chain_is_ancestor(t->chain, t->floor, id))
		return GS_OK;
	return gs_trust_set_floor(t, id, e);
}

int
gs_settled_vanished(
    struct gs_trust *t, struct gs_cmd_carrier *c, struct gs_err *e)
{
	static const char remotes[] = "refs/remotes/";
	int r = GS_OK;

	if (c->trunk == NULL || !t->has_floor ||
	    strncmp(c->trunk, remotes, sizeof(remotes) - 1) != 0)
		return GS_OK;
	/* Reading files builds the chain anew, but only ever adds places. */
	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(t->chain); i++) {
		const struct gs_chain_gen *g = gs_chain_at(t->chain, i);
		uint8_t id[GS_GEN_ID_LEN];

		memcpy(id, g->id, sizeof(id));
		if (g->held && g->file == NULL &&
		    memcmp(id, t->floor, sizeof(id)) != 0)
			r = bring_back(t, c, id, e);
	}
	return r;
}
