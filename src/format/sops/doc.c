#include <stdlib.h>
#include <string.h>

#include "format/sops/doc.h"

#define NR_MAX GS_EVENTS_MAX

/* Room for one more of ${size} bytes in the array at ${v}. */
static int
grow(void *v, size_t nr, size_t *cap, size_t size)
{
	size_t want = *cap == 0 ? 16 : 2 * *cap;
	void **at = v, *p;

	if (nr >= NR_MAX)
		return GS_ETOOBIG;
	if (nr < *cap)
		return GS_OK;
	/* Places, no text: nothing here need be wiped. */
	if ((p = realloc(*at, want * size)) == NULL)
		return GS_ENOMEM;
	*at = p;
	*cap = want;
	return GS_OK;
}

int
gs_sops_doc_text_add(struct gs_sops_doc *d, const void *p, size_t n, size_t *at)
{
	*at = d->ev.text.n;
	return n == 0 ? GS_OK : gs_buf_add(&d->ev.text, p, n);
}

int
gs_sops_doc_item_add(struct gs_sops_doc *d, const struct gs_sops_item *it)
{
	int r = grow(&d->item, d->nr, &d->cap, sizeof(*d->item));

	if (r == GS_OK)
		d->item[d->nr++] = *it;
	return r;
}

int
gs_sops_doc_path_add(
    struct gs_sops_doc *d, size_t up, size_t key, size_t n, size_t *out)
{
	int r = grow(&d->path, d->paths, &d->paths_cap, sizeof(*d->path));

	*out = d->paths;
	if (r == GS_OK)
		d->path[d->paths++] = (struct gs_sops_path){ up, key, n };
	return r;
}

int
gs_sops_doc_field_add(struct gs_sops_doc *d, const struct gs_sops_field *f)
{
	int r = d->fields >= GS_SOPS_FIELDS_MAX
	    ? GS_ETOOBIG
	    : grow(&d->field, d->fields, &d->fields_cap, sizeof(*d->field));

	if (r == GS_OK)
		d->field[d->fields++] = *f;
	return r;
}

int
gs_sops_doc_cut_add(struct gs_sops_doc *d, size_t from, size_t to)
{
	int r = grow(&d->cut, d->cuts, &d->cuts_cap, sizeof(*d->cut));

	if (r == GS_OK)
		d->cut[d->cuts++] = (struct gs_sops_span){ from, to };
	return r;
}

int
gs_sops_doc_root_add(struct gs_sops_doc *d, const struct gs_sops_root *root)
{
	int r = grow(&d->root, d->roots, &d->roots_cap, sizeof(*d->root));

	if (r == GS_OK)
		d->root[d->roots++] = *root;
	return r;
}

int
gs_sops_doc_read(enum gs_sops_format format, const void *p, size_t n,
    struct gs_sops_doc *out, struct gs_err *e)
{
	size_t top;
	int r;

	memset(out, 0, sizeof(*out));
	out->format = format;
	out->p = p;
	out->n = n;
	if (n > GS_SOPS_SIZE_MAX)
		return gs_fail(e, GS_ETOOBIG, "it has over 64 MiB");
	if ((r = gs_sops_doc_path_add(out, 0, 0, 0, &top)) != GS_OK)
		return gs_no_memory(e);
	switch (format) {
	case GS_SOPS_DOTENV:
		r = gs_sops_dotenv_read(out, e);
		break;
	case GS_SOPS_INI:
		r = gs_sops_ini_read(out, e);
		break;
	case GS_SOPS_YAML:
	case GS_SOPS_JSON:
	case GS_SOPS_BINARY:
		r = gs_sops_tree_read(out, e);
		break;
	case GS_SOPS_NONE:
	default:
		GS_BUG(true);
	}
	if (r != GS_OK)
		gs_sops_doc_clear(out);
	return r;
}

bool
gs_sops_doc_sealed(const struct gs_sops_doc *d)
{
	return gs_sops_doc_field(d, "mac") != NULL ||
	    gs_sops_doc_field(d, "lastmodified") != NULL;
}

const struct gs_sops_field *
gs_sops_doc_field(const struct gs_sops_doc *d, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < d->fields; i++) {
		const struct gs_sops_field *f = &d->field[i];

		if (f->name_n == n &&
		    memcmp(d->ev.text.p + f->name, name, n) == 0)
			return f;
	}
	return NULL;
}

const char *
gs_sops_doc_text(const struct gs_sops_doc *d, size_t at)
{
	return d->ev.text.p == NULL ? "" : (const char *)d->ev.text.p + at;
}

int
gs_sops_doc_keys(const struct gs_sops_doc *d, size_t path, struct gs_buf *out)
{
	size_t up[GS_EVENT_DEPTH_MAX + 2], nr = 0;
	int r = GS_OK;

	if (path == 0)
		return gs_buf_addc(out, ':');
	for (; path != 0; path = d->path[path].up) {
		GS_BUG(nr == GS_NR(up));
		up[nr++] = path;
	}
	while (r == GS_OK && nr-- > 0) {
		const struct gs_sops_path *k = &d->path[up[nr]];

		if (k->n != 0)
			r = gs_buf_add(out, d->ev.text.p + k->key, k->n);
		if (r == GS_OK)
			r = gs_buf_addc(out, ':');
	}
	return r;
}

const char *
gs_sops_doc_name(const struct gs_sops_doc *d, size_t path, char out[64])
{
	struct gs_buf keys = GS_BUF_INIT;
	size_t n = 0;

	if (gs_sops_doc_keys(d, path, &keys) == GS_OK && keys.p != NULL) {
		n = keys.n < 64 ? keys.n - 1 : 63;
		for (size_t i = 0; i < n; i++)
			out[i] = keys.p[i] == ':' ? '.' : (char)keys.p[i];
	}
	out[n] = '\0';
	gs_buf_clear(&keys);
	return out;
}

void
gs_sops_doc_clear(struct gs_sops_doc *d)
{
	gs_events_clear(&d->ev);
	free(d->item);
	free(d->path);
	free(d->field);
	free(d->cut);
	free(d->root);
	memset(d, 0, sizeof(*d));
}
