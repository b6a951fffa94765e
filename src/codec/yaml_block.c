/* Maps and lists by indentation. */
#include <string.h>

#include "codec/base64.h"

#include "codec/yaml_reader.h"

static size_t
column(const struct gs_yaml *y)
{
	return y->at - y->line;
}

static bool
is_dash(const struct gs_yaml *y)
{
	return gs_yaml_peek(y, 0) == '-' && gs_yaml_ends(y, 1);
}

/* Whether a key and its colon stand here; nothing moves. */
static int
look_for_key(struct gs_yaml *y, bool *yes)
{
	struct gs_yaml look = *y;
	size_t text = y->out->text.n, nr = y->out->nr;
	int r;

	look.e = NULL;
	r = gs_yaml_key(&look, false);
	gs_buf_cut(&y->out->text, text);
	y->out->nr = nr;
	*yes = r == GS_OK;
	return r == GS_OK || r == GS_EDAMAGED ? GS_OK : gs_yaml_failed(y, r);
}

/* Whether nothing but blanks stands before in its line. */
static bool
is_first(const struct gs_yaml *y)
{
	for (size_t i = y->line; i < y->at; i++) {
		if (y->p[i] != ' ')
			return false;
	}
	return true;
}

/* The next entry of what stands at ${at}: 1 there is one, 0 no more. */
static int
next_entry(struct gs_yaml *y, size_t at, int *more)
{
	bool fresh = is_first(y);
	int r;

	*more = 0;
	if ((r = gs_yaml_gap(y, false, &fresh)) != GS_OK || gs_yaml_over(y))
		return r;
	if (!fresh)
		return gs_yaml_bad(y, "something stands behind a value");
	if (column(y) > at)
		return gs_yaml_bad(y, "it is indented too far");
	*more = column(y) == at;
	return GS_OK;
}

static int
nothing(struct gs_yaml *y, size_t at)
{
	size_t now = y->at;
	int r;

	y->at = at;
	r = gs_yaml_scalar_add(y, at, y->out->text.n, GS_STYLE_PLAIN, false);
	y->at = now;
	return r;
}

/* What stands behind "key:" or "-" of a collection at column ${at}. */
static int
value(struct gs_yaml *y, size_t at, bool in_map)
{
	size_t behind = y->at;
	bool fresh = false;
	int r;

	for (size_t k = 0; !in_map && gs_yaml_ends(y, k); k++) {
		uint8_t c = gs_yaml_peek(y, k);

		if (c == '\t')
			return gs_yaml_bad(y, "a tab behind a '-'");
		if (c != ' ')
			break;
	}
	if ((r = gs_yaml_gap(y, false, &fresh)) != GS_OK)
		return r;
	if (gs_yaml_over(y) ||
	    (fresh && column(y) <= at &&
		!(in_map && column(y) == at && is_dash(y))))
		return nothing(y, behind);
	return gs_yaml_node(
	    y, (long)at, fresh && in_map ? at : at + 1, fresh || !in_map);
}

static int
block_map(struct gs_yaml *y, size_t at)
{
	int more = 1, r;

	if ((r = gs_yaml_mark(y, GS_EVENT_MAP, false, y->at)) != GS_OK)
		return r;
	while (more) {
		if (is_dash(y))
			return gs_yaml_bad(y, "a '-' where a key must stand");
		if ((r = gs_yaml_key(y, false)) != GS_OK ||
		    (r = value(y, at, true)) != GS_OK ||
		    (r = next_entry(y, at, &more)) != GS_OK)
			return r;
	}
	return gs_yaml_mark(y, GS_EVENT_END, false, y->at);
}

/* With ${in_map} a key at the same column ends it. */
static int
block_list(struct gs_yaml *y, size_t at, bool in_map)
{
	int more = 1, r;

	if ((r = gs_yaml_mark(y, GS_EVENT_LIST, false, y->at)) != GS_OK)
		return r;
	while (more) {
		y->at++;
		if ((r = value(y, at, false)) != GS_OK ||
		    (r = next_entry(y, at, &more)) != GS_OK)
			return r;
		if (more && !is_dash(y)) {
			if (!in_map)
				return gs_yaml_bad(
				    y, "no '-' where one must stand");
			more = 0;
		}
	}
	return gs_yaml_mark(y, GS_EVENT_END, false, y->at);
}

