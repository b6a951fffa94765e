#include <stdlib.h>
#include <string.h>

#include "git/batch.h"

#include "cmd/keys/unlock_proof.h"

/* Of larger blobs the head tells. */
#define WHOLE_MAX ((size_t)1 << 20)
#define FIRST 4
#define HEAD_LEN ((size_t)GS_SEALED_HEADER_LEN + 1)

struct proving {
	struct gs_proof *p;
	const struct gs_keys *keys;
	const struct gs_repo *repo;
	uint64_t max_size;
	struct gs_oid *ids;
	size_t *of; /* the keyring that each id should be of; SIZE_MAX: any */
	size_t nr;
	size_t from;   /* the place in ids of the batch's first */
	size_t *large; /* places in ids: to be looked at last */
	size_t nr_large;
	struct gs_err *e;
};

void
gs_proof_clear(struct gs_proof *p)
{
	free(p->ring);
	memset(p, 0, sizeof(*p));
}

static void
need(struct gs_proof_ring *r, const uint8_t id[GS_GEN_ID_LEN])
{
	for (size_t i = 0; i < r->nr_need; i++) {
		if (memcmp(r->need[i], id, GS_GEN_ID_LEN) == 0)
			return;
	}
	if (r->nr_need < GS_PROOF_IDS)
		memcpy(r->need[r->nr_need++], id, GS_GEN_ID_LEN);
}

/* Whether all keyrings are settled, so that nothing more need be read. */
static bool
all_opened(const struct gs_proof *p)
{
	for (size_t i = 0; i < p->nr; i++) {
		if (!p->ring[i].opened)
			return false;
	}
	return true;
}

/*
 * One sealed blob that should be of the keyring ${ring}.  That it is under
 * the keyring's own id is enough where a generation file vouches for the key,
 * or where ${b} is the head alone: damage is damage under this very key.
 */
static int
try_blob(struct proving *x, struct gs_proof_ring *ring, struct gs_buf *b)
{
	struct gs_judged j;
	size_t off;
	int r = GS_OK;

	gs_verdict_look(x->keys, ring->name, b->p, b->n, &j);
	if (j.has_id)
		ring->sealed = true;
	if (j.has_id && j.gen == NULL) {
		need(ring, j.id);
	} else if (j.gen != NULL && j.ring != NULL &&
	    strcmp(j.ring->name, ring->name) == 0) {
		if (!ring->named && b->n > HEAD_LEN)
			r = gs_verdict_open(&j, x->max_size, b, &off);
		ring->opened = true;
	}
	return r == GS_ETOOBIG ? GS_OK : r;
}

/* GS_EREFUSED ends the walk: nothing is left to be proven. */
static int
look(struct proving *x, size_t i, struct gs_buf *b)
{
	size_t of = x->of[i];
	int r = GS_OK;

	if (!gs_sealed_is(b->p, b->n))
		return GS_OK;
	for (size_t k = 0; r == GS_OK && k < x->p->nr; k++) {
		if ((of == SIZE_MAX || of == k) && !x->p->ring[k].opened)
			r = try_blob(x, &x->p->ring[k], b);
		/* It opens in place, and but once. */
		if (x->p->ring[k].opened && of == SIZE_MAX)
			break;
	}
	if (r != GS_OK)
		return gs_fail(
		    x->e, r, "cannot open a file: %s", gs_strerror(r));
	return all_opened(x->p) ? GS_EREFUSED : GS_OK;
}

static int
each(void *ctx, size_t i, struct gs_buf *b)
{
	struct proving *x = ctx;

	if (b != NULL)
		return look(x, x->from + i, b);
	x->large[x->nr_large++] = x->from + i;
	return GS_OK;
}

static int
look_head(struct proving *x, size_t i)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_batch_head(NULL, true, &x->ids[i], HEAD_LEN, &b, x->e);

	if (r == GS_OK)
		r = look(x, i, &b);
	gs_buf_clear(&b);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

/* The first ones by the child that runs already: most often they tell. */
static int
look_first(struct proving *x)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	for (; r == GS_OK && x->from < FIRST && x->from < x->nr; x->from++) {
		gs_buf_reset(&b);
		r = gs_repo_blob(
		    x->repo, &x->ids[x->from], WHOLE_MAX, &b, x->e);
		if (r == GS_OK)
			r = look(x, x->from, &b);
		else if (r == GS_ETOOBIG || r == GS_ENOTFOUND)
			r = each(x, 0, NULL);
	}
	gs_buf_clear(&b);
	return r;
}

static int
walk(struct proving *x)
{
	int r;

	if ((x->large = calloc(x->nr + 1, sizeof(*x->large))) == NULL)
		return gs_no_memory(x->e);
	r = look_first(x);
	if (r == GS_OK && x->from < x->nr)
		r = gs_batch_each(NULL, true, x->ids + x->from, x->nr - x->from,
		    WHOLE_MAX, each, x, x->e);
	for (size_t i = 0; r == GS_OK && i < x->nr_large; i++)
		r = look_head(x, x->large[i]);
	return r == GS_EREFUSED && all_opened(x->p) ? GS_OK : r;
}

static size_t
place_of(const struct gs_proof *p, const char *name)
{
	for (size_t i = 0; i < p->nr; i++) {
		if (strcmp(p->ring[i].name, name) == 0)
			return i;
	}
	return SIZE_MAX;
}

static int
room(struct proving *x, size_t nr)
{
	x->ids = calloc(nr + 1, sizeof(*x->ids));
	x->of = calloc(nr + 1, sizeof(*x->of));
	if (x->ids == NULL || x->of == NULL)
		return gs_no_memory(x->e);
	return GS_OK;
}

