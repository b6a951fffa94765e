#include <stdlib.h>
#include <string.h>

#include "git/run.h"

#include "repo/pathlog.h"

/* Names in one command: far below what the system allows. */
#define BYTES_MAX ((size_t)64 << 10)
#define NAMES_MAX ((size_t)1000)

/* ":OLDMODE NEWMODE OLD NEW S": digits of modes, and where NEW's begins. */
#define NEW_MODE_AT 8
#define OLD_AT 15

/* Run git with ${words}, then the paths from ${from} on that fit. */
static int
run(const char *const *words, size_t n, const struct gs_strs *paths,
    size_t from, size_t nr, const struct gs_buf *in, struct gs_buf *out,
    struct gs_err *e)
{
	const struct gs_git_opt opt = { .in = in == NULL ? NULL : in->p,
		.in_n = in == NULL ? 0 : in->n,
		.no_fetch = true,
		.literal = true };
	const char **argv = calloc(n + nr + 1, sizeof(*argv));
	int r;

	if (argv == NULL)
		return gs_no_memory(e);
	memcpy(argv, words, n * sizeof(*argv));
	for (size_t i = 0; i < nr; i++)
		argv[n + i] = paths->v[from + i];
	r = gs_git(&opt, argv, out, e);
	free(argv);
	return r;
}

static int
report(const char *meta, const char *path,
    int (*fn)(void *ctx, const char *path, const struct gs_oid *id), void *ctx)
{
	const char *new;
	struct gs_oid id;
	int r;

	if (meta[0] != ':' || strlen(meta) < OLD_AT ||
	    (new = strchr(meta + OLD_AT, ' ')) == NULL)
		return GS_EDAMAGED;
	if (strncmp(meta + NEW_MODE_AT, "100", 3) != 0)
		return GS_OK;
	new ++;
	r = gs_oid_parse(new, strcspn(new, " "), &id);
	return r == GS_OK ? fn(ctx, path, &id) : r;
}

/* META NUL PATH NUL for each change. */
static int
parse(struct gs_buf *b,
    int (*fn)(void *ctx, const char *path, const struct gs_oid *id), void *ctx)
{
	const char *p = (const char *)b->p, *end = p + b->n;
	int r = GS_OK;

	while (r == GS_OK && p < end) {
		const char *path = memchr(p, 0, (size_t)(end - p));

		if (path == NULL || ++path == end ||
		    memchr(path, 0, (size_t)(end - path)) == NULL)
			return GS_EDAMAGED;
		r = report(p, path, fn, ctx);
		p = path + strlen(path) + 1;
	}
	return r;
}

static size_t
how_many(const struct gs_strs *paths, size_t from)
{
	size_t nr = 0, bytes = 0;

	while (from + nr < paths->nr && nr < NAMES_MAX && bytes < BYTES_MAX)
		bytes += strlen(paths->v[from + nr++]);
	return nr;
}

static int
some(const struct gs_strs *paths, size_t from, size_t nr,
    int (*fn)(void *ctx, const char *path, const struct gs_oid *id), void *ctx,
    struct gs_err *e)
{
	static const char *const list[] = { "rev-list", "--all",
		"--full-history", "--" };
	static const char *const diff[] = { "diff-tree", "--stdin", "-r", "-m",
		"-z", "--raw", "--root", "--no-commit-id", "--no-renames",
		"--no-abbrev", "--" };
	struct gs_buf commits = GS_BUF_INIT, out = GS_BUF_INIT;
	int r;

	r = run(list, GS_NR(list), paths, from, nr, NULL, &commits, e);
	if (r == GS_OK && commits.n > 0)
		r = run(diff, GS_NR(diff), paths, from, nr, &commits, &out, e);
	if (r == GS_OK && (r = parse(&out, fn, ctx)) == GS_EDAMAGED)
		r = gs_fail(
		    e, GS_EGIT, "'git diff-tree' said what nobody expected");
	gs_buf_clear(&commits);
	gs_buf_clear(&out);
	return r;
}

int
gs_pathlog(const struct gs_strs *paths,
    int (*fn)(void *ctx, const char *path, const struct gs_oid *id), void *ctx,
    struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0, nr; r == GS_OK && i < paths->nr; i += nr) {
		nr = how_many(paths, i);
		r = some(paths, i, nr, fn, ctx, e);
	}
	return r;
}
