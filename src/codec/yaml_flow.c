/* Keys, scalars, and what stands in brackets. */
#include <string.h>

#include "codec/yaml_reader.h"

/* What cannot begin a plain scalar, or is refused, by name; NULL: it can. */
static const char *
foreign(const struct gs_yaml *y, bool flow)
{
	uint8_t c = gs_yaml_peek(y, 0);

	if (c == '&' || c == '*')
		return "an anchor or alias ('&', '*'), which is not supported";
	if (c == '!')
		return "a tag ('!') that is not supported";
	if (c == '?' && (flow || gs_yaml_ends(y, 1)))
		return "a '?' key, which is not supported";
	if (c == '%' || c == '@' || c == '`' || c == ',' || c == ']' ||
	    c == '}' || c == '#' || c == '|' || c == '>' ||
	    (c == ':' && (flow || gs_yaml_ends(y, 1))) ||
	    (c == '-' && gs_yaml_ends(y, 1)) ||
	    (c == '-' && flow && strchr(",[]{}", gs_yaml_peek(y, 1)) != NULL))
		return "a value begins with a sign of YAML's";
	return NULL;
}

int
gs_yaml_scalar(struct gs_yaml *y, size_t min, bool flow, bool one_line)
{
	uint8_t c = gs_yaml_peek(y, 0);
	const char *why;

	if (c == '"' || c == '\'')
		return gs_yaml_quoted(y, flow, one_line);
	if ((why = foreign(y, flow)) != NULL || c == '{' || c == '[')
		return gs_yaml_bad(
		    y, why != NULL ? why : "a key that is a list or map");
	return gs_yaml_plain(y, min, flow, one_line);
}

int
gs_yaml_key(struct gs_yaml *y, bool flow)
{
	size_t from = y->at;
	bool quoted;
	int r;

	if ((r = gs_yaml_scalar(y, 0, flow, true)) != GS_OK)
		return r;
	quoted = y->p[y->at - 1] == '"' || y->p[y->at - 1] == '\'';
	if (y->at - from > GS_YAML_KEY_MAX)
		return gs_yaml_bad(y, "a key of over 1024 bytes");
	while (strchr(" \t", gs_yaml_peek(y, 0)) != NULL && y->at < y->n)
		y->at++;
	if (gs_yaml_peek(y, 0) != ':' ||
	    !(gs_yaml_ends(y, 1) || (flow && quoted)))
		return gs_yaml_bad(y, "no key with a ':' where one must stand");
	y->at++;
	return GS_OK;
}

/* Behind an entry of something in brackets. */
static int
flow_next(struct gs_yaml *y, uint8_t end, int *more)
{
	bool fresh = false;
	int r;

	if ((r = gs_yaml_gap(y, true, &fresh)) != GS_OK)
		return r;
	*more = gs_yaml_peek(y, 0) == ',';
	if (*more) {
		y->at++;
		if ((r = gs_yaml_gap(y, true, &fresh)) != GS_OK)
			return r;
		*more = gs_yaml_peek(y, 0) != end;
	}
	if (gs_yaml_over(y) || (!*more && gs_yaml_peek(y, 0) != end))
		return gs_yaml_bad(y,
		    "brackets that nothing closes, or two "
		    "values without a comma");
	return GS_OK;
}

static int
flow_entry(struct gs_yaml *y, bool map)
{
	bool fresh = false;
	int r;

	if (map &&
	    ((r = gs_yaml_key(y, true)) != GS_OK ||
		(r = gs_yaml_gap(y, true, &fresh)) != GS_OK))
		return r;
	if (gs_yaml_over(y))
		return gs_yaml_bad(y, "brackets that nothing closes");
	return gs_yaml_flow(y);
}

int
gs_yaml_flow(struct gs_yaml *y)
{
	size_t from = y->at;
	bool map = gs_yaml_peek(y, 0) == '{', fresh = false;
	uint8_t end = map ? '}' : ']';
	int more, r;

	if (!map && gs_yaml_peek(y, 0) != '[')
		return gs_yaml_scalar(y, 0, true, false);
	if (y->depth == GS_EVENT_DEPTH_MAX)
		return gs_yaml_failed(y, GS_ETOOBIG);
	y->depth++;
	y->at++;
	r = gs_yaml_mark(y, map ? GS_EVENT_MAP : GS_EVENT_LIST, true, from);
	if (r == GS_OK)
		r = gs_yaml_gap(y, true, &fresh);
	more = gs_yaml_peek(y, 0) != end;
	while (r == GS_OK && more) {
		if ((r = flow_entry(y, map)) == GS_OK)
			r = flow_next(y, end, &more);
	}
	if (r != GS_OK)
		return r;
	y->depth--;
	y->at++;
	return gs_yaml_mark(y, GS_EVENT_END, true, y->at - 1);
}