/* The files of the index of every worktree. */
static int
from_bulk(struct proving *x, const struct gs_bulk *b)
{
	size_t nr = 0;
	int r;

	for (size_t i = 0; i < b->nr; i++)
		nr += b->tree[i].nr;
	if ((r = room(x, nr)) != GS_OK)
		return r;
	for (size_t i = 0; i < b->nr; i++) {
		const struct gs_bulk_tree *t = &b->tree[i];

		for (size_t k = 0; k < t->nr; k++) {
			size_t of = place_of(x->p, t->ring[k]);

			if (of == SIZE_MAX || t->absent[k])
				continue;
			x->ids[x->nr] = t->v[k].id;
			x->of[x->nr++] = of;
		}
	}
	return GS_OK;
}

/* No index at all, as in a bare repository: everything in HEAD, since what
 * its attributes say cannot be asked there. */
static int
from_head(struct proving *x)
{
	struct gs_entries l = { 0 };
	int r = gs_entries_of_tree(NULL, "HEAD", &l, x->e);

	if (r == GS_ENOTFOUND) {
		r = GS_OK;
		goto out;
	}
	if (r != GS_OK || (r = room(x, l.nr)) != GS_OK)
		goto out;
	for (size_t i = 0; i < l.nr; i++) {
		if ((l.v[i].mode & 0170000) != 0100000)
			continue;
		x->ids[x->nr] = l.v[i].id;
		x->of[x->nr++] = SIZE_MAX;
	}
out:
	gs_entries_clear(&l);
	return r;
}

static bool
has_entries(const struct gs_bulk *b)
{
	for (size_t i = 0; i < b->nr; i++) {
		if (b->tree[i].entries.nr > 0)
			return true;
	}
	return false;
}

/* What the generation files say of a keyring that opens nothing. */
static int
ask_files(struct gs_genfiles *g, const struct gs_keyring *ring,
    struct gs_proof_ring *p, struct gs_err *e)
{
	char name[GS_KEYRING_NAME_MAX + 1];
	int r = gs_genfiles_any(g, ring->name, &p->known, e);

	for (size_t i = 0; r == GS_OK && !p->named && i < ring->gens.nr; i++) {
		r = gs_genfiles_ring(g, &ring->gens.v[i], name, e);
		p->named = r == GS_OK && strcmp(name, ring->name) == 0;
	}
	return r;
}

int
gs_proof_find(struct gs_bulk *b, struct gs_genfiles *g,
    const struct gs_keys *keys, struct gs_proof *p, struct gs_err *e)
{
	struct proving x = { .p = p,
		.keys = keys,
		.repo = b->ctx->repo,
		.max_size = b->max_size,
		.e = e };
	int r = GS_OK;

	memset(p, 0, sizeof(*p));
	if ((p->ring = calloc(keys->nr + 1, sizeof(*p->ring))) == NULL)
		return gs_no_memory(e);
	p->nr = keys->nr;
	for (size_t i = 0; r == GS_OK && i < p->nr; i++) {
		p->ring[i].name = keys->v[i].name;
		r = ask_files(g, &keys->v[i], &p->ring[i], e);
	}
	if (r == GS_OK)
		r = has_entries(b) ? from_bulk(&x, b) : from_head(&x);
	if (r == GS_OK && x.nr > 0)
		r = walk(&x);
	free(x.ids);
	free(x.of);
	free(x.large);
	return r;
}

bool
gs_proof_ok(const struct gs_proof_ring *r)
{
	return r->opened || (!r->sealed && (r->named || !r->known));
}

static int
add_id(struct gs_buf *out, const uint8_t id[GS_GEN_ID_LEN])
{
	char hex[GS_GEN_ID_HEX_LEN + 1];

	return gs_buf_addf(
	    out, "%s%s", out->n > 0 ? ", " : "", gs_gen_id_print(id, hex));
}

/* The ids that files need, and those that the offer has. */
static int
list_ids(const struct gs_proof *p, const struct gs_keys *keys,
    struct gs_buf *needed, struct gs_buf *had)
{
	int r = GS_OK;

	for (size_t i = 0; i < p->nr; i++) {
		for (size_t k = 0; r == GS_OK && k < p->ring[i].nr_need; k++)
			r = add_id(needed, p->ring[i].need[k]);
		for (size_t k = 0; r == GS_OK && k < keys->v[i].gens.nr; k++)
			r = add_id(had, keys->v[i].gens.v[k].content.id);
	}
	return r == GS_OK && gs_buf_str(needed) != NULL &&
		gs_buf_str(had) != NULL
	    ? GS_OK
	    : GS_ENOMEM;
}

int
gs_proof_refuse(const struct gs_proof *p, const struct gs_keys *keys,
    const char *from, struct gs_err *e)
{
	struct gs_buf needed = GS_BUF_INIT, had = GS_BUF_INIT;
	bool named = false;
	int r;

	for (size_t i = 0; i < p->nr; i++)
		named = named || p->ring[i].named;
	if (list_ids(p, keys, &needed, &had) != GS_OK)
		r = gs_no_memory(e);
	else if (named)
		r = gs_fail(e, GS_ENOKEY,
		    "%s opens no sealed file here: they need generation %s, "
		    "and it has %s",
		    from, (const char *)needed.p, (const char *)had.p);
	else if (needed.n > 0)
		r = gs_fail(e, GS_ENOKEY,
		    "%s is not a key of this repository: its files need "
		    "generation %s, and it has %s",
		    from, (const char *)needed.p, (const char *)had.p);
	else
		r = gs_fail(e, GS_ENOKEY,
		    "%s is not a key of this repository: no generation file "
		    "knows %s",
		    from, (const char *)had.p);
	gs_hint(e, "ask somebody who has the key for 'git seal export-key'");
	gs_buf_clear(&needed);
	gs_buf_clear(&had);
	return r;
}
