#include <string.h>

#include "base/text.h"
#include "codec/yaml_reader.h"

#include "codec/yaml.h"

#define BOM "\xef\xbb\xbf"

int
gs_yaml_bad(const struct gs_yaml *y, const char *why)
{
	size_t line = 1;

	if (y->e == NULL) /* a look ahead: it must cost no walk */
		return GS_EDAMAGED;
	for (size_t i = 0; i < y->at && i < y->n; i++)
		line += y->p[i] == '\n';
	return gs_fail(y->e, GS_EDAMAGED, "line %zu: %s", line, why);
}

int
gs_yaml_failed(const struct gs_yaml *y, int r)
{
	return gs_fail(y->e, r, "the YAML text is too large: %s",
	    r == GS_ENOMEM ? gs_strerror(r) : "too many or too deep values");
}

uint8_t
gs_yaml_peek(const struct gs_yaml *y, size_t k)
{
	return k < y->n - y->at ? y->p[y->at + k] : 0;
}

bool
gs_yaml_ends(const struct gs_yaml *y, size_t k)
{
	return k >= y->n - y->at || strchr(" \t\r\n", y->p[y->at + k]) != NULL;
}

bool
gs_yaml_break(struct gs_yaml *y)
{
	if (gs_yaml_peek(y, 0) == '\r' && gs_yaml_peek(y, 1) == '\n')
		y->at++;
	if (gs_yaml_peek(y, 0) != '\n')
		return false;
	y->line = ++y->at;
	return true;
}

bool
gs_yaml_marker(const struct gs_yaml *y)
{
	return y->at == y->line && y->n - y->at >= 3 &&
	    (memcmp(y->p + y->at, "---", 3) == 0 ||
		memcmp(y->p + y->at, "...", 3) == 0) &&
	    gs_yaml_ends(y, 3);
}

static int
add(struct gs_yaml *y, struct gs_event ev)
{
	size_t line = y->line;
	int r;

	/* It may have begun some lines above. */
	if (line > ev.from) {
		for (line = ev.from; line > 0 && y->p[line - 1] != '\n';)
			line--;
	}
	ev.column = ev.from - line;
	r = gs_events_add(y->out, &ev);
	return r == GS_OK ? r : gs_yaml_failed(y, r);
}

int
gs_yaml_scalar_add(struct gs_yaml *y, size_t from, size_t text,
    enum gs_event_style style, bool flow)
{
	return add(y,
	    (struct gs_event){ .type = GS_EVENT_SCALAR,
		.style = style,
		.flow = flow,
		.from = from,
		.to = y->at,
		.text = text,
		.n = y->out->text.n - text });
}

int
gs_yaml_comment(struct gs_yaml *y)
{
	size_t from = y->at, text = y->out->text.n;

	while (y->at < y->n && y->p[y->at] != '\n' && y->p[y->at] != '\r')
		y->at++;
	if (gs_buf_add(&y->out->text, y->p + from + 1, y->at - from - 1) !=
	    GS_OK)
		return gs_yaml_failed(y, GS_ENOMEM);
	return add(y,
	    (struct gs_event){ .type = GS_EVENT_COMMENT,
		.from = from,
		.to = y->at,
		.text = text,
		.n = y->at - from - 1 });
}

int
gs_yaml_mark(struct gs_yaml *y, enum gs_event_type type, bool flow, size_t from)
{
	return add(y,
	    (struct gs_event){
		.type = type, .flow = flow, .from = from, .to = y->at });
}

int
gs_yaml_gap(struct gs_yaml *y, bool flow, bool *fresh)
{
	int r;

	for (;;) {
		size_t from = y->at;

		for (; gs_yaml_peek(y, 0) == ' ' || gs_yaml_peek(y, 0) == '\t';
		     y->at++) {
			if (*fresh && !flow && y->p[y->at] == '\t')
				return gs_yaml_bad(
				    y, "a tab where blanks must indent");
		}
		if (gs_yaml_peek(y, 0) == '#') {
			if (y->at == from && y->at != y->line &&
			    strchr(" \t", y->p[y->at - 1]) == NULL)
				return gs_yaml_bad(
				    y, "a '#' without a blank before it");
			if ((r = gs_yaml_comment(y)) != GS_OK)
				return r;
		}
		if (!gs_yaml_break(y))
			return GS_OK;
		*fresh = true;
	}
}

