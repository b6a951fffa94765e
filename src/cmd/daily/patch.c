#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/fore.h"
#include "base/memdir.h"
#include "cmd/daily/patch_dir.h"
#include "cmd/filter/filter.h"
#include "cmd/front/limit.h"
#include "git/attr.h"
#include "git/run.h"
#include "repo/blobs.h"
#include "repo/index.h"

#include "cmd/daily/patch.h"

/* Git in the second folder. */
static int
git_there(struct gs_patch *p, const char *const *argv, const struct gs_buf *in,
    struct gs_buf *out)
{
	const struct gs_git_opt opt = { .env = (const char *const *)p->env.v,
		.in = in == NULL ? NULL : in->p,
		.in_n = in == NULL ? 0 : in->n };

	return gs_git(&opt, argv, out, &p->ctx->e);
}

/* Open the sealed blob of ${x} and have it plain in the second index. */
static int
make_plain(struct gs_patch *p, const struct gs_entry *x, struct gs_buf *info)
{
	static const char *const argv[] = { "hash-object", "-w", "--stdin",
		NULL };
	struct gs_buf b = GS_BUF_INIT, plain = GS_BUF_INIT, id = GS_BUF_INIT;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off = 0;
	int r = gs_repo_blob(p->ctx->repo, &x->id, GS_BUF_MAX, &b, &p->ctx->e);

	if (r != GS_OK || !gs_sealed_is(b.p, b.n) ||
	    gs_sealed_peek(b.p, b.n, &head) != GS_OK ||
	    (gen = gs_keys_find(&p->ctx->keys, head.id, NULL)) == NULL ||
	    gs_sealed_open(&gen->content, p->max, &b, &off) != GS_OK)
		goto out; /* Git shows it as it is: binary */
	if ((r = gs_buf_add(&plain, b.p + off, b.n - off)) != GS_OK)
		r = gs_no_memory(&p->ctx->e);
	if (r == GS_OK && (r = git_there(p, argv, &plain, &id)) == GS_OK &&
	    (gs_buf_addf(info, "%o %.*s 0\t", (unsigned)x->mode,
		 (int)(id.n > 0 ? id.n - 1 : 0), (const char *)id.p) != GS_OK ||
		gs_buf_add(info, x->path, x->n + 1) != GS_OK))
		r = gs_no_memory(&p->ctx->e);
out:
	gs_buf_clear(&b);
	gs_buf_clear(&plain);
	gs_buf_clear(&id);
	return r;
}

/* The files with changes, as the real repository sees them. */
static int
list_changed(struct gs_patch *p, struct gs_buf *out)
{
	static const char *const head[] = { "diff", "--name-only", "-z",
		"--no-ext-diff", "--no-textconv", "--no-relative", "--" };
	const struct gs_git_opt opt = { .at = p->ctx->repo->prefix };
	const char **argv;
	size_t nr = 0;
	int r;

	while (p->paths[nr] != NULL)
		nr++;
	argv = calloc(GS_NR(head) + nr + 1, sizeof(*argv));
	if (argv == NULL)
		return gs_no_memory(&p->ctx->e);
	memcpy(argv, head, sizeof(head));
	memcpy(argv + GS_NR(head), p->paths, nr * sizeof(*argv));
	r = gs_git(&opt, argv, out, &p->ctx->e);
	free(argv);
	return r;
}

static int
open_changed(struct gs_patch *p)
{
	static const char *const argv[] = { "update-index", "-z",
		"--index-info", NULL };
	struct gs_buf names = GS_BUF_INIT, info = GS_BUF_INIT;
	int r = list_changed(p, &names);
	const char *at = (const char *)names.p, *end = at + names.n;

	for (; r == GS_OK && at < end; at += strlen(at) + 1) {
		const struct gs_entry *x =
		    gs_entries_find(&p->index, at, strlen(at));

		if (x != NULL && x->stage == 0 &&
		    (x->mode & 0170000) == 0100000)
			r = make_plain(p, x, &info);
	}
	if (r == GS_OK && info.n > 0)
		r = git_there(p, argv, &info, NULL);
	gs_buf_clear(&names);
	gs_buf_clear(&info);
	return r;
}

/* The second index; Git is asked through the environment. */
static int
list_there(struct gs_patch *p, struct gs_entries *out)
{
	const char *was = getenv("GIT_INDEX_FILE");
	char *old = was == NULL ? NULL : gs_strdup(was);
	char *name = gs_asprintf("%s/git/index", p->dir.path);
	int r = GS_ENOMEM;

	if (name != NULL && (was == NULL || old != NULL) &&
	    setenv("GIT_INDEX_FILE", name, 1) == 0)
		r = gs_entries_of_index(NULL, NULL, out, &p->ctx->e);
	else
		(void)gs_no_memory(&p->ctx->e);
	if (old != NULL)
		(void)setenv("GIT_INDEX_FILE", old, 1);
	else
		(void)unsetenv("GIT_INDEX_FILE");
	free(old);
	free(name);
	return r;
}

static int
talk(struct gs_patch *p, int *code)
{
	static const char *const head[] = { "git", "-c",
		"filter.seal.process=", "-c", "filter.seal.clean=", "-c",
		"filter.seal.smudge=", "-c", "filter.seal.required=false",
		"add", "-p", "--" };
	struct gs_fore f = { .cwd = p->ctx->start,
		.env = (const char *const *)p->env.v };
	const char **argv;
	size_t nr = 0;
	int r;

	while (p->paths[nr] != NULL)
		nr++;
	if ((argv = calloc(GS_NR(head) + nr + 1, sizeof(*argv))) == NULL)
		return gs_no_memory(&p->ctx->e);
	memcpy(argv, head, sizeof(head));
	memcpy(argv + GS_NR(head), p->paths, nr * sizeof(*argv));
	f.argv = argv;
	r = gs_fore_run(&f, code, &p->ctx->e);
	free(argv);
	return r;
}

