#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "format/sealed.h"
#include "git/run.h"

#include "repo/rewrite_git.h"

static bool
is_mine(const struct gs_work *v)
{
	return v->by_git && v->doubted;
}

static int
list(const struct gs_works *w, struct gs_buf *in)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < w->nr; i++) {
		if (is_mine(&w->v[i]))
			r = gs_buf_add(
			    in, w->v[i].path, strlen(w->v[i].path) + 1);
	}
	return r;
}

/* Into ${stage}, which ends with a slash. */
static int
checkout(const struct gs_works *w, enum gs_rewrite_to to, const char *stage,
    struct gs_err *e)
{
	static const char *const plain[] = { NULL };
	static const char *const blob[] = { "-c", "filter.seal.process=", "-c",
		"filter.seal.smudge=", "-c", "filter.seal.required=false",
		NULL };
	const char *const *config = to == GS_REWRITE_PLAIN ? plain : blob;
	const char *argv[12];
	struct gs_buf in = GS_BUF_INIT;
	struct gs_git_opt opt = { .dir = w->dir };
	char *prefix = gs_asprintf("--prefix=%s", stage);
	size_t n = 0;
	int r = prefix == NULL ? GS_ENOMEM : list(w, &in);

	if (r != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	while (config[n] != NULL) {
		argv[n] = config[n];
		n++;
	}
	argv[n++] = "checkout-index";
	argv[n++] = "-f";
	argv[n++] = "-z";
	argv[n++] = "--stdin";
	argv[n++] = prefix;
	argv[n] = NULL;
	opt.in = in.p;
	opt.in_n = in.n;
	r = gs_git(&opt, argv, NULL, e);
out:
	free(prefix);
	gs_buf_clear(&in);
	return r;
}

static int
put(struct gs_placer *to, const char *stage, struct gs_work *v,
    struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	char *from = gs_asprintf("%s%s", stage, v->path);
	int r;

	if (from == NULL) {
		r = gs_no_memory(e);
	} else if ((r = gs_file_read(from, SIZE_MAX, &b, e)) == GS_OK) {
		r = gs_placer_write(to, v->path, b.p, b.n, v->exec,
		    v->look == GS_LOOK_CHANGED ? NULL : &v->was, &v->st, e);
		v->written = r == GS_OK;
		if (r == GS_EREFUSED || r == GS_ENOTFOUND) {
			v->look = GS_LOOK_CHANGED;
			r = GS_OK;
		}
		(void)unlink(from);
	}
	free(from);
	gs_buf_clear(&b);
	return r;
}

int
gs_rewrite_by_git(struct gs_works *w, const struct gs_place *place,
    enum gs_rewrite_to to, struct gs_err *e)
{
	char *stage = gs_asprintf("%s/git-seal/tmp/by-git/", w->git_dir);
	struct gs_placer p;
	int r;

	if (stage == NULL)
		return gs_no_memory(e);
	gs_placer_init(&p, place, 0);
	r = checkout(w, to, stage, e);
	for (size_t i = 0; r == GS_OK && i < w->nr; i++) {
		if (!is_mine(&w->v[i]))
			continue;
		r = put(&p, stage, &w->v[i], e);
		if (w->tick != NULL)
			w->tick(w->ctx, 1);
	}
	gs_placer_clear(&p);
	free(stage);
	return r;
}
