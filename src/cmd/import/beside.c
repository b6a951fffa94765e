#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "repo/scratch.h"

#include "cmd/team/gpg.h"
#include "cmd/team/gpg_run.h"

#include "cmd/import/beside.h"

#define KEYRING_MAX ((size_t)16 << 20)
#define LIST_MAX ((size_t)16 << 20)

int
gs_import_unignore(struct gs_import *im, const char *line, struct gs_err *e)
{
	struct gs_buf out = GS_BUF_INIT;
	struct gs_import_edit *x;
	const uint8_t *p;
	struct gs_cur c;
	size_t n;
	int r = gs_import_edit(im, ".gitignore", &x, e);

	if (r != GS_OK)
		return r;
	c = (struct gs_cur){ x->now.p, x->now.n };
	while (r == GS_OK && gs_cur_line(&c, &p, &n) == GS_OK) {
		size_t all = (size_t)(c.p - p), k = n;

		while (k > 0 && (p[k - 1] == '\r' || p[k - 1] == ' '))
			k--;
		if (k != strlen(line) || memcmp(p, line, k) != 0)
			r = gs_buf_add(&out, p, all);
	}
	if (r == GS_OK)
		gs_buf_swap(&x->now, &out);
	gs_buf_clear(&out);
	return r == GS_OK ? r : gs_no_memory(e);
}

int
gs_import_beside(struct gs_import *im, const struct gs_entry *entry,
    const char *path, struct gs_err *e)
{
	char *anchored = gs_asprintf("/%s", path);
	int r;

	if (anchored == NULL)
		return gs_no_memory(e);
	if ((r = gs_import_add(im, entry, path, NULL, NULL, e)) == GS_OK &&
	    (r = gs_import_cover(im, path, NULL, e)) == GS_OK &&
	    (r = gs_import_unignore(im, path, e)) == GS_OK)
		r = gs_import_unignore(im, anchored, e);
	free(anchored);
	return r;
}

int
gs_import_folder_gone(
    struct gs_import *im, const char *folder, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (x->stage == 0 &&
		    strncmp(x->path, folder, strlen(folder)) == 0)
			r = gs_import_gone(im, x->path, e);
	}
	return r;
}

static int
take_line(struct gs_import *im, const uint8_t *p, size_t n,
    int (*take)(struct gs_import *im, const char *line, const char *list,
	struct gs_err *e),
    const char *list, struct gs_err *e)
{
	char *line;
	int r;

	while (n > 0 && (p[n - 1] == '\r' || p[n - 1] == ' '))
		n--;
	if (n == 0)
		return GS_OK;
	line = gs_strndup((const char *)p, n);
	r = line != NULL ? take(im, line, list, e) : gs_no_memory(e);
	free(line);
	return r;
}

int
gs_import_list(struct gs_import *im, const struct gs_entry *x,
    int (*take)(struct gs_import *im, const char *line, const char *list,
	struct gs_err *e),
    struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const uint8_t *p;
	struct gs_cur c;
	size_t n;
	int r = gs_repo_blob(im->ctx->repo, &x->id, LIST_MAX, &b, e);

	c = (struct gs_cur){ b.p, b.n };
	while (r == GS_OK && gs_cur_line(&c, &p, &n) == GS_OK)
		r = take_line(im, p, n, take, x->path, e);
	gs_buf_clear(&b);
	return r;
}

int
gs_import_gpg(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	static const char *const words[] = { "--quiet", "--decrypt", NULL };
	struct gs_gpg_run q = { .words = words, .in = b->p, .in_n = b->n };
	struct gs_buf out = GS_BUF_INIT;
	char *program = NULL;
	int r, code = 0;

	if ((r = gs_gpg_program(im->ctx->repo, &program, e)) == GS_OK) {
		q.program = program;
		r = gs_gpg_run(&q, &out, &code, e);
	}
	if (r == GS_OK && code != 0) {
		r = gs_fail(e, GS_ENOKEY,
		    "gpg does not decrypt '%s' (exit code %d)", f->from, code);
		gs_hint(e, "gpg --decrypt '%s' says why", f->from);
	}
	if (r == GS_OK)
		gs_buf_swap(b, &out);
	gs_buf_clear(&out);
	free(program);
	return r;
}

/* Whoever pushes can add a key there, so it is no proof of anything: `grant`
 * asks gpg whether the user is sure of it. */
static int
share_one(struct gs_import *im, const char *fpr, struct gs_err *e)
{
	char *word = gs_asprintf(GS_GPG_PREFIX "%s", fpr), *name = NULL;
	int r;

	if (word == NULL)
		return gs_no_memory(e);
	if ((r = gs_gpg_name(im->ctx->repo, fpr, &name, e)) == GS_OK)
		r = gs_import_share(
		    im, NULL, name != NULL ? name : fpr, word, e);
	free(name);
	free(word);
	return r;
}

static int
list(struct gs_import *im, const char *home, struct gs_gpg_keys *keys,
    struct gs_err *e)
{
	static const char *const words[] = { "--no-autostart",
		"--trust-model=always", "--with-colons", "--fixed-list-mode",
		"--with-fingerprint", "--list-keys", NULL };
	struct gs_gpg_run q = { .home = home, .words = words };
	struct gs_buf out = GS_BUF_INIT;
	char *program = NULL;
	int r, code;

	if ((r = gs_gpg_program(im->ctx->repo, &program, e)) == GS_OK) {
		q.program = program;
		r = gs_gpg_run(&q, &out, &code, e);
	}
	if (r == GS_OK && gs_gpg_keys_parse(out.p, out.n, keys) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&out);
	free(program);
	return r;
}

int
gs_import_gpg_users(struct gs_import *im, const char *path, struct gs_err *e)
{
	const struct gs_entry *x = gs_import_entry(im, path);
	struct gs_gpg_keys keys = { NULL, 0, 0 };
	struct gs_scratch s = { NULL, { NULL, 0, 0 } };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (x == NULL || im->nr_files == 0)
		return GS_OK;
	r = gs_repo_blob(im->ctx->repo, &x->id, KEYRING_MAX, &b, e);
	/* In a home of its own: gpg writes beside what it reads. */
	if (r == GS_OK && (r = gs_scratch_make(im->ctx->repo, &s, e)) == GS_OK)
		r = gs_scratch_put(&s, strrchr(path, '/') + 1, b.p, b.n, e);
	if (r == GS_OK)
		r = list(im, s.path, &keys, e);
	for (size_t i = 0; r == GS_OK && i < keys.nr; i++)
		r = share_one(im, keys.v[i].fpr, e);
	gs_gpg_keys_clear(&keys);
	gs_gpg_home_drop(&s);
	gs_buf_clear(&b);
	return r;
}
