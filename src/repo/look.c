#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/par.h"
#include "crypto/hash.h"
#include "format/sealed.h"
#include "repo/fan.h"
#include "repo/settle.h"

#include "repo/look.h"

#define CHUNK ((size_t)128)

struct looking {
	struct gs_works *w;
	struct gs_placer placer[GS_PAR_MAX];
	struct gs_buf b[GS_PAR_MAX]; /* a file's bytes */
	int (*each)(struct looking *l, struct gs_work *v, unsigned worker);
	size_t *unsure; /* places in w->v */
	struct gs_err *e;
	const char *_Atomic failed; /* path */
};

bool
gs_look_stays(int r)
{
	return r == GS_ENOKEY || r == GS_EDAMAGED || r == GS_ENEWER ||
	    r == GS_ETOOBIG;
}

static int
chunk(void *ctx, size_t i, unsigned worker)
{
	struct looking *l = ctx;
	size_t end = (i + 1) * CHUNK < l->w->nr ? (i + 1) * CHUNK : l->w->nr;
	int r = GS_OK;

	for (size_t k = i * CHUNK; r == GS_OK && k < end; k++) {
		if ((r = l->each(l, &l->w->v[k], worker)) != GS_OK)
			l->failed = l->w->v[k].path;
	}
	return r;
}

static int
for_all(struct looking *l,
    int (*each)(struct looking *l, struct gs_work *v, unsigned worker))
{
	int r;

	l->each = each;
	r = gs_par_for((l->w->nr + CHUNK - 1) / CHUNK, 0, chunk, l);
	if (r != GS_OK)
		r = gs_fail(l->e, r, "cannot look at '%s': %s",
		    l->failed != NULL ? l->failed : "?", gs_strerror(r));
	return r;
}

static int
look_stat(struct looking *l, struct gs_work *v, unsigned worker)
{
	int r = gs_placer_stat(&l->placer[worker], v->path, &v->was);

	v->look = r == GS_OK ? GS_LOOK_CHANGED : GS_LOOK_GONE;
	return r == GS_ENOTFOUND ? GS_OK : r;
}

/* Ask the index's stat data about all that are there. */
static int
look_trust(struct looking *l)
{
	struct gs_settled *items = calloc(l->w->nr + 1, sizeof(*items));
	bool *yes = calloc(l->w->nr + 1, sizeof(*yes));
	int r = GS_ENOMEM;

	if (items == NULL || yes == NULL)
		goto out;
	for (size_t i = 0; i < l->w->nr; i++) {
		items[i].path = l->w->v[i].path;
		items[i].id = l->w->v[i].id;
		gs_stat_of(&l->w->v[i].was, &items[i].st);
	}
	r = gs_settle_trusts(
	    l->w->index, l->w->oid_len, items, l->w->nr, yes, l->e);
	/* A split index tells nothing here: the files themselves do. */
	if (r == GS_ENEWER)
		r = GS_OK;
	for (size_t i = 0; i < l->w->nr; i++) {
		if (yes[i] && l->w->v[i].look == GS_LOOK_CHANGED &&
		    S_ISREG(l->w->v[i].was.st_mode))
			l->w->v[i].look = GS_LOOK_TRUSTED;
	}
out:
	if (r == GS_ENOMEM)
		r = gs_fail(l->e, r, "out of memory");
	free(items);
	free(yes);
	return r;
}

/* Whether the file holds the blob's very bytes: its id tells. */
static int
look_bytes(struct looking *l, struct gs_work *v, unsigned worker)
{
	struct gs_buf *b = &l->b[worker];
	struct gs_oid id;
	int r;

	if (v->look != GS_LOOK_CHANGED || !S_ISREG(v->was.st_mode))
		return GS_OK;
	gs_buf_reset(b);
	r = gs_placer_read(&l->placer[worker], v->path, SIZE_MAX, b);
	if (r == GS_ENOTFOUND)
		v->look = GS_LOOK_GONE;
	else if (r == GS_OK &&
	    (r = gs_blob_id(l->w->oid_len, b->p, b->n, &id)) == GS_OK &&
	    gs_oid_eq(&id, &v->id))
		v->look = GS_LOOK_BLOB;
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
compare(struct looking *l, struct gs_work *v, unsigned worker,
    const struct gs_buf *b, size_t off)
{
	struct gs_buf *file = &l->b[worker];
	size_t n = b->n - off;
	int r;

	if ((uint64_t)v->was.st_size != n)
		return GS_OK;
	gs_buf_reset(file);
	r = gs_placer_read(&l->placer[worker], v->path, n, file);
	if (r == GS_OK && file->n == n && memcmp(file->p, b->p + off, n) == 0)
		v->look = GS_LOOK_PLAIN;
	return r == GS_ENOTFOUND ? GS_OK : r;
}

/* One of the unsure files, and its blob. */
static int
look_inside(
    void *ctx, unsigned worker, size_t i, struct gs_buf *b, struct gs_err *e)
{
	struct looking *l = ctx;
	struct gs_work *v = &l->w->v[l->unsure[i]];
	size_t off = 0;
	int r;

	if (b == NULL)
		return gs_fail(
		    e, GS_EGIT, "there is no object for '%s'", v->path);
	if (!gs_sealed_is(b->p, b->n)) {
		v->look = GS_LOOK_OTHER;
		return GS_OK;
	}
	if (!S_ISREG(v->was.st_mode))
		return GS_OK;
	r = v->opened = l->w->open(l->w->ctx, worker, l->unsure[i], b, &off);
	if (gs_look_stays(r))
		return GS_OK;
	if (r == GS_OK)
		r = compare(l, v, worker, b, off);
	return r == GS_OK
	    ? r
	    : gs_fail(e, r, "cannot look at '%s': %s", v->path, gs_strerror(r));
}

static int
look_unsure(struct looking *l)
{
	struct gs_oid *ids = calloc(l->w->nr + 1, sizeof(*ids));
	struct gs_fan fan = { .blob = look_inside };
	size_t nr = 0;
	int r;

	l->unsure = calloc(l->w->nr + 1, sizeof(*l->unsure));
	if (ids == NULL || l->unsure == NULL) {
		r = gs_no_memory(l->e);
		goto out;
	}
	for (size_t i = 0; i < l->w->nr; i++) {
		if (l->w->v[i].look != GS_LOOK_CHANGED)
			continue;
		l->unsure[nr] = i;
		ids[nr++] = l->w->v[i].id;
	}
	fan.ctx = l;
	r = gs_fan_out(l->w->dir, ids, nr, &fan, l->e);
out:
	free(ids);
	free(l->unsure);
	return r;
}

int
gs_look(struct gs_works *w, const struct gs_place *place, struct gs_err *e)
{
	struct looking *l = calloc(1, sizeof(*l));
	int r;

	if (l == NULL)
		return gs_no_memory(e);
	l->w = w;
	l->e = e;
	for (unsigned i = 0; i < GS_PAR_MAX; i++)
		gs_placer_init(&l->placer[i], place, i);
	if ((r = for_all(l, look_stat)) == GS_OK &&
	    (r = look_trust(l)) == GS_OK &&
	    (r = for_all(l, look_bytes)) == GS_OK)
		r = look_unsure(l);
	for (unsigned i = 0; i < GS_PAR_MAX; i++) {
		gs_placer_clear(&l->placer[i]);
		gs_buf_clear(&l->b[i]);
	}
	free(l);
	return r;
}
