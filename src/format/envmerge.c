#include <stdlib.h>
#include <string.h>

#include "format/envfile.h"

#include "format/envmerge.h"

struct merge {
	struct gs_envfile f[GS_SIDES];
	size_t *partner[GS_SIDES]; /* owned: of each of the base's lines */
	size_t next[GS_SIDES];	   /* lines written or passed over so far */
	const struct gs_marks *marks;
	struct gs_buf *out;
	size_t start; /* of what we append */
	bool conflict;
	bool marked; /* the last thing that was written is a mark */
};

static int
put_line(struct merge *m, const struct gs_envitem *i)
{
	int r;

	if (i == NULL)
		return GS_OK;
	m->marked = false;
	if ((r = gs_buf_add(m->out, i->line.p, i->line.n)) != GS_OK)
		return r;
	return gs_buf_addc(m->out, '\n');
}

static int
put_mark(struct merge *m, char sign, const char *label, bool crlf)
{
	int r = GS_OK;

	m->marked = true;
	for (unsigned i = 0; r == GS_OK && i < m->marks->size; i++)
		r = gs_buf_addc(m->out, sign);
	if (r == GS_OK && label != NULL && label[0] != '\0')
		r = gs_buf_addf(m->out, " %s", label);
	return r == GS_OK ? gs_buf_adds(m->out, crlf ? "\r\n" : "\n") : r;
}

static bool
has_cr(const struct gs_envitem *i)
{
	return i != NULL && i->line.n > 0 && i->line.p[i->line.n - 1] == '\r';
}

static int
put_conflict(struct merge *m, const struct gs_envitem *const v[GS_SIDES])
{
	const char *const *label = m->marks->label;
	bool crlf = has_cr(v[GS_OURS]) || has_cr(v[GS_THEIRS]);
	int r;

	m->conflict = true;
	if ((r = put_mark(m, '<', label[GS_OURS], crlf)) != GS_OK ||
	    (r = put_line(m, v[GS_OURS])) != GS_OK)
		return r;
	if (m->marks->base &&
	    ((r = put_mark(m, '|', label[GS_BASE], crlf)) != GS_OK ||
		(r = put_line(m, v[GS_BASE])) != GS_OK))
		return r;
	if ((r = put_mark(m, '=', NULL, crlf)) != GS_OK ||
	    (r = put_line(m, v[GS_THEIRS])) != GS_OK)
		return r;
	return put_mark(m, '>', label[GS_THEIRS], crlf);
}

/* The variable that ${item} assigns to, out of all three. */
static int
put_variable(struct merge *m, const struct gs_envitem *item)
{
	const struct gs_envitem *v[GS_SIDES] = { NULL };

	for (int k = 0; k < GS_SIDES; k++)
		v[k] = gs_envfile_get(&m->f[k], item);
	if (gs_envitem_same(v[GS_OURS], v[GS_THEIRS]) ||
	    gs_envitem_same(v[GS_THEIRS], v[GS_BASE]))
		return put_line(m, v[GS_OURS]);
	if (gs_envitem_same(v[GS_OURS], v[GS_BASE]))
		return put_line(m, v[GS_THEIRS]);
	return put_conflict(m, v);
}

/* Whether ${side} put the variable of ${item} where the base has none: it
 * is new there, or was moved. */
static bool
placed_by(
    const struct merge *m, enum gs_side side, const struct gs_envitem *item)
{
	const struct gs_envitem *i = gs_envfile_get(&m->f[side], item);

	return i != NULL && i->to == GS_ENVFILE_NONE;
}

/* A line that ${side} put in.  Where both have placed a variable, ours
 * tells where it stands. */
static int
put_added(struct merge *m, enum gs_side side, const struct gs_envitem *item)
{
	if (item->line.name_n == 0)
		return put_line(m, item);
	if (side == GS_THEIRS && placed_by(m, GS_OURS, item))
		return GS_OK;
	return put_variable(m, item);
}

static int
put_run(struct merge *m, enum gs_side side, size_t from, size_t to)
{
	int r = GS_OK;

	for (size_t i = from; r == GS_OK && i < to; i++)
		r = put_added(m, side, &m->f[side].v[i]);
	return r;
}

/* The end of the lines from ${from} on that the base does not have. */
static size_t
run_end(const struct gs_envfile *f, size_t from)
{
	while (from < f->nr && f->v[from].to == GS_ENVFILE_NONE)
		from++;
	return from;
}

