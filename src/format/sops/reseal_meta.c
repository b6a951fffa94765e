/* The metadata of a written file. */
#include <string.h>

#include "format/sops/print.h"

#include "format/sops/sealer.h"

/* The metadata as it stood, with a new time and a new MAC. */
static int
print_meta(struct gs_sops_sealer *w, size_t from, size_t to, struct gs_buf *out)
{
	const struct gs_sops_head *h = &w->s->head;
	const struct gs_sops_doc *d = &w->s->doc;
	struct gs_sops_item mac = { .from = h->mac->from, .to = h->mac->to };
	struct gs_sops_edits x = { NULL };
	bool quoted = d->format != GS_SOPS_DOTENV;
	size_t at;
	int r = GS_OK;

	if (mac.from >= from && mac.to <= to) {
		mac.flow = d->p[mac.from] == '"' || d->p[mac.from] == '\'';
		at = gs_sops_edit_begin(&x);
		if ((r = gs_sops_print_enc(d, &mac, (const char *)w->enc.p,
			 w->enc.n, &x.text)) == GS_OK)
			r = gs_sops_edit_end(
			    &x, at, mac.from - from, mac.to - from);
	}
	if (r == GS_OK && h->modified_at->from >= from &&
	    h->modified_at->to <= to) {
		at = gs_sops_edit_begin(&x);
		if ((r = gs_buf_addf(&x.text, quoted ? "\"%s\"" : "%s",
			 w->modified)) == GS_OK)
			r = gs_sops_edit_end(&x, at,
			    h->modified_at->from - from,
			    h->modified_at->to - from);
	}
	if (r == GS_OK)
		r = gs_sops_edits_apply(&x, d->p + from, to - from, out);
	gs_sops_edits_clear(&x);
	return r;
}

/* Behind the last entry; a text with none is "{}" in some spelling. */
static int
add_meta_json(struct gs_sops_sealer *w)
{
	const struct gs_sops_root *root = &w->doc.root[0];
	const struct gs_sops_span *meta = &w->s->doc.meta;
	struct gs_buf *out = &w->x.text;
	size_t at = gs_sops_edit_begin(&w->x);
	bool some = root->entries != 0;
	int r;

	if ((r = gs_buf_adds(out, some ? ",\n\t" : "\n\t")) == GS_OK)
		r = print_meta(w, meta->from, meta->to, out);
	if (r == GS_OK && !some)
		r = gs_buf_addc(out, '\n');
	if (r != GS_OK)
		return r;
	return some ? gs_sops_edit_end(&w->x, at, root->last, root->last)
		    : gs_sops_edit_end(&w->x, at, root->from + 1, root->to - 1);
}

/* "{}", and its line where it has one for itself. */
static int
drop_braces(struct gs_sops_sealer *w, const struct gs_sops_root *root)
{
	const uint8_t *p = w->doc.p;
	size_t to = root->to, at = gs_sops_edit_begin(&w->x);

	if (to < root->end && p[to] == '\n' &&
	    (root->from == 0 || p[root->from - 1] == '\n'))
		to++;
	return gs_sops_edit_end(&w->x, at, root->from, to);
}

/* At the end of each document; a top map in brackets must be empty. */
static int
add_meta_yaml(struct gs_sops_sealer *w)
{
	const struct gs_sops_span *cut = &w->s->doc.cut[0];
	struct gs_buf *out = &w->x.text;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < w->doc.roots; i++) {
		const struct gs_sops_root *root = &w->doc.root[i];
		size_t at = gs_sops_edit_begin(&w->x);

		if (root->map && root->flow &&
		    (r = drop_braces(w, root)) != GS_OK)
			return r;
		at = gs_sops_edit_begin(&w->x);
		if (root->end > 0 && w->doc.p[root->end - 1] != '\n')
			r = gs_buf_addc(out, '\n');
		if (r == GS_OK)
			r = print_meta(w, cut->from, cut->to, out);
		if (r == GS_OK && out->p[out->n - 1] != '\n')
			r = gs_buf_addc(out, '\n');
		if (r == GS_OK)
			r = gs_sops_edit_end(&w->x, at, root->end, root->end);
	}
	return r;
}

static int
add_meta_lines(struct gs_sops_sealer *w)
{
	const struct gs_sops_doc *old = &w->s->doc;
	struct gs_buf *out = &w->x.text;
	size_t at = gs_sops_edit_begin(&w->x), n = w->doc.n;
	int r = GS_OK;

	if (n > 0 && w->doc.p[n - 1] != '\n')
		r = gs_buf_addc(out, '\n');
	for (size_t i = 0; r == GS_OK && i < old->cuts; i++) {
		r = print_meta(w, old->cut[i].from, old->cut[i].to, out);
		if (r == GS_OK && out->p[out->n - 1] != '\n')
			r = gs_buf_addc(out, '\n');
	}
	return r == GS_OK ? gs_sops_edit_end(&w->x, at, n, n) : r;
}

int
gs_sops_sealer_meta(struct gs_sops_sealer *w)
{
	int r = w->doc.format == GS_SOPS_YAML ? add_meta_yaml(w)
	    : w->doc.format == GS_SOPS_DOTENV ? add_meta_lines(w)
					      : add_meta_json(w);

	return r;
}
