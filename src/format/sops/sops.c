#include <string.h>
#include <strings.h>

#include "format/sops/print.h"
#include "format/sops/values.h"

#include "format/sops/sops.h"

#define ENC "ENC[AES256_GCM,"

enum gs_sops_format
gs_sops_format_of(const char *name)
{
	static const struct {
		const char *end;
		enum gs_sops_format format;
	} ends[] = { { ".yaml", GS_SOPS_YAML }, { ".yml", GS_SOPS_YAML },
		{ ".json", GS_SOPS_JSON }, { ".env", GS_SOPS_DOTENV },
		{ ".ini", GS_SOPS_INI } };
	size_t n = strlen(name);

	for (size_t i = 0; i < GS_NR(ends); i++) {
		size_t k = strlen(ends[i].end);

		if (n >= k && strcmp(name + n - k, ends[i].end) == 0)
			return ends[i].format;
	}
	return GS_SOPS_BINARY;
}

static bool
holds(const uint8_t *p, size_t n, const char *text)
{
	size_t k = strlen(text);

	for (const uint8_t *at = p; n >= k; n -= (size_t)(at - p), p = at) {
		if ((at = memchr(p, text[0], n - k + 1)) == NULL)
			return false;
		if (memcmp(at, text, k) == 0)
			return true;
		at++;
	}
	return false;
}

/* Whether a line begins with ${text}. */
static bool
has_line(const uint8_t *p, size_t n, const char *text)
{
	size_t k = strlen(text);
	const uint8_t *lf;

	while (n >= k) {
		if (memcmp(p, text, k) == 0)
			return true;
		if ((lf = memchr(p, '\n', n)) == NULL)
			return false;
		n -= (size_t)(lf + 1 - p);
		p = lf + 1;
	}
	return false;
}

/* Whether it is worth parsing: what every SOPS file of the format has. */
static bool
looks(enum gs_sops_format format, const uint8_t *p, size_t n)
{
	switch (format) {
	case GS_SOPS_YAML:
		return has_line(p, n, "sops:") || has_line(p, n, "sops :") ||
		    has_line(p, n, "\"sops\"") || has_line(p, n, "'sops'");
	case GS_SOPS_DOTENV:
		return has_line(p, n, "sops_");
	case GS_SOPS_INI:
		return has_line(p, n, "[sops]");
	case GS_SOPS_JSON:
	case GS_SOPS_BINARY:
		while (n > 0 && strchr(" \t\r\n", *p) != NULL && *p != '\0') {
			p++;
			n--;
		}
		return n > 0 && *p == '{' && holds(p, n, "\"sops\"");
	case GS_SOPS_NONE:
	default:
		return false;
	}
}

/* A name that tells nothing: the content does. */
static enum gs_sops_format
guess(const uint8_t *p, size_t n)
{
	static const enum gs_sops_format order[] = { GS_SOPS_BINARY,
		GS_SOPS_INI, GS_SOPS_YAML, GS_SOPS_DOTENV };

	for (size_t i = 0; i < GS_NR(order); i++) {
		if (looks(order[i], p, n))
			return order[i];
	}
	return GS_SOPS_NONE;
}

/* A binary file has one value, "data". */
static bool
is_data(const struct gs_sops_doc *d)
{
	const struct gs_sops_path *p;

	if (d->nr != 1 || d->item[0].type != GS_SOPS_STR ||
	    d->root[0].entries != 1)
		return false;
	p = &d->path[d->item[0].path];
	return p->up == 0 && p->n == strlen("data") &&
	    memcmp(gs_sops_doc_text(d, p->key), "data", p->n) == 0;
}

int
gs_sops_read(const char *name, const void *p, size_t n, struct gs_sops *out,
    struct gs_err *e)
{
	enum gs_sops_format format =
	    name == NULL ? GS_SOPS_BINARY : gs_sops_format_of(name);
	int r;

	memset(out, 0, sizeof(*out));
	if (n > GS_SOPS_SIZE_MAX ||
	    (!holds(p, n, "lastmodified") && !holds(p, n, "mac")))
		return GS_ENOTFOUND;
	if (format == GS_SOPS_BINARY)
		format = guess(p, n);
	else if (!looks(format, p, n))
		format = GS_SOPS_NONE;
	if (format == GS_SOPS_NONE)
		return GS_ENOTFOUND;
	r = gs_sops_doc_read(format, p, n, &out->doc, e);
	/* Not ours to judge, unless it once was a SOPS file. */
	if (r == GS_EDAMAGED && !holds(p, n, ENC))
		return GS_ENOTFOUND;
	if (r != GS_OK)
		return r;
	if (!gs_sops_doc_sealed(&out->doc))
		r = GS_ENOTFOUND;
	else
		r = gs_sops_head_parse(&out->doc, &out->head, e);
	if (r == GS_OK && format == GS_SOPS_BINARY && !is_data(&out->doc))
		out->doc.format = GS_SOPS_JSON;
	if (r != GS_OK)
		gs_sops_clear(out);
	return r;
}

