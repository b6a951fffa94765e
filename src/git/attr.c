#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/judge.h"
#include "git/pipe.h"

#include "git/attr.h"

struct gs_attr_asker {
	char *dir; /* owned, or NULL */
	bool cached;
	struct gs_pipe pipe;
	struct gs_buf text; /* scratch: the values of one answer */
};

int
gs_attr_asker_new(const char *dir, bool cached, struct gs_attr_asker **out)
{
	struct gs_attr_asker *a;

	*out = NULL;
	if ((a = calloc(1, sizeof(*a))) == NULL)
		return GS_ENOMEM;
	if (dir != NULL && (a->dir = gs_strdup(dir)) == NULL) {
		free(a);
		return GS_ENOMEM;
	}
	a->cached = cached;
	*out = a;
	return GS_OK;
}

void
gs_attr_asker_free(struct gs_attr_asker *a)
{
	if (a == NULL)
		return;
	(void)gs_pipe_close(&a->pipe);
	gs_buf_clear(&a->text);
	free(a->dir);
	free(a);
}

/*
 * Open a child that is asked for ${names}.  ${flush}: it answers each path
 * at once; else when its buffer is full, which takes half the time.
 */
static int
open_child(struct gs_pipe *p, const char *dir, bool cached, bool flush,
    const char *const *names, size_t nr, struct gs_err *e)
{
	const char *const env[] = { flush ? "GIT_FLUSH=1" : "GIT_FLUSH=0",
		NULL };
	const struct gs_git_opt opt = { .dir = dir, .env = env };
	const char *argv[GS_ATTR_NAMES_MAX + 7];
	size_t n = 0;

	GS_BUG(nr > GS_ATTR_NAMES_MAX);
	/* Else what lies in folders that a sparse checkout leaves out has no
	 * attributes but those from above: enough for Git, not for us. */
	argv[n++] = "-c";
	argv[n++] = "core.sparseCheckout=false";
	argv[n++] = "check-attr";
	argv[n++] = "--stdin";
	argv[n++] = "-z";
	if (cached)
		argv[n++] = "--cached";
	memcpy(argv + n, names, nr * sizeof(*names));
	argv[n + nr] = NULL;
	return gs_pipe_open(p, &opt, argv, e);
}

/*
 * One answer: PATH NUL NAME NUL VALUE NUL for each name.  The values are
 * gathered in ${text}; ${values} point into it.
 */
static int
read_answer(struct gs_pipe *p, const char *path, size_t nr, struct gs_buf *text,
    const char **values)
{
	size_t at[GS_ATTR_NAMES_MAX], n;
	const uint8_t *f;
	int r;

	gs_buf_cut(text, 0);
	for (size_t i = 0; i < nr; i++) {
		if ((r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK)
			return r;
		if (n != strlen(path) || memcmp(f, path, n) != 0)
			return GS_EDAMAGED;
		if ((r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK ||
		    (r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK)
			return r;
		at[i] = text->n;
		if ((r = gs_buf_add(text, f, n + 1)) != GS_OK)
			return r;
	}
	for (size_t i = 0; i < nr; i++)
		values[i] = (const char *)text->p + at[i];
	return GS_OK;
}

static int
fail(int r, const char *path, int code, struct gs_err *e)
{
	if (r == GS_EIO)
		return gs_fail(e, GS_EGIT,
		    "'git check-attr' failed on '%s' with exit code %d", path,
		    code);
	if (r == GS_EDAMAGED)
		return gs_fail(e, GS_EGIT,
		    "'git check-attr' answered another name than '%s'", path);
	return gs_fail(e, r, "cannot read the attributes of '%s': %s", path,
	    gs_strerror(r));
}

static int
ask_child(struct gs_attr_asker *a, const char *path, const char **values,
    struct gs_err *e)
{
	size_t n = strlen(path) + 1;
	bool fresh = false;
	int r, code;

	for (;;) {
		if (!a->pipe.open) {
			r = open_child(&a->pipe, a->dir, a->cached, true,
			    gs_judge_names, GS_JUDGE_NR, e);
			if (r != GS_OK)
				return r;
			fresh = true;
		}
		gs_pipe_feed(&a->pipe, path, n, false);
		r = read_answer(&a->pipe, path, GS_JUDGE_NR, &a->text, values);
		if (r == GS_OK)
			return r;
		code = gs_pipe_close(&a->pipe);
		if (r != GS_EIO || fresh)
			return fail(r, path, code, e);
	}
}

int
gs_attr_ask(struct gs_attr_asker *a, const char *path, struct gs_attrs *out,
    struct gs_err *e)
{
	const char *values[GS_JUDGE_NR];
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = ask_child(a, path, values, e)) == GS_OK)
		gs_judge(values, out);
	return r;
}

static int
join_paths(const struct gs_strs *paths, const uint8_t *skip, struct gs_buf *to)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < paths->nr; i++) {
		if (skip == NULL || !skip[i])
			r = gs_buf_add(
			    to, paths->v[i], strlen(paths->v[i]) + 1);
	}
	return r;
}

