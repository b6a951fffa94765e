/*
 * The change itself, in an order that lets a kill come at any moment: first
 * the attributes, so that nothing plain ever lies there unfiltered; then the
 * plain files; then the index, at once; what is gone last.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sys.h"
#include "git/batch.h"

#include "cmd/import/job.h"

/* An empty file first, then its content under the Git folder and a rename: a
 * kill leaves nothing that `git add -A` would take, least of all plain. */
static int
put(struct gs_import_job *j, const char *path, const struct gs_buf *b,
    bool exec, struct gs_stat *now, struct gs_err *e)
{
	mode_t mode = (mode_t)((exec ? 0777 : 0666) & ~gs_sys_umask());
	int r = gs_file_create(path, mode, "", 0, e);

	if (r == GS_EREFUSED) /* there is one */
		r = GS_OK;
	return r != GS_OK
	    ? r
	    : gs_placer_write(&j->placer, path, b->p, b->n, exec, NULL, now, e);
}

static int
write_edit(
    struct gs_import_job *j, const struct gs_import_edit *x, struct gs_err *e)
{
	struct gs_stat now;
	struct stat st;

	/* Deleted, or in a folder that is not checked out: it stays so. */
	if (x->in_index &&
	    gs_placer_stat(&j->placer, x->path, &st) == GS_ENOTFOUND)
		return GS_OK;
	if (x->now.n > 0)
		return put(j, x->path, &x->now, false, &now, e);
	if (unlink(x->path) != 0 && errno != ENOENT)
		return gs_fail_errno(e, GS_EIO, "cannot remove '%s'", x->path);
	return GS_OK;
}

static int
write_file(
    struct gs_import_job *j, size_t i, const struct gs_buf *b, struct gs_err *e)
{
	struct gs_import_file *f = &j->im.file[i];
	bool exec = (f->mode & 0111) != 0;
	int r;

	if (f->state == GS_IMPORT_NEW)
		return put(j, f->path, b, exec, &j->settled[i].st, e);
	r = gs_placer_write(&j->placer, f->path, b->p, b->n, exec, &j->was[i],
	    &j->settled[i].st, e);
	if (r == GS_EREFUSED || r == GS_ENOTFOUND) {
		/* Somebody was faster: it is his. */
		f->state = GS_IMPORT_CHANGED;
		memset(&j->settled[i].st, 0, sizeof(j->settled[i].st));
		r = GS_OK;
	}
	return r;
}

struct writing {
	struct gs_import_job *j;
	const size_t *of; /* which file each blob is for */
	struct gs_err *e;
};

static int
open_and_write(void *ctx, size_t i, struct gs_buf *b)
{
	struct writing *w = ctx;
	struct gs_import_job *j = w->j;
	struct gs_import_file *f = &j->im.file[w->of[i]];
	int r;

	if (b == NULL)
		return gs_fail(
		    w->e, GS_EGIT, "the blob of '%s' vanished", f->from);
	if ((r = j->im.tool->open(&j->im, f, b, w->e)) != GS_OK)
		return r;
	return write_file(j, w->of[i], b, w->e);
}

static int
write_files(struct gs_import_job *j, struct gs_err *e)
{
	size_t nr = j->im.nr_files, n = 0;
	struct gs_oid *ids = calloc(nr + 1, sizeof(*ids));
	size_t *of = calloc(nr + 1, sizeof(*of));
	struct writing w = { j, of, e };
	int r;

	for (size_t i = 0; ids != NULL && of != NULL && i < nr; i++) {
		const struct gs_import_file *f = &j->im.file[i];

		if (f->state != GS_IMPORT_NEW && f->state != GS_IMPORT_CIPHER)
			continue;
		ids[n] = f->id;
		of[n++] = i;
	}
	if (ids == NULL || of == NULL)
		r = gs_no_memory(e);
	else
		r = gs_batch_each(
		    NULL, false, ids, n, GS_BUF_MAX, open_and_write, &w, e);
	free(ids);
	free(of);
	return r;
}

