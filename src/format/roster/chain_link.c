#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "format/roster/chain_node.h"

/*
 * Judging files.  First each file by its own tag, where its key is there;
 * then by the parenttags that can be checked.  Both passes look at files
 * alone, in the order of adding, so that no answer depends on the order of
 * generations.
 */

static const struct gs_gen *
key_of(const struct gs_chain_node *n, const struct gs_generation *g)
{
	if (n->pub.held)
		return n->pub.key;
	if (n->opened != NULL &&
	    memcmp(n->opened->fingerprint, g->fingerprint,
		sizeof(g->fingerprint)) == 0)
		return n->opened;
	return NULL;
}

/* The first file that its own tag does not speak against decides which key
 * the generation has; a file with another fingerprint is then forged. */
static int
check_own(struct gs_chain *c, struct gs_chain_node *n)
{
	bool decided = n->pub.held;
	const struct gs_gen *key;
	int r;

	for (size_t i = 0; i < n->nr_files; i++) {
		struct gs_chain_file *f = &n->files[i];

		if (f->g == NULL)
			continue;
		f->newer = f->g->newer;
		key = decided ? n->pub.key : key_of(n, f->g);
		if (key != NULL) {
			r = gs_generation_verify(f->g, c->keyring, key);
			f->forged = r == GS_EDAMAGED;
			if (r != GS_OK && r != GS_EDAMAGED && r != GS_ENEWER)
				return r;
		}
		if (!decided && !f->forged) {
			n->pub.key = key;
			decided = true;
		}
	}
	return GS_OK;
}

/* The parenttags of ${f} whose generations are known: all must verify. */
static int
check_edges(struct gs_chain *c, struct gs_chain_file *f, size_t *parents,
    size_t *nr_parents)
{
	const struct gs_generation *g = f->g;
	struct gs_buf b = GS_BUF_INIT;
	const struct gs_chain_gen *p;
	int r = GS_OK;

	*nr_parents = 0;
	for (size_t i = 0; i < g->nr_parenttags && r == GS_OK; i++) {
		p = gs_chain_gen(c, g->parenttag[i].id);
		if (p == NULL || p->key == NULL)
			continue;
		if (b.n == 0 &&
		    (r = gs_generation_tag_input(g, c->keyring, &b)) != GS_OK)
			break;
		r = gs_tag_check(p->key->roster_key, &b, g->parenttag[i].tag);
		parents[(*nr_parents)++] = gs_chain_find(c, p->id);
	}
	gs_buf_clear(&b);
	f->forged = r == GS_EDAMAGED;
	return r == GS_EDAMAGED ? GS_OK : r;
}

/* Take the first file that stands; it alone makes edges. */
static int
choose(struct gs_chain *c, struct gs_chain_node *n)
{
	int r;

	for (size_t i = 0; i < n->nr_files; i++) {
		struct gs_chain_file *f = &n->files[i];

		if (f->g == NULL || f->forged || n->pub.file != NULL) {
			if (f->g != NULL || f->why != GS_ENOTFOUND)
				n->pub.bad |= f->sets;
			continue;
		}
		n->parents = calloc(f->g->nr_parents + 1, sizeof(*n->parents));
		if (n->parents == NULL)
			return GS_ENOMEM;
		if ((r = check_edges(c, f, n->parents, &n->nr_parents)) !=
		    GS_OK)
			return r;
		if (!f->forged) {
			n->pub.file = f->g;
			n->pub.sets |= f->sets;
			continue;
		}
		n->pub.bad |= f->sets;
		n->nr_parents = 0;
		free(n->parents);
		n->parents = NULL;
	}
	return GS_OK;
}

/* A name whose blob is not here carries whatever counts under it. */
static void
count_absent(struct gs_chain_node *n)
{
	for (size_t i = 0; i < n->nr_files; i++) {
		if (n->files[i].g == NULL && n->files[i].why == GS_ENOTFOUND)
			n->pub.sets |= n->files[i].sets;
	}
}

static int
make_children(struct gs_chain *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; k < c->v[i]->nr_parents; k++)
			c->v[c->v[i]->parents[k]]->nr_children++;
	}
	for (size_t i = 0; i < c->nr; i++) {
		struct gs_chain_node *n = c->v[i];

		n->children = calloc(n->nr_children + 1, sizeof(*n->children));
		if (n->children == NULL)
			return GS_ENOMEM;
		n->nr_children = 0;
	}
	for (size_t i = 0; i < c->nr; i++) {
		for (size_t k = 0; k < c->v[i]->nr_parents; k++) {
			struct gs_chain_node *p = c->v[c->v[i]->parents[k]];

			p->children[p->nr_children++] = i;
		}
	}
	return GS_OK;
}

int
gs_chain_link(struct gs_chain *c)
{
	int r;

	for (size_t i = 0; i < c->nr; i++) {
		if ((r = check_own(c, c->v[i])) != GS_OK)
			return r;
	}
	for (size_t i = 0; i < c->nr; i++) {
		if ((r = choose(c, c->v[i])) != GS_OK)
			return r;
		count_absent(c->v[i]);
	}
	return make_children(c);
}
