#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/filter/trusted.h"
#include "cmd/keys/ids.h"
#include "engine/state.h"
#include "git/run.h"
#include "repo/trunk.h"

#include "cmd/filter/byitself.h"

const char *
gs_byitself_key(void)
{
	const char *text = getenv("GIT_SEAL_KEY");

	/* CI systems set variables that they do not hand out to "". */
	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* One line of a git command that may fail, which says nothing. */
static int
one_line(const char *const *argv, char **out, struct gs_err *e)
{
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	int r, code;

	*out = NULL;
	r = gs_git_code(&opt, argv, &b, &code, e);
	if (r == GS_OK && code == 0 && b.n > 1 &&
	    (*out = gs_strndup(
		 (const char *)b.p, b.n - (b.p[b.n - 1] == '\n'))) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&b);
	return r;
}

static int
remote_name(const struct gs_dir *dir, char **name, struct gs_err *e)
{
	struct gs_trunk trunk = { NULL, NULL };
	struct gs_repo *repo = NULL;
	struct gs_state s;
	int r = gs_state_load(dir->common_dir, "default", &s, e);

	*name = NULL;
	if (r != GS_OK)
		return r;
	if ((r = gs_repo_open(&repo, e)) == GS_OK)
		r = gs_trunk_find(repo, s.remote, s.branch, &trunk, e);
	*name = trunk.remote != NULL ? trunk.remote : s.remote;
	if (*name == trunk.remote)
		trunk.remote = NULL;
	else
		s.remote = NULL;
	gs_trunk_clear(&trunk);
	gs_repo_free(repo);
	gs_state_clear(&s);
	return r;
}

int
gs_byitself_remote(const struct gs_dir *dir, char **url, struct gs_err *e)
{
	char *name = NULL;
	int r = remote_name(dir, &name, e);

	*url = NULL;
	if (r == GS_OK && name != NULL) {
		const char *const argv[] = { "remote", "get-url", name, NULL };

		r = one_line(argv, url, e);
	}
	free(name);
	return r;
}

/* A Git folder of a submodule lies in modules/ of the one around it. */
static bool
lies_in_modules(const char *dir)
{
	const char *at = dir;
	bool yes = false;

	while (!yes && (at = strstr(at, "/modules/")) != NULL) {
		char *head = gs_asprintf("%.*s/HEAD", (int)(at - dir), dir);

		yes = head == NULL || gs_file_exists(head);
		free(head);
		at++;
	}
	return yes;
}

static int
is_module(const struct gs_dir *dir, bool *yes, struct gs_err *e)
{
	static const char *const argv[] = { "rev-parse",
		"--show-superproject-working-tree", NULL };
	char *outer = NULL;
	int r;

	*yes = lies_in_modules(dir->common_dir);
	if (*yes)
		return GS_OK;
	r = one_line(argv, &outer, e);
	*yes = outer != NULL;
	free(outer);
	return r;
}

int
gs_byitself_find(
    const struct gs_dir *dir, struct gs_byitself *out, struct gs_err *e)
{
	struct gs_strs prefixes = { NULL, 0, 0 };
	int r;

	memset(out, 0, sizeof(*out));
	out->given = gs_byitself_key() != NULL || gs_ids_env_set();
	r = gs_trusted_list(dir, &prefixes, e);
	out->listed = prefixes.nr != 0;
	if (r == GS_OK && out->listed)
		r = gs_byitself_remote(dir, &out->url, e);
	if (r == GS_OK && out->url != NULL)
		out->trusted = gs_trusted_covers(&prefixes, out->url);
	if (r == GS_OK && out->given && !out->listed)
		r = is_module(dir, &out->module, e);
	out->env = r == GS_OK && out->given &&
	    (out->trusted || (!out->listed && !out->module));
	gs_strs_clear(&prefixes);
	if (r != GS_OK)
		gs_byitself_clear(out);
	return r;
}

void
gs_byitself_clear(struct gs_byitself *b)
{
	free(b->url);
	memset(b, 0, sizeof(*b));
}
