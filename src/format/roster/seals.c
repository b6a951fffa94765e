#include <stdlib.h>
#include <string.h>

#include "format/roster/chain_node.h"

#include "format/roster/seals.h"

/* It has a place in the tree: valid, or to be reckoned with. */
static bool
stands(const struct gs_chain_gen *g)
{
	return g->state == GS_CHAIN_VALID || g->state == GS_CHAIN_AHEAD ||
	    g->state == GS_CHAIN_NEWER;
}

/* A file is there that could not be read, so that nobody knows whether it is
 * a tip. */
static bool
unread(const struct gs_chain_gen *g)
{
	return g->file == NULL && !g->held &&
	    (g->state == GS_CHAIN_AHEAD || g->state == GS_CHAIN_NEWER) &&
	    ((g->sets | g->bad) & GS_CHAIN_HERE) != 0;
}

/* Zero what the files of the floor and its ancestors name as parents: these
 * are no tips, read or not. */
static int
drop_named(const struct gs_chain *c, uint8_t *set)
{
	uint8_t *old = calloc(c->nr, 1);
	int r;

	if (old == NULL)
		return GS_ENOMEM;
	if ((r = gs_chain_ancestors(c, c->floor, old)) != GS_OK)
		goto out;
	for (size_t i = 0; i < c->nr; i++) {
		const struct gs_generation *g = c->v[i]->pub.file;

		for (size_t k = 0; old[i] && g != NULL && k < g->nr_parents;
		     k++) {
			size_t at = gs_chain_find(c, g->parent[k].id);

			if (at < c->nr && unread(&c->v[at]->pub))
				set[at] = 0;
		}
	}
out:
	free(old);
	return r;
}

/* Of what the floor leaves open and index, HEAD or trunk carry. */
static int
candidates(const struct gs_chain *c, uint8_t *set)
{
	int r;

	if ((r = gs_chain_open(c, c->floor, set)) != GS_OK)
		return r;
	for (size_t i = 0; i < c->nr; i++) {
		const struct gs_chain_gen *g = &c->v[i]->pub;

		set[i] = unread(g) ||
		    (set[i] && stands(g) && (g->sets & GS_CHAIN_HERE) != 0);
	}
	return drop_named(c, set);
}

/* Why nothing may be sealed that has nothing to do with the number of tips;
 * c->nr if there is no such generation. */
static size_t
obstacle(const struct gs_chain *c, const uint8_t *set)
{
	size_t absent = c->nr;

	if (c->v[c->floor]->pub.state == GS_CHAIN_NEWER)
		return c->floor;
	for (size_t i = 0; i < c->nr; i++) {
		if (set[i] && c->v[i]->pub.state == GS_CHAIN_NEWER)
			return i;
		if (set[i] && unread(&c->v[i]->pub))
			absent = i;
	}
	return absent;
}

static void
decide(const struct gs_chain *c, const uint8_t *set, const uint8_t *tips,
    struct gs_seals *out)
{
	size_t nr = 0, nr_tips = 0, at = c->floor, bad = obstacle(c, set);

	for (size_t i = 0; i < c->nr; i++) {
		nr += set[i];
		nr_tips += tips[i];
		if (tips[i])
			at = i;
	}
	if (bad >= c->nr && nr != 0 && nr_tips != 1) {
		*out = (struct gs_seals){ GS_SEALS_FORK, NULL };
		return;
	}
	out->gen = &c->v[bad < c->nr ? bad : at]->pub;
	out->what = out->gen->state == GS_CHAIN_NEWER ? GS_SEALS_NEWER
	    : out->gen->state == GS_CHAIN_AHEAD	      ? GS_SEALS_AHEAD
						      : GS_SEALS_ONE;
}

int
gs_seals_now(const struct gs_chain *c, struct gs_seals *out, uint8_t *tips)
{
	uint8_t *mark = calloc(2 * c->nr + 1, 1), *mine;
	int r;

	*out = (struct gs_seals){ GS_SEALS_NO_FLOOR, NULL };
	if (tips != NULL)
		memset(tips, 0, c->nr);
	if (mark == NULL)
		return GS_ENOMEM;
	mine = mark + c->nr;
	if (c->floor >= c->nr) {
		r = GS_OK;
		goto out;
	}
	if ((r = candidates(c, mark)) != GS_OK ||
	    (r = gs_chain_tips(c, mark, mine)) != GS_OK)
		goto out;
	decide(c, mark, mine, out);
	if (tips != NULL)
		memcpy(tips, mine, c->nr);
out:
	free(mark);
	return r;
}

