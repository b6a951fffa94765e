/* What an importer says has to be done. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "engine/filter.h"
#include "repo/attrfile.h"

#include "cmd/files/survey.h"
#include "cmd/import/job.h"

#define EDIT_MAX GS_ATTRFILE_MAX

const char *
gs_import_ring(const struct gs_import *im)
{
	return im->ctx->ring;
}

const struct gs_entry *
gs_import_entry(const struct gs_import *im, const char *path)
{
	const struct gs_entry *x =
	    gs_entries_find(&im->index, path, strlen(path));

	return x != NULL && x->stage == 0 && gs_survey_regular(x) ? x : NULL;
}

static int
room(struct gs_import *im, struct gs_err *e)
{
	size_t cap = im->cap_files == 0 ? 64 : 2 * im->cap_files;
	struct gs_import_file *v;

	if (im->nr_files < im->cap_files)
		return GS_OK;
	if ((v = realloc(im->file, cap * sizeof(*v))) == NULL)
		return gs_no_memory(e);
	im->file = v;
	im->cap_files = cap;
	return GS_OK;
}

/* As a file, or as a folder: Git would drop what is in there. */
static bool
is_taken(const struct gs_import *im, const char *path)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (strncmp(x->path, path, n) == 0 &&
		    (x->path[n] == '\0' || x->path[n] == '/'))
			return true;
	}
	return false;
}

static int
may_add(const struct gs_import *im, const struct gs_entry *x, const char *path,
    struct gs_err *e)
{
	int r;

	if (x->stage != 0) {
		r = gs_fail(e, GS_EREFUSED, "'%s' is in a conflict", x->path);
		gs_hint(e, "resolve it, and git add '%s'", x->path);
		return r;
	}
	if (!gs_survey_regular(x))
		return gs_fail(e, GS_EREFUSED,
		    "'%s' is no regular file, and Git filters no other",
		    x->path);
	if (gs_filter_never(path))
		return gs_fail(
		    e, GS_EREFUSED, "'%s' is never sealed: Git reads it", path);
	if (path[0] == '\0' || path[strlen(path) - 1] == '/')
		return gs_fail(e, GS_EREFUSED,
		    "'%s' would become a file without a name", x->path);
	if (strcmp(path, x->path) != 0 && is_taken(im, path)) {
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' is tracked already, beside '%s'", path, x->path);
		gs_hint(e, "git rm --cached one of the two");
		return r;
	}
	if (gs_map_get(&im->at, path, strlen(path)) != NULL)
		return gs_fail(
		    e, GS_EREFUSED, "two files would become '%s'", path);
	return GS_OK;
}

int
gs_import_add(struct gs_import *im, const struct gs_entry *entry,
    const char *path, const char *ring, struct gs_import_file **out,
    struct gs_err *e)
{
	const char *to = path != NULL ? path : entry->path;
	struct gs_import_file *f;
	int r;

	if (ring == NULL)
		ring = gs_import_ring(im);
	if ((r = may_add(im, entry, to, e)) != GS_OK ||
	    (r = room(im, e)) != GS_OK)
		return r;
	GS_BUG(!gs_keyring_name_ok(ring, strlen(ring)));
	f = &im->file[im->nr_files];
	memset(f, 0, sizeof(*f));
	f->path = gs_strdup(to);
	f->from = gs_strdup(entry->path);
	if (f->path == NULL || f->from == NULL ||
	    gs_map_put(&im->at, to, strlen(to), im) != GS_OK) {
		free(f->path);
		free(f->from);
		return gs_no_memory(e);
	}
	memcpy(f->ring, ring, strlen(ring) + 1);
	f->id = entry->id;
	f->mode = entry->mode;
	f->skip_worktree = entry->skip_worktree;
	im->nr_files++;
	if (out != NULL)
		*out = f;
	return GS_OK;
}

static int
read_old(struct gs_import *im, struct gs_import_edit *x, struct gs_err *e)
{
	const struct gs_entry *entry = gs_import_entry(im, x->path);
	int r;

	x->in_index = entry != NULL;
	if (entry != NULL)
		r = gs_repo_blob(
		    im->ctx->repo, &entry->id, EDIT_MAX, &x->old, e);
	else
		r = gs_file_read(x->path, EDIT_MAX, &x->old, e);
	if (r == GS_ENOTFOUND && entry == NULL)
		r = GS_OK; /* a new one */
	if (r == GS_OK)
		r = gs_attrfile_check(x->old.p, x->old.n, x->path, e);
	if (r == GS_OK && gs_buf_add(&x->now, x->old.p, x->old.n) != GS_OK)
		r = gs_no_memory(e);
	return r;
}

