#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "format/sealed.h"
#include "repo/fan.h"
#include "repo/indexlock.h"
#include "repo/settle.h"

#include "repo/freshen.h"

#define TYPE_MASK 0170000u
#define TYPE_FILE 0100000u
#define BEFORE_INDEX 2 /* seconds: clocks of file systems lag behind */

void
gs_racy_clear(struct gs_racy *l)
{
	gs_strs_clear(&l->paths);
	free(l->id);
	memset(l, 0, sizeof(*l));
}

static int
add(struct gs_racy *l, const struct gs_indexfile *f,
    const struct gs_indexent *ent)
{
	struct gs_oid *one;

	if (l->paths.nr == l->cap) {
		size_t cap = l->cap == 0 ? 64 : 2 * l->cap;

		if ((one = realloc(l->id, cap * sizeof(*one))) == NULL)
			return GS_ENOMEM;
		l->id = one;
		l->cap = cap;
	}
	one = &l->id[l->paths.nr];
	memset(one, 0, sizeof(*one));
	memcpy(one->b, ent->oid, f->oid_len);
	one->n = (uint8_t)f->oid_len;
	return gs_strs_addn(&l->paths, ent->name, ent->n);
}

static int
walk(struct gs_racy *l, struct gs_indexfile *f)
{
	struct gs_indexent ent;
	struct gs_stat st;
	unsigned what;
	int r;

	while ((r = gs_indexfile_next(f, &ent)) == GS_OK) {
		gs_indexfile_get(f, &ent, &st);
		if (ent.stage == 0 && !ent.skip_worktree &&
		    (ent.mode & TYPE_MASK) == TYPE_FILE &&
		    gs_stat_is_racy(&st, l->index_time) &&
		    (r = add(l, f, &ent)) != GS_OK)
			return r;
	}
	if (r != GS_ENOTFOUND)
		return r;
	if ((r = gs_indexfile_end(f, &what)) != GS_OK)
		return r;
	return (what & GS_INDEX_SPLIT) != 0 ? GS_ENEWER : GS_OK;
}

int
gs_racy_find(
    const char *index, size_t oid_len, struct gs_racy *out, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_indexfile f = { 0 };
	struct stat st;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = gs_indexlock_read(index, &b, &st, e)) == GS_OK) {
		out->index_time = (uint32_t)st.st_mtime;
		r = gs_indexfile_open(&f, b.p, b.n, oid_len);
		if (r == GS_OK)
			r = walk(out, &f);
		if (r != GS_OK)
			(void)gs_fail(e, r, "cannot read the index '%s': %s",
			    index, gs_strerror(r));
	}
	gs_indexfile_clear(&f);
	gs_buf_clear(&b);
	if (r != GS_OK)
		gs_racy_clear(out);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

struct freshening {
	struct gs_works *w;
	struct timespec time; /* that files get */
	struct gs_placer placer[GS_FAN_MAX];
	struct gs_buf file[GS_FAN_MAX], again[GS_FAN_MAX];
};

static int
set_time(int fd, const struct timespec *to)
{
	const struct timespec t[2] = { { 0, UTIME_OMIT }, *to };

	return futimens(fd, t);
}

static struct timespec
time_of(const struct stat *st)
{
#ifdef __APPLE__
	return st->st_mtimespec;
#else
	return st->st_mtim;
#endif
}

/* Whether nothing happened to the file between the two. */
static bool
is_steady(const struct stat *a, const struct stat *b)
{
	struct gs_stat x, y;

	gs_stat_of(a, &x);
	gs_stat_of(b, &y);
	return gs_stat_eq(&x, &y) && a->st_size == b->st_size;
}

static int
read_all(int fd, struct gs_buf *b)
{
	gs_buf_reset(b);
	return lseek(fd, 0, SEEK_SET) == 0 ? gs_io_read(fd, SIZE_MAX, b)
					   : GS_EIO;
}

/* Whether the file's bytes are the blob's, or what it opens to. */
static int
compare(struct freshening *x, unsigned worker, size_t i, struct gs_buf *b,
    bool *same)
{
	const struct gs_buf *file = &x->file[worker];
	size_t off = 0;
	int r;

	*same = file->n == b->n && memcmp(file->p, b->p, b->n) == 0;
	if (*same || !gs_sealed_is(b->p, b->n))
		return GS_OK;
	r = x->w->open(x->w->ctx, worker, i, b, &off);
	if (r != GS_OK)
		return gs_look_stays(r) ? GS_OK : r;
	*same =
	    file->n == b->n - off && memcmp(file->p, b->p + off, file->n) == 0;
	return GS_OK;
}

