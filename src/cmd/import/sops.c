/* SOPS files: whatever in the index carries its metadata. */
#include <stdlib.h>
#include <string.h>

#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/keys/idfile.h"
#include "git/run.h"

#include "cmd/import/sops.h"

#define CONFIG ".sops.yaml"
#define CONFIG_MAX ((size_t)1 << 20)

bool
gs_sops_is_config(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, CONFIG) == 0;
}

static int
take(struct gs_import *im, const struct gs_entry *x, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err why = { "", "" };
	struct gs_sops s = { 0 };
	int r;

	r = gs_repo_blob(im->ctx->repo, &x->id, GS_SOPS_SIZE_MAX, &b, e);
	if (r != GS_OK) {
		gs_buf_clear(&b);
		return r == GS_ETOOBIG ? GS_OK : r;
	}
	r = gs_sops_read(x->path, b.p, b.n, &s, &why);
	if (r == GS_OK && (r = gs_sops_note(im->own, &s, e)) != GS_OK)
		goto out;
	if (r == GS_ENOTFOUND) {
		r = GS_OK;
		goto out;
	}
	/* A damaged one is one, too: opening it will tell. */
	if ((r = gs_import_add(im, x, NULL, NULL, NULL, e)) == GS_OK)
		r = gs_import_cover(im, x->path, NULL, e);
out:
	gs_sops_clear(&s);
	gs_buf_clear(&b);
	return r;
}

/* Every SOPS file has this word in it, and Git looks for it fast. */
static int
list(struct gs_buf *paths, struct gs_err *e)
{
	static const char *const argv[] = { "grep", "--cached", "--full-name",
		"--no-color", "--no-recurse-submodules", "--name-only",
		"--null", "--fixed-strings", "-e", "lastmodified", NULL };
	int r, code;

	r = gs_git_code(NULL, argv, paths, &code, e);
	return r == GS_OK && code > 1 ? gs_git_failed(argv, code, e) : r;
}

static int
find_files(struct gs_import *im, struct gs_err *e)
{
	struct gs_buf paths = GS_BUF_INIT;
	const char *p, *end;
	int r = list(&paths, e);

	p = (const char *)paths.p;
	end = p + paths.n;
	for (; r == GS_OK && p < end; p += strlen(p) + 1) {
		const struct gs_entry *x = gs_import_entry(im, p);

		if (x != NULL && !gs_sops_is_config(p))
			r = take(im, x, e);
	}
	gs_buf_clear(&paths);
	return r;
}

static int
read_configs(struct gs_import *im, struct gs_sops_run *run, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (x->stage != 0 || !gs_sops_is_config(x->path))
			continue;
		r = gs_repo_blob(
		    im->ctx->repo, &x->id, CONFIG_MAX, &run->config, e);
		if (r == GS_ETOOBIG)
			r = GS_OK;
		if (r == GS_OK && gs_buf_addc(&run->config, '\n') != GS_OK)
			r = gs_no_memory(e);
	}
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	struct gs_sops_run *run = calloc(1, sizeof(*run));
	int r = GS_OK;

	if ((im->own = run) == NULL)
		return gs_no_memory(e);
	run->ask = gs_prompt_ask(NULL);
	run->opener = (struct gs_sops_opener){ .ctx = im->ctx,
		.ids = &run->ids,
		.ask = &run->ask,
		.typed = im->args->identity.nr != 0 };
	for (size_t i = 0; r == GS_OK && i < im->args->identity.nr; i++)
		r = gs_idfile_read(
		    im->ctx, im->args->identity.v[i], &run->ids, e);
	if (r == GS_OK && (r = read_configs(im, run, e)) == GS_OK &&
	    (r = find_files(im, e)) == GS_OK && im->nr_files > 0 &&
	    (r = gs_sops_users(im, e)) == GS_OK)
		r = gs_sops_rules(im, e);
	return r;
}

static int
open_file(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	struct gs_sops_run *run = im->own;
	int r = gs_sops_plain(&run->opener, f->path, b, e);

	/* Of the working tree: the user's own, then. */
	if (r == GS_ENOTFOUND)
		return gs_fail(
		    e, GS_EREFUSED, "'%s' is no SOPS file there", f->path);
	return r;
}

static int
finish(struct gs_import *im, struct gs_err *e)
{
	(void)e;
	if (im->nr_files == 0)
		return GS_OK;
	gs_sops_propose(im);
	if (((struct gs_sops_run *)im->own)->config.n > 0)
		gs_say(&im->ctx->report, GS_HINT, NULL,
		    "%s stays; git rm it once nobody uses sops here", CONFIG);
	return GS_OK;
}

static void
clear(struct gs_import *im)
{
	struct gs_sops_run *run = im->own;

	if (run == NULL)
		return;
	gs_identities_clear(&run->ids);
	gs_buf_clear(&run->config);
	gs_strs_clear(&run->who);
	gs_strs_clear(&run->name);
	gs_strs_clear(&run->other);
	free(run);
	im->own = NULL;
}

const struct gs_importer gs_import_sops = {
	.name = "sops",
	.args = "",
	.help = "all SOPS files, with the identities of 'git seal show'",
	.words = 0,
	.find = find,
	.open = open_file,
	.finish = finish,
	.clear = clear,
};
