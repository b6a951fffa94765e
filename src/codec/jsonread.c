#include <string.h>

#include "base/cur.h"
#include "base/text.h"
#include "codec/hex.h"

#include "codec/jsonread.h"

struct reader {
	const uint8_t *p;
	size_t n, at;
	struct gs_events *out;
	bool map[GS_EVENT_DEPTH_MAX]; /* what is open: map or list */
	size_t depth;
	struct gs_err *e;
};

static int
bad(struct reader *s, const char *why)
{
	size_t line = 1;

	for (size_t i = 0; i < s->at && i < s->n; i++)
		line += s->p[i] == '\n';
	return gs_fail(s->e, GS_EDAMAGED, "line %zu is no JSON: %s", line, why);
}

static int
failed(struct reader *s, int r)
{
	return gs_fail(s->e, r, "the JSON text is too large: %s",
	    r == GS_ENOMEM ? gs_strerror(r) : "too many or too deep values");
}

static void
blanks(struct reader *s)
{
	while (s->at < s->n && s->p[s->at] != '\0' &&
	    strchr(" \t\r\n", s->p[s->at]) != NULL)
		s->at++;
}

static bool
next_is(const struct reader *s, char c)
{
	return s->at < s->n && s->p[s->at] == (uint8_t)c;
}

static int
add(struct reader *s, enum gs_event_type type, size_t from, size_t text,
    enum gs_event_style style)
{
	const struct gs_event ev = { .type = type,
		.style = style,
		.flow = true,
		.from = from,
		.to = s->at,
		.text = text,
		.n = type == GS_EVENT_SCALAR ? s->out->text.n - text : 0 };
	int r = gs_events_add(s->out, &ev);

	return r == GS_OK ? r : failed(s, r);
}

/* U+0000 to U+10FFFF, no surrogate. */
static int
put_code(struct gs_buf *b, uint32_t c)
{
	uint8_t u[4];

	return gs_buf_add(b, u, gs_text_utf8_put(c, u));
}

/* Four digits behind "\u". */
static int
hex4(struct reader *s, uint32_t *out)
{
	uint8_t b[2];

	if (s->n - s->at < 4 ||
	    gs_hex_parse((const char *)s->p + s->at, 4, b) != GS_OK)
		return bad(s, "\\u wants four hex digits");
	*out = (uint32_t)b[0] << 8 | b[1];
	s->at += 4;
	return GS_OK;
}

static int
unicode(struct reader *s, struct gs_buf *b)
{
	uint32_t c, low;
	int r;

	if ((r = hex4(s, &c)) != GS_OK)
		return r;
	if (c >= 0xd800 && c < 0xe000) {
		if (c >= 0xdc00 || s->n - s->at < 6 || !next_is(s, '\\') ||
		    s->p[s->at + 1] != 'u')
			return bad(s, "half a character (a lone surrogate)");
		s->at += 2;
		if ((r = hex4(s, &low)) != GS_OK)
			return r;
		if (low < 0xdc00 || low >= 0xe000)
			return bad(s, "half a character (a lone surrogate)");
		c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
	}
	return put_code(b, c) == GS_OK ? GS_OK : failed(s, GS_ENOMEM);
}

static int
escape(struct reader *s, struct gs_buf *b)
{
	static const char names[] = "\"\\/bfnrt", codes[] = "\"\\/\b\f\n\r\t";
	const char *at;
	char c;

	if (++s->at == s->n)
		return bad(s, "a string without an end");
	c = (char)s->p[s->at++];
	if (c == 'u')
		return unicode(s, b);
	if (c == '\0' || (at = strchr(names, c)) == NULL)
		return bad(s, "an escape that is none");
	return gs_buf_addc(b, codes[at - names]) == GS_OK
	    ? GS_OK
	    : failed(s, GS_ENOMEM);
}

static int
string(struct reader *s)
{
	size_t from = s->at++, start = s->out->text.n, k;
	struct gs_buf *b = &s->out->text;
	int r = GS_OK;

	while (r == GS_OK && !next_is(s, '"')) {
		if (s->at == s->n)
			return bad(s, "a string without an end");
		if (next_is(s, '\\')) {
			r = escape(s, b);
			continue;
		}
		k = gs_text_utf8_len(s->p + s->at, s->n - s->at);
		if (k == 0)
			return bad(s, "not UTF-8");
		if (s->p[s->at] < 0x20)
			return bad(s, "a control byte in a string");
		if (gs_buf_add(b, s->p + s->at, k) != GS_OK)
			return failed(s, GS_ENOMEM);
		s->at += k;
	}
	if (r != GS_OK)
		return r;
	s->at++;
	return add(s, GS_EVENT_SCALAR, from, start, GS_STYLE_DOUBLE);
}

