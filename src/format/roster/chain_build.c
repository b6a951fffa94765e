#include <stdlib.h>
#include <string.h>

#include "format/roster/chain_node.h"

#include "format/roster/chain.h"

static void
forget(struct gs_chain_node *n)
{
	uint8_t id[GS_GEN_ID_LEN];

	memcpy(id, n->pub.id, sizeof(id));
	memset(&n->pub, 0, sizeof(n->pub));
	memcpy(n->pub.id, id, sizeof(id));
	n->pub.held = n->held != NULL;
	n->pub.key = n->held;
	free(n->parents);
	free(n->children);
	n->parents = NULL;
	n->children = NULL;
	n->nr_parents = n->nr_children = 0;
	for (size_t i = 0; i < n->nr_files; i++)
		n->files[i].forged = n->files[i].newer = false;
}

/* The state of a generation that no edge joins to a valid one. */
static enum gs_chain_state
alone(const struct gs_chain_node *n)
{
	enum gs_chain_state s = GS_CHAIN_FORGED;

	if (n->pub.file != NULL)
		return n->pub.file->nr_parents == 0 ? GS_CHAIN_ROOT
						    : GS_CHAIN_UNJOINED;
	for (size_t i = 0; i < n->nr_files; i++) {
		if (n->files[i].g != NULL)
			continue;
		if (n->files[i].why == GS_ENOTFOUND)
			return GS_CHAIN_AHEAD;
		if (n->files[i].why == GS_ENEWER)
			return GS_CHAIN_NEWER;
		s = GS_CHAIN_DAMAGED;
	}
	return s;
}

/*
 * Valid: what the clone holds and its ancestors, a root among them included;
 * then whatever an edge joins to one that is valid and whose own tag
 * verified, in either direction, but no other root.
 */
static int
spread(struct gs_chain *c, uint8_t *valid)
{
	size_t *todo = calloc(c->nr + 1, sizeof(*todo)), nr = 0;

	if (todo == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < c->nr; i++) {
		if (valid[i])
			todo[nr++] = i;
	}
	while (nr > 0) {
		const struct gs_chain_node *n = c->v[todo[--nr]];

		for (size_t k = 0; k < n->nr_children + n->nr_parents; k++) {
			bool down = k < n->nr_children;
			size_t to = down ? n->children[k]
					 : n->parents[k - n->nr_children];
			const struct gs_chain_gen *g = &c->v[to]->pub;

			if (valid[to] || g->key == NULL || g->file == NULL ||
			    (!down && g->file->nr_parents == 0))
				continue;
			valid[to] = 1;
			todo[nr++] = to;
		}
	}
	free(todo);
	return GS_OK;
}

static bool
joined(const struct gs_chain_node *n, const uint8_t *valid)
{
	for (size_t k = 0; k < n->nr_parents; k++) {
		if (valid[n->parents[k]])
			return true;
	}
	return false;
}

static enum gs_chain_state
state_of(const struct gs_chain_node *n, const uint8_t *valid)
{
	enum gs_chain_state s = alone(n);

	if (valid[n->at])
		s = GS_CHAIN_VALID;
	else if (joined(n, valid))
		s = GS_CHAIN_AHEAD;
	else
		return s;
	return n->pub.file != NULL && n->pub.file->newer ? GS_CHAIN_NEWER : s;
}

static int
judge(struct gs_chain *c)
{
	uint8_t *valid = calloc(c->nr + 1, 1);
	int r;

	if (valid == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < c->nr; i++)
		valid[i] = c->v[i]->pub.held;
	if ((r = gs_chain_flood(c, true, valid)) != GS_OK)
		goto out;
	/* An ancestor that nothing but a forged file speaks for is none. */
	for (size_t i = 0; i < c->nr; i++)
		valid[i] &= c->v[i]->pub.held || c->v[i]->pub.file != NULL;
	if ((r = spread(c, valid)) != GS_OK)
		goto out;
	for (size_t i = 0; i < c->nr; i++)
		c->v[i]->pub.state = state_of(c->v[i], valid);
out:
	free(valid);
	return r;
}

int
gs_chain_build(struct gs_chain *c, const uint8_t *floor)
{
	int r;

	for (size_t i = 0; i < c->nr; i++)
		forget(c->v[i]);
	if ((r = gs_chain_link(c)) != GS_OK || (r = judge(c)) != GS_OK)
		return r;
	c->floor = floor == NULL ? c->nr : gs_chain_find(c, floor);
	if (c->floor < c->nr && !c->v[c->floor]->pub.held)
		c->floor = c->nr;
	return GS_OK;
}
