#include <stdlib.h>
#include <string.h>

#include "format/sealed.h"
#include "repo/fan.h"
#include "repo/rewrite_git.h"
#include "repo/settle_split.h"

#include "repo/rewrite.h"

struct rewriting {
	struct gs_works *w;
	const struct gs_place *place;
	enum gs_rewrite_to to;
	bool force;
	struct gs_placer placer[GS_FAN_MAX];
	size_t *todo; /* places in w->v of what goes through us */
	size_t nr;
};

/* Whether Git, which goes by seconds, can trust the file's time. */
static bool
is_old(const struct rewriting *x, const struct gs_work *v)
{
	return v->was.st_mtime <= x->place->mtime.tv_sec;
}

/* Whether the file holds already what it should, as far as gs_look tells. */
static bool
is_done(const struct rewriting *x, const struct gs_work *v)
{
	enum gs_look goal =
	    x->to == GS_REWRITE_PLAIN ? GS_LOOK_PLAIN : GS_LOOK_BLOB;

	/* One so young that Git would read it again gets older by writing. */
	return v->look == goal && is_old(x, v);
}

static bool
is_todo(const struct rewriting *x, const struct gs_work *v)
{
	switch (v->look) {
	case GS_LOOK_GONE:
	case GS_LOOK_OTHER:
		return false;
	case GS_LOOK_CHANGED:
		return x->force;
	case GS_LOOK_TRUSTED:
	case GS_LOOK_BLOB:
	case GS_LOOK_PLAIN:
		break;
	}
	return !is_done(x, v);
}

/* Where Git knows the content to be right, it may believe the stat data. */
static void
settle_as_is(struct gs_work *v)
{
	if (v->look == GS_LOOK_TRUSTED || v->look == GS_LOOK_BLOB ||
	    v->look == GS_LOOK_PLAIN)
		gs_stat_of(&v->was, &v->st);
}

/*
 * Whether the file holds the blob's bytes.  A trusted one of another size
 * does not, so it is plain; of one of the same size its start tells.
 */
