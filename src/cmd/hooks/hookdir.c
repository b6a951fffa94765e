#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "git/run.h"

#include "cmd/hooks/hookdir.h"

void
gs_hookdir_clear(struct gs_hookdir *d)
{
	free(d->path);
	free(d->usual);
	free(d->scope);
	memset(d, 0, sizeof(*d));
}

/* As Git sees it; "" where core.hooksPath is empty, which Git cannot bear. */
static int
find_path(char **out, struct gs_err *e)
{
	static const char *const argv[] = { "rev-parse",
		"--path-format=absolute", "--git-path", "hooks", NULL };
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	int code, r = gs_git_code(&opt, argv, &b, &code, e);
	size_t n = code == 0 && b.n > 0 ? b.n - 1 : 0;

	if (r == GS_OK &&
	    (*out = gs_strndup(n > 0 ? (const char *)b.p : "", n)) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&b);
	return r;
}

/* SCOPE NUL VALUE NUL; it fails where nothing is set. */
static int
find_scope(char **out, struct gs_err *e)
{
	static const char *const argv[] = { "config", "--show-scope", "-z",
		"--get", "core.hooksPath", NULL };
	struct gs_buf b = GS_BUF_INIT;
	int code, r = gs_git_code(NULL, argv, &b, &code, e);

	if (r == GS_OK && code == 0 && b.n > 0 && b.p[b.n - 1] == '\0' &&
	    (*out = gs_strdup((const char *)b.p)) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&b);
	return r;
}

/* Where ${path} really is, as far as it exists; the rest by its letters. */
static char *
real(const char *path)
{
	char *head = gs_strdup(path), *slash, *found = NULL, *whole = NULL;

	while (head != NULL && (found = realpath(head, NULL)) == NULL &&
	    (slash = strrchr(head, '/')) != NULL && slash != head)
		*slash = '\0';
	if (found != NULL)
		whole = gs_asprintf("%s%s", found, path + strlen(head));
	free(head);
	free(found);
	return whole;
}

static bool
is_below(const char *path, const char *dir)
{
	char *real_dir = dir != NULL ? realpath(dir, NULL) : NULL;
	size_t n = real_dir != NULL ? strlen(real_dir) : 0;
	bool yes = n > 0 && strncmp(path, real_dir, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0');

	free(real_dir);
	return yes;
}

/* Whether a file there could never be committed. */
static int
is_ignored(const char *path, bool *yes, struct gs_err *e)
{
	char *file = gs_asprintf("%s/pre-commit", path);
	const char *const argv[] = { "check-ignore", "-q", "--", file, NULL };
	const struct gs_git_opt opt = { .quiet = true };
	int code = 1, r;

	if (file == NULL)
		return gs_no_memory(e);
	r = gs_git_code(&opt, argv, NULL, &code, e);
	*yes = code == 0;
	free(file);
	return r;
}

/* A setting of the user's, or of the system's, is not this clone's. */
static bool
is_of_clone(const char *scope)
{
	return scope == NULL || strcmp(scope, "local") == 0 ||
	    strcmp(scope, "worktree") == 0;
}

static int
judge(const struct gs_repo *repo, struct gs_hookdir *d, struct gs_err *e)
{
	struct stat st;
	char *at;
	bool ignored = false;
	int r = GS_OK;

	d->whose = GS_HOOKDIR_OFF;
	if (d->path[0] != '/' ||
	    (stat(d->path, &st) == 0 && !S_ISDIR(st.st_mode)))
		return GS_OK;
	d->whose = GS_HOOKDIR_ONCE;
	if (d->scope != NULL && strcmp(d->scope, "command") == 0)
		return GS_OK;
	d->whose = GS_HOOKDIR_SHARED;
	if ((at = real(d->path)) == NULL)
		return gs_no_memory(e);
	if (is_below(at, repo->common_dir) || is_below(at, repo->git_dir)) {
		d->whose = GS_HOOKDIR_OWN;
	} else if (is_below(at, repo->top) && is_of_clone(d->scope)) {
		r = is_ignored(at, &ignored, e);
		d->whose = ignored ? GS_HOOKDIR_OWN : GS_HOOKDIR_TREE;
	}
	free(at);
	return r;
}

int
gs_hookdir_find(
    const struct gs_ctx *ctx, struct gs_hookdir *out, struct gs_err *e)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = find_scope(&out->scope, e)) == GS_OK &&
	    (r = find_path(&out->path, e)) == GS_OK) {
		out->usual = gs_asprintf("%s/hooks", ctx->repo->common_dir);
		r = out->usual != NULL ? judge(ctx->repo, out, e)
				       : gs_no_memory(e);
	}
	if (r != GS_OK)
		gs_hookdir_clear(out);
	return r;
}

int
gs_hookdir_refuse(const struct gs_hookdir *d, bool shared, struct gs_err *e)
{
	const char *scope = d->scope != NULL ? d->scope : "no";
	int r = GS_OK;

	switch (d->whose) {
	case GS_HOOKDIR_OFF:
		r = gs_fail(e, GS_EREFUSED,
		    "hooks are switched off here: core.hooksPath (%s config) "
		    "names no folder: '%s'",
		    scope, d->path);
		gs_hint(e, "git config core.hooksPath '%s' for this clone",
		    d->usual);
		break;
	case GS_HOOKDIR_ONCE:
		r = gs_fail(e, GS_EREFUSED,
		    "core.hooksPath is '%s' for this one command: no other "
		    "Git would look there",
		    d->path);
		break;
	case GS_HOOKDIR_TREE:
		if (shared)
			break;
		r = gs_fail(e, GS_EREFUSED,
		    "Git looks for hooks in the working tree, in '%s': what "
		    "is put there is committed, and everybody's",
		    d->path);
		gs_hint(e,
		    "add 'git seal check --staged' to its pre-commit yourself "
		    "(docs/hooks.md), or --shared puts the hooks there");
		break;
	case GS_HOOKDIR_SHARED:
		if (shared)
			break;
		r = gs_fail(e, GS_EREFUSED,
		    "Git looks for hooks in '%s' (core.hooksPath, %s config), "
		    "and so do other repositories",
		    d->path, scope);
		gs_hint(e,
		    "git config core.hooksPath '%s' for this clone alone, or "
		    "--shared to put them there",
		    d->usual);
		break;
	case GS_HOOKDIR_OWN:
		break;
	}
	return r;
}
