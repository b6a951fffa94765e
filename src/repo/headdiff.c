#include <stdlib.h>
#include <string.h>

#include "git/run.h"

#include "repo/headdiff.h"

/* ":100644 100644 OLD NEW S": the digits of a mode, and of all before OLD. */
#define MODE_DIGITS 6
#define OLD_AT 15

void
gs_headdiff_clear(struct gs_headdiff *d)
{
	gs_buf_clear(&d->text);
	free(d->v);
	memset(d, 0, sizeof(*d));
}

static int
grow(struct gs_headdiff *d)
{
	size_t cap = d->cap == 0 ? 64 : 2 * d->cap;
	struct gs_headdiff_one *v = realloc(d->v, cap * sizeof(*v));

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
parse_one(const char *meta, const char *path, struct gs_headdiff_one *out)
{
	size_t n = strlen(meta), id;
	int r;

	if (n <= OLD_AT || meta[0] != ':')
		return GS_EDAMAGED;
	id = strcspn(meta + OLD_AT, " ");
	if ((r = parse_mode(meta + 1, &out->old_mode)) != GS_OK ||
	    (r = gs_oid_parse(meta + OLD_AT, id, &out->old)) != GS_OK)
		return r;
	if (out->old_mode == 0)
		memset(&out->old, 0, sizeof(out->old));
	out->unmerged = meta[n - 1] == 'U';
	out->path = path;
	return GS_OK;
}

/* META NUL PATH NUL for each. */
static int
parse(struct gs_headdiff *d)
{
	const char *p = (const char *)d->text.p, *end = p + d->text.n;
	int r;

	while (p < end) {
		const char *path = memchr(p, 0, (size_t)(end - p));

		if (path == NULL || ++path == end ||
		    memchr(path, 0, (size_t)(end - path)) == NULL)
			return GS_EDAMAGED;
		if (d->nr == d->cap && (r = grow(d)) != GS_OK)
			return r;
		if ((r = parse_one(p, path, &d->v[d->nr])) != GS_OK)
			return r;
		d->nr++;
		p = path + strlen(path) + 1;
	}
	return GS_OK;
}

static int
diff(bool cached, const char *prefix, const char *const *pathspecs,
    struct gs_headdiff *out, struct gs_err *e)
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
		return gs_fail(e, GS_ENOMEM, "out of memory");
	memcpy(argv, words, sizeof(words));
	if (cached)
		argv[n++] = "--cached";
	argv[n++] = "HEAD";
	argv[n++] = "--";
	if (nr > 0)
		memcpy(argv + n, pathspecs, nr * sizeof(*argv));
	r = gs_git(&opt, argv, &out->text, e);
	free(argv);
	if (r == GS_OK && (r = parse(out)) != GS_OK)
		r = gs_fail(e, r == GS_ENOMEM ? r : GS_EGIT,
		    "'git diff-index' said what nobody expected");
	if (r != GS_OK)
		gs_headdiff_clear(out);
	return r;
}

int
gs_headdiff_index(const char *prefix, const char *const *pathspecs,
    struct gs_headdiff *out, struct gs_err *e)
{
	return diff(true, prefix, pathspecs, out, e);
}

int
gs_headdiff_tree(const char *prefix, const char *const *pathspecs,
    struct gs_headdiff *out, struct gs_err *e)
{
	return diff(false, prefix, pathspecs, out, e);
}
