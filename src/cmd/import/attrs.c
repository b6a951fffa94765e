/* Whether Git will read the changed attributes files as they are meant. */
#include <stdlib.h>
#include <string.h>

#include "engine/filter.h"
#include "repo/attrfile.h"
#include "repo/scratch.h"

#include "cmd/import/job.h"

static bool
is_attributes(const struct gs_entry *x)
{
	static const char name[] = ".gitattributes";
	size_t n = sizeof(name) - 1;

	return x->stage == 0 && x->n >= n &&
	    strcmp(x->path + x->n - n, name) == 0 &&
	    (x->n == n || x->path[x->n - n - 1] == '/');
}

static bool
is_edited(const struct gs_import *im, const char *path)
{
	for (size_t i = 0; i < im->nr_edits; i++) {
		if (strcmp(im->edit[i]->path, path) == 0)
			return true;
	}
	return false;
}

/* All attributes files as they will be, in a folder of their own. */
static int
lay_out(const struct gs_import *im, struct gs_scratch *s, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->nr_edits; i++) {
		const struct gs_import_edit *x = im->edit[i];

		r = gs_scratch_put(s, x->path, x->now.p, x->now.n, e);
	}
	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (!is_attributes(x) || is_edited(im, x->path) ||
		    gs_strs_has(&im->gone, x->path))
			continue;
		gs_buf_reset(&b);
		r = gs_repo_blob(im->ctx->repo, &x->id, GS_ATTRFILE_MAX, &b, e);
		if (r == GS_OK)
			r = gs_scratch_put(s, x->path, b.p, b.n, e);
	}
	gs_buf_clear(&b);
	return r;
}

struct asking {
	struct gs_import_job *j;
	struct gs_err *e;
};

static int
refuse(const struct gs_import_file *f, struct gs_err *e)
{
	const struct gs_attrs *a = &f->attrs;
	char names[64];
	int r;

	if (!a->sealed)
		r = gs_fail(e, GS_EREFUSED,
		    "other lines of .gitattributes, or info/attributes, would "
		    "keep '%s' from being sealed; nothing was changed",
		    f->path);
	else if (!a->keyring_ok || strcmp(a->keyring, f->ring) != 0)
		r = gs_fail(e, GS_EREFUSED,
		    "other lines of .gitattributes, or info/attributes, would "
		    "put '%s' under another keyring than '%s'; nothing was "
		    "changed",
		    f->path, f->ring);
	else if (!a->pad_ok)
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' has a seal-pad that cannot be; nothing was changed",
		    f->path);
	else
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' has attributes by which Git would damage sealed "
		    "bytes: %s; nothing was changed",
		    f->path, gs_trap_names(a->traps, names, sizeof(names)));
	gs_hint(
	    e, "git check-attr -a -- '%s' shows what it gets today", f->path);
	return r;
}

static int
take(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	struct asking *a = ctx;
	struct gs_import_file *f = &a->j->im.file[i];

	f->attrs = *attrs;
	if (attrs->sealed && attrs->keyring_ok && attrs->pad_ok &&
	    attrs->traps == 0 && strcmp(attrs->keyring, f->ring) == 0)
		return GS_OK;
	return refuse(f, a->e);
}

int
gs_import_attrs(struct gs_import_job *j, struct gs_err *e)
{
	struct asking a = { j, e };
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_scratch s = { NULL, { NULL, 0, 0 } };
	struct gs_err own = { "", "" };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->im.nr_files; i++)
		r = gs_strs_add(&paths, j->im.file[i].path);
	if (r != GS_OK)
		r = gs_no_memory(e);
	else if ((r = gs_scratch_make(j->im.ctx->repo, &s, e)) == GS_OK &&
	    (r = lay_out(&j->im, &s, e)) == GS_OK) {
		a.e = &own;
		r = gs_attr_all_at(
		    j->im.ctx->repo->git_dir, s.path, &paths, take, &a, e);
		if (own.what[0] != '\0')
			*e = own;
	}
	gs_scratch_drop(&s);
	gs_strs_clear(&paths);
	return r;
}