/* What both sides put in at one place: ours, then theirs, and once what both
 * begin or end with (a heading, an empty line). */
static int
put_gap(struct merge *m)
{
	const struct gs_envitem *a = m->f[GS_OURS].v, *b = m->f[GS_THEIRS].v;
	size_t a_from = m->next[GS_OURS], b_from = m->next[GS_THEIRS];
	size_t a_end = run_end(&m->f[GS_OURS], a_from);
	size_t b_end = run_end(&m->f[GS_THEIRS], b_from);
	size_t tail = 0;
	int r = GS_OK;

	m->next[GS_OURS] = a_end;
	m->next[GS_THEIRS] = b_end;
	while (r == GS_OK && a_from < a_end && b_from < b_end &&
	    gs_envitem_alike(&a[a_from], &b[b_from])) {
		r = put_added(m, GS_OURS, &a[a_from++]);
		b_from++;
	}
	while (a_from + tail < a_end && b_from + tail < b_end &&
	    gs_envitem_alike(&a[a_end - 1 - tail], &b[b_end - 1 - tail]))
		tail++;
	if (r == GS_OK)
		r = put_run(m, GS_OURS, a_from, a_end - tail);
	if (r == GS_OK)
		r = put_run(m, GS_THEIRS, b_from, b_end - tail);
	return r == GS_OK ? put_run(m, GS_OURS, a_end - tail, a_end) : r;
}

/* The base's line ${i}, as far as it still stands there. */
static int
put_base(struct merge *m, size_t i)
{
	const struct gs_envitem *item = &m->f[GS_BASE].v[i];
	size_t a = m->partner[GS_OURS][i], b = m->partner[GS_THEIRS][i];

	if (a != GS_ENVFILE_NONE)
		m->next[GS_OURS] = a + 1;
	if (b != GS_ENVFILE_NONE)
		m->next[GS_THEIRS] = b + 1;
	if (item->line.name_n == 0)
		return a != GS_ENVFILE_NONE && b != GS_ENVFILE_NONE
		    ? put_line(m, item)
		    : GS_OK;
	if (placed_by(m, GS_OURS, item) || placed_by(m, GS_THEIRS, item))
		return GS_OK;
	return put_variable(m, item);
}

/* Whether the result's last line has no line end. */
static bool
ends_open(const struct merge *m)
{
	bool a = m->f[GS_OURS].open, o = m->f[GS_BASE].open;
	bool b = m->f[GS_THEIRS].open;

	return a == o ? b : a;
}

static int
put_all(struct merge *m)
{
	int r = put_gap(m);

	for (size_t i = 0; r == GS_OK && i < m->f[GS_BASE].nr; i++) {
		r = put_base(m, i);
		if (r == GS_OK)
			r = put_gap(m);
	}
	if (r == GS_OK && !m->marked && m->out->n > m->start && ends_open(m))
		gs_buf_cut(m->out, m->out->n - 1);
	return r;
}

static int
read_all(struct merge *m, const struct gs_cur side[GS_SIDES])
{
	int r = GS_OK;

	for (int k = 0; r == GS_OK && k < GS_SIDES; k++)
		r = gs_envfile_read(side[k], &m->f[k]);
	for (int k = 0; r == GS_OK && k < GS_SIDES; k++) {
		if (k == GS_BASE)
			continue;
		m->partner[k] =
		    calloc(m->f[GS_BASE].nr + 1, sizeof(*m->partner[k]));
		r = m->partner[k] == NULL
		    ? GS_ENOMEM
		    : gs_envfile_align(&m->f[GS_BASE], &m->f[k], m->partner[k]);
	}
	return r;
}

int
gs_envmerge(const struct gs_cur side[GS_SIDES], const struct gs_marks *marks,
    struct gs_buf *out, bool *conflict)
{
	struct merge m = { .marks = marks, .out = out, .start = out->n };
	int r;

	*conflict = false;
	if ((r = read_all(&m, side)) == GS_OK)
		r = put_all(&m);
	if (r != GS_OK)
		gs_buf_cut(out, m.start);
	*conflict = m.conflict;
	for (int k = 0; k < GS_SIDES; k++) {
		gs_envfile_clear(&m.f[k]);
		free(m.partner[k]);
	}
	return r;
}