/* As gs_attr_values; of those that ${skip} (NULL: none) marks, ${fn} gets
 * no values. */
static int
walk(const char *dir, bool cached, const char *const *names, size_t nr,
    const struct gs_strs *paths, const uint8_t *skip,
    int (*fn)(void *ctx, size_t i, const char *const *values), void *ctx,
    struct gs_err *e)
{
	struct gs_buf ask = GS_BUF_INIT, text = GS_BUF_INIT;
	const char *values[GS_ATTR_NAMES_MAX];
	struct gs_pipe p = { .open = false };
	int r;

	if ((r = join_paths(paths, skip, &ask)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	if (ask.n != 0) {
		r = open_child(&p, dir, cached, false, names, nr, e);
		if (r != GS_OK)
			goto out;
		gs_pipe_feed(&p, ask.p, ask.n, true);
	}
	for (size_t i = 0; r == GS_OK && i < paths->nr; i++) {
		if (skip != NULL && skip[i]) {
			r = fn(ctx, i, NULL);
			continue;
		}
		r = read_answer(&p, paths->v[i], nr, &text, values);
		if (r != GS_OK)
			r = fail(r, paths->v[i], gs_pipe_close(&p), e);
		else
			r = fn(ctx, i, values);
	}
out:
	(void)gs_pipe_close(&p);
	gs_buf_clear(&ask);
	gs_buf_clear(&text);
	return r;
}

int
gs_attr_values(const char *dir, bool cached, const char *const *names,
    size_t nr, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const char *const *values), void *ctx,
    struct gs_err *e)
{
	return walk(dir, cached, names, nr, paths, NULL, fn, ctx, e);
}

struct each {
	uint8_t *skip;	   /* owned: not sealed */
	uint8_t *filtered; /* owned */
	int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs);
	void *ctx;
};

static int
note_filter(void *ctx, size_t i, const char *const *values)
{
	struct each *each = ctx;
	struct gs_attrs attrs;

	gs_judge_filter(values[0], &attrs);
	each->skip[i] = !attrs.sealed;
	each->filtered[i] = attrs.filtered;
	return GS_OK;
}

static int
judge_one(void *ctx, size_t i, const char *const *values)
{
	struct each *each = ctx;
	struct gs_attrs attrs;

	if (values != NULL)
		gs_judge(values, &attrs);
	else
		gs_judge_filter(
		    each->filtered[i] ? "other" : "unspecified", &attrs);
	return each->fn(each->ctx, i, &attrs);
}

int
gs_attr_each(const char *dir, bool cached, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e)
{
	struct each each = { .fn = fn, .ctx = ctx };
	int r;

	if (paths->nr == 0)
		return GS_OK;
	each.skip = calloc(paths->nr, 1);
	each.filtered = calloc(paths->nr, 1);
	if (each.skip == NULL || each.filtered == NULL) {
		r = gs_no_memory(e);
		goto out;
	}
	r = walk(
	    dir, cached, gs_judge_names, 1, paths, NULL, note_filter, &each, e);
	if (r == GS_OK)
		r = walk(dir, cached, gs_judge_names, GS_JUDGE_NR, paths,
		    each.skip, judge_one, &each, e);
out:
	free(each.skip);
	free(each.filtered);
	return r;
}