/*
 * Give the file another time and see whether it still holds what it held.
 * From then on whoever writes into it gives it another one.  ${st}: what it
 * was, then what it is.  False: it changes right now.
 */
static bool
date_back(struct freshening *x, unsigned worker, int fd, struct stat *st)
{
	const struct timespec old = time_of(st);
	const struct gs_buf *was = &x->file[worker], *is = &x->again[worker];
	struct stat dated;
	bool same;

	if (set_time(fd, &x->time) != 0 || fstat(fd, &dated) != 0)
		return false;
	same = read_all(fd, &x->again[worker]) == GS_OK && is->n == was->n &&
	    memcmp(is->p, was->p, is->n) == 0;
	if (fstat(fd, st) != 0 || !is_steady(&dated, st))
		return false; /* and its new time stays */
	if (!same)
		(void)!set_time(fd, &old);
	return same;
}

/* The open file ${fd} of w->v[i]: ${st}. */
static int
look_into(struct freshening *x, unsigned worker, size_t i, struct gs_buf *b,
    int fd, struct stat *st)
{
	struct gs_work *v = &x->w->v[i];
	struct stat now;
	bool same = false;
	int r = read_all(fd, &x->file[worker]);

	if (r == GS_OK)
		r = compare(x, worker, i, b, &same);
	if (r != GS_OK || !same || fstat(fd, &now) != 0 || !is_steady(st, &now))
		return r;
	if (st->st_mtime > x->time.tv_sec && !date_back(x, worker, fd, st))
		return r;
	gs_stat_of(st, &v->st);
	v->written = true;
	return r;
}

static int
each(void *ctx, unsigned worker, size_t i, struct gs_buf *b, struct gs_err *e)
{
	struct freshening *x = ctx;
	struct gs_work *v = &x->w->v[i];
	struct stat st;
	int fd, r;

	if (b == NULL ||
	    gs_placer_open(&x->placer[worker], v->path, &fd, &st) != GS_OK)
		return GS_OK;
	r = look_into(x, worker, i, b, fd, &st);
	(void)close(fd);
	return r == GS_OK
	    ? r
	    : gs_fail(e, r, "cannot look at '%s': %s", v->path, gs_strerror(r));
}

static int
settle(const struct gs_works *w, struct gs_err *e)
{
	struct gs_settled *items = calloc(w->nr + 1, sizeof(*items));
	size_t nr = 0;
	int r = GS_OK;

	if (items == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < w->nr; i++) {
		if (w->v[i].written)
			items[nr++] = (struct gs_settled){ w->v[i].path,
				w->v[i].id, w->v[i].st };
	}
	if (nr > 0)
		r = gs_settle_young(w->index, w->oid_len, items, nr, e);
	free(items);
	return r;
}

int
gs_freshen(struct gs_works *w, const struct gs_place *place,
    uint32_t index_time, struct gs_err *e)
{
	struct freshening *x = calloc(1, sizeof(*x));
	struct gs_oid *ids = calloc(w->nr + 1, sizeof(*ids));
	struct gs_fan fan = { .blob = each };
	int r;

	if (x == NULL || ids == NULL) {
		r = gs_no_memory(e);
		goto out;
	}
	x->w = w;
	x->time.tv_sec = (time_t)index_time - BEFORE_INDEX;
	for (unsigned i = 0; i < GS_FAN_MAX; i++)
		gs_placer_init(&x->placer[i], place, i);
	for (size_t i = 0; i < w->nr; i++) {
		ids[i] = w->v[i].id;
		w->v[i].written = false;
	}
	fan.ctx = x;
	if ((r = gs_fan_out(w->dir, ids, w->nr, &fan, e)) == GS_OK)
		r = settle(w, e);
	for (unsigned i = 0; i < GS_FAN_MAX; i++) {
		gs_placer_clear(&x->placer[i]);
		gs_buf_clear(&x->file[i]);
		gs_buf_clear(&x->again[i]);
	}
out:
	free(x);
	free(ids);
	return r;
}
