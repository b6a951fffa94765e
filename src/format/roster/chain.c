#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/wipe.h"
#include "format/roster/chain_node.h"

#include "format/roster/chain.h"

int
gs_chain_new(const char *keyring, struct gs_chain **out)
{
	struct gs_chain *c = calloc(1, sizeof(*c));

	*out = NULL;
	if (c == NULL || (c->keyring = gs_strdup(keyring)) == NULL) {
		free(c);
		return GS_ENOMEM;
	}
	*out = c;
	return GS_OK;
}

void
gs_chain_free(struct gs_chain *c)
{
	struct gs_chain_block *block;

	if (c == NULL)
		return;
	for (size_t i = 0; i < c->nr; i++) {
		free(c->v[i]->files);
		free(c->v[i]->parents);
		free(c->v[i]->children);
		free(c->v[i]);
	}
	free(c->v);
	gs_map_clear(&c->by_id, NULL);
	while ((block = c->keys) != NULL) {
		c->keys = block->next;
		gs_secret_free(block);
	}
	free(c->keyring);
	free(c);
}

static int
node_new(struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_chain_node **out)
{
	struct gs_chain_node *n, **v;
	int r;

	if (c->nr >= GS_GENERATIONS_MAX)
		return GS_ETOOBIG;
	if ((c->nr & (c->nr - 1)) == 0) {
		v = realloc(c->v, (c->nr == 0 ? 1 : 2 * c->nr) * sizeof(*v));
		if (v == NULL)
			return GS_ENOMEM;
		c->v = v;
	}
	if ((n = calloc(1, sizeof(*n))) == NULL)
		return GS_ENOMEM;
	memcpy(n->pub.id, id, GS_GEN_ID_LEN);
	n->pub.state = GS_CHAIN_UNJOINED; /* until it is judged */
	if ((r = gs_map_put(&c->by_id, (const char *)id, GS_GEN_ID_LEN, n)) !=
	    GS_OK) {
		free(n);
		return r;
	}
	n->at = c->nr;
	c->v[c->nr++] = n;
	*out = n;
	return GS_OK;
}

static struct gs_chain_node *
lookup(const struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN])
{
	return gs_map_get(&c->by_id, (const char *)id, GS_GEN_ID_LEN);
}

int
gs_chain_node(struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_chain_node **out)
{
	if ((*out = lookup(c, id)) != NULL)
		return GS_OK;
	return node_new(c, id, out);
}

static int
add(struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN],
    const struct gs_chain_file *file)
{
	struct gs_chain_file *files;
	struct gs_chain_node *n;
	int r;

	if ((r = gs_chain_node(c, id, &n)) != GS_OK)
		return r;
	for (size_t i = 0; i < n->nr_files; i++) {
		struct gs_chain_file *f = &n->files[i];

		if (f->g == NULL ? file->g == NULL && f->why == file->why
				 : file->g != NULL &&
			    gs_generation_same(f->g, file->g)) {
			f->sets |= file->sets;
			return GS_OK;
		}
	}
	files = realloc(n->files, (n->nr_files + 1) * sizeof(*files));
	if (files == NULL)
		return GS_ENOMEM;
	n->files = files;
	n->files[n->nr_files++] = *file;
	return GS_OK;
}

int
gs_chain_add_file(
    struct gs_chain *c, uint32_t sets, const struct gs_generation *file)
{
	const struct gs_chain_file f = { .g = file, .sets = sets };

	return add(c, file->id, &f);
}

int
gs_chain_add_unread(
    struct gs_chain *c, uint32_t sets, const uint8_t id[GS_GEN_ID_LEN], int why)
{
	const struct gs_chain_file f = { .why = why, .sets = sets };

	return add(c, id, &f);
}

/* A copy of ${gen} at ${slot}, if none is there yet. */
static int
keep(struct gs_chain *c, const struct gs_gen *gen, const struct gs_gen **slot)
{
	struct gs_chain_block *b = c->keys;

	if (*slot != NULL)
		return memcmp((*slot)->fingerprint, gen->fingerprint,
			   sizeof(gen->fingerprint)) == 0
		    ? GS_OK
		    : GS_EREFUSED;
	if (b == NULL || b->nr == GS_CHAIN_BLOCK) {
		if ((b = gs_secret_new(sizeof(*b))) == NULL)
			return GS_ENOMEM;
		b->next = c->keys;
		c->keys = b;
	}
	b->v[b->nr] = *gen;
	*slot = &b->v[b->nr++];
	return GS_OK;
}

int
gs_chain_add_held(struct gs_chain *c, const struct gs_gens *gens)
{
	struct gs_chain_node *n;
	int r;

	for (size_t i = 0; i < gens->nr; i++) {
		if ((r = gs_chain_node(c, gens->v[i].content.id, &n)) !=
			GS_OK ||
		    (r = keep(c, &gens->v[i], &n->held)) != GS_OK)
			return r;
	}
	return GS_OK;
}

bool
gs_chain_carries(const struct gs_chain *c, const struct gs_gen *gen)
{
	const struct gs_chain_node *n = lookup(c, gen->content.id);

	for (size_t i = 0; n != NULL && i < n->nr_files; i++) {
		const struct gs_generation *g = n->files[i].g;

		if (g != NULL &&
		    memcmp(g->fingerprint, gen->fingerprint,
			sizeof(g->fingerprint)) == 0)
			return true;
	}
	return false;
}

int
gs_chain_add_opened(struct gs_chain *c, const struct gs_gen *gen)
{
	int r;

	if (!gs_chain_carries(c, gen))
		return GS_ENOKEY;
	r = keep(c, gen, &lookup(c, gen->content.id)->opened);
	return r == GS_EREFUSED ? GS_ENOKEY : r;
}

size_t
gs_chain_nr(const struct gs_chain *c)
{
	return c->nr;
}

const struct gs_chain_gen *
gs_chain_at(const struct gs_chain *c, size_t i)
{
	GS_BUG(i >= c->nr);
	return &c->v[i]->pub;
}

size_t
gs_chain_find(const struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_chain_node *n = lookup(c, id);

	return n == NULL ? c->nr : n->at;
}

const struct gs_chain_gen *
gs_chain_gen(const struct gs_chain *c, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_chain_node *n = lookup(c, id);

	return n == NULL ? NULL : &n->pub;
}

size_t
gs_chain_floor(const struct gs_chain *c)
{
	return c->floor;
}

bool
gs_chain_vanished(const struct gs_chain_gen *g, uint32_t before, uint32_t now)
{
	return (g->sets & before) != 0 && (g->sets & GS_CHAIN_TRUNK) != 0 &&
	    (g->sets & now) == 0;
}
