#include <string.h>

#include "repo/attrline.h"

#include "repo/attrfile.h"

#define RING "seal-keyring"

int
gs_attrfile_check(const void *p, size_t n, const char *path, struct gs_err *e)
{
	const unsigned char *b = p;
	const char *what = NULL;

	if (n >= 2 &&
	    ((b[0] == 0xff && b[1] == 0xfe) || (b[0] == 0xfe && b[1] == 0xff)))
		what = "is UTF-16";
	else if (n > 0 && memchr(p, 0, n) != NULL)
		what = "holds NUL bytes (UTF-16?)";
	if (what == NULL)
		return GS_OK;
	(void)gs_fail(
	    e, GS_EUSAGE, "'%s' %s, which Git does not read", path, what);
	gs_hint(e, "save '%s' as UTF-8 and try again", path);
	return GS_EUSAGE;
}

/* What one reading of the file finds. */
struct survey {
	size_t covers;	/* offset of the last line that covers the pattern */
	bool covered;	/* and no later line of it says otherwise */
	bool has_macro; /* ours, or one that seals as ours does */
	bool has_other; /* a macro of that name that does something else */
	bool crlf;	/* how the last line ends */
	size_t start;	/* 0, or behind a BOM */
};

static void
look(const struct gs_attrline *l, size_t at, const char *pattern,
    struct survey *s)
{
	enum gs_cover c = gs_attrline_cover(l);

	s->crlf = l->n - l->body == 2;
	if (gs_attrline_is(l, GS_ATTRLINE_MACRO, GS_ATTRLINE_SEALED)) {
		s->has_macro = gs_attrline_has(l, "filter=seal");
		s->has_other = !s->has_macro;
	}
	if (c == GS_COVER_SILENT ||
	    !gs_attrline_is(l, GS_ATTRLINE_PATTERN, pattern))
		return;
	s->covered = c == GS_COVER_ON;
	s->covers = at;
}

static int
survey(const char *p, size_t n, const char *pattern, struct survey *s)
{
	struct gs_attrline l = { 0 };
	int r = GS_OK;

	memset(s, 0, sizeof(*s));
	s->start = gs_attrline_start(p, n);
	for (size_t at = s->start; r == GS_OK && at < n; at += l.n) {
		if ((r = gs_attrline_next(p + at, n - at, &l)) == GS_OK)
			look(&l, at, pattern, s);
	}
	gs_attrline_clear(&l);
	return r;
}

int
gs_attrfile_pattern(const char *word, bool literal, struct gs_buf *out)
{
	int r = GS_OK;

	if (word[0] == '#' || (literal && word[0] == '!'))
		r = gs_buf_addc(out, '\\');
	for (const char *c = word; r == GS_OK && *c != '\0'; c++) {
		if (literal && strchr("*?[\\", *c) != NULL)
			r = gs_buf_addc(out, '\\');
		if (r == GS_OK)
			r = gs_buf_addc(out, *c);
	}
	return r;
}

static int
add_end(bool crlf, struct gs_buf *out)
{
	return gs_buf_adds(out, crlf ? "\r\n" : "\n");
}

static int
add_ring(const struct gs_attrfile_want *want, struct gs_buf *out)
{
	const char *ring = want->ring == NULL ? "default" : want->ring;

	if (strcmp(ring, "default") == 0 && !want->say_ring)
		return GS_OK;
	return gs_buf_addf(out, " " RING "=%s", ring);
}

/* The line of ${want} without its end, as new. */
static int
add_line(const struct gs_attrfile_want *want, bool macro, struct gs_buf *out)
{
	int r = gs_attrline_quote(want->pattern, strlen(want->pattern), out);

	if (r == GS_OK)
		r = gs_buf_addf(
		    out, " %s", macro ? GS_ATTRLINE_SEALED : GS_ATTRFILE_PLAIN);
	return r == GS_OK ? add_ring(want, out) : r;
}

