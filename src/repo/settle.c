#include <stdlib.h>
#include <string.h>

#include "repo/indexlock.h"

#include "repo/settle.h"

#define MODE_TYPE 0170000u
#define MODE_GITLINK 0160000u
#define TRIES 20
#define TICK_NS (20u * 1000 * 1000)

/* Called for each entry, with the item that it belongs to, or NULL. */
typedef void visit_fn(void *ctx, struct gs_indexfile *f,
    const struct gs_indexent *ent, const struct gs_settled *item);

static int
compare_name(const struct gs_indexent *ent, const char *path)
{
	size_t n = strlen(path), least = n < ent->n ? n : ent->n;
	int d = least > 0 ? memcmp(ent->name, path, least) : 0;

	return d != 0 ? d : (ent->n > n) - (ent->n < n);
}

static bool
is_for(const struct gs_indexfile *f, const struct gs_indexent *ent,
    const struct gs_settled *item)
{
	return ent->stage == 0 && item->id.n == f->oid_len &&
	    memcmp(ent->oid, item->id.b, f->oid_len) == 0;
}

/* Both lists are in the same order, so one walk finds all. */
static int
walk(struct gs_indexfile *f, const struct gs_settled *items, size_t nr,
    visit_fn *visit, void *ctx)
{
	struct gs_indexent ent;
	unsigned what;
	size_t i = 0;
	int r, d;

	while ((r = gs_indexfile_next(f, &ent)) == GS_OK) {
		d = 1;
		while (i < nr && (d = compare_name(&ent, items[i].path)) > 0)
			i++;
		visit(ctx, f, &ent,
		    i < nr && d == 0 && is_for(f, &ent, &items[i]) ? &items[i]
								   : NULL);
	}
	if (r != GS_ENOTFOUND)
		return r;
	if ((r = gs_indexfile_end(f, &what)) != GS_OK)
		return r;
	return (what & GS_INDEX_SPLIT) != 0 ? GS_ENEWER : GS_OK;
}

struct settling {
	uint32_t index_time;
	bool young; /* the index keeps its time */
	size_t found;
	bool changed;
};

static void
settle(void *ctx, struct gs_indexfile *f, const struct gs_indexent *ent,
    const struct gs_settled *item)
{
	struct settling *s = ctx;
	struct gs_stat old, st;

	gs_indexfile_get(f, ent, &old);
	st = old;
	if (item != NULL) {
		s->found++;
		st = item->st;
	} else if (!s->young && (ent->mode & MODE_TYPE) != MODE_GITLINK &&
	    gs_stat_is_racy(&old, s->index_time)) {
		/* The new file is younger, so this would no longer be racy:
		 * what Git itself does then is to doubt the size. */
		st.size = 0;
	}
	if (!gs_stat_eq(&old, &st)) {
		gs_indexfile_put(f, ent, &st);
		s->changed = true;
	}
}

static int
explain(int r, const char *index, struct gs_err *e)
{
	if (r == GS_OK)
		return r;
	return gs_fail(e, r, "cannot change the index '%s': %s", index,
	    r == GS_ENEWER ? "only Git knows its format" : gs_strerror(r));
}

/* Whether the index may keep its time: what is trusted anew is older, and
 * doubt needs no time. */
static bool
all_older(const struct gs_settled *items, size_t nr, uint32_t index_time)
{
	for (size_t i = 0; i < nr; i++) {
		if (items[i].st.mtime != 0 && items[i].st.mtime >= index_time)
			return false;
	}
	return true;
}