static int
holds_blob(struct rewriting *x, const struct gs_work *v, unsigned worker,
    size_t blob_n, bool *yes)
{
	struct gs_buf start = GS_BUF_INIT;
	int r;

	*yes = v->look == GS_LOOK_BLOB;
	if (v->look != GS_LOOK_TRUSTED || (uint64_t)v->was.st_size != blob_n)
		return GS_OK;
	r = gs_placer_read(
	    &x->placer[worker], v->path, GS_SEALED_MAGIC_LEN, &start);
	*yes = r == GS_OK && gs_sealed_is(start.p, start.n);
	gs_buf_clear(&start);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
write_it(struct rewriting *x, struct gs_work *v, unsigned worker, const void *p,
    size_t n, struct gs_err *e)
{
	bool forced = x->force && v->look == GS_LOOK_CHANGED;
	int r = gs_placer_write(&x->placer[worker], v->path, p, n, v->exec,
	    forced ? NULL : &v->was, &v->st, e);

	v->written = r == GS_OK;
	if (r == GS_EREFUSED) {
		v->look = GS_LOOK_CHANGED;
		r = GS_OK;
	} else if (r == GS_ENOTFOUND) {
		v->look = GS_LOOK_GONE;
		r = GS_OK;
	}
	return r;
}

/*
 * A blob that is not sealed.  An empty file is one that Git would still run
 * the filter on, where it is so young: it gets older, as the others do.
 */
static int
leave_other(struct rewriting *x, struct gs_work *v, unsigned worker,
    size_t blob_n, struct gs_err *e)
{
	int r = GS_OK;

	settle_as_is(v);
	if (blob_n == 0 && v->was.st_size == 0 && v->look != GS_LOOK_CHANGED &&
	    !is_old(x, v))
		r = write_it(x, v, worker, "", 0, e);
	v->look = GS_LOOK_OTHER;
	v->written = false;
	return r;
}

/*
 * A sealed blob that cannot be opened: the file stays.  One so young that
 * Git would run the filter on it gets the same bytes again, and gets older.
 */
static int
leave_sealed(struct rewriting *x, struct gs_work *v, unsigned worker,
    const struct gs_buf *b, size_t blob_n, struct gs_err *e)
{
	bool same = false;
	int r = GS_OK;

	settle_as_is(v);
	/* What failed in the middle of opening is wiped. */
	if (!is_old(x, v) && b->n == blob_n)
		r = holds_blob(x, v, worker, blob_n, &same);
	if (r == GS_OK && same)
		r = write_it(x, v, worker, b->p, b->n, e);
	v->written = false;
	return r;
}

static int
seal_again(struct rewriting *x, struct gs_work *v, unsigned worker,
    const struct gs_buf *b, struct gs_err *e)
{
	bool done = false;
	int r = holds_blob(x, v, worker, b->n, &done);

	if (r != GS_OK)
		return gs_fail(e, r, "cannot read '%s'", v->path);
	if (!done || !is_old(x, v)) {
		r = write_it(x, v, worker, b->p, b->n, e);
		v->written = v->written && !done;
		return r;
	}
	settle_as_is(v);
	return GS_OK;
}

/* One file and its blob. */
static int
turn(struct rewriting *x, struct gs_work *v, unsigned worker, struct gs_buf *b,
    struct gs_err *e)
{
	size_t off = 0, blob_n = b->n;
	int r;

	if (!gs_sealed_is(b->p, b->n))
		return leave_other(x, v, worker, b->n, e);
	if (x->to == GS_REWRITE_BLOB)
		return seal_again(x, v, worker, b, e);
	if (v->look == GS_LOOK_TRUSTED && (uint64_t)v->was.st_size != blob_n) {
		settle_as_is(v);
		return GS_OK;
	}
	r = v->opened =
	    x->w->open(x->w->ctx, worker, (size_t)(v - x->w->v), b, &off);
	if (gs_look_stays(r))
		return leave_sealed(x, v, worker, b, blob_n, e);
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot open '%s': %s", v->path, gs_strerror(r));
	return write_it(x, v, worker, b->p + off, b->n - off, e);
}

static int
each(void *ctx, unsigned worker, size_t i, struct gs_buf *b, struct gs_err *e)
{
	struct rewriting *x = ctx;
	struct gs_work *v = &x->w->v[x->todo[i]];
	int r;

	if (b == NULL)
		return gs_fail(
		    e, GS_EGIT, "there is no object for '%s'", v->path);
	r = turn(x, v, worker, b, e);
	if (x->w->tick != NULL)
		x->w->tick(x->w->ctx, 1);
	return r;
}

/* A large blob on its way; nothing but a file that will be opened needs it. */
static int
some(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t n)
{
	struct rewriting *x = ctx;
	const struct gs_work *v = &x->w->v[x->todo[i]];

	if (v->look == GS_LOOK_TRUSTED && (uint64_t)v->was.st_size != n)
		return GS_OK;
	return x->w->arrive(x->w->ctx, worker, x->todo[i], b, n);
}

/* Give the entries of all that are doubted what v[i].st says. */
static int
settle(struct gs_works *w, bool (*which)(const struct gs_work *v),
    struct gs_err *e)
{
	struct gs_settled *items = calloc(w->nr + 1, sizeof(*items));
	size_t nr = 0;
	int r;

	if (items == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < w->nr; i++) {
		if (!which(&w->v[i]))
			continue;
		items[nr].path = w->v[i].path;
		items[nr].id = w->v[i].id;
		items[nr++].st = w->v[i].st;
	}
	r = gs_settle(w->index, w->oid_len, items, nr, NULL, e);
	if (r == GS_ENEWER)
		r = gs_settle_split(
		    w->dir, w->index, w->oid_len, items, nr, NULL, e);
	free(items);
	return r;
}

static bool
is_doubted(const struct gs_work *v)
{
	return v->doubted;
}

static bool
is_settled(const struct gs_work *v)
{
	static const struct gs_stat doubt;

	return !gs_stat_eq(&v->st, &doubt);
}

/* What goes through us, and its ids; what is done already. */
static int
choose(struct rewriting *x, struct gs_oid **ids, size_t *by_git)
{
	struct gs_works *w = x->w;

	*ids = calloc(w->nr + 1, sizeof(**ids));
	x->todo = calloc(w->nr + 1, sizeof(*x->todo));
	if (*ids == NULL || x->todo == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < w->nr; i++) {
		struct gs_work *v = &w->v[i];

		memset(&v->st, 0, sizeof(v->st));
		v->written = false;
		v->doubted = is_todo(x, v);
		if (!v->doubted)
			settle_as_is(v);
		else if (v->by_git)
			(*by_git)++;
		else {
			(*ids)[x->nr] = v->id;
			x->todo[x->nr++] = i;
		}
	}
	return GS_OK;
}

int
gs_rewrite(struct gs_works *w, const struct gs_place *place,
    enum gs_rewrite_to to, bool force, struct gs_err *e)
{
	struct rewriting x = {
		.w = w, .place = place, .to = to, .force = force
	};
	struct gs_fan fan = { .blob = each, .ctx = &x };
	struct gs_oid *ids = NULL;
	size_t by_git = 0;
	mode_t old;
	int r, late;

	for (unsigned i = 0; i < GS_FAN_MAX; i++)
		gs_placer_init(&x.placer[i], place, i);
	if ((r = choose(&x, &ids, &by_git)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	if (x.nr + by_git > 0 && (r = settle(w, is_doubted, e)) != GS_OK)
		goto out;
	/* Files are born with the mode they are to have, and what Git makes
	 * meanwhile has the user's modes. */
	old = umask(place->umask);
	if (to == GS_REWRITE_PLAIN && w->arrive != NULL)
		fan.more = some;
	r = gs_fan_out(w->dir, ids, x.nr, &fan, e);
	if (r == GS_OK && by_git > 0)
		r = gs_rewrite_by_git(w, place, to, e);
	(void)umask(old);
	late = settle(w, is_settled, r == GS_OK ? e : NULL);
	if (r == GS_OK)
		r = late;
out:
	for (unsigned i = 0; i < GS_FAN_MAX; i++)
		gs_placer_clear(&x.placer[i]);
	free(ids);
	free(x.todo);
	return r;
}
