#include <stdlib.h>
#include <string.h>

#include "format/envfile.h"

/* Cells of the table of two files, without what both begin and end with. */
#define CELLS_MAX ((size_t)1 << 21)

static uint32_t
hash(const uint8_t *p, size_t n)
{
	uint32_t h = 2166136261u; /* FNV-1a: only to compare less */

	for (size_t i = 0; i < n; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

static int
read_all(struct gs_cur c, struct gs_envfile *f)
{
	struct gs_envitem *i;
	struct gs_envline l;
	int r;

	while ((r = gs_envline_next(&c, &l)) == GS_OK) {
		i = &f->v[f->nr++];
		i->line = l;
		i->to = GS_ENVFILE_NONE;
		if (l.name_n == 0) {
			i->hash = hash(l.p, l.n);
			continue;
		}
		i->hash = hash(l.name, l.name_n);
		if (gs_map_get(&f->names, (const char *)l.name, l.name_n) !=
		    NULL)
			return GS_ENOTFOUND;
		r = gs_map_put(&f->names, (const char *)l.name, l.name_n, i);
		if (r != GS_OK)
			return r;
	}
	return r == GS_ENOTFOUND ? GS_OK : GS_ENOTFOUND;
}

int
gs_envfile_read(struct gs_cur text, struct gs_envfile *f)
{
	size_t lines = 1;
	int r;

	memset(f, 0, sizeof(*f));
	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	f->open = text.n > 0 && text.p[text.n - 1] != '\n';
	if ((f->v = calloc(lines, sizeof(*f->v))) == NULL)
		return GS_ENOMEM;
	if ((r = read_all(text, f)) != GS_OK)
		gs_envfile_clear(f);
	return r;
}

void
gs_envfile_clear(struct gs_envfile *f)
{
	gs_map_clear(&f->names, NULL);
	free(f->v);
	memset(f, 0, sizeof(*f));
}

const struct gs_envitem *
gs_envfile_get(const struct gs_envfile *f, const struct gs_envitem *item)
{
	return gs_map_get(
	    &f->names, (const char *)item->line.name, item->line.name_n);
}

static bool
equal(const uint8_t *a, size_t a_n, const uint8_t *b, size_t b_n)
{
	return a_n == b_n && (a_n == 0 || memcmp(a, b, a_n) == 0);
}

bool
gs_envitem_same(const struct gs_envitem *a, const struct gs_envitem *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return equal(a->line.p, a->line.n, b->line.p, b->line.n);
}

bool
gs_envitem_alike(const struct gs_envitem *a, const struct gs_envitem *b)
{
	if (a->hash != b->hash ||
	    (a->line.name_n == 0) != (b->line.name_n == 0))
		return false;
	if (a->line.name_n == 0)
		return gs_envitem_same(a, b);
	return equal(
	    a->line.name, a->line.name_n, b->line.name, b->line.name_n);
}

/* No blank line may tear a variable out of its place. */
static uint32_t
weight(const struct gs_envitem *i)
{
	return i->line.name_n != 0 ? 4 : i->line.n > 1 ? 2 : 1;
}

/* The two files between what both begin and end with. */
struct table {
	const struct gs_envitem *a, *b;
	size_t a_nr, b_nr;
	uint32_t *best; /* owned: of the rest from (i, j) on */
};

static uint32_t *
cell(const struct table *t, size_t i, size_t j)
{
	return &t->best[i * (t->b_nr + 1) + j];
}

static int
fill(struct table *t)
{
	if (t->a_nr >= CELLS_MAX || t->b_nr >= CELLS_MAX ||
	    (t->a_nr + 1) * (t->b_nr + 1) > CELLS_MAX)
		return GS_ENOTFOUND;
	t->best = calloc((t->a_nr + 1) * (t->b_nr + 1), sizeof(*t->best));
	if (t->best == NULL)
		return GS_ENOMEM;
	for (size_t i = t->a_nr; i-- > 0;) {
		for (size_t j = t->b_nr; j-- > 0;) {
			uint32_t down = *cell(t, i + 1, j);
			uint32_t right = *cell(t, i, j + 1);
			uint32_t both = 0;

			if (gs_envitem_alike(&t->a[i], &t->b[j]))
				both =
				    *cell(t, i + 1, j + 1) + weight(&t->a[i]);
			if (both < down)
				both = down;
			*cell(t, i, j) = both < right ? right : both;
		}
	}
	return GS_OK;
}

static void
pair(struct gs_envfile *side, size_t *partner, size_t i, size_t j)
{
	partner[i] = j;
	side->v[j].to = i;
}

/* Follow the table; ${skip} lines stand before both. */
static void
follow(const struct table *t, size_t skip, struct gs_envfile *side,
    size_t *partner)
{
	size_t i = 0, j = 0;

	while (i < t->a_nr && j < t->b_nr) {
		if (gs_envitem_alike(&t->a[i], &t->b[j]) &&
		    *cell(t, i, j) ==
			*cell(t, i + 1, j + 1) + weight(&t->a[i])) {
			pair(side, partner, skip + i++, skip + j++);
		} else if (*cell(t, i, j) == *cell(t, i + 1, j)) {
			i++;
		} else {
			j++;
		}
	}
}

int
gs_envfile_align(
    const struct gs_envfile *base, struct gs_envfile *side, size_t *partner)
{
	struct table t = { .a_nr = base->nr, .b_nr = side->nr };
	size_t head = 0;
	int r;

	for (size_t i = 0; i < base->nr; i++)
		partner[i] = GS_ENVFILE_NONE;
	while (t.a_nr > 0 && t.b_nr > 0 &&
	    gs_envitem_alike(&base->v[t.a_nr - 1], &side->v[t.b_nr - 1]))
		pair(side, partner, --t.a_nr, --t.b_nr);
	while (head < t.a_nr && head < t.b_nr &&
	    gs_envitem_alike(&base->v[head], &side->v[head])) {
		pair(side, partner, head, head);
		head++;
	}
	t.a = base->v + head;
	t.b = side->v + head;
	t.a_nr -= head;
	t.b_nr -= head;
	if ((r = fill(&t)) == GS_OK)
		follow(&t, head, side, partner);
	free(t.best);
	return r;
}
