#include <stdlib.h>
#include <string.h>

#include "cmd/filter/filter.h"
#include "git/attr.h"

#include "cmd/filter/adopt_heads.h"

struct heads {
	struct gs_cmd_filter *c;
	const struct gs_trusts_one *one;
	const struct gs_entry **entry; /* owned array, by place in paths */
	struct gs_strs paths;
	struct gs_oid *blob; /* owned */
	size_t nr_blobs;
	uint8_t *id; /* owned */
	size_t nr;
};

static int
list_paths(struct heads *h)
{
	const struct gs_entries *l = &h->c->world.entries;
	int r = GS_OK;

	h->entry = calloc(l->nr + 1, sizeof(*h->entry));
	h->blob = calloc(l->nr + 1, sizeof(*h->blob));
	h->id = malloc((l->nr + h->c->adopt.saw.nr + 1) * GS_GEN_ID_LEN);
	if (h->entry == NULL || h->blob == NULL || h->id == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < l->nr; i++) {
		const struct gs_entry *x = &l->v[i];

		if ((x->mode & 0170000u) != 0100000u ||
		    (h->paths.nr != 0 &&
			strcmp(h->paths.v[h->paths.nr - 1], x->path) == 0) ||
		    gs_filter_never(x->path))
			continue;
		h->entry[h->paths.nr] = x;
		r = gs_strs_addn(&h->paths, x->path, x->n);
	}
	return r;
}

static int
note_path(void *ctx, size_t i, const struct gs_attrs *a)
{
	struct heads *h = ctx;

	if (a->sealed && a->keyring_ok && strcmp(a->keyring, h->one->name) == 0)
		h->blob[h->nr_blobs++] = h->entry[i]->id;
	return GS_OK;
}

static int
note_blob(void *ctx, size_t i, struct gs_buf *b)
{
	struct heads *h = ctx;
	struct gs_sealed_head head;

	(void)i;
	if (b != NULL && gs_sealed_peek(b->p, b->n, &head) == GS_OK)
		memcpy(h->id + h->nr++ * GS_GEN_ID_LEN, head.id, GS_GEN_ID_LEN);
	return GS_OK;
}

static bool
elsewhere(const struct heads *h, const uint8_t *id)
{
	const struct gs_trusts *t = &h->c->trusts;

	for (size_t i = 0; i < t->nr; i++) {
		if (&t->one[i] != h->one && t->one[i].loaded &&
		    gs_chain_gen(t->one[i].trust.chain, id) != NULL)
			return true;
	}
	return false;
}

static void
add_seen(struct heads *h)
{
	const struct gs_map *saw = &h->c->adopt.saw;

	for (size_t i = 0; i < saw->cap; i++) {
		const uint8_t *id = (const uint8_t *)saw->slot[i].key;

		if (id != NULL && !elsewhere(h, id))
			memcpy(
			    h->id + h->nr++ * GS_GEN_ID_LEN, id, GS_GEN_ID_LEN);
	}
}

int
gs_adopt_heads(struct gs_cmd_filter *c, const struct gs_trusts_one *one,
    uint8_t **ids, size_t *nr)
{
	struct heads h = { .c = c, .one = one };
	int r = list_paths(&h);

	*ids = NULL;
	*nr = 0;
	if (r == GS_OK && h.paths.nr != 0)
		r = gs_attr_each(NULL, false, &h.paths, note_path, &h, NULL);
	if (r == GS_OK && h.nr_blobs != 0)
		r = gs_batch_each(NULL, true, h.blob, h.nr_blobs, GS_BUF_MAX,
		    note_blob, &h, NULL);
	if (r == GS_OK) {
		add_seen(&h);
		*ids = h.id;
		*nr = h.nr;
		h.id = NULL;
	}
	gs_strs_clear(&h.paths);
	free(h.entry);
	free(h.blob);
	free(h.id);
	return r;
}
