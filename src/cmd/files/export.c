#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "format/sealed.h"
#include "git/run.h"
#include "repo/attrfile.h"

#include "cmd/files/attredit.h"
#include "cmd/files/survey.h"
#include "cmd/files/unseal.h"
#include "cmd/front/config.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "cmd/hooks/install_hooks.h"

struct args {
	bool dry_run;
};

static const struct gs_opt opts[] = {
	{ 'n', "dry-run", NULL, "say what would change, and change nothing",
	    GS_OPT_FLAG, offsetof(struct args, dry_run) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

/* A .gitattributes that says something about sealing. */
struct edit {
	struct gs_attredit file;
	struct gs_buf text; /* what it shall hold */
	bool tracked;
};

/* One run. */
struct job {
	struct gs_ctx *ctx;
	struct edit *edit; /* owned */
	size_t nr;
	struct gs_survey s; /* what is sealed in the index */
	bool carries;	    /* the index holds files below .git-seal/ */
	bool shared;	    /* other worktrees use the clone's config */
	struct gs_err *e;
};

static void
clear(struct job *j)
{
	for (size_t i = 0; i < j->nr; i++) {
		gs_attredit_clear(&j->edit[i].file);
		gs_buf_clear(&j->edit[i].text);
	}
	free(j->edit);
	gs_survey_clear(&j->s);
}

/* Whether the index's file still seals, as where a kill came in between. */
static int
index_seals(struct job *j, const char *path, size_t *found)
{
	char *name = gs_asprintf(":%s", path);
	const char *const argv[] = { "cat-file", "blob", name, NULL };
	struct gs_buf old = GS_BUF_INIT, text = GS_BUF_INIT;
	int r =
	    name == NULL ? gs_no_memory(j->e) : gs_git(NULL, argv, &old, j->e);

	if (r == GS_OK &&
	    gs_attrfile_strip(old.p, old.n, &text, found) != GS_OK)
		r = gs_no_memory(j->e);
	gs_buf_clear(&old);
	gs_buf_clear(&text);
	free(name);
	return r;
}

static int
read_edit(struct job *j, const char *path, bool tracked)
{
	struct edit *x = &j->edit[j->nr];
	size_t found = 0;
	int r;

	memset(x, 0, sizeof(*x));
	x->tracked = tracked;
	j->nr++;
	r = gs_attredit_read_at(j->ctx, path, &x->file, j->e);
	if (r == GS_OK &&
	    gs_attrfile_strip(x->file.old.p, x->file.old.n, &x->text, &found) !=
		GS_OK)
		r = gs_no_memory(j->e);
	if (r == GS_OK && found == 0 && tracked)
		r = index_seals(j, path, &found);
	if (r == GS_OK && found == 0) {
		gs_attredit_clear(&x->file);
		gs_buf_clear(&x->text);
		j->nr--;
	}
	return r;
}

/* Every .gitattributes of the tree, as `ls-files -t` tells them. */
static int
read_edits(struct job *j)
{
	static const char *const argv[] = { "ls-files", "-t", "-z", "--cached",
		"--others", "--", ":(top,glob)**/.gitattributes", NULL };
	struct gs_buf names = GS_BUF_INIT;
	const char *p, *end;
	size_t nr = 0;
	int r = gs_git(NULL, argv, &names, j->e);

	p = (const char *)names.p;
	end = p + names.n;
	for (size_t i = 0; i < names.n; i++)
		nr += names.p[i] == '\0';
	if (r == GS_OK && (j->edit = calloc(nr + 1, sizeof(*j->edit))) == NULL)
		r = gs_no_memory(j->e);
	for (; r == GS_OK && p < end; p += strlen(p) + 1) {
		if (strlen(p) > 2)
			r = read_edit(j, p + 2, p[0] != '?');
	}
	gs_buf_clear(&names);
	return r;
}

static bool
is_sealed(void *ctx, const struct gs_surveyed *f)
{
	(void)ctx;
	return gs_verdict_sealed(f->judged.verdict);
}

/* A kill may have taken the attributes away already: what HEAD still says of
 * them is looked at too. */
static int
find_sealed(struct job *j)
{
	int r = gs_survey_index(j->ctx, NULL, &j->s, j->e);

	if (r == GS_OK)
		r = gs_survey_head(j->ctx, NULL, true, &j->s, j->e);
	if (r == GS_OK)
		r = gs_survey_judge(j->ctx, &j->s, j->e);
	gs_survey_keep(&j->s, is_sealed, NULL);
	for (size_t i = 0; i < j->s.entries.nr; i++) {
		if (strncmp(j->s.entries.v[i].path, ".git-seal/", 10) == 0)
			j->carries = true;
	}
	return r;
}

static int
find_worktrees(struct job *j)
{
	struct gs_worktree *wt = NULL;
	size_t nr = 0;
	int r = gs_repo_worktrees(j->ctx->repo, &wt, &nr, j->e);

	for (size_t i = 0; i < nr; i++) {
		if (!wt[i].here && !wt[i].bare)
			j->shared = true;
	}
	gs_repo_worktrees_free(wt, nr);
	return r;
}

static int
file_begins_sealed(const char *path, bool *yes)
{
	uint8_t start[GS_SEALED_MAGIC_LEN];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n;

	*yes = false;
	if (fd < 0)
		return GS_OK;
	n = read(fd, start, sizeof(start));
	*yes =
	    n == (ssize_t)sizeof(start) && gs_sealed_is(start, sizeof(start));
	return gs_io_close(fd);
}

/* Without the filter they would be changes to sealed bytes. */
static int
check_files(struct job *j)
{
	for (size_t i = 0; i < j->s.nr; i++) {
		const char *path = j->s.v[i].entry->path;
		bool yes;
		int r = file_begins_sealed(path, &yes);

		if (r != GS_OK)
			return gs_fail_errno(j->e, r, "cannot read '%s'", path);
		if (!yes)
			continue;
		r = gs_fail(j->e, GS_EREFUSED,
		    "'%s' is sealed in the working tree; nothing was changed",
		    path);
		gs_hint(j->e, "git seal unlock");
		return r;
	}
	return GS_OK;
}

static int
say_path(const struct job *j, const char *what, const char *path)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show = NULL;
	int r = gs_path_show(j->ctx, path, &b);

	if (r != GS_OK || (show = gs_buf_str(&b)) == NULL)
		r = gs_no_memory(j->e);
	else
		gs_note(j->ctx->quiet, "%s %s", what, show);
	gs_buf_clear(&b);
	return r;
}

static int
plan(struct job *j)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->s.nr; i++)
		r = say_path(j, "would make plain", j->s.v[i].entry->path);
	for (size_t i = 0; r == GS_OK && i < j->nr; i++)
		r = say_path(j, "would change", j->edit[i].file.path);
	if (r == GS_OK && j->carries)
		gs_note(j->ctx->quiet, "would remove .git-seal/");
	if (r == GS_OK && !j->shared)
		gs_note(j->ctx->quiet,
		    "would take git-seal out of the clone's config and hooks");
	return r;
}