/* What was staged there for ${x} becomes the blob ${id} here. */
static int
seal(struct gs_patch *p, const struct gs_entry *x, struct gs_oid *id)
{
	static const uint8_t room[GS_FILTER_ROOM] = { 0 };
	static struct gs_cmd_filter c;
	struct gs_err *e = &p->ctx->e;
	struct gs_attr_asker *asker = NULL;
	struct gs_buf b = GS_BUF_INIT;
	struct gs_attrs attrs = { 0 };
	char hex[GS_OID_HEX_MAX + 1];
	const char *const argv[] = { "cat-file", "blob", hex, NULL };
	size_t off = GS_FILTER_ROOM;
	int r;

	(void)gs_oid_print(&x->id, hex);
	if (gs_buf_add(&b, room, sizeof(room)) != GS_OK ||
	    gs_attr_asker_new(NULL, false, &asker) != GS_OK)
		r = gs_no_memory(e);
	else if ((r = git_there(p, argv, NULL, &b)) == GS_OK)
		r = gs_attr_ask(asker, x->path, &attrs, e);
	gs_attr_asker_free(asker);
	if (r == GS_OK && attrs.sealed && b.n > GS_FILTER_ROOM &&
	    (x->mode & 0170000) == 0100000 &&
	    (r = gs_cmd_filter_open(&c, p->ctx, x->path, e)) == GS_OK) {
		r = gs_cmd_filter_clean(&c, x->path, &b, &off, e);
		gs_cmd_filter_close(&c);
	}
	if (r == GS_OK)
		r = gs_blobs_add(p->blobs, b.p + off, b.n - off, id, e);
	gs_buf_clear(&b);
	return r;
}

static bool
same(const struct gs_entry *a, const struct gs_entry *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->mode == b->mode && gs_oid_eq(&a->id, &b->id);
}

/* One path of the second index that may differ now; ${a}: as it is. */
static int
take(struct gs_patch *p, const struct gs_entries *now, const char *path,
    const struct gs_entry *a, struct gs_index_change *c, size_t *nr)
{
	size_t n = strlen(path);
	const struct gs_entry *b = gs_entries_find(&p->before, path, n);
	int r = GS_OK;

	if (same(a, b) || (a != NULL && a->stage != 0))
		return GS_OK;
	if (!same(gs_entries_find(now, path, n),
		gs_entries_find(&p->index, path, n)))
		return gs_fail(&p->ctx->e, GS_EREFUSED,
		    "'%s' has been staged by somebody else meanwhile; nothing "
		    "was staged",
		    path);
	c[*nr].path = path;
	if (a != NULL) {
		c[*nr].mode = a->mode;
		c[*nr].id = a->id;
		if ((a->mode & 0170000) != 0160000)
			r = seal(p, a, &c[*nr].id);
	}
	(*nr)++;
	return r;
}

static int
bring(struct gs_patch *p)
{
	struct gs_index_change *c =
	    calloc(p->before.nr + p->after.nr + 1, sizeof(*c));
	struct gs_entries now = { 0 };
	struct gs_err *e = &p->ctx->e;
	size_t nr = 0;
	int r = c == NULL ? gs_no_memory(e)
			  : gs_entries_of_index(NULL, NULL, &now, e);

	for (size_t i = 0; r == GS_OK && i < p->after.nr; i++)
		r = take(p, &now, p->after.v[i].path, &p->after.v[i], c, &nr);
	for (size_t i = 0; r == GS_OK && i < p->before.nr; i++) {
		const struct gs_entry *x = &p->before.v[i];

		if (gs_entries_find(&p->after, x->path, x->n) == NULL)
			r = take(p, &now, x->path, NULL, c, &nr);
	}
	if (r == GS_OK && nr > 0 && (r = gs_blobs_finish(p->blobs, e)) == GS_OK)
		r = gs_index_update(NULL, c, nr, e);
	gs_entries_clear(&now);
	free(c);
	return r;
}

int
gs_patch(struct gs_ctx *ctx, const char *const *paths)
{
	struct gs_patch p = { .ctx = ctx, .paths = paths };
	int code = 0, r;

	if ((r = gs_limit_read(ctx->repo, &p.max, &ctx->e)) == GS_OK &&
	    gs_blobs_new(NULL, ctx->repo->oid_len, &p.blobs) != GS_OK)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK &&
	    (r = gs_entries_of_index(NULL, NULL, &p.index, &ctx->e)) == GS_OK &&
	    (r = gs_memdir_make(&p.dir, &ctx->e)) == GS_OK &&
	    (r = gs_patch_dir(&p)) == GS_OK &&
	    (r = open_changed(&p)) == GS_OK &&
	    (r = list_there(&p, &p.before)) == GS_OK &&
	    (r = talk(&p, &code)) == GS_OK &&
	    (r = list_there(&p, &p.after)) == GS_OK)
		r = bring(&p); /* also what was staged before a Ctrl-C */
	if (r == GS_OK && code != 0)
		r = gs_fail(&ctx->e, GS_EGIT,
		    "git add -p ended with exit code %d", code);
	gs_entries_clear(&p.index);
	gs_entries_clear(&p.before);
	gs_entries_clear(&p.after);
	gs_blobs_free(p.blobs);
	gs_strs_clear(&p.env);
	gs_memdir_drop(&p.dir);
	return r;
}
