/* What an import would do, and what it did. */
#include <string.h>

#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "cmd/import/job.h"

#define FEW 20

/* VERB PATH, and what is odd about it, on one line. */
static int
line(const struct gs_ctx *ctx, const char *verb, const char *path,
    const char *odd)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_path_show(ctx, path, &b);

	if (r != GS_OK)
		return r;
	gs_outs(verb);
	gs_outs(" ");
	gs_out(b.p, b.n);
	if (odd != NULL) {
		gs_outs(": ");
		gs_outs(odd);
	}
	gs_outs("\n");
	gs_buf_clear(&b);
	return GS_OK;
}

static int
files(const struct gs_import_job *j, const char *verb, bool all)
{
	const struct gs_import *im = &j->im;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->nr_files; i++) {
		const struct gs_import_file *f = &im->file[i];

		if (all || f->said != NULL)
			r = line(im->ctx, verb, f->path, f->said);
	}
	return r;
}

int
gs_import_plan(const struct gs_import_job *j)
{
	const struct gs_import *im = &j->im;
	int r;

	for (size_t i = 0; i < j->nr_rings; i++) {
		if (j->ring[i].made != NULL)
			gs_outf(
			    "would make the keyring '%s'\n", j->ring[i].name);
	}
	r = files(j, "would seal", true);
	for (size_t i = 0; r == GS_OK && i < im->nr_edits; i++) {
		if (gs_import_edit_changed(im->edit[i]))
			r = line(
			    im->ctx, "would change", im->edit[i]->path, NULL);
	}
	for (size_t i = 0; r == GS_OK && i < im->nr_files; i++) {
		if (strcmp(im->file[i].path, im->file[i].from) != 0)
			r = line(
			    im->ctx, "would remove", im->file[i].from, NULL);
	}
	for (size_t i = 0; r == GS_OK && i < im->gone.nr; i++)
		r = line(im->ctx, "would remove", im->gone.v[i], NULL);
	for (size_t i = 0; r == GS_OK && i < im->nr_users; i++) {
		const struct gs_import_user *u = &im->user[i];

		gs_note(false, "would grant '%s' %s (keyring '%s')", u->name,
		    u->word, u->ring);
	}
	return r;
}

int
gs_import_told(const struct gs_import_job *j)
{
	const struct gs_ctx *ctx = j->im.ctx;
	size_t nr = j->im.nr_files;
	int r;

	if (ctx->quiet)
		return GS_OK;
	r = files(j, "sealed", ctx->verbose || nr <= FEW);
	if (r == GS_OK)
		gs_note(false,
		    "imported %zu file%s from %s, staged: look at it with "
		    "'git status', then commit it",
		    nr, nr == 1 ? "" : "s", j->im.tool->name);
	return r;
}
