#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"

#include "cmd/front/near.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "cmd/import/job.h"
#include "cmd/keys/bulk.h"
#include "cmd/keys/init.h"
#include "cmd/team/grant_member.h"

#include "cmd/import/import.h"

#define NAMED_MAX 50

extern const struct gs_importer gs_import_age;
extern const struct gs_importer gs_import_blackbox;
extern const struct gs_importer gs_import_git_crypt;
extern const struct gs_importer gs_import_git_secret;
extern const struct gs_importer gs_import_sops;
extern const struct gs_importer gs_import_transcrypt;

/* clang-format off */
const struct gs_importer *const gs_importers[] = {
	&gs_import_git_crypt,
	&gs_import_transcrypt,
	&gs_import_git_secret,
	&gs_import_blackbox,
	&gs_import_sops,
	&gs_import_age,
	NULL
};
/* clang-format on */

static int
find_tool(const char *word, const struct gs_importer **tool, struct gs_err *e)
{
	struct gs_near near = { word, NULL, 0 };
	int r;

	for (size_t i = 0; gs_importers[i] != NULL; i++) {
		*tool = gs_importers[i];
		if (strcmp(word, (*tool)->name) == 0)
			return GS_OK;
		gs_near_try(&near, (*tool)->name);
	}
	r = gs_fail(
	    e, GS_EUSAGE, "'%s' is no tool that can be imported from", word);
	if (near.best != NULL)
		gs_hint(e, "did you mean 'git seal import %s'?", near.best);
	else
		gs_hint(e, "'git seal import -h' lists them");
	return r;
}

static int
by_path(const void *a, const void *b)
{
	const struct gs_import_file *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static bool
has_work(const struct gs_import *im)
{
	for (size_t i = 0; i < im->nr_edits; i++) {
		if (gs_import_edit_changed(im->edit[i]))
			return true;
	}
	return im->nr_files > 0 || im->gone.nr > 0;
}

/* Files that cannot be opened: named, and nothing was changed. */
static int
tell_refused(const struct gs_import_job *j, struct gs_err *e)
{
	size_t nr = j->refused.nr;
	int r;

	for (size_t i = 0; i < nr && i < NAMED_MAX; i++)
		gs_warn(NULL, "%s", j->refused.v[i]);
	if (nr > NAMED_MAX)
		gs_warn(NULL, "... and %zu more", nr - NAMED_MAX);
	r = gs_fail(e, j->why,
	    "%zu file%s cannot be opened; nothing was "
	    "changed",
	    nr, nr == 1 ? "" : "s");
	gs_hint(e, "%s", j->hint);
	return r;
}

static int
tell_changed(struct gs_import_job *j, struct gs_err *e)
{
	size_t nr = j->changed.nr;
	struct gs_buf list = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if ((r = gs_buf_addc(&list, '\t')) == GS_OK &&
		    (r = gs_path_show(j->im.ctx, j->changed.v[i], &list)) ==
			GS_OK)
			r = gs_buf_addc(&list, '\n');
	}
	if (r != GS_OK) {
		gs_buf_clear(&list);
		return gs_no_memory(e);
	}
	r = gs_fail(e, GS_EREFUSED,
	    "%zu file%s changes that %s does not have; nothing was changed:",
	    nr, nr == 1 ? " has" : "s have", j->im.tool->name);
	gs_hint(e,
	    "commit them or git stash; --force leaves them as they are, not "
	    "staged");
	gs_bulk_tell(e, r, &list);
	gs_buf_clear(&list);
	return r;
}

static void
say_nothing(void *ctx, enum gs_level level, const char *what, const char *hint)
{
	(void)ctx;
	(void)level;
	(void)what;
	(void)hint;
}

static const struct gs_report nobody = { say_nothing, NULL };