/* Put what item ${i} says in the place of what stands there. */
static int
replace(const struct gs_sops_values *v, size_t i, struct gs_sops_edits *x,
    struct gs_err *e)
{
	const struct gs_sops_doc *d = v->doc;
	const struct gs_sops_item *it = &d->item[i];
	size_t at = gs_sops_edit_begin(x);
	char name[64];
	int r;

	r = gs_sops_print(
	    d, it, v->v[i].type, gs_sops_values_at(v, i), v->v[i].n, &x->text);
	if (r == GS_EDAMAGED)
		return gs_fail(e, r, "the format cannot hold the value '%s'",
		    gs_sops_doc_name(d, it->path, name));
	if (r == GS_OK)
		r = gs_sops_edit_end(x, at, it->from, it->to);
	return r == GS_OK ? r : gs_no_memory(e);
}

/* Take the metadata out.  A document that held nothing else is "{}". */
static int
cut_meta(const struct gs_sops_doc *d, struct gs_sops_edits *x)
{
	int r = GS_OK;

	for (size_t i = 0, k = 0; r == GS_OK && i < d->cuts; i++) {
		size_t at = gs_sops_edit_begin(x);

		while (k < d->roots && d->root[k].end < d->cut[i].to)
			k++;
		if (d->format == GS_SOPS_YAML && k < d->roots &&
		    d->root[k].entries == 0)
			r = gs_buf_adds(&x->text, "{}\n");
		if (r == GS_OK)
			r = gs_sops_edit_end(
			    x, at, d->cut[i].from, d->cut[i].to);
	}
	return r;
}

static int
print_plain(
    const struct gs_sops_values *v, struct gs_buf *out, struct gs_err *e)
{
	struct gs_sops_edits x = { NULL };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < v->doc->nr; i++) {
		if (v->v[i].opened)
			r = replace(v, i, &x, e);
	}
	if (r == GS_OK) {
		if ((r = cut_meta(v->doc, &x)) == GS_OK)
			r = gs_sops_edits_apply(&x, v->doc->p, v->doc->n, out);
		if (r == GS_EDAMAGED)
			r = gs_fail(e, r, "its values stand within each other");
		else if (r != GS_OK)
			r = gs_no_memory(e);
	}
	gs_sops_edits_clear(&x);
	return r;
}

/* What goes out reads as what was opened, whatever its layout did to it. */
static int
prove(const struct gs_sops_values *v, const uint8_t *p, size_t n,
    struct gs_err *e)
{
	struct gs_err why = { "", "" };
	struct gs_sops_doc d;
	bool same = false;
	int r;

	r = gs_sops_doc_read(v->doc->format, p, n, &d, &why);
	if (r == GS_OK)
		r = gs_sops_values_match(v, &d, &same);
	gs_sops_doc_clear(&d);
	if (r == GS_EDAMAGED || (r == GS_OK && !same))
		return gs_fail(e, GS_EDAMAGED,
		    "its values do not fit into its layout%s%s",
		    why.what[0] != '\0' ? ": " : "", why.what);
	return r == GS_OK ? r : gs_fail(e, r, "%s", gs_strerror(r));
}

int
gs_sops_open(const struct gs_sops *s, const uint8_t *key,
    const struct gs_report *report, struct gs_buf *out, struct gs_err *e)
{
	enum gs_sops_format format = s->doc.format;
	size_t start = out->n;
	struct gs_sops_values v;
	int r;

	if ((r = gs_sops_values_open(s, key, report, &v, e)) != GS_OK)
		return r;
	if (format != GS_SOPS_BINARY)
		r = print_plain(&v, out, e);
	else if (v.v[0].n != 0 &&
	    gs_buf_add(out, gs_sops_values_at(&v, 0), v.v[0].n) != GS_OK)
		r = gs_no_memory(e);
	if (r == GS_OK && (format == GS_SOPS_YAML || format == GS_SOPS_JSON))
		r = prove(&v, out->p + start, out->n - start, e);
	if (r != GS_OK)
		gs_buf_cut(out, start);
	gs_sops_values_clear(&v);
	return r;
}

void
gs_sops_clear(struct gs_sops *s)
{
	gs_sops_head_clear(&s->head);
	gs_sops_doc_clear(&s->doc);
}