/* The attributes first: a file that is plain in the index and still covered
 * would be sealed again by the next `git add`.  One without a line stays for
 * now: where there is no file, Git reads the index's. */
static int
write_edits(struct job *j)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->nr; i++) {
		const struct gs_buf *text = &j->edit[i].text;

		r = text->n > 0
		    ? gs_attredit_write(
			  &j->edit[i].file, text->p, text->n, j->e)
		    : gs_attredit_write(&j->edit[i].file, "\n", 1, j->e);
	}
	return r;
}

static void
restore_edits(struct job *j)
{
	struct gs_err late;

	for (size_t i = 0; i < j->nr; i++) {
		if (gs_attredit_restore(&j->edit[i].file, &late) != GS_OK)
			gs_say_error(&late, GS_EIO);
	}
}

/* What still seals a file stands where no commit carries it. */
static int
check_no_attributes(struct job *j)
{
	struct gs_survey left = { .nr = 0 };
	int r = gs_survey_index(j->ctx, NULL, &left, j->e);

	if (r == GS_OK && left.nr > 0) {
		r = gs_fail(j->e, GS_EREFUSED,
		    "'%s' is sealed by attributes outside of the tree; "
		    "nothing was changed",
		    left.v[0].entry->path);
		gs_hint(j->e,
		    "look into $(git rev-parse --git-path info/attributes) "
		    "and core.attributesFile");
	}
	gs_survey_clear(&left);
	return r;
}

