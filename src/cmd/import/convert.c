#include <string.h>

#include "repo/attrfile.h"
#include "repo/attrline.h"

#include "cmd/import/filtered.h"

/* What a line says about the driver. */
struct said {
	bool on;		       /* filter=DRIVER... */
	bool off;		       /* -filter, !filter */
	char key[GS_ATTRLINE_MAX + 1]; /* with ${on} */
};

/* "WHAT=DRIVER" or "WHAT=DRIVER-NAME". */
static bool
is_ours(const char *tok, size_t n, const char *what, const char *driver)
{
	size_t w = strlen(what), k = strlen(driver);

	return n >= w + 1 + k && memcmp(tok, what, w) == 0 && tok[w] == '=' &&
	    memcmp(tok + w + 1, driver, k) == 0 &&
	    (n == w + 1 + k || (n > w + k + 2 && tok[w + 1 + k] == '-'));
}

static void
read_line(const struct gs_attrline *l, const char *driver, struct said *s)
{
	size_t at = l->states, n, k = strlen("filter=") + strlen(driver);
	const char *tok;

	memset(s, 0, sizeof(*s));
	if (l->kind == GS_ATTRLINE_OTHER)
		return;
	while (gs_attrline_token(l, &at, &tok, &n)) {
		if (is_ours(tok, n, "filter", driver)) {
			s->on = true;
			s->off = false;
			memset(s->key, 0, sizeof(s->key));
			if (n > k + 1 && n - k - 1 < sizeof(s->key))
				memcpy(s->key, tok + k + 1, n - k - 1);
		} else if (gs_attrline_about(tok, n, "filter")) {
			/* Another filter says for itself what it wants. */
			s->off = tok[0] == '-' || tok[0] == '!';
			s->on = false;
		}
	}
}

/* Everything in the line but what the tool put there. */
static int
copy_others(const struct gs_attrline *l, const char *driver, struct gs_buf *out)
{
	size_t at = l->states, n;
	const char *tok;
	int r = GS_OK;

	while (r == GS_OK && gs_attrline_token(l, &at, &tok, &n)) {
		if (is_ours(tok, n, "filter", driver) ||
		    is_ours(tok, n, "diff", driver) ||
		    is_ours(tok, n, "merge", driver))
			continue;
		if ((r = gs_buf_addc(out, ' ')) == GS_OK)
			r = gs_buf_add(out, tok, n);
	}
	return r;
}

struct converting {
	const char *driver;
	bool macro; /* a macro called sealed can be used */
	const char *ring;
	struct gs_buf *out;
};

/* The last word of a line wins, so ours stand at its end. */
static int
seal_line(const struct converting *c, const struct gs_attrline *l,
    const struct said *s)
{
	const char *ring = s->key[0] != '\0' ? s->key : c->ring;
	bool macro = c->macro && l->kind == GS_ATTRLINE_PATTERN;
	int r = GS_OK;

	if (l->kind == GS_ATTRLINE_MACRO)
		r = gs_buf_adds(c->out, "[attr]");
	if (r == GS_OK)
		r = gs_attrline_quote(
		    (const char *)l->name.p, l->name.n, c->out);
	if (r == GS_OK && (r = copy_others(l, c->driver, c->out)) == GS_OK)
		r = gs_buf_addf(c->out, " %s",
		    macro ? GS_ATTRLINE_SEALED : GS_ATTRFILE_PLAIN);
	if (r == GS_OK && strcmp(ring, "default") != 0)
		r = gs_buf_addf(c->out, " seal-keyring=%s", ring);
	return r == GS_OK ? gs_buf_add(c->out, l->p + l->body, l->n - l->body)
			  : r;
}

/* -sealed keeps the macro of an earlier line from being looked into; where
 * there is none, what it stands for is switched off word by word. */
static int
unseal_line(const struct converting *c, const struct gs_attrline *l)
{
	int r = gs_buf_add(c->out, l->p, l->body);

	if (r == GS_OK && !gs_attrline_has(l, "-" GS_ATTRLINE_SEALED))
		r = gs_buf_adds(
		    c->out, c->macro ? " -sealed" : " -sealed !merge !text");
	return r == GS_OK ? gs_buf_add(c->out, l->p + l->body, l->n - l->body)
			  : r;
}

/* Whether some line is the driver's, and whether the macro is there already,
 * or one of that name that is somebody else's. */
static int
survey(const char *p, size_t n, const char *driver, bool *any, bool *ours,
    bool *others)
{
	struct gs_attrline l = { 0 };
	struct said s;
	int r = GS_OK;

	*any = *ours = *others = false;
	for (size_t at = gs_attrline_start(p, n); r == GS_OK && at < n;
	     at += l.n) {
		if ((r = gs_attrline_next(p + at, n - at, &l)) != GS_OK)
			break;
		read_line(&l, driver, &s);
		*any = *any || (s.on && l.kind == GS_ATTRLINE_PATTERN);
		if (gs_attrline_is(&l, GS_ATTRLINE_MACRO, GS_ATTRLINE_SEALED)) {
			*ours = gs_attrline_has(&l, "filter=seal");
			*others = !*ours;
		}
	}
	gs_attrline_clear(&l);
	return r;
}

int
gs_import_convert(const void *p, size_t n, const char *driver, bool top,
    const char *ring, struct gs_buf *out)
{
	struct converting c = { driver, top, ring, out };
	size_t at = gs_attrline_start(p, n);
	struct gs_attrline l = { 0 };
	const char *text = p;
	bool any, ours, others;
	struct said s;
	int r;

	if ((r = survey(text, n, driver, &any, &ours, &others)) != GS_OK)
		return r;
	c.macro = top && !others;
	r = gs_buf_add(out, text, at);
	if (r == GS_OK && any && c.macro && !ours)
		r = gs_buf_addf(out, "%s%s", GS_ATTRFILE_MACRO,
		    memchr(p, '\r', n) != NULL ? "\r\n" : "\n");
	for (; r == GS_OK && at < n; at += l.n) {
		if ((r = gs_attrline_next(text + at, n - at, &l)) != GS_OK)
			break;
		read_line(&l, driver, &s);
		if (s.on)
			r = seal_line(&c, &l, &s);
		else if (s.off && l.kind == GS_ATTRLINE_PATTERN)
			r = unseal_line(&c, &l);
		else
			r = gs_buf_add(out, l.p, l.n);
	}
	gs_attrline_clear(&l);
	return r;
}
