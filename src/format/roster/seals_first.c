#include <stdlib.h>
#include <string.h>

#include "format/roster/chain_node.h"

#include "format/roster/seals.h"

/* The one root, or c->nr. */
static size_t
only_root(const struct gs_chain *c)
{
	size_t root = c->nr;

	for (size_t i = 0; i < c->nr; i++) {
		const struct gs_generation *g = c->v[i]->pub.file;

		if (g == NULL || g->nr_parents != 0)
			continue;
		if (root != c->nr)
			return c->nr;
		root = i;
	}
	return root;
}

static enum gs_seals_first
files_ok(const struct gs_chain *c)
{
	bool some = false;

	for (size_t i = 0; i < c->nr; i++) {
		const struct gs_chain_node *n = c->v[i];

		if (n->pub.bad != 0 || n->pub.file == NULL ||
		    n->pub.file->newer)
			return GS_SEALS_BAD;
		some = true;
	}
	return some ? GS_SEALS_ADOPT : GS_SEALS_NOTHING;
}

static enum gs_seals_first
tip_ok(const struct gs_chain *c, const uint8_t *tips, size_t *tip)
{
	size_t nr = 0;

	for (size_t i = 0; i < c->nr; i++) {
		nr += tips[i];
		if (tips[i])
			*tip = i;
	}
	if (nr != 1)
		return GS_SEALS_TIPS;
	return c->v[*tip]->pub.key == NULL ? GS_SEALS_CLOSED_TIP
					   : GS_SEALS_ADOPT;
}

/* By now every generation that is known chains to the root. */
static bool
blobs_ok(const struct gs_chain *c, const uint8_t *blob, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		if (gs_chain_gen(c, blob + i * GS_GEN_ID_LEN) == NULL)
			return false;
	}
	return true;
}

/* ${mark} and ${tips} are room for sets.  An edge needs its parent's key, so
 * what descends from the root hangs on nothing but opened generations. */
static int
try(const struct gs_chain *c, uint8_t *mark, uint8_t *tips, size_t *tip,
    enum gs_seals_first *why)
{
	size_t root = only_root(c);
	int r;

	if ((*why = files_ok(c)) != GS_SEALS_ADOPT)
		return GS_OK;
	*why = GS_SEALS_ROOTS;
	if (root >= c->nr)
		return GS_OK;
	if ((r = gs_chain_descendants(c, root, mark)) != GS_OK)
		return r;
	*why = GS_SEALS_UNCHAINED;
	for (size_t i = 0; i < c->nr; i++) {
		if (!mark[i])
			return GS_OK;
	}
	if ((r = gs_chain_tips(c, mark, tips)) != GS_OK)
		return r;
	*why = tip_ok(c, tips, tip);
	if (*why == GS_SEALS_ADOPT &&
	    (c->v[root]->pub.sets & c->v[*tip]->pub.sets & GS_CHAIN_TRUNK) == 0)
		*why = GS_SEALS_OFF_TRUNK;
	return GS_OK;
}

int
gs_seals_first(const struct gs_chain *c, bool trunk, const uint8_t *blob,
    size_t nr, const struct gs_chain_gen **out, enum gs_seals_first *why)
{
	uint8_t *mark = calloc(2 * c->nr + 1, 1);
	size_t tip = c->nr;
	int r;

	*out = NULL;
	*why = GS_SEALS_NOTHING;
	if (mark == NULL)
		return GS_ENOMEM;
	r = try(c, mark, mark + c->nr, &tip, why);
	free(mark);
	if (r != GS_OK)
		return r;
	if (*why == GS_SEALS_OFF_TRUNK && !trunk)
		*why = GS_SEALS_ADOPT;
	if (*why == GS_SEALS_ADOPT && !blobs_ok(c, blob, nr))
		*why = GS_SEALS_BLOBS;
	if (*why == GS_SEALS_ADOPT)
		*out = &c->v[tip]->pub;
	return GS_OK;
}