static int
remove_carried(struct job *j)
{
	static const char *const argv[] = { "rm", "-r", "-q", "-f", "--",
		":(top,literal).git-seal", NULL };

	return j->carries ? gs_git(NULL, argv, NULL, j->e) : GS_OK;
}

static int
stage(struct job *j)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->nr; i++) {
		const struct edit *x = &j->edit[i];

		if (x->text.n == 0)
			r = gs_attredit_write(&x->file, NULL, 0, j->e);
		if (r == GS_OK && x->tracked)
			r = gs_attredit_stage(&x->file, j->e);
	}
	return r == GS_OK ? remove_carried(j) : r;
}

/* Last, so that a run that a kill cut short has all it needs. */
static int
leave_clone(struct job *j)
{
	size_t changed = 0;
	int r;

	if (j->shared) {
		gs_warn("remove them (git worktree remove), then run this "
			"again",
		    "other worktrees of this clone still use git-seal: its "
		    "config stays");
		return GS_OK;
	}
	r = gs_cmd_config_undo(GS_CMD_CONFIG_CLONE, &changed, j->e);
	return r == GS_OK ? gs_hooks_leave(j->ctx) : r;
}

static void
say_done(const struct job *j)
{
	bool quiet = j->ctx->quiet;

	if (j->s.nr == 0 && j->nr == 0 && !j->carries)
		gs_note(quiet, "nothing here is sealed");
	else
		gs_note(quiet,
		    "staged: look at it with 'git status', then commit it");
	if (j->ctx->keys.nr > 0)
		gs_note(quiet,
		    "the key stays in '%s/git-seal', for 'git seal show' of "
		    "older commits",
		    j->ctx->repo->common_dir);
}

static int
apply(struct job *j)
{
	int r = write_edits(j);

	if (r == GS_OK)
		r = check_no_attributes(j);
	if (r == GS_OK)
		r = gs_unseal_index(j->ctx, &j->s, j->e);
	if (r != GS_OK) {
		restore_edits(j);
		return r;
	}
	if ((r = stage(j)) == GS_OK && (r = leave_clone(j)) == GS_OK)
		say_done(j);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct job j = { .ctx = ctx, .e = &ctx->e };
	int r;

	if (argc != 1 || strcmp(argv[0], "plain") != 0) {
		r = gs_fail(j.e, GS_EUSAGE, "say what to export to: plain");
		gs_hint(j.e,
		    "git seal export plain; a key is exported by "
		    "'git seal export-key'");
		return r;
	}
	if ((r = read_edits(&j)) == GS_OK && (r = find_sealed(&j)) == GS_OK &&
	    (r = find_worktrees(&j)) == GS_OK &&
	    (r = gs_unseal_check(ctx, &j.s, j.e)) == GS_OK &&
	    (r = check_files(&j)) == GS_OK)
		r = a->dry_run ? plan(&j) : apply(&j);
	clear(&j);
	return r;
}

const struct gs_cmd gs_cmd_export = {
	.name = "export",
	.args = "plain",
	.summary = "leave git-seal: all sealed files become plain",
	.about =
	    "Makes every sealed file plain in the index, takes what seals out "
	    "of all .gitattributes, removes .git-seal/, and takes git-seal "
	    "out of the clone's config and hooks. The files of the working "
	    "tree stay as they are. It leaves one staged change and commits "
	    "nothing: until then 'git reset --hard' and 'git seal unlock' "
	    "take it back.\n\n"
	    "All or nothing: where a file cannot be opened, or is in a "
	    "conflict, nothing is changed.\n\n"
	    "The commits before stay sealed. The key stays in the clone, so "
	    "'git seal show REV:PATH' goes on reading them; to forget it, "
	    "remove git-seal/ from the Git folder.",
	.example = "git seal export plain --dry-run\n"
		   "git seal export plain && git commit",
	.flags = GS_CMD_KEYS | GS_CMD_TREE,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