/* Whether the line says the keyring that is wanted. */
static bool
ring_fits(const struct gs_attrline *l, const struct gs_attrfile_want *want)
{
	const char *tok, *ring = "default";
	size_t at = l->states, n, ring_n = strlen(ring);
	bool said = false;

	if (want->ring == NULL)
		return true;
	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (!gs_attrline_about(tok, n, RING))
			continue;
		said = gs_attrline_starts(tok, n, RING "=");
		ring = said ? tok + strlen(RING "=") : "default";
		ring_n = said ? n - strlen(RING "=") : strlen(ring);
	}
	return gs_attrline_says(ring, ring_n, want->ring) &&
	    (said || !want->say_ring);
}

/* Copy the line ${l} with the keyring of ${want}. */
static int
rewrite_ring(const struct gs_attrline *l, const struct gs_attrfile_want *want,
    struct gs_buf *out)
{
	size_t at = l->states, n;
	const char *tok;
	int r;

	r = gs_attrline_quote((const char *)l->name.p, l->name.n, out);
	while (r == GS_OK && gs_attrline_token(l, &at, &tok, &n)) {
		if (gs_attrline_about(tok, n, RING))
			continue;
		r = gs_buf_addc(out, ' ');
		if (r == GS_OK)
			r = gs_buf_add(out, tok, n);
	}
	return r == GS_OK ? add_ring(want, out) : r;
}

/* The text with the covering line at s->covers as it should be. */
static int
change_line(const char *p, size_t n, const struct survey *s,
    const struct gs_attrfile_want *want, struct gs_buf *out)
{
	struct gs_attrline l = { 0 };
	size_t at = s->covers;
	int r = gs_attrline_next(p + at, n - at, &l);

	if (r == GS_OK && ring_fits(&l, want)) {
		r = gs_buf_add(out, p, n);
	} else if (r == GS_OK && (r = gs_buf_add(out, p, at)) == GS_OK &&
	    (r = rewrite_ring(&l, want, out)) == GS_OK) {
		r = l.n == l.body
		    ? add_end(s->crlf, out)
		    : gs_buf_add(out, p + at + l.body, l.n - l.body);
		if (r == GS_OK)
			r = gs_buf_add(out, p + at + l.n, n - at - l.n);
	}
	gs_attrline_clear(&l);
	return r;
}

/* The text with a new last line, and the macro in front where it lacks. */
static int
append_line(const char *p, size_t n, const struct survey *s,
    const struct gs_attrfile_want *want, struct gs_buf *out)
{
	bool macro = want->top && !s->has_other;
	int r = gs_buf_add(out, p, s->start);

	if (r == GS_OK && macro && !s->has_macro) {
		r = gs_buf_adds(out, GS_ATTRFILE_MACRO);
		if (r == GS_OK)
			r = add_end(s->crlf, out);
	}
	if (r == GS_OK)
		r = gs_buf_add(out, p + s->start, n - s->start);
	if (r == GS_OK && n > s->start && p[n - 1] != '\n')
		r = add_end(s->crlf, out);
	if (r == GS_OK)
		r = add_line(want, macro, out);
	return r == GS_OK ? add_end(s->crlf, out) : r;
}

static int
line_fits(const struct gs_attrfile_want *want, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = add_line(want, false, &b);

	if (r != GS_OK)
		r = gs_fail(e, r, "%s", gs_strerror(r));
	else if (b.n >= GS_ATTRLINE_MAX - 2)
		r = gs_fail(e, GS_EUSAGE,
		    "the pattern is too long: Git ignores lines of %d bytes "
		    "and more",
		    GS_ATTRLINE_MAX);
	else if (strncmp(want->pattern, "[attr]", 6) == 0)
		r = gs_fail(e, GS_EUSAGE,
		    "a pattern cannot begin with '[attr]', which names a "
		    "macro");
	gs_buf_clear(&b);
	return r;
}

int
gs_attrfile_cover(const void *p, size_t n, const struct gs_attrfile_want *want,
    struct gs_buf *out, struct gs_err *e)
{
	struct survey s;
	int r;

	if ((r = line_fits(want, e)) != GS_OK)
		return r;
	if ((r = survey(p, n, want->pattern, &s)) == GS_OK)
		r = s.covered ? change_line(p, n, &s, want, out)
			      : append_line(p, n, &s, want, out);
	return r == GS_OK ? r : gs_fail(e, r, "%s", gs_strerror(r));
}