int
gs_seals_floor(const struct gs_chain *c, const struct gs_chain_gen **out)
{
	const struct gs_chain_gen *floor;
	struct gs_seals s;
	int r;

	*out = NULL;
	if ((r = gs_seals_now(c, &s, NULL)) != GS_OK ||
	    s.what == GS_SEALS_NO_FLOOR)
		return r;
	floor = gs_chain_at(c, c->floor);
	*out = floor;
	if (s.what == GS_SEALS_ONE && (s.gen->sets & GS_CHAIN_TRUNK) != 0 &&
	    gs_chain_is_ancestor(c, floor->id, s.gen->id))
		*out = s.gen;
	return GS_OK;
}

int
gs_seals_keyfile(const struct gs_chain *c, const struct gs_gens *lines,
    const struct gs_chain_gen **out)
{
	uint8_t *mark = calloc(2 * c->nr + 1, 1), *tips;
	size_t tip = c->nr, at;
	int r;

	*out = NULL;
	if (mark == NULL)
		return GS_ENOMEM;
	tips = mark + c->nr;
	for (size_t i = 0; i < lines->nr; i++) {
		if ((at = gs_chain_find(c, lines->v[i].content.id)) < c->nr)
			mark[at] = 1;
	}
	if ((r = gs_chain_tips(c, mark, tips)) != GS_OK)
		goto out;
	/* The lines stand in the order of creation. */
	for (size_t i = 0; i < lines->nr; i++) {
		at = gs_chain_find(c, lines->v[i].content.id);
		if (at < c->nr && tips[at])
			tip = at;
	}
	if (tip < c->nr &&
	    (c->floor >= c->nr ||
		gs_chain_is_ancestor(
		    c, c->v[c->floor]->pub.id, c->v[tip]->pub.id)))
		*out = &c->v[tip]->pub;
out:
	free(mark);
	return r;
}

/* The tips of a tree: of the floor's ancestors and what the floor leaves
 * open; the floor itself where the tree carries none of them. */
static int
tree_tips(const struct gs_chain *c, uint32_t set, uint8_t *tips)
{
	uint8_t *mark = calloc(2 * c->nr, 1), *open;
	bool some = false;
	int r;

	if (mark == NULL)
		return GS_ENOMEM;
	open = mark + c->nr;
	if ((r = gs_chain_ancestors(c, c->floor, mark)) != GS_OK ||
	    (r = gs_chain_open(c, c->floor, open)) != GS_OK)
		goto out;
	for (size_t i = 0; i < c->nr; i++) {
		const struct gs_chain_gen *g = &c->v[i]->pub;

		mark[i] =
		    (mark[i] || open[i]) && stands(g) && (g->sets & set) != 0;
		some = some || mark[i];
	}
	if (!some)
		mark[c->floor] = 1;
	r = gs_chain_tips(c, mark, tips);
out:
	free(mark);
	return r;
}

int
gs_seals_tips(const struct gs_chain *c, uint32_t set, uint8_t *tips)
{
	memset(tips, 0, c->nr);
	return c->floor >= c->nr ? GS_ENOKEY : tree_tips(c, set, tips);
}

int
gs_seals_closed(const struct gs_chain *c, uint32_t set, uint8_t *mark)
{
	uint8_t *tips, *open;
	int r;

	memset(mark, 0, c->nr);
	if (c->floor >= c->nr)
		return GS_ENOKEY;
	if ((tips = calloc(2 * c->nr, 1)) == NULL)
		return GS_ENOMEM;
	open = tips + c->nr;
	r = tree_tips(c, set, tips);
	for (size_t i = 0; r == GS_OK && i < c->nr; i++) {
		if (!tips[i])
			continue;
		if ((r = gs_chain_open(c, i, open)) != GS_OK)
			break;
		for (size_t k = 0; k < c->nr; k++)
			mark[k] |= !open[k];
	}
	if (r != GS_OK)
		memset(mark, 0, c->nr);
	free(tips);
	return r;
}
