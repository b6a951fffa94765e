/* YAML and JSON: from events to items. */
#include <string.h>

#include "codec/jsonread.h"
#include "codec/yaml.h"
#include "format/sops/scalar.h"

#include "format/sops/tree.h"

#define SOPS_KEY "sops"

static int
bad(struct gs_sops_tree *b, const struct gs_event *ev, const char *why)
{
	size_t line = 1;

	for (size_t i = 0; i < ev->from; i++)
		line += b->d->p[i] == '\n';
	return gs_fail(b->e, GS_EDAMAGED, "line %zu: %s", line, why);
}

static int
failed(struct gs_sops_tree *b, int r)
{
	return r == GS_ENOMEM
	    ? gs_no_memory(b->e)
	    : gs_fail(b->e, r, "it has too many values or levels");
}

static const char *
text(const struct gs_sops_tree *b, size_t at)
{
	return gs_sops_doc_text(b->d, at);
}

static struct gs_sops_frame *
top(struct gs_sops_tree *b)
{
	return b->depth == 0 ? NULL : &b->f[b->depth - 1];
}

/* The type of a scalar, and its canonical text behind the others. */
static int
resolve(
    struct gs_sops_tree *b, const struct gs_event *ev, struct gs_sops_item *it)
{
	struct gs_buf *pool = &b->d->ev.text, canon = GS_BUF_INIT;
	int r;

	it->text = ev->text;
	it->n = ev->n;
	it->type = GS_SOPS_STR;
	if (ev->style != GS_STYLE_PLAIN)
		return GS_OK;
	r = (b->d->format == GS_SOPS_YAML ? gs_sops_scalar_yaml
					  : gs_sops_scalar_json)(
	    text(b, ev->text), ev->n, &it->type, &canon);
	if (r == GS_OK && it->type != GS_SOPS_STR) {
		it->text = pool->n;
		it->n = canon.n;
		r = canon.n == 0 ? GS_OK : gs_buf_add(pool, canon.p, canon.n);
	}
	gs_buf_clear(&canon);
	if (r == GS_ETOOBIG)
		return bad(b, ev, "a number too large for SOPS; quote it");
	return r == GS_OK ? r : failed(b, r);
}

/* Each key once in its map. */
static int
once(struct gs_sops_tree *b, const struct gs_event *ev, size_t serial)
{
	static char here;
	int r;

	gs_buf_cut(&b->key, 0);
	if ((r = gs_buf_add(&b->key, &serial, sizeof(serial))) != GS_OK ||
	    (r = gs_buf_add(&b->key, text(b, ev->text), ev->n)) != GS_OK)
		return failed(b, r);
	if (gs_map_get(&b->keys, (const char *)b->key.p, b->key.n) != NULL)
		return bad(b, ev, "a key that stands there twice");
	r = gs_map_put(&b->keys, (const char *)b->key.p, b->key.n, &here);
	return r == GS_OK ? r : failed(b, r);
}

/* Extend the name of a metadata entry by what stands in frame ${f}. */
static int
name_entry(struct gs_sops_tree *b, const struct gs_sops_frame *f,
    const struct gs_event *key)
{
	int r = GS_OK;

	gs_buf_cut(&b->name, f->name_n);
	if (!f->map)
		r = gs_buf_addf(&b->name, "__list_%zu", f->index);
	else if (f->name_n != 0)
		r = gs_buf_adds(&b->name, "__map_");
	if (r == GS_OK && key != NULL && key->n != 0)
		r = gs_buf_add(&b->name, text(b, key->text), key->n);
	return r == GS_OK ? r : failed(b, r);
}

static int
on_key(
    struct gs_sops_tree *b, struct gs_sops_frame *f, const struct gs_event *ev)
{
	struct gs_sops_item it;
	int r;

	if ((r = resolve(b, ev, &it)) != GS_OK)
		return r;
	if (it.type != GS_SOPS_STR)
		return bad(b, ev, "a key that is no string; quote it");
	if ((r = once(b, ev, f->serial)) != GS_OK)
		return r;
	f->pending = true;
	b->end = ev->to;
	if (b->meta != 0)
		return name_entry(b, f, ev);
	if (b->depth == 1 && ev->n == strlen(SOPS_KEY) &&
	    memcmp(text(b, ev->text), SOPS_KEY, ev->n) == 0) {
		if (b->d->format == GS_SOPS_YAML && ev->column != 0)
			return bad(
			    b, ev, "the key 'sops' must not be indented");
		b->meta_next = true;
		b->sops_from = ev->from;
		return GS_OK;
	}
	b->root.entries += b->depth == 1;
	r = gs_sops_doc_path_add(b->d, f->path, ev->text, ev->n, &f->value);
	return r == GS_OK ? r : failed(b, r);
}

