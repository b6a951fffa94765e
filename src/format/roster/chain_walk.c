#include <stdlib.h>
#include <string.h>

#include "format/roster/chain_node.h"

#include "format/roster/chain.h"

int
gs_chain_flood(const struct gs_chain *c, bool up, uint8_t *mark)
{
	size_t *todo = calloc(c->nr + 1, sizeof(*todo)), nr = 0;

	if (todo == NULL) {
		memset(mark, 0, c->nr);
		return GS_ENOMEM;
	}
	for (size_t i = 0; i < c->nr; i++) {
		if (mark[i])
			todo[nr++] = i;
	}
	while (nr > 0) {
		const struct gs_chain_node *n = c->v[todo[--nr]];
		const size_t *to = up ? n->parents : n->children;

		for (size_t k = 0; k < (up ? n->nr_parents : n->nr_children);
		     k++) {
			if (mark[to[k]])
				continue;
			mark[to[k]] = 1;
			todo[nr++] = to[k];
		}
	}
	free(todo);
	return GS_OK;
}

static int
from_one(const struct gs_chain *c, size_t i, bool up, uint8_t *mark)
{
	GS_BUG(i >= c->nr);
	memset(mark, 0, c->nr);
	mark[i] = 1;
	return gs_chain_flood(c, up, mark);
}

int
gs_chain_ancestors(const struct gs_chain *c, size_t i, uint8_t *mark)
{
	return from_one(c, i, true, mark);
}

int
gs_chain_descendants(const struct gs_chain *c, size_t i, uint8_t *mark)
{
	return from_one(c, i, false, mark);
}

/*
 * A generation with several parents closes, so the way back to the last one
 * that does has no forks.  It may run in a circle; then it ends after as many
 * steps as there are generations.
 */
int
gs_chain_open(const struct gs_chain *c, size_t i, uint8_t *mark)
{
	GS_BUG(i >= c->nr);
	for (size_t steps = 0; steps < c->nr; steps++) {
		const struct gs_chain_node *n = c->v[i];

		if (n->nr_parents == 0 || gs_generation_closes(n->pub.file))
			break;
		i = n->parents[0];
	}
	return from_one(c, i, false, mark);
}

int
gs_chain_tips(const struct gs_chain *c, const uint8_t *set, uint8_t *tips)
{
	int r;

	memset(tips, 0, c->nr);
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; set[i] && k < c->v[i]->nr_parents; k++)
			tips[c->v[i]->parents[k]] = 1;
	}
	if ((r = gs_chain_flood(c, true, tips)) != GS_OK)
		return r;
	/* So far they are all proper ancestors of ${set}. */
	for (size_t i = 0; i < c->nr; i++)
		tips[i] = set[i] && !tips[i];
	return GS_OK;
}

bool
gs_chain_is_ancestor(const struct gs_chain *c, const uint8_t a[GS_GEN_ID_LEN],
    const uint8_t b[GS_GEN_ID_LEN])
{
	size_t from = gs_chain_find(c, a), to = gs_chain_find(c, b);
	uint8_t *mark;
	bool yes;

	if (from >= c->nr || to >= c->nr || (mark = calloc(c->nr, 1)) == NULL)
		return false;
	yes = gs_chain_ancestors(c, to, mark) == GS_OK && mark[from];
	free(mark);
	return yes;
}

/* Push what ${g} claims to come from, unless it is valid or was seen. */
static size_t
push_claims(const struct gs_chain *c, const struct gs_generation *g,
    uint8_t *seen, size_t *todo, size_t nr)
{
	for (size_t k = 0; g != NULL && k < g->nr_parents; k++) {
		size_t at = gs_chain_find(c, g->parent[k].id);

		if (at >= c->nr || seen[at] ||
		    c->v[at]->pub.state == GS_CHAIN_VALID)
			continue;
		seen[at] = 1;
		todo[nr++] = at;
	}
	return nr;
}

int
gs_chain_needs(const struct gs_chain *c, size_t i, uint8_t *mark)
{
	size_t *todo = calloc(c->nr, sizeof(*todo)), nr = 0;

	GS_BUG(i >= c->nr);
	memset(mark, 0, c->nr);
	if (todo == NULL)
		return GS_ENOMEM;
	if (c->v[i]->pub.state != GS_CHAIN_VALID) {
		mark[i] = 1;
		todo[nr++] = i;
	}
	while (nr > 0) {
		size_t at = todo[--nr];

		nr = push_claims(c, c->v[at]->pub.file, mark, todo, nr);
	}
	for (size_t k = 0; k < c->nr; k++)
		mark[k] = mark[k] && c->v[k]->pub.key == NULL;
	free(todo);
	return GS_OK;
}

int
gs_chain_loose(const struct gs_chain *c, uint32_t set, uint8_t *mark)
{
	memset(mark, 0, c->nr);
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; k < c->v[i]->nr_files; k++)
			mark[i] |= (c->v[i]->files[k].sets & set) != 0;
	}
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; k < c->v[i]->nr_files; k++) {
			const struct gs_chain_file *f = &c->v[i]->files[k];
			size_t nr = f->g == NULL || (f->sets & set) == 0
			    ? 0
			    : f->g->nr_parents;

			for (size_t p = 0; p < nr; p++) {
				size_t at =
				    gs_chain_find(c, f->g->parent[p].id);

				if (at < c->nr)
					mark[at] = 0;
			}
		}
	}
	return GS_OK;
}