/* "!!str" or "!!binary" and the blanks behind it. */
static int
tag(struct gs_yaml *y, size_t *from, const char **name)
{
	static const char *const tags[] = { "!!str", "!!binary" };

	*from = y->at;
	*name = NULL;
	for (size_t i = 0; i < GS_NR(tags); i++) {
		size_t k = strlen(tags[i]);

		if (y->n - y->at < k || memcmp(y->p + y->at, tags[i], k) != 0 ||
		    !strchr(" \t", gs_yaml_peek(y, k)))
			continue;
		y->at += k;
		while (
		    strchr(" \t", gs_yaml_peek(y, 0)) != NULL && y->at < y->n)
			y->at++;
		*name = tags[i];
		return GS_OK;
	}
	return GS_OK;
}

/* The text of ${ev}, the last, is base64, perhaps in several lines. */
static int
decode(struct gs_yaml *y, struct gs_event *ev)
{
	struct gs_buf *text = &y->out->text, digits = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = ev->text; r == GS_OK && i < text->n; i++) {
		if (strchr(" \t\n", text->p[i]) == NULL)
			r = gs_buf_addc(&digits, (char)text->p[i]);
	}
	gs_buf_cut(text, ev->text);
	if (r == GS_OK)
		r = gs_base64_parse(
		    GS_BASE64_PADDED, (const char *)digits.p, digits.n, text);
	gs_buf_clear(&digits);
	ev->n = text->n - ev->text;
	ev->style = GS_STYLE_BINARY;
	if (r == GS_EDAMAGED)
		return gs_yaml_bad(y, "!!binary without base64 behind it");
	return r == GS_OK ? r : gs_yaml_failed(y, r);
}

static int
tagged(struct gs_yaml *y, const char *name, size_t from)
{
	struct gs_event *ev = &y->out->v[y->out->nr - 1];

	if (ev->type != GS_EVENT_SCALAR)
		return gs_yaml_bad(y, "a tag that is not supported");
	ev->column -= ev->from - from;
	ev->from = from;
	if (strcmp(name, "!!binary") == 0)
		return decode(y, ev);
	if (ev->style == GS_STYLE_PLAIN)
		ev->style = GS_STYLE_DOUBLE;
	return GS_OK;
}

/* A scalar or something in brackets, which ends in this place. */
static int
inline_node(struct gs_yaml *y, long parent, size_t min)
{
	uint8_t c = gs_yaml_peek(y, 0);
	const char *name;
	size_t from;
	int r;

	if (c == '{' || c == '[')
		return gs_yaml_flow(y);
	if ((r = tag(y, &from, &name)) != GS_OK)
		return r;
	c = gs_yaml_peek(y, 0);
	if (name != NULL && (c == '{' || c == '[' || gs_yaml_ends(y, 0)))
		return gs_yaml_bad(y, "a tag that is not supported");
	r = c == '|' || c == '>' ? gs_yaml_block(y, parent)
				 : gs_yaml_scalar(y, min, false, false);
	return r == GS_OK && name != NULL ? tagged(y, name, from) : r;
}

int
gs_yaml_node(struct gs_yaml *y, long parent, size_t min, bool fresh)
{
	size_t at = column(y);
	bool dash = is_dash(y), in_map = false;
	int r;

	if (at < min)
		return gs_yaml_bad(y, "it is not indented enough");
	if (y->depth == GS_EVENT_DEPTH_MAX)
		return gs_yaml_failed(y, GS_ETOOBIG);
	if (!fresh && dash)
		return gs_yaml_bad(y, "a '-' behind a key");
	if (fresh && !dash && (r = look_for_key(y, &in_map)) != GS_OK)
		return r;
	y->depth++;
	if (dash)
		r = block_list(y, at, parent >= 0 && (size_t)parent == at);
	else if (in_map)
		r = block_map(y, at);
	else
		r = inline_node(y, parent, (size_t)(parent + 1));
	y->depth--;
	return r;
}