/* What the metadata takes away from the text. */
static int
cut_meta(struct gs_sops_tree *b, size_t to)
{
	struct gs_sops_doc *d = b->d;
	size_t from = b->sops_from;
	int r;

	if (d->meta.to == 0)
		d->meta = (struct gs_sops_span){ from, to };
	if (d->format == GS_SOPS_YAML) {
		while (to < d->n && d->p[to] != '\n')
			to++;
		to += to < d->n;
	} else {
		from = b->last_to;
	}
	r = gs_sops_doc_cut_add(d, from, to);
	return r == GS_OK ? r : failed(b, r);
}

/* A value of frame ${f}, or what stands at the top, is complete. */
static int
value_done(struct gs_sops_tree *b, size_t to)
{
	struct gs_sops_frame *f = top(b);
	bool meta = b->depth == 1 && b->meta_next;

	b->end = to;
	if (f == NULL)
		return GS_OK;
	f->pending = false;
	f->index++;
	if (b->depth != 1)
		return GS_OK;
	if (meta) {
		b->meta_next = false;
		return cut_meta(b, to);
	}
	b->last_to = b->root.last = to;
	return GS_OK;
}

/* In JSON the first entry has no comma before it, but one behind. */
static void
mend_first(struct gs_sops_tree *b, const struct gs_event *key)
{
	struct gs_sops_doc *d = b->d;

	if (d->format == GS_SOPS_YAML || d->cuts == 0 || b->depth != 1 ||
	    b->meta_next || b->root.entries != 0 || top(b)->index != 1)
		return;
	d->cut[d->cuts - 1].to = key->from;
	b->last_to = key->from;
}

static int
on_field(struct gs_sops_tree *b, const struct gs_sops_frame *in,
    const struct gs_event *ev)
{
	struct gs_sops_doc *d = b->d;
	struct gs_sops_field f = { .value = ev->text,
		.value_n = ev->n,
		.from = ev->from,
		.to = ev->to,
		.style = ev->style };
	int r = GS_OK;

	if (!in->map)
		r = name_entry(b, in, NULL);
	/* "Empty list, null and absent mean the same". */
	if (r == GS_OK && ev->style == GS_STYLE_PLAIN) {
		struct gs_sops_item it;

		if ((r = resolve(b, ev, &it)) == GS_OK &&
		    it.type == GS_SOPS_NULL)
			return value_done(b, ev->to);
	}
	f.name_n = b->name.n;
	/* Later documents have the first one's, once more. */
	if (r == GS_OK && d->cuts == 0 &&
	    (gs_sops_doc_text_add(d, b->name.p, b->name.n, &f.name) != GS_OK ||
		(r = gs_sops_doc_field_add(d, &f)) != GS_OK))
		r = failed(b, r == GS_OK ? GS_ENOMEM : r);
	return r == GS_OK ? value_done(b, ev->to) : r;
}

static int
on_value(struct gs_sops_tree *b, const struct gs_sops_frame *f,
    const struct gs_event *ev)
{
	struct gs_sops_item it = { .style = ev->style,
		.flow = ev->flow,
		.from = ev->from,
		.to = ev->to };
	int r;

	if (b->meta_next && b->depth == 1) {
		b->d->reserved = true;
		return value_done(b, ev->to);
	}
	it.path = f->map ? f->value : f->path;
	it.indent = f->indent;
	if ((ev->style == GS_STYLE_LITERAL || ev->style == GS_STYLE_FOLDED) &&
	    b->d->nr > 0 && b->d->item[b->d->nr - 1].from > it.from) {
		b->d->inner = true;
		b->d->nr--;
	}
	if ((r = resolve(b, ev, &it)) != GS_OK)
		return r;
	if ((r = gs_sops_doc_item_add(b->d, &it)) != GS_OK)
		return failed(b, r);
	return value_done(b, ev->to);
}

static int
on_scalar(struct gs_sops_tree *b, const struct gs_event *ev)
{
	struct gs_sops_frame *f = top(b);

	if (f != NULL && f->map && !f->pending) {
		mend_first(b, ev);
		return on_key(b, f, ev);
	}
	if (f == NULL)
		return bad(b, ev, "the top is no map");
	return b->meta != 0 ? on_field(b, f, ev) : on_value(b, f, ev);
}

/* Whether other than blanks stands before a collection in its line. */
static bool
is_compact(const struct gs_sops_doc *d, const struct gs_event *ev)
{
	for (size_t i = ev->from - ev->column; i < ev->from; i++) {
		if (d->p[i] != ' ')
			return true;
	}
	return false;
}

