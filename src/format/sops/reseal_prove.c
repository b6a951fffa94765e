/* What was written, read as anybody would. */
#include <string.h>

#include "format/sops/sealer.h"

/* Whether value ${i} of one and ${k} of the other are the same, in the same
 * place. */
static int
same_value(struct gs_sops_sealer *w, const struct gs_sops_values *v, size_t i,
    size_t k, bool *same)
{
	struct gs_buf a = GS_BUF_INIT, b = GS_BUF_INIT;
	int r;

	if ((r = gs_sops_doc_keys(v->doc, v->doc->item[i].path, &a)) == GS_OK)
		r = gs_sops_doc_keys(&w->doc, w->doc.item[k].path, &b);
	*same = r == GS_OK && a.n == b.n && memcmp(a.p, b.p, a.n) == 0 &&
	    v->v[i].n == w->now.v[k].n &&
	    memcmp(gs_sops_values_at(v, i), gs_sops_values_at(&w->now, k),
		v->v[i].n) == 0;
	gs_buf_clear(&a);
	gs_buf_clear(&b);
	return r;
}

static size_t
next_value(const struct gs_sops_doc *d, size_t i)
{
	while (i < d->nr && d->item[i].type == GS_SOPS_COMMENT)
		i++;
	return i;
}

int
gs_sops_sealer_prove(struct gs_sops_sealer *w, const uint8_t *p, size_t n)
{
	struct gs_sops s = { .doc = { 0 } };
	struct gs_sops_values v = { NULL };
	struct gs_buf plain = GS_BUF_INIT;
	size_t i = 0, k = 0;
	bool same = true;
	int r;

	r = gs_sops_doc_read(w->s->doc.format, p, n, &s.doc, w->e);
	if (r == GS_OK &&
	    (r = gs_sops_head_parse(&s.doc, &s.head, w->e)) == GS_OK)
		r = gs_sops_values_open(&s, w->key, NULL, &v, w->e);
	while (r == GS_OK && same) {
		i = next_value(&s.doc, i);
		k = next_value(&w->doc, k);
		if (i == s.doc.nr || k == w->doc.nr)
			break;
		r = same_value(w, &v, i++, k++, &same);
	}
	if (r == GS_OK && (!same || i != s.doc.nr || k != w->doc.nr))
		r = gs_fail(w->e, GS_EDAMAGED, "it reads as something else");
	/* And it can be shown. */
	if (r == GS_OK)
		r = gs_sops_open(&s, w->key, NULL, &plain, w->e);
	gs_buf_clear(&plain);
	if (r == GS_EDAMAGED) {
		struct gs_err why = *w->e;

		r = gs_fail(w->e, GS_EUSAGE,
		    "what would be written does not come back as it was "
		    "meant (%s)",
		    why.what);
	}
	gs_sops_values_clear(&v);
	gs_sops_clear(&s);
	return r;
}