/* Read, change, replace; GS_EREFUSED: somebody else was faster. */
static int
try_settle(struct gs_indexlock *l, bool young, size_t oid_len,
    const struct gs_settled *items, size_t nr, size_t *found, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_indexfile f = { 0 };
	struct settling s = { .young = false };
	struct stat st;
	bool changed = false;
	int r;

	if ((r = gs_indexlock_read(l->index, &b, &st, e)) != GS_OK)
		goto out;
	s.index_time = (uint32_t)st.st_mtime;
	s.young = young || all_older(items, nr, s.index_time);
	l->keep_time = s.young;
	if ((r = gs_indexfile_open(&f, b.p, b.n, oid_len)) == GS_OK &&
	    (r = walk(&f, items, nr, settle, &s)) == GS_OK && s.changed)
		r = gs_indexfile_sum(&f);
	if ((r = explain(r, l->index, e)) != GS_OK)
		goto out;
	*found = s.found;
	if (s.found > 0 && s.changed)
		r = gs_indexlock_write(l, b.p, b.n, &st, &changed, e);
	if (r == GS_OK && changed)
		r = GS_EREFUSED;
out:
	gs_indexfile_clear(&f);
	gs_buf_clear(&b);
	return r;
}

static int
settle_all(const char *index, size_t oid_len, const struct gs_settled *items,
    size_t nr, bool young, size_t *missed, struct gs_err *e)
{
	struct gs_indexlock l;
	size_t found = 0;
	int r;

	if (missed != NULL)
		*missed = nr;
	if ((r = gs_indexlock_take(&l, index, e)) != GS_OK)
		goto out;
	r = GS_EREFUSED;
	for (unsigned i = 0; r == GS_EREFUSED && i < TRIES; i++)
		r = try_settle(&l, young, oid_len, items, nr, &found, e);
	if (r == GS_EREFUSED)
		r = gs_fail(e, GS_EIO,
		    "cannot change the index '%s': others change it all the "
		    "time",
		    index);
	if (r == GS_OK && missed != NULL)
		*missed = nr - found;
out:
	gs_indexlock_drop(&l);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

int
gs_settle(const char *index, size_t oid_len, const struct gs_settled *items,
    size_t nr, size_t *missed, struct gs_err *e)
{
	return settle_all(index, oid_len, items, nr, false, missed, e);
}

int
gs_settle_young(const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, struct gs_err *e)
{
	return settle_all(index, oid_len, items, nr, true, NULL, e);
}

struct trusting {
	const struct gs_settled *first;
	struct gs_stat index;
	bool *yes;
};

/*
 * Git's rule, and within the index's own second a finer one, with room for
 * the tick of the clock that file systems write down: whoever changed the
 * file after Git looked at it changed the nanoseconds too, which Git stores
 * but (as commonly built) does not compare.
 */
static bool
is_older(const struct gs_stat *st, const struct gs_stat *index)
{
	if (!gs_stat_is_racy(st, index->mtime))
		return true;
	return st->mtime == index->mtime && st->mtime_ns != 0 &&
	    st->mtime_ns < index->mtime_ns &&
	    index->mtime_ns - st->mtime_ns > TICK_NS;
}

static void
trust(void *ctx, struct gs_indexfile *f, const struct gs_indexent *ent,
    const struct gs_settled *item)
{
	const struct trusting *t = ctx;
	struct gs_stat st;

	if (item == NULL)
		return;
	gs_indexfile_get(f, ent, &st);
	/* Size 0 is how doubt is written down. */
	t->yes[item - t->first] = st.size != 0 && gs_stat_eq(&st, &item->st) &&
	    is_older(&st, &t->index);
}

int
gs_settle_trusts(const char *index, size_t oid_len,
    const struct gs_settled *items, size_t nr, bool *yes, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_indexfile f = { 0 };
	struct trusting t = { .first = items, .yes = yes };
	struct stat st;
	int r;

	memset(yes, 0, nr * sizeof(*yes));
	if ((r = gs_indexlock_read(index, &b, &st, e)) == GS_OK) {
		gs_stat_of(&st, &t.index);
		r = gs_indexfile_open(&f, b.p, b.n, oid_len);
		if (r == GS_OK)
			r = walk(&f, items, nr, trust, &t);
		if ((r = explain(r, index, e)) != GS_OK)
			memset(yes, 0, nr * sizeof(*yes));
	}
	gs_indexfile_clear(&f);
	gs_buf_clear(&b);
	return r == GS_ENOTFOUND ? GS_OK : r;
}