static int
on_open(struct gs_sops_tree *b, const struct gs_event *ev)
{
	bool map = ev->type == GS_EVENT_MAP;
	struct gs_sops_frame *in = top(b), *f;
	int r = GS_OK;

	if (in == NULL && (!map || b->root.map))
		return bad(b, ev, "the top is no map");
	if (b->depth == GS_EVENT_DEPTH_MAX)
		return failed(b, GS_ETOOBIG);
	f = &b->f[b->depth++];
	memset(f, 0, sizeof(*f));
	f->map = map;
	f->flow = ev->flow;
	f->column = ev->flow ? 0 : ev->column;
	f->indent = ev->column + (is_compact(b->d, ev) ? 2 : 4);
	f->serial = b->serial++;
	if (in == NULL) {
		b->root.map = true;
		b->root.from = ev->from;
		b->root.flow = ev->flow;
		b->last_to = b->root.last = ev->from + 1;
	} else {
		f->path = in->map ? in->value : in->path;
	}
	if (b->meta_next && b->depth == 2) {
		if (!map)
			b->d->reserved = true;
		b->meta = b->depth;
		gs_buf_cut(&b->name, 0);
	} else if (b->meta != 0 && in != NULL) {
		if (!in->map)
			r = name_entry(b, in, NULL);
		f->name_n = b->name.n;
	}
	return r;
}

/* The top map ends: a JSON text that held metadata alone is "{}". */
static int
end_root(struct gs_sops_tree *b, const struct gs_event *ev)
{
	struct gs_sops_doc *d = b->d;

	b->root.to = ev->to;
	if (d->format != GS_SOPS_YAML && d->cuts != 0 && b->root.entries == 0)
		d->cut[d->cuts - 1] =
		    (struct gs_sops_span){ b->root.from + 1, ev->from };
	b->end = ev->to;
	return GS_OK;
}

static int
on_end(struct gs_sops_tree *b, const struct gs_event *ev)
{
	size_t to = b->f[b->depth - 1].flow ? ev->to : b->end;

	if (b->meta == b->depth)
		b->meta = 0;
	b->depth--;
	return b->depth == 0 ? end_root(b, ev) : value_done(b, to);
}

static int
on_comment(struct gs_sops_tree *b, const struct gs_event *ev, size_t i)
{
	struct gs_sops_item it = { .type = GS_SOPS_COMMENT,
		.from = ev->from + 1,
		.to = ev->to,
		.text = ev->text,
		.n = ev->n };
	int r;

	it.path = b->meta != 0 ? 0 : gs_sops_tree_holder(b, ev, i);
	r = gs_sops_doc_item_add(b->d, &it);
	return r == GS_OK ? r : failed(b, r);
}

static int
on_doc(struct gs_sops_tree *b, const struct gs_event *ev)
{
	memset(&b->root, 0, sizeof(b->root));
	b->root.from = b->root.to = ev->to;
	b->meta = 0;
	b->meta_next = false;
	return GS_OK;
}

static int
end_doc(struct gs_sops_tree *b, const struct gs_event *ev)
{
	int r;

	b->root.end = ev->from;
	r = gs_sops_doc_root_add(b->d, &b->root);
	return r == GS_OK ? r : failed(b, r);
}

static int
on_event(struct gs_sops_tree *b, size_t i)
{
	const struct gs_event *ev = &b->d->ev.v[i];

	switch (ev->type) {
	case GS_EVENT_DOC:
		return on_doc(b, ev);
	case GS_EVENT_MAP:
	case GS_EVENT_LIST:
		return on_open(b, ev);
	case GS_EVENT_END:
		return b->depth == 0 ? end_doc(b, ev) : on_end(b, ev);
	case GS_EVENT_SCALAR:
		return on_scalar(b, ev);
	case GS_EVENT_COMMENT:
		return on_comment(b, ev, i);
	default:
		return GS_OK;
	}
}

/* The flow form of the top map leaves no line to put metadata into. */
static int
judge(struct gs_sops_tree *b)
{
	struct gs_sops_doc *d = b->d;
	const struct gs_event *first = &d->ev.v[0];

	if (d->format != GS_SOPS_YAML) {
		return d->root[0].map ? GS_OK
				      : bad(b, first, "the top is no map");
	}
	for (size_t i = 0; i < d->roots; i++) {
		if (d->root[i].flow && d->cuts != 0)
			return gs_fail(b->e, GS_EDAMAGED,
			    "the top map stands in brackets");
	}
	return GS_OK;
}

int
gs_sops_tree_read(struct gs_sops_doc *d, struct gs_err *e)
{
	struct gs_sops_tree b = { .d = d, .e = e };
	int r;

	r = (d->format == GS_SOPS_YAML ? gs_yaml_read : gs_json_read)(
	    d->p, d->n, &d->ev, e);
	for (size_t i = 0; r == GS_OK && i < d->ev.nr; i++)
		r = on_event(&b, i);
	if (r == GS_OK)
		r = judge(&b);
	if (r == GS_OK)
		gs_sops_tree_drop_cut(d);
	gs_map_clear(&b.keys, NULL);
	gs_buf_clear(&b.key);
	gs_buf_clear(&b.name);
	return r;
}