static void
drop_edit(struct gs_import_edit *x)
{
	free(x->path);
	gs_buf_clear(&x->old);
	gs_buf_clear(&x->now);
	free(x);
}

int
gs_import_edit(struct gs_import *im, const char *path,
    struct gs_import_edit **out, struct gs_err *e)
{
	struct gs_import_edit *x, **v;
	int r;

	for (size_t i = 0; i < im->nr_edits; i++) {
		if (strcmp(im->edit[i]->path, path) == 0) {
			*out = im->edit[i];
			return GS_OK;
		}
	}
	v = realloc(im->edit, (im->nr_edits + 1) * sizeof(*v));
	if (v == NULL)
		return gs_no_memory(e);
	im->edit = v;
	if ((x = calloc(1, sizeof(*x))) == NULL)
		return gs_no_memory(e);
	x->path = gs_strdup(path);
	r = x->path == NULL ? gs_no_memory(e) : read_old(im, x, e);
	if (r != GS_OK) {
		drop_edit(x);
		return r;
	}
	im->edit[im->nr_edits++] = *out = x;
	return GS_OK;
}

bool
gs_import_edit_changed(const struct gs_import_edit *x)
{
	return x->now.n != x->old.n ||
	    (x->now.n > 0 && memcmp(x->now.p, x->old.p, x->now.n) != 0);
}

int
gs_import_cover(
    struct gs_import *im, const char *path, const char *ring, struct gs_err *e)
{
	struct gs_buf pattern = GS_BUF_INIT, next = GS_BUF_INIT;
	struct gs_attrfile_want want = { .top = true,
		.ring = ring != NULL ? ring : gs_import_ring(im) };
	struct gs_import_edit *x;
	int r = gs_import_edit(im, ".gitattributes", &x, e);

	if (r != GS_OK)
		return r;
	if (gs_buf_addc(&pattern, '/') != GS_OK ||
	    gs_attrfile_pattern(path, true, &pattern) != GS_OK ||
	    (want.pattern = gs_buf_str(&pattern)) == NULL)
		r = gs_no_memory(e);
	else
		r = gs_attrfile_cover(x->now.p, x->now.n, &want, &next, e);
	if (r == GS_OK)
		gs_buf_swap(&x->now, &next);
	gs_buf_clear(&pattern);
	gs_buf_clear(&next);
	return r;
}

int
gs_import_gone(struct gs_import *im, const char *path, struct gs_err *e)
{
	return gs_strs_add(&im->gone, path) == GS_OK ? GS_OK : gs_no_memory(e);
}

int
gs_import_share(struct gs_import *im, const char *ring, const char *name,
    const char *word, struct gs_err *e)
{
	struct gs_import_user *v;

	v = realloc(im->user, (im->nr_users + 1) * sizeof(*v));
	if (v == NULL)
		return gs_no_memory(e);
	im->user = v;
	v += im->nr_users;
	v->ring = gs_strdup(ring != NULL ? ring : gs_import_ring(im));
	v->name = gs_strdup(name);
	v->word = gs_strdup(word);
	im->nr_users++;
	return v->ring == NULL || v->name == NULL || v->word == NULL
	    ? gs_no_memory(e)
	    : GS_OK;
}

void
gs_import_clear(struct gs_import *im)
{
	for (size_t i = 0; i < im->nr_files; i++) {
		free(im->file[i].path);
		free(im->file[i].from);
	}
	for (size_t i = 0; i < im->nr_edits; i++)
		drop_edit(im->edit[i]);
	for (size_t i = 0; i < im->nr_users; i++) {
		free(im->user[i].ring);
		free(im->user[i].name);
		free(im->user[i].word);
	}
	free(im->file);
	free(im->edit);
	free(im->user);
	gs_strs_clear(&im->gone);
	gs_map_clear(&im->at, NULL);
	gs_entries_clear(&im->index);
}