/* As `init` would, without its advice on what to do next. */
static int
make_rings(struct gs_import_job *j)
{
	struct gs_ctx *ctx = j->im.ctx;
	const struct gs_report report = ctx->report;
	const char *ours = ctx->ring;
	bool quiet = ctx->quiet;
	int r = GS_OK;

	ctx->report = nobody;
	for (size_t i = 0; r == GS_OK && i < j->nr_rings; i++) {
		struct gs_import_ring *ring = &j->ring[i];
		uint8_t id[GS_GEN_ID_LEN];

		memcpy(id, ring->seals->content.id, sizeof(id));
		ctx->ring = ring->name;
		ctx->quiet = quiet || ring->made == NULL;
		if ((r = gs_init_ring(ctx, ring->made)) != GS_OK)
			break;
		/* The keys were loaded anew. */
		ring->seals = NULL;
		if (gs_keys_find(&ctx->keys, id, NULL) == NULL) {
			r = gs_fail(&ctx->e, GS_EREFUSED,
			    "another git-seal made the keyring '%s' meanwhile",
			    ring->name);
			gs_hint(&ctx->e, "run this command again");
		}
	}
	ctx->ring = ours;
	ctx->quiet = quiet;
	ctx->report = report;
	return r;
}

/* One who cannot be granted is told, and keeps nobody else from it. */
static int
share(struct gs_import_job *j, size_t *failed)
{
	const struct gs_grant_args args = { .force = j->im.args->grant };
	struct gs_ctx *ctx = j->im.ctx;
	const struct gs_report report = ctx->report;
	const char *ours = ctx->ring;

	for (size_t i = 0; i < j->im.nr_users; i++) {
		struct gs_import_user *u = &j->im.user[i];
		struct gs_err why = { "", "" };
		int r;

		ctx->ring = u->ring;
		ctx->report = nobody;
		r = gs_grant_to(ctx, &args, u->name, &u->word, 1, &why);
		ctx->ring = ours;
		ctx->report = report;
		if (r == GS_ENOMEM)
			return gs_no_memory(&ctx->e);
		if (r == GS_OK)
			continue;
		(*failed)++;
		gs_warn(why.hint[0] != '\0' ? why.hint : NULL,
		    "'%s' (%s) was not granted the keyring '%s': %s", u->name,
		    u->word, u->ring, why.what);
	}
	if (*failed > 0)
		gs_say(&ctx->report, GS_HINT, NULL,
		    "once that is mended: git seal grant NAME RECIPIENT");
	return GS_OK;
}

static int
change(struct gs_import_job *j, struct gs_err *e)
{
	struct gs_import *im = &j->im;
	size_t failed = 0;
	int r = GS_OK;

	if (im->tool->begin != NULL)
		r = im->tool->begin(im, e);
	/* Before the index: the old tool's list of them goes with it. */
	if (r == GS_OK && (r = make_rings(j)) == GS_OK &&
	    (r = share(j, &failed)) == GS_OK &&
	    (r = gs_import_write(j, e)) == GS_OK &&
	    (r = gs_import_stage(j, e)) == GS_OK && im->tool->finish != NULL)
		r = im->tool->finish(im, e);
	if (r != GS_OK)
		return r;
	if (gs_import_told(j) != GS_OK)
		return gs_no_memory(e);
	return failed > 0 ? GS_EREFUSED : GS_OK;
}

static int
no_work(struct gs_import *im, struct gs_err *e)
{
	int r = GS_OK;

	gs_note(im->ctx->quiet,
	    "nothing to import from %s: the index has no file of it",
	    im->tool->name);
	if (im->args->dry_run)
		return GS_OK;
	if (im->tool->begin != NULL && im->nr_words > 0)
		r = im->tool->begin(im, e);
	if (r == GS_OK && im->again && im->tool->finish != NULL)
		r = im->tool->finish(im, e);
	return r;
}

static int
import(struct gs_import_job *j, struct gs_err *e)
{
	struct gs_import *im = &j->im;
	int r;

	if ((r = gs_entries_of_index(NULL, NULL, &im->index, e)) != GS_OK ||
	    (r = im->tool->find(im, e)) != GS_OK)
		return r;
	if (!has_work(im))
		return no_work(im, e);
	qsort(im->file, im->nr_files, sizeof(*im->file), by_path);
	if ((r = gs_import_attrs(j, e)) != GS_OK ||
	    (r = gs_import_prove(j, e)) != GS_OK)
		return r;
	if (j->refused.nr > 0)
		return tell_refused(j, e);
	if (j->changed.nr > 0 && !im->args->force)
		return tell_changed(j, e);
	if (!im->args->dry_run)
		return change(j, e);
	return gs_import_plan(j) == GS_OK ? GS_OK : gs_no_memory(e);
}