int
gs_import_write(struct gs_import_job *j, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->im.nr_edits; i++) {
		if (gs_import_edit_changed(j->im.edit[i]))
			r = write_edit(j, j->im.edit[i], e);
	}
	return r == GS_OK ? write_files(j, e) : r;
}

static int
edit_change(struct gs_import_job *j, const struct gs_import_edit *x,
    struct gs_index_change *c, struct gs_err *e)
{
	const struct gs_entry *entry = gs_import_entry(&j->im, x->path);

	c->path = x->path;
	c->mode = entry != NULL ? entry->mode : 0100644;
	c->skip_worktree = entry != NULL && entry->skip_worktree;
	if (x->now.n == 0)
		return GS_OK;
	return gs_blobs_add(j->blobs, x->now.p, x->now.n, &c->id, e);
}

static int
list_changes(struct gs_import_job *j, struct gs_index_change *c, size_t *nr,
    struct gs_err *e)
{
	const struct gs_import *im = &j->im;
	size_t n = 0;
	int r = GS_OK;

	for (size_t i = 0; i < im->nr_files; i++) {
		const struct gs_import_file *f = &im->file[i];

		c[n++] = (struct gs_index_change){ f->path, f->sealed, f->mode,
			f->skip_worktree };
		if (strcmp(f->path, f->from) != 0)
			c[n++].path = f->from;
	}
	for (size_t i = 0; r == GS_OK && i < im->nr_edits; i++) {
		if (gs_import_edit_changed(im->edit[i]))
			r = edit_change(j, im->edit[i], &c[n++], e);
	}
	for (size_t i = 0; i < im->gone.nr; i++)
		c[n++].path = im->gone.v[i];
	*nr = n;
	return r == GS_OK ? gs_blobs_finish(j->blobs, e) : r;
}

static int
by_path(const void *a, const void *b)
{
	const struct gs_settled *x = a, *y = b;

	return strcmp(x->path, y->path);
}

/* So that the next `git status` need not run the filter over them. */
static void
settle(struct gs_import_job *j)
{
	static const struct gs_stat zero;
	const struct gs_repo *repo = j->im.ctx->repo;
	size_t nr = 0;

	for (size_t i = 0; i < j->im.nr_files; i++) {
		struct gs_settled s = j->settled[i];

		s.id = j->im.file[i].sealed;
		if (memcmp(&s.st, &zero, sizeof(zero)) != 0)
			j->settled[nr++] = s;
	}
	qsort(j->settled, nr, sizeof(*j->settled), by_path);
	/* It is for speed alone: where it cannot be done, Git compares. */
	if (nr > 0)
		(void)!gs_settle(
		    repo->index, repo->oid_len, j->settled, nr, NULL, NULL);
}

/* A file that is in the index no more, and the folders that this empties.
 * One that was changed stays, and none behind a link is touched. */
static void
remove_file(struct gs_import_job *j, const char *path)
{
	const struct gs_entry *entry = gs_import_entry(&j->im, path);
	char *copy, *slash;

	if (entry == NULL || !gs_import_unchanged(j, entry) ||
	    unlink(path) != 0 || (copy = gs_strdup(path)) == NULL)
		return;
	while ((slash = strrchr(copy, '/')) != NULL) {
		*slash = '\0';
		if (rmdir(copy) != 0)
			break;
	}
	free(copy);
}

int
gs_import_stage(struct gs_import_job *j, struct gs_err *e)
{
	const struct gs_import *im = &j->im;
	size_t nr = 0;
	struct gs_index_change *c = calloc(
	    2 * im->nr_files + im->nr_edits + im->gone.nr + 1, sizeof(*c));
	int r;

	if (c == NULL)
		return gs_no_memory(e);
	if ((r = list_changes(j, c, &nr, e)) == GS_OK && nr > 0)
		r = gs_index_update(NULL, c, nr, e);
	free(c);
	if (r != GS_OK)
		return r;
	settle(j);
	for (size_t i = 0; i < im->nr_files; i++) {
		if (strcmp(im->file[i].path, im->file[i].from) != 0)
			remove_file(j, im->file[i].from);
	}
	for (size_t i = 0; i < im->gone.nr; i++)
		remove_file(j, im->gone.v[i]);
	return GS_OK;
}