bool
gs_yaml_over(const struct gs_yaml *y)
{
	return y->at >= y->n || gs_yaml_marker(y);
}

/* From its "---", which only the first may lack, to the next marker. */
static int
document(struct gs_yaml *y, bool first, bool *more)
{
	bool fresh = true;
	int r;

	if ((r = gs_yaml_mark(y, GS_EVENT_DOC, false, y->at)) != GS_OK ||
	    (r = gs_yaml_gap(y, false, &fresh)) != GS_OK)
		return r;
	if (gs_yaml_marker(y) && gs_yaml_peek(y, 0) == '-') {
		y->at += 3;
		fresh = false;
		if ((r = gs_yaml_gap(y, false, &fresh)) != GS_OK)
			return r;
	} else if (gs_yaml_marker(y) || !first) {
		return gs_yaml_bad(y, "no '---' where one must stand");
	}
	if (!gs_yaml_over(y)) {
		if (gs_yaml_peek(y, 0) == '%' && y->at - y->line == 0)
			return gs_yaml_bad(
			    y, "a directive ('%'), which is not supported");
		if ((r = gs_yaml_node(y, -1, 0, fresh)) != GS_OK)
			return r;
		fresh = false;
		if ((r = gs_yaml_gap(y, false, &fresh)) != GS_OK)
			return r;
		if (!gs_yaml_over(y))
			return gs_yaml_bad(
			    y, "something stands behind a value");
	}
	if ((r = gs_yaml_mark(y, GS_EVENT_END, false, y->at)) != GS_OK)
		return r;
	while (gs_yaml_marker(y) && gs_yaml_peek(y, 0) == '.') {
		y->at += 3;
		if ((r = gs_yaml_gap(y, false, &fresh)) != GS_OK)
			return r;
	}
	*more = y->at < y->n;
	return GS_OK;
}

/* UTF-8, and only what YAML calls printable; line ends are LF and CRLF. */
static int
look_over(struct gs_yaml *y)
{
	for (; y->at < y->n;) {
		const uint8_t *p = y->p + y->at;
		size_t k = gs_text_utf8_len(p, y->n - y->at);

		if (k == 0)
			return gs_yaml_bad(y, "not UTF-8");
		if ((k == 1 && p[0] < 0x20 && strchr("\t\n\r", p[0]) == NULL) ||
		    p[0] == 0 || p[0] == 0x7f || (p[0] == 0xc2 && p[1] < 0xa0))
			return gs_yaml_bad(y, "a control byte");
		if ((p[0] == '\r' && gs_yaml_peek(y, 1) != '\n') ||
		    (k == 3 && memcmp(p, "\xe2\x80", 2) == 0 &&
			(p[2] == 0xa8 || p[2] == 0xa9)))
			return gs_yaml_bad(
			    y, "a line end other than LF or CRLF");
		if (k == 3 &&
		    (memcmp(p, BOM, 3) == 0 ||
			(p[0] == 0xef && p[1] == 0xbf && p[2] >= 0xbe)))
			return gs_yaml_bad(
			    y, "a byte order mark within the text");
		y->at += k;
	}
	return GS_OK;
}

int
gs_yaml_read(const void *p, size_t n, struct gs_events *out, struct gs_err *e)
{
	struct gs_yaml y = { .p = p, .n = n, .out = out, .e = e };
	size_t start = n >= 3 && memcmp(p, BOM, 3) == 0 ? 3 : 0;
	bool more = true;
	int r;

	if (n > GS_EVENT_TEXT_MAX)
		return gs_yaml_failed(&y, GS_ETOOBIG);
	y.at = start;
	if ((r = look_over(&y)) != GS_OK)
		return r;
	y.at = y.line = start;
	for (bool first = true; r == GS_OK && more; first = false)
		r = document(&y, first, &more);
	return r;
}
