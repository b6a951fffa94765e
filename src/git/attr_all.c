#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/judge.h"
#include "git/pipe.h"

#include "git/attr.h"

#define UNSAID "unspecified"

/* The walk over the answers, which leave out what nobody said. */
struct all {
	const struct gs_strs *paths;
	size_t at;		   /* the path that is being answered */
	size_t where[GS_JUDGE_NR]; /* its values in ${text}; 0: unsaid */
	bool said;
	struct gs_buf text; /* begins with UNSAID and its NUL */
	struct gs_attrs unsaid;
	int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs);
	void *ctx;
};

/* Hand over what was said of the path all->at, and go to the next. */
static int
finish(struct all *a)
{
	const char *values[GS_JUDGE_NR];
	struct gs_attrs attrs;
	size_t i = a->at++;

	if (!a->said)
		return a->fn(a->ctx, i, &a->unsaid);
	for (size_t k = 0; k < GS_JUDGE_NR; k++)
		values[k] = (const char *)a->text.p + a->where[k];
	gs_judge(values, &attrs);
	a->said = false;
	memset(a->where, 0, sizeof(a->where));
	gs_buf_cut(&a->text, sizeof(UNSAID));
	return a->fn(a->ctx, i, &attrs);
}

/* Go on to the path of ${n} bytes at ${p}. */
static int
go_to(struct all *a, const uint8_t *p, size_t n)
{
	int r = GS_OK;

	while (r == GS_OK && a->at < a->paths->nr) {
		const char *path = a->paths->v[a->at];

		if (strlen(path) == n && memcmp(path, p, n) == 0)
			return GS_OK;
		r = finish(a);
	}
	return r == GS_OK ? GS_EDAMAGED : r;
}

/* One PATH NUL NAME NUL VALUE NUL; GS_ENOTFOUND: there are no more. */
static int
take(struct all *a, struct gs_pipe *p)
{
	const uint8_t *f;
	size_t n, k = 0;
	int r;

	if ((r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK)
		return r == GS_EIO ? GS_ENOTFOUND : r;
	if ((r = go_to(a, f, n)) != GS_OK ||
	    (r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK)
		return r;
	while (k < GS_JUDGE_NR &&
	    (strlen(gs_judge_names[k]) != n ||
		memcmp(gs_judge_names[k], f, n) != 0))
		k++;
	if ((r = gs_pipe_field(p, '\0', &f, &n)) != GS_OK || k == GS_JUDGE_NR)
		return r;
	a->said = true;
	a->where[k] = a->text.n;
	return gs_buf_add(&a->text, f, n + 1);
}

static int
walk(struct all *a, struct gs_pipe *p)
{
	int r, code;

	while ((r = take(a, p)) == GS_OK)
		;
	code = gs_pipe_close(p);
	if (r == GS_ENOTFOUND)
		r = code == 0 ? GS_OK : GS_EGIT;
	while (r == GS_OK && a->at < a->paths->nr)
		r = finish(a);
	return r;
}

static int
all_of(const struct gs_git_opt *opt, const char *const *argv,
    const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e)
{
	struct all a = { .paths = paths, .fn = fn, .ctx = ctx };
	struct gs_buf ask = GS_BUF_INIT;
	struct gs_pipe p = { .open = false };
	int r;

	if (paths->nr == 0)
		return GS_OK;
	gs_judge_filter(UNSAID, &a.unsaid);
	r = gs_buf_add(&a.text, UNSAID, sizeof(UNSAID));
	for (size_t i = 0; r == GS_OK && i < paths->nr; i++)
		r = gs_buf_add(&ask, paths->v[i], strlen(paths->v[i]) + 1);
	if (r != GS_OK) {
		r = gs_fail(e, r, "out of memory");
	} else if ((r = gs_pipe_open(&p, opt, argv, e)) == GS_OK) {
		if (paths->nr >= GS_PIPE_CALM_MIN)
			gs_pipe_calm(&p);
		gs_pipe_feed(&p, ask.p, ask.n, true);
		if ((r = walk(&a, &p)) != GS_OK)
			(void)gs_fail(e, r, "cannot ask for attributes: %s",
			    gs_strerror(r));
	}
	gs_buf_clear(&ask);
	gs_buf_clear(&a.text);
	return r;
}

int
gs_attr_all(const char *dir, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e)
{
	static const char *const argv[] = { "check-attr", "--stdin", "-z", "-a",
		NULL };
	static const char *const env[] = { "GIT_FLUSH=0", NULL };
	const struct gs_git_opt opt = { .dir = dir, .env = env };

	return all_of(&opt, argv, paths, fn, ctx, e);
}

int
gs_attr_all_in(const char *index, bool no_tree, const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e)
{
	static const char *const argv[] = { "-c", "core.sparseCheckout=false",
		"-c", "core.ignorecase=false", "check-attr", "--stdin", "-z",
		"-a", "--cached", NULL };
	char *file = gs_asprintf("GIT_INDEX_FILE=%s", index);
	/* Git wants one there, and reads nothing of it. */
	const char *const env[] = { "GIT_FLUSH=0", file,
		no_tree ? "GIT_DIR=." : NULL, "GIT_WORK_TREE=.", NULL };
	const struct gs_git_opt opt = { .env = env };
	int r;

	r = file == NULL ? gs_no_memory(e)
			 : all_of(&opt, argv, paths, fn, ctx, e);
	free(file);
	return r;
}

int
gs_attr_all_at(const char *git_dir, const char *tree,
    const struct gs_strs *paths,
    int (*fn)(void *ctx, size_t i, const struct gs_attrs *attrs), void *ctx,
    struct gs_err *e)
{
	static const char *const argv[] = { "-c", "core.sparseCheckout=false",
		"check-attr", "--stdin", "-z", "-a", NULL };
	char *dir = gs_asprintf("GIT_DIR=%s", git_dir);
	char *top = gs_asprintf("GIT_WORK_TREE=%s", tree);
	/* No such file: an empty index. */
	char *index = gs_asprintf("GIT_INDEX_FILE=%s/.no-index", tree);
	const char *const env[] = { "GIT_FLUSH=0", dir, top, index, NULL };
	const struct gs_git_opt opt = { .at = tree, .env = env };
	int r;

	r = dir == NULL || top == NULL || index == NULL
	    ? gs_no_memory(e)
	    : all_of(&opt, argv, paths, fn, ctx, e);
	free(dir);
	free(top);
	free(index);
	return r;
}
