/* What was written, read as anybody would. */
#include <string.h>

#include "format/sops/sealer.h"

/* Whether value ${i} of one and ${k} of the other are the same, in the same
 * place. */
int
gs_sops_sealer_prove(struct gs_sops_sealer *w, const uint8_t *p, size_t n)
{
	struct gs_sops s = { .doc = { 0 } };
	struct gs_sops_values v = { NULL };
	struct gs_buf plain = GS_BUF_INIT;
	bool same = true;
	int r;

	r = gs_sops_doc_read(w->s->doc.format, p, n, &s.doc, w->e);
	if (r == GS_OK &&
	    (r = gs_sops_head_parse(&s.doc, &s.head, w->e)) == GS_OK)
		r = gs_sops_values_open(&s, w->key, NULL, &v, w->e);
	if (r == GS_OK)
		r = gs_sops_values_match(&v, &w->doc, &same);
	if (r == GS_OK && !same)
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