static void
clear(struct gs_import_job *j)
{
	if (j->im.tool->clear != NULL)
		j->im.tool->clear(&j->im);
	for (size_t i = 0; i < j->nr_rings; i++)
		gs_secret_free(j->ring[i].made);
	free(j->ring);
	gs_blobs_free(j->blobs);
	free(j->was);
	free(j->settled);
	gs_buf_clear(&j->tree);
	gs_buf_clear(&j->sealed);
	gs_buf_clear(&j->again);
	gs_strs_clear(&j->refused);
	gs_strs_clear(&j->changed);
	if (j->placed) {
		gs_placer_clear(&j->placer);
		gs_place_close(&j->place);
	}
	gs_import_clear(&j->im);
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_import_job j = { .im = { .ctx = ctx, .args = args } };
	int r;

	if (argc == 0)
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "say which tool to import from");
	if ((r = find_tool(argv[0], &j.im.tool, &ctx->e)) != GS_OK)
		return r;
	j.im.word = argv + 1;
	j.im.nr_words = (size_t)argc - 1;
	if (j.im.nr_words > j.im.tool->words)
		return gs_fail(&ctx->e, GS_EUSAGE, "'import %s' takes %s",
		    argv[0],
		    j.im.tool->words == 0 ? "no words" : j.im.tool->args);
	if (ctx->keys.locked || ctx->keys.locked_worktree) {
		r = gs_fail(&ctx->e, GS_ENOKEY, "this %s is locked",
		    ctx->keys.locked ? "clone" : "worktree");
		gs_hint(&ctx->e, "%s", gs_keys_unlock(&ctx->keys));
		return r;
	}
	r = import(&j, &ctx->e);
	clear(&j);
	return r;
}

#define AT(field) offsetof(struct gs_import_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'n', "dry-run", NULL, "say what would be done, and change nothing",
	    GS_OPT_FLAG, AT(dry_run) },
	{ 'f', "force", NULL,
	    "leave files as they are that have changes of your own",
	    GS_OPT_FLAG, AT(force) },
	{ 0, "grant", NULL,
	    "grant those whom the old files name, where nothing proves them",
	    GS_OPT_FLAG, AT(grant) },
	{ 'i', "identity", "FILE",
	    "an age identity, or an ssh private key; may be given again",
	    GS_OPT_STRS, AT(identity) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

const struct gs_cmd gs_cmd_import = {
	.name = "import",
	.args = "TOOL [WORD...]",
	.summary = "move a repository over from another tool",
	.about =
	    "Opens what another tool keeps encrypted in this repository, and "
	    "seals it. TOOL is one of:\n\n"
	    "  git-crypt [KEYFILE...]  with the key of the clone, KEYFILEs, "
	    "or gpg\n"
	    "  transcrypt              with the passwords in the clone's "
	    "config\n"
	    "  git-secret              with your gpg keyring\n"
	    "  blackbox                with your gpg keyring\n"
	    "  sops                    all SOPS files, with the identities "
	    "of 'git seal show'\n"
	    "  age FILE.age...         with -i, or what unlock finds\n\n"
	    "All of it is read and proved before anything is replaced: every "
	    "new blob is opened again and compared, byte for byte, with what "
	    "the old tool gives. Then it leaves one staged change and commits "
	    "nothing. --dry-run says what that would be. A kill at any moment "
	    "leaves a repository that works, and the same command again goes "
	    "on.\n\n"
	    "Files with changes of your own that are not staged stop it; with "
	    "--force they stay as they are. Old commits stay as they were: "
	    "whoever has the old key can read them. Where the old key is at "
	    "hand, this clone keeps it, and 'git log -p' and 'git seal show' "
	    "go on reading them.\n\n"
	    "docs/migrating.md tells it step by step.",
	.example = "git seal import git-crypt --dry-run\n"
		   "git seal import git-crypt ~/safe/git-crypt.key\n"
		   "git commit -m 'Move from git-crypt to git-seal'",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_RING |
	    GS_CMD_START,
	.opts = opts,
	.args_size = sizeof(struct gs_import_args),
	.run = run,
};
