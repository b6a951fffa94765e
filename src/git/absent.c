#include <stdlib.h>
#include <string.h>

#include "git/run.h"

#include "git/absent.h"

int
gs_absent_lines(const struct gs_oid *ids, size_t nr, const uint8_t *skip,
    struct gs_buf *out)
{
	char line[GS_OID_HEX_MAX + 1];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (skip != NULL && skip[i])
			continue;
		(void)gs_oid_print(&ids[i], line);
		line[2 * (size_t)ids[i].n] = '\n';
		r = gs_buf_add(out, line, 2 * (size_t)ids[i].n + 1);
	}
	return r;
}

static int
compare(const void *a, const void *b)
{
	const struct gs_oid *x = a, *y = b;

	return memcmp(x->b, y->b, GS_OID_MAX);
}

/* "ID", or "ID NAME" for what it found on the way. */
static int
parse(const struct gs_buf *text, struct gs_oid **out, size_t *nr)
{
	size_t cap = text->n / 40 + 1;
	const char *at = (const char *)text->p, *end = at + text->n;
	int r;

	*nr = 0;
	if ((*out = calloc(cap, sizeof(**out))) == NULL)
		return GS_ENOMEM;
	while (at < end && *nr < cap) {
		size_t n = strcspn(at, " \n");

		if ((r = gs_oid_parse(at, n, &(*out)[*nr])) != GS_OK)
			return r;
		(*nr)++;
		at += n + strcspn(at + n, "\n") + 1;
	}
	qsort(*out, *nr, sizeof(**out), compare);
	return GS_OK;
}

int
gs_absent_find(const char *dir, const struct gs_oid *ids, size_t nr,
    uint8_t *absent, struct gs_err *e)
{
	static const char *const argv[] = { "rev-list", "--objects",
		"--no-walk", "--ignore-missing", "--missing=allow-any",
		"--stdin", NULL };
	struct gs_git_opt opt = { .dir = dir, .quiet = true, .no_fetch = true };
	struct gs_buf ask = GS_BUF_INIT, text = GS_BUF_INIT;
	struct gs_oid *here = NULL;
	size_t here_nr = 0;
	int r;

	if ((r = gs_absent_lines(ids, nr, NULL, &ask)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	opt.in = ask.p;
	opt.in_n = ask.n;
	if ((r = gs_git(&opt, argv, &text, e)) != GS_OK)
		goto out;
	if (gs_buf_str(&text) == NULL ||
	    (r = parse(&text, &here, &here_nr)) != GS_OK) {
		r = gs_fail(e, GS_EGIT, "cannot read the list of objects");
		goto out;
	}
	for (size_t i = 0; i < nr; i++)
		absent[i] = bsearch(&ids[i], here, here_nr, sizeof(*here),
				compare) == NULL;
out:
	free(here);
	gs_buf_clear(&ask);
	gs_buf_clear(&text);
	return r;
}
