/* KEY=VALUE lines, as SOPS reads them: no quotes, no blanks to trim. */
#include <string.h>

#include "base/cur.h"

#include "format/sops/doc.h"

#define PREFIX "sops_"

static int
failed(int r, struct gs_err *e)
{
	return r == GS_ENOMEM ? gs_no_memory(e)
			      : gs_fail(e, r, "it has too many values");
}

/* A value, in which "\n" stands for a line end. */
static int
add_value(
    struct gs_sops_doc *d, const uint8_t *p, size_t n, size_t *at, size_t *len)
{
	int r = GS_OK;

	*at = d->ev.text.n;
	for (size_t i = 0; r == GS_OK && i < n; i++) {
		bool end = p[i] == '\\' && i + 1 < n && p[i + 1] == 'n';

		r = gs_buf_addc(&d->ev.text, end ? '\n' : (char)p[i]);
		i += end;
	}
	*len = d->ev.text.n - *at;
	return r;
}

static int
add_comment(struct gs_sops_doc *d, const uint8_t *line, size_t n, size_t from)
{
	struct gs_sops_item it = { .type = GS_SOPS_COMMENT,
		.from = from + 1,
		.to = from + n,
		.n = n - 1 };
	int r = gs_sops_doc_text_add(d, line + 1, n - 1, &it.text);

	return r == GS_OK ? gs_sops_doc_item_add(d, &it) : r;
}

static int
add_meta(struct gs_sops_doc *d, const uint8_t *line, size_t key, size_t n,
    size_t from)
{
	size_t skip = strlen(PREFIX);
	struct gs_sops_field f = {
		.name_n = key - skip, .from = from + key + 1, .to = from + n
	};
	int r;

	r = gs_sops_doc_text_add(d, line + skip, f.name_n, &f.name);
	if (r == GS_OK)
		r = add_value(
		    d, line + key + 1, n - key - 1, &f.value, &f.value_n);
	if (r == GS_OK)
		r = gs_sops_doc_field_add(d, &f);
	if (r == GS_OK)
		r = gs_sops_doc_cut_add(d, from, from + n + (from + n < d->n));
	return r;
}

static int
add_line(struct gs_sops_doc *d, const uint8_t *line, size_t n, size_t number,
    struct gs_err *e)
{
	const uint8_t *sign = memchr(line, '=', n);
	size_t from = (size_t)(line - d->p), key;
	struct gs_sops_item it = { .to = from + n };
	int r;

	if (line[0] == '#') {
		r = add_comment(d, line, n, from);
		return r == GS_OK ? r : failed(r, e);
	}
	if (sign == NULL)
		return gs_fail(e, GS_EDAMAGED,
		    "line %zu: neither NAME=VALUE nor a comment", number);
	key = (size_t)(sign - line);
	if (key >= strlen(PREFIX) &&
	    memcmp(line, PREFIX, strlen(PREFIX)) == 0) {
		r = add_meta(d, line, key, n, from);
		return r == GS_OK ? r : failed(r, e);
	}
	it.from = from + key + 1;
	if ((r = gs_sops_doc_text_add(d, line, key, &it.text)) == GS_OK &&
	    (r = gs_sops_doc_path_add(d, 0, it.text, key, &it.path)) == GS_OK &&
	    (r = add_value(d, sign + 1, n - key - 1, &it.text, &it.n)) == GS_OK)
		r = gs_sops_doc_item_add(d, &it);
	return r == GS_OK ? r : failed(r, e);
}

int
gs_sops_dotenv_read(struct gs_sops_doc *d, struct gs_err *e)
{
	struct gs_sops_root root = { .end = d->n, .to = d->n, .map = true };
	struct gs_cur c = { d->p, d->n };
	const uint8_t *line;
	size_t n, number = 0;
	int r = GS_OK;

	while (r == GS_OK && gs_cur_line(&c, &line, &n) == GS_OK) {
		number++;
		if (n != 0)
			r = add_line(d, line, n, number, e);
	}
	if (r == GS_OK && (r = gs_sops_doc_root_add(d, &root)) != GS_OK)
		r = failed(r, e);
	return r;
}
