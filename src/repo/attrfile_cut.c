#include <string.h>

#include "repo/attrline.h"

#include "repo/attrfile.h"

/* Whether ${tok} is ours to take away; "-text" only beside filter=seal. */
static bool
token_ours(const char *tok, size_t n, bool plain)
{
	return gs_attrline_says(tok, n, GS_ATTRLINE_SEALED) ||
	    gs_attrline_says(tok, n, "filter=seal") ||
	    gs_attrline_says(tok, n, "diff=seal") ||
	    gs_attrline_says(tok, n, "merge=seal") ||
	    (plain && gs_attrline_says(tok, n, "-text")) ||
	    gs_attrline_starts(tok, n, "seal-") ||
	    gs_attrline_starts(tok, n, "-seal-") ||
	    gs_attrline_starts(tok, n, "!seal-");
}

/* Copy the line without what is ours, ${any_state} without "-sealed" and the like
 * too; nothing of it where that was all. */
static int
strip_line(const struct gs_attrline *l, bool any_state, struct gs_buf *out)
{
	bool plain = gs_attrline_has(l, "filter=seal");
	size_t at = l->states, n, before = out->n;
	const char *tok;
	bool any = false;
	int r;

	r = gs_attrline_quote((const char *)l->name.p, l->name.n, out);
	while (r == GS_OK && gs_attrline_token(l, &at, &tok, &n)) {
		if (token_ours(tok, n, plain) ||
		    (any_state &&
			gs_attrline_about(tok, n, GS_ATTRLINE_SEALED)))
			continue;
		any = true;
		r = gs_buf_addc(out, ' ');
		if (r == GS_OK)
			r = gs_buf_add(out, tok, n);
	}
	if (r != GS_OK)
		return r;
	if (!any) {
		gs_buf_cut(out, before);
		return GS_OK;
	}
	return gs_buf_add(out, l->p + l->body, l->n - l->body);
}

int
gs_attrfile_uncover(const void *p, size_t n, const char *pattern,
    struct gs_buf *out, size_t *found)
{
	struct gs_attrline l = { 0 };
	const char *text = p;
	size_t start = gs_attrline_start(p, n);
	int r = gs_buf_add(out, p, start);

	*found = 0;
	for (size_t at = start; r == GS_OK && at < n; at += l.n) {
		if ((r = gs_attrline_next(text + at, n - at, &l)) != GS_OK)
			break;
		if (gs_attrline_cover(&l) != GS_COVER_ON ||
		    !gs_attrline_is(&l, GS_ATTRLINE_PATTERN, pattern)) {
			r = gs_buf_add(out, l.p, l.n);
			continue;
		}
		(*found)++;
		r = strip_line(&l, false, out);
	}
	gs_attrline_clear(&l);
	return r;
}

static bool
uses_macro(const struct gs_attrline *l)
{
	size_t at = l->states, n;
	const char *tok;

	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (gs_attrline_about(tok, n, GS_ATTRLINE_SEALED))
			return true;
	}
	return false;
}

static bool
is_macro(const struct gs_attrline *l)
{
	return gs_attrline_is(l, GS_ATTRLINE_MACRO, GS_ATTRLINE_SEALED) &&
	    gs_attrline_has(l, "filter=seal");
}

/* Whether a pattern's line says anything about sealing. */
static bool
is_about_us(const struct gs_attrline *l)
{
	size_t at = l->states, n;
	const char *tok;

	if (l->kind != GS_ATTRLINE_PATTERN)
		return false;
	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (token_ours(tok, n, false) ||
		    gs_attrline_about(tok, n, GS_ATTRLINE_SEALED))
			return true;
	}
	return false;
}

int
gs_attrfile_strip(const void *p, size_t n, struct gs_buf *out, size_t *found)
{
	struct gs_attrline l = { 0 };
	const char *text = p;
	size_t start = gs_attrline_start(p, n);
	int r = gs_buf_add(out, p, start);

	*found = 0;
	for (size_t at = start; r == GS_OK && at < n; at += l.n) {
		if ((r = gs_attrline_next(text + at, n - at, &l)) != GS_OK)
			break;
		if (is_macro(&l)) {
			(*found)++;
		} else if (is_about_us(&l)) {
			(*found)++;
			r = strip_line(&l, true, out);
		} else {
			r = gs_buf_add(out, l.p, l.n);
		}
	}
	gs_attrline_clear(&l);
	return r;
}

int
gs_attrfile_drop_macro(const void *p, size_t n, struct gs_buf *out)
{
	struct gs_attrline l = { 0 };
	const char *text = p;
	size_t before = out->n, start = gs_attrline_start(p, n);
	bool used = false;
	int r = gs_buf_add(out, p, start);

	for (size_t at = start; r == GS_OK && at < n; at += l.n) {
		if ((r = gs_attrline_next(text + at, n - at, &l)) != GS_OK)
			break;
		used |= uses_macro(&l);
		if (!is_macro(&l))
			r = gs_buf_add(out, l.p, l.n);
	}
	gs_attrline_clear(&l);
	if (r == GS_OK && used) {
		gs_buf_cut(out, before);
		r = gs_buf_add(out, p, n);
	}
	return r;
}

int
gs_attrfile_patterns(const void *p, size_t n,
    int (*fn)(void *ctx, const char *pattern), void *ctx)
{
	struct gs_attrline l = { 0 };
	const char *text = p, *name;
	int r = GS_OK;

	for (size_t at = gs_attrline_start(p, n); r == GS_OK && at < n;
	     at += l.n) {
		if ((r = gs_attrline_next(text + at, n - at, &l)) != GS_OK ||
		    gs_attrline_cover(&l) != GS_COVER_ON)
			continue;
		name = gs_buf_str(&l.name);
		r = name == NULL ? GS_ENOMEM : fn(ctx, name);
	}
	gs_attrline_clear(&l);
	return r;
}
