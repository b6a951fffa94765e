#include <stdlib.h>
#include <string.h>

#include "format/sops/values.h"

size_t
gs_sops_edit_begin(const struct gs_sops_edits *x)
{
	return x->text.n;
}

int
gs_sops_edit_end(struct gs_sops_edits *x, size_t at, size_t from, size_t to)
{
	size_t cap = x->cap == 0 ? 64 : 2 * x->cap;
	struct gs_sops_edit *v;

	if (x->nr == x->cap) {
		if ((v = realloc(x->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		x->v = v;
		x->cap = cap;
	}
	x->v[x->nr] =
	    (struct gs_sops_edit){ from, to, at, x->text.n - at, x->nr };
	x->nr++;
	return GS_OK;
}

static int
by_place(const void *a, const void *b)
{
	const struct gs_sops_edit *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->nr < y->nr ? -1 : x->nr > y->nr;
}

int
gs_sops_edits_apply(
    struct gs_sops_edits *x, const uint8_t *p, size_t n, struct gs_buf *out)
{
	size_t at = 0, start = out->n;
	int r = GS_OK;

	if (x->nr > 1)
		qsort(x->v, x->nr, sizeof(*x->v), by_place);
	for (size_t i = 0; r == GS_OK && i < x->nr; i++) {
		const struct gs_sops_edit *ed = &x->v[i];

		if (ed->from < at || ed->to < ed->from || ed->to > n) {
			r = GS_EDAMAGED;
			break;
		}
		if (ed->from > at)
			r = gs_buf_add(out, p + at, ed->from - at);
		if (r == GS_OK && ed->n > 0)
			r = gs_buf_add(out, x->text.p + ed->at, ed->n);
		at = ed->to;
	}
	if (r == GS_OK && n > at)
		r = gs_buf_add(out, p + at, n - at);
	if (r != GS_OK)
		gs_buf_cut(out, start);
	return r;
}

void
gs_sops_edits_clear(struct gs_sops_edits *x)
{
	free(x->v);
	gs_buf_clear(&x->text);
	memset(x, 0, sizeof(*x));
}