static bool
is_digit(const struct reader *s)
{
	return s->at < s->n && s->p[s->at] >= '0' && s->p[s->at] <= '9';
}

static bool
digits(struct reader *s)
{
	if (!is_digit(s))
		return false;
	while (is_digit(s))
		s->at++;
	return true;
}

/* RFC 8259, section 6 */
static bool
number(struct reader *s)
{
	s->at += next_is(s, '-');
	if (next_is(s, '0'))
		s->at++;
	else if (!digits(s))
		return false;
	if (next_is(s, '.')) {
		s->at++;
		if (!digits(s))
			return false;
	}
	if (next_is(s, 'e') || next_is(s, 'E')) {
		s->at++;
		s->at += next_is(s, '+') || next_is(s, '-');
		if (!digits(s))
			return false;
	}
	return true;
}

static bool
word(struct reader *s)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < GS_NR(words); i++) {
		size_t k = strlen(words[i]);

		if (s->n - s->at >= k &&
		    memcmp(s->p + s->at, words[i], k) == 0) {
			s->at += k;
			return true;
		}
	}
	return false;
}

static int
bare(struct reader *s)
{
	size_t from = s->at, start = s->out->text.n;

	if (is_digit(s) || next_is(s, '-') ? !number(s) : !word(s))
		return bad(s, "no value stands where one must");
	if (gs_buf_add(&s->out->text, s->p + from, s->at - from) != GS_OK)
		return failed(s, GS_ENOMEM);
	return add(s, GS_EVENT_SCALAR, from, start, GS_STYLE_PLAIN);
}

/* "key" and its colon. */
static int
key(struct reader *s)
{
	int r;

	if (!next_is(s, '"'))
		return bad(s, "no key stands where one must");
	if ((r = string(s)) != GS_OK)
		return r;
	blanks(s);
	if (!next_is(s, ':'))
		return bad(s, "no colon behind a key");
	s->at++;
	blanks(s);
	return GS_OK;
}

/* The innermost map or list is at its end. */
static int
close_one(struct reader *s)
{
	s->at++;
	s->depth--;
	return add(s, GS_EVENT_END, s->at - 1, 0, GS_STYLE_PLAIN);
}

/* Behind a value: what is open may end here, or go on behind a comma. */
static int
after(struct reader *s)
{
	int r;

	while (s->depth > 0) {
		bool map = s->map[s->depth - 1];

		blanks(s);
		if (next_is(s, ',')) {
			s->at++;
			blanks(s);
			return map ? key(s) : GS_OK;
		}
		if (!next_is(s, map ? '}' : ']'))
			return bad(s, "neither a comma nor an end");
		if ((r = close_one(s)) != GS_OK)
			return r;
	}
	return GS_OK;
}

static int
open_one(struct reader *s, bool map)
{
	int r;

	if (s->depth == GS_EVENT_DEPTH_MAX)
		return failed(s, GS_ETOOBIG);
	s->at++;
	s->map[s->depth++] = map;
	r = add(s, map ? GS_EVENT_MAP : GS_EVENT_LIST, s->at - 1, 0,
	    GS_STYLE_PLAIN);
	if (r != GS_OK)
		return r;
	blanks(s);
	if (!next_is(s, map ? '}' : ']'))
		return map ? key(s) : GS_OK;
	return (r = close_one(s)) == GS_OK ? after(s) : r;
}

static int
values(struct reader *s)
{
	int r;

	do {
		if (next_is(s, '{') || next_is(s, '[')) {
			r = open_one(s, next_is(s, '{'));
			continue;
		}
		r = next_is(s, '"') ? string(s) : bare(s);
		if (r == GS_OK)
			r = after(s);
	} while (r == GS_OK && s->depth > 0);
	return r;
}

int
gs_json_read(const void *p, size_t n, struct gs_events *out, struct gs_err *e)
{
	struct reader s = { .p = p, .n = n, .out = out, .e = e };
	int r;

	if (n > GS_EVENT_TEXT_MAX)
		return failed(&s, GS_ETOOBIG);
	if ((r = add(&s, GS_EVENT_DOC, 0, 0, GS_STYLE_PLAIN)) != GS_OK)
		return r;
	blanks(&s);
	if ((r = values(&s)) != GS_OK)
		return r;
	blanks(&s);
	if (s.at != n)
		return bad(&s, "something stands behind the end");
	return add(&s, GS_EVENT_END, n, 0, GS_STYLE_PLAIN);
}
