#include <string.h>

#include "repo/attrline.h"

#define MACRO "[attr]"

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
skip_blanks(const char *p, size_t n, size_t at)
{
	while (at < n && blank(p[at]))
		at++;
	return at;
}

static size_t
skip_word(const char *p, size_t n, size_t at)
{
	while (at < n && !blank(p[at]))
		at++;
	return at;
}

/* The byte that the letter ${c} behind a backslash stands for, or -1. */
static int
named(char c)
{
	static const char from[] = "abfnrtv\\\"", to[] = "\a\b\f\n\r\t\v\\\"";
	const char *at = c == '\0' ? NULL : strchr(from, c);

	return at == NULL ? -1 : (unsigned char)to[at - from];
}

/* Three octal digits at ${p}, of ${n} bytes; -1 where there are none. */
static int
octal(const char *p, size_t n)
{
	if (n < 3 || p[0] < '0' || p[0] > '3' || p[1] < '0' || p[1] > '7' ||
	    p[2] < '0' || p[2] > '7')
		return -1;
	return (p[0] - '0') << 6 | (p[1] - '0') << 3 | (p[2] - '0');
}

/*
 * As Git's unquote_c_style, from the quote at ${p}: *used is 0 where this is
 * no quoted string after all.
 */
static int
unquote(const char *p, size_t n, struct gs_buf *out, size_t *used)
{
	size_t at = 1;
	int c, r = GS_OK;

	*used = 0;
	while (r == GS_OK && at < n) {
		if (p[at] == '"') {
			*used = at + 1;
			return GS_OK;
		}
		if (p[at] != '\\') {
			r = gs_buf_addc(out, p[at++]);
			continue;
		}
		if (++at == n)
			break;
		if ((c = named(p[at])) >= 0)
			at++;
		else if ((c = octal(p + at, n - at)) >= 0)
			at += 3;
		else
			break;
		r = gs_buf_addc(out, (char)c);
	}
	return r;
}

/* The pattern or macro at ${at}; sets name, kind and states. */
static int
read_name(struct gs_attrline *l, size_t at)
{
	size_t used = 0, end = skip_word(l->p, l->body, at);
	int r = GS_OK;

	if (l->p[at] == '"')
		r = unquote(l->p + at, l->body - at, &l->name, &used);
	if (r == GS_OK && used == 0) {
		gs_buf_reset(&l->name);
		used = end - at;
		r = gs_buf_add(&l->name, l->p + at, used);
	}
	at += used;
	l->kind = GS_ATTRLINE_PATTERN;
	if (r == GS_OK && l->name.n > strlen(MACRO) &&
	    memcmp(l->name.p, MACRO, strlen(MACRO)) == 0) {
		l->kind = GS_ATTRLINE_MACRO;
		memmove(l->name.p, l->name.p + strlen(MACRO),
		    l->name.n - strlen(MACRO));
		gs_buf_cut(&l->name, l->name.n - strlen(MACRO));
	}
	l->states = skip_blanks(l->p, l->body, at);
	return r;
}

int
gs_attrline_next(const char *p, size_t n, struct gs_attrline *l)
{
	const char *lf = memchr(p, '\n', n);
	size_t at;

	gs_buf_reset(&l->name);
	l->p = p;
	l->n = lf == NULL ? n : (size_t)(lf - p) + 1;
	l->body = lf == NULL ? n : (size_t)(lf - p);
	if (l->body > 0 && p[l->body - 1] == '\r')
		l->body--;
	l->states = l->body;
	l->kind = GS_ATTRLINE_OTHER;
	at = skip_blanks(p, l->body, 0);
	if (at == l->body || p[at] == '#' || l->body >= GS_ATTRLINE_MAX)
		return GS_OK;
	return read_name(l, at);
}

void
gs_attrline_clear(struct gs_attrline *l)
{
	gs_buf_clear(&l->name);
	memset(l, 0, sizeof(*l));
}

bool
gs_attrline_is(
    const struct gs_attrline *l, enum gs_attrline_kind kind, const char *name)
{
	return l->kind == kind && l->name.n == strlen(name) &&
	    memcmp(l->name.p, name, l->name.n) == 0;
}

bool
gs_attrline_token(
    const struct gs_attrline *l, size_t *at, const char **tok, size_t *n)
{
	size_t from = skip_blanks(l->p, l->body, *at);

	*tok = l->p + from;
	*at = skip_word(l->p, l->body, from);
	*n = *at - from;
	return *n > 0;
}

bool
gs_attrline_says(const char *tok, size_t n, const char *word)
{
	return n == strlen(word) && memcmp(tok, word, n) == 0;
}

bool
gs_attrline_starts(const char *tok, size_t n, const char *word)
{
	return n >= strlen(word) && memcmp(tok, word, strlen(word)) == 0;
}

bool
gs_attrline_about(const char *tok, size_t n, const char *attr)
{
	size_t k = strlen(attr);

	if (n > 0 && (tok[0] == '-' || tok[0] == '!')) {
		tok++;
		n--;
	}
	return n >= k && memcmp(tok, attr, k) == 0 && (n == k || tok[k] == '=');
}

enum gs_cover
gs_attrline_cover(const struct gs_attrline *l)
{
	enum gs_cover c = GS_COVER_SILENT;
	size_t at = l->states, n;
	const char *tok;

	if (l->kind != GS_ATTRLINE_PATTERN)
		return GS_COVER_SILENT;
	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (gs_attrline_says(tok, n, GS_ATTRLINE_SEALED) ||
		    gs_attrline_says(tok, n, "filter=seal"))
			c = GS_COVER_ON;
		else if (gs_attrline_about(tok, n, GS_ATTRLINE_SEALED) ||
		    gs_attrline_about(tok, n, "filter"))
			c = GS_COVER_OFF;
	}
	return c;
}

bool
gs_attrline_has(const struct gs_attrline *l, const char *word)
{
	size_t at = l->states, n;
	const char *tok;

	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (gs_attrline_says(tok, n, word))
			return true;
	}
	return false;
}

size_t
gs_attrline_start(const void *p, size_t n)
{
	return n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static bool
needs_quotes(const char *name, size_t n)
{
	if (n > 0 && name[0] == '"')
		return true;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c <= 0x20 || c == 0x7f)
			return true;
	}
	return false;
}

static int
quote_byte(unsigned char c, struct gs_buf *out)
{
	if (c == '"' || c == '\\')
		return gs_buf_addf(out, "\\%c", c);
	if (c == '\n')
		return gs_buf_adds(out, "\\n");
	if (c == '\t')
		return gs_buf_adds(out, "\\t");
	if (c < 0x20 || c == 0x7f)
		return gs_buf_addf(out, "\\%03o", c);
	return gs_buf_addc(out, (char)c);
}

int
gs_attrline_quote(const char *name, size_t n, struct gs_buf *out)
{
	int r;

	if (!needs_quotes(name, n))
		return gs_buf_add(out, name, n);
	r = gs_buf_addc(out, '"');
	for (size_t i = 0; r == GS_OK && i < n; i++)
		r = quote_byte((unsigned char)name[i], out);
	return r == GS_OK ? gs_buf_addc(out, '"') : r;
}
