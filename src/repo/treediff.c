#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "git/run.h"

#include "repo/treediff.h"

/* ":100644 100644 OLD NEW S": where things stand. */
#define MODE_DIGITS 6
#define OLD_MODE_AT 1
#define NEW_MODE_AT 8
#define OLD_AT 15

void
gs_treediff_clear(struct gs_treediff *d)
{
	gs_buf_clear(&d->text);
	free(d->v);
	memset(d, 0, sizeof(*d));
}

static int
grow(struct gs_treediff *d)
{
	size_t cap = d->cap == 0 ? 64 : 2 * d->cap;
	struct gs_treediff_one *v = realloc(d->v, cap * sizeof(*v));

	if (v == NULL)
		return GS_ENOMEM;
	d->v = v;
	d->cap = cap;
	return GS_OK;
}

static int
parse_mode(const char *p, uint32_t *out)
{
	*out = 0;
	for (size_t i = 0; i < MODE_DIGITS; i++) {
		if (p[i] < '0' || p[i] > '7')
			return GS_EDAMAGED;
		*out = *out << 3 | (uint32_t)(p[i] - '0');
	}
	return GS_OK;
}

static int
parse_id(const char **p, uint32_t mode, struct gs_oid *out)
{
	size_t n = strcspn(*p, " ");
	int r = gs_oid_parse(*p, n, out);

	*p += n;
	if (r != GS_OK || **p != ' ')
		return GS_EDAMAGED;
	(*p)++;
	if (mode == 0)
		memset(out, 0, sizeof(*out));
	return GS_OK;
}

static int
parse_meta(const char *meta, struct gs_treediff_one *out)
{
	const char *ids = meta + OLD_AT;
	int r;

	if (strlen(meta) <= OLD_AT ||
	    (r = parse_mode(meta + OLD_MODE_AT, &out->old_mode)) != GS_OK ||
	    (r = parse_mode(meta + NEW_MODE_AT, &out->new_mode)) != GS_OK ||
	    (r = parse_id(&ids, out->old_mode, &out->old)) != GS_OK)
		return GS_EDAMAGED;
	out->unmerged = meta[strlen(meta) - 1] == 'U';
	return parse_id(&ids, out->new_mode, &out->new);
}

/* The next string of ${c}, its NUL left behind. */
static int
take(struct gs_cur *c, const char **out)
{
	const uint8_t *nul = memchr(c->p, 0, c->n), *p;
	int r;

	if (nul == NULL)
		return GS_EDAMAGED;
	r = gs_cur_take(c, (size_t)(nul - c->p) + 1, &p);
	*out = (const char *)p;
	return r;
}

/* HEAD NUL before the records of each pair, where there is a ${head}; META
 * NUL PATH NUL for each record. */
static int
parse(struct gs_treediff *d, bool head, size_t nr)
{
	struct gs_cur c = { d->text.p, d->text.n };
	size_t pair = 0;
	int r = GS_OK;

	while (r == GS_OK && c.n > 0) {
		const char *s;

		if ((r = take(&c, &s)) != GS_OK)
			break;
		if (head && s[0] != ':') {
			pair++;
			continue;
		}
		if (s[0] != ':' || (head && pair == 0))
			return GS_EDAMAGED;
		if (d->nr == d->cap && (r = grow(d)) != GS_OK)
			break;
		d->v[d->nr].pair = head ? pair - 1 : 0;
		if ((r = parse_meta(s, &d->v[d->nr])) == GS_OK)
			r = take(&c, &d->v[d->nr].path);
		d->nr++;
	}
	return r == GS_OK && head && pair != nr ? GS_EDAMAGED : r;
}

static int
run(const struct gs_git_opt *opt, const char *const *argv, bool head, size_t nr,
    struct gs_treediff *out, struct gs_err *e)
{
	int r = gs_git(opt, argv, &out->text, e);

	if (r == GS_OK && (r = parse(out, head, nr)) != GS_OK)
		r = gs_fail(e, r == GS_ENOMEM ? r : GS_EGIT,
		    "'git %s' said what nobody expected", argv[0]);
	if (r != GS_OK)
		gs_treediff_clear(out);
	return r;
}

int
gs_treediff_index(const char *rev, struct gs_treediff *out, struct gs_err *e)
{
	const char *const argv[] = { "diff-index", "--cached", "--raw", "-z",
		"--no-abbrev", "--no-renames", rev, "--", NULL };

	const struct gs_git_opt opt = { .quiet = true };

	memset(out, 0, sizeof(*out));
	return run(&opt, argv, false, 1, out, e);
}

static int
from_head(bool cached, const char *prefix, const char *const *pathspecs,
    struct gs_treediff *out, struct gs_err *e)
{
	static const char *const words[] = { "diff-index", "--raw", "-z",
		"--no-abbrev", "--no-renames" };
	const struct gs_git_opt opt = { .at = prefix };
	size_t nr = 0, n = GS_NR(words);
	const char **argv;
	int r;

	memset(out, 0, sizeof(*out));
	while (pathspecs != NULL && pathspecs[nr] != NULL)
		nr++;
	if ((argv = calloc(n + nr + 4, sizeof(*argv))) == NULL)
		return gs_no_memory(e);
	memcpy(argv, words, sizeof(words));
	if (cached)
		argv[n++] = "--cached";
	argv[n++] = "HEAD";
	argv[n++] = "--";
	if (nr > 0)
		memcpy(argv + n, pathspecs, nr * sizeof(*argv));
	r = run(&opt, argv, false, 1, out, e);
	free(argv);
	return r;
}

int
gs_treediff_head_index(const char *prefix, const char *const *pathspecs,
    struct gs_treediff *out, struct gs_err *e)
{
	return from_head(true, prefix, pathspecs, out, e);
}

int
gs_treediff_head_files(const char *prefix, const char *const *pathspecs,
    struct gs_treediff *out, struct gs_err *e)
{
	return from_head(false, prefix, pathspecs, out, e);
}

int
gs_treediff_commits(const struct gs_treediff_pair *pairs, size_t nr,
    struct gs_treediff *out, struct gs_err *e)
{
	static const char *const argv[] = { "diff-tree", "--stdin", "-r", "-z",
		"--raw", "--no-abbrev", "--no-renames", "--root", "--always",
		NULL };
	char commit[GS_OID_HEX_MAX + 1], parent[GS_OID_HEX_MAX + 1];
	struct gs_buf in = GS_BUF_INIT;
	struct gs_git_opt opt = { .in = NULL };
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		const struct gs_treediff_pair *p = &pairs[i];

		r = gs_buf_addf(&in, "%s%s%s\n",
		    gs_oid_print(&p->commit, commit),
		    p->parent.n != 0 ? " " : "",
		    p->parent.n != 0 ? gs_oid_print(&p->parent, parent) : "");
	}
	opt.in = in.p;
	opt.in_n = in.n;
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else if (nr > 0)
		r = run(&opt, argv, true, nr, out, e);
	gs_buf_clear(&in);
	return r;
}
