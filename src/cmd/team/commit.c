#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/front/say.h"
#include "git/run.h"

#include "cmd/team/commit.h"

static bool
is_ours(const struct gs_entry *en, const char *folder,
    const struct gs_map *resealed)
{
	return en->stage == 0 &&
	    (strncmp(en->path, folder, strlen(folder)) == 0 ||
		gs_map_get(resealed, en->path, en->n) != NULL);
}

/* The command's own changes: those of .git-seal/, and what it re-sealed. */
static int
changes_of(const struct gs_team *t, const struct gs_entries *now,
    struct gs_index_change *c, size_t *nr)
{
	char *folder = gs_asprintf(".git-seal/%s/", t->ctx->ring);
	struct gs_map resealed = { 0 };
	int r = folder == NULL ? GS_ENOMEM : GS_OK;

	for (size_t i = 0; r == GS_OK && i < t->resealed.nr; i++)
		r = gs_map_put(&resealed, t->resealed.v[i],
		    strlen(t->resealed.v[i]), t->resealed.v[i]);
	*nr = 0;
	for (size_t i = 0; r == GS_OK && i < t->nr_files; i++) {
		if (t->file[i].removed)
			c[(*nr)++].path = t->file[i].path;
	}
	for (size_t i = 0; r == GS_OK && i < now->nr; i++) {
		const struct gs_entry *en = &now->v[i];

		if (!is_ours(en, folder, &resealed))
			continue;
		c[*nr].path = en->path;
		c[*nr].id = en->id;
		c[(*nr)++].mode = en->mode;
	}
	gs_map_clear(&resealed, NULL);
	free(folder);
	return r;
}

/* The index of HEAD, which may be unborn. */
static int
read_head(const struct gs_repo *repo, struct gs_err *e)
{
	static const char *const head[] = { "read-tree", "HEAD", NULL };
	static const char *const empty[] = { "read-tree", "--empty", NULL };
	struct gs_oid id;

	if (gs_repo_rev(repo, "HEAD", &id, NULL) != GS_OK)
		return gs_git(NULL, empty, NULL, e);
	return gs_git(NULL, head, NULL, e);
}

/* An index of HEAD and the changes, which `git commit` takes as its own. */
static int
commit_with(const struct gs_repo *repo, const char *message,
    const struct gs_index_change *c, size_t nr, struct gs_err *e)
{
	const char *const commit[] = { "commit", "--quiet", "-m", message,
		NULL };
	int r;

	if ((r = read_head(repo, e)) == GS_OK &&
	    (r = gs_index_update(NULL, c, nr, e)) == GS_OK)
		r = gs_git(NULL, commit, NULL, e);
	return r;
}

int
gs_commit_may(struct gs_ctx *ctx, struct gs_err *e)
{
	static const char *const busy[] = { "MERGE_HEAD", "CHERRY_PICK_HEAD",
		"REVERT_HEAD", "rebase-merge", "rebase-apply" };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < GS_NR(busy); i++) {
		char *path = gs_asprintf("%s/%s", ctx->repo->git_dir, busy[i]);

		if (path == NULL)
			r = gs_no_memory(e);
		else if (access(path, F_OK) == 0)
			r = gs_fail(e, GS_EREFUSED,
			    "--commit would end the merge, cherry-pick, "
			    "revert or rebase that is under way");
		free(path);
	}
	if (r == GS_EREFUSED)
		gs_hint(e, "go on without --commit, then git commit");
	return r;
}

int
gs_commit_changes(struct gs_ctx *ctx, const char *message,
    const struct gs_index_change *c, size_t nr, struct gs_err *e)
{
	char *was = getenv("GIT_INDEX_FILE");
	char *index = gs_asprintf(
	    "%s/git-seal-commit-%ld", ctx->repo->git_dir, (long)getpid());
	int r = gs_commit_may(ctx, e);

	if (r != GS_OK) {
		free(index);
		return r;
	}
	if (was != NULL)
		was = gs_strdup(was);
	if (index == NULL || setenv("GIT_INDEX_FILE", index, 1) != 0) {
		r = gs_no_memory(e);
	} else {
		r = commit_with(ctx->repo, message, c, nr, e);
		(void)unlink(index);
		if (was != NULL)
			(void)setenv("GIT_INDEX_FILE", was, 1);
		else
			(void)unsetenv("GIT_INDEX_FILE");
	}
	free(was);
	free(index);
	return r;
}

int
gs_team_commit(
    struct gs_team *t, bool now, const char *message, struct gs_err *e)
{
	struct gs_entries entries = { 0 };
	struct gs_index_change *c = NULL;
	size_t nr;
	int r;

	if (!now) {
		gs_say(&t->ctx->report, GS_HINT, NULL,
		    "all of it is staged: git commit, with .git-seal, then "
		    "git push");
		return GS_OK;
	}
	r = gs_entries_of_index(NULL, NULL, &entries, e);
	if (r == GS_OK &&
	    ((c = calloc(entries.nr + t->nr_files + 1, sizeof(*c))) == NULL ||
		changes_of(t, &entries, c, &nr) != GS_OK))
		r = gs_no_memory(e);
	if (r == GS_OK)
		r = gs_commit_changes(t->ctx, message, c, nr, e);
	free(c);
	gs_entries_clear(&entries);
	return r;
}
