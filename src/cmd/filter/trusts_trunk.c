#include <stdlib.h>
#include <string.h>

#include "git/run.h"
#include "git/setting.h"
#include "repo/trunk.h"

#include "cmd/filter/trusts_trunk.h"

static int
configured(const struct gs_dir *dir, char **rev, struct gs_err *e)
{
	static const char *const argv[] = { "config", "-z", "--get",
		"seal.trunk", NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r, code = 0;

	if (!gs_setting_possible(dir, "trunk"))
		return GS_OK;
	r = gs_git_code(NULL, argv, &out, &code, e);
	if (r == GS_OK && code == 0 && out.n > 1 &&
	    (*rev = gs_strndup((const char *)out.p, out.n - 1)) == NULL)
		r = gs_no_memory(e);
	gs_buf_clear(&out);
	return r;
}

/* refs/remotes/REMOTE/NAME, if it is there and no other was found. */
static int
try_ref(struct gs_batch *batch, const char *remote, const char *name,
    char **rev, struct gs_err *e)
{
	bool there = false;
	char *ref;
	int r;

	if (*rev != NULL || name == NULL)
		return GS_OK;
	if ((ref = gs_asprintf("refs/remotes/%s/%s", remote, name)) == NULL)
		return gs_no_memory(e);
	r = gs_batch_there(batch, ref, &there, e);
	if (r == GS_OK && there)
		*rev = ref;
	else
		free(ref);
	return r;
}

static int
set_remote(struct gs_state *s, void *ctx)
{
	if (s->remote != NULL)
		return GS_OK;
	s->remote = gs_strdup(ctx);
	return s->remote == NULL ? GS_ENOMEM : GS_OK;
}

/* The rule itself, by Git; what it finds is recorded for the next time. */
static int
the_long_way(const struct gs_dir *dir, const char *ring,
    const struct gs_state *state, char **rev, struct gs_err *e)
{
	struct gs_trunk trunk = { NULL, NULL };
	struct gs_repo *repo = NULL;
	int r;

	if ((r = gs_repo_open(&repo, e)) == GS_OK)
		r = gs_trunk_find(repo, NULL, state->branch, &trunk, e);
	if (r == GS_OK && trunk.remote != NULL)
		/* Where it cannot be written it is found again next time. */
		(void)!gs_state_change(
		    dir->common_dir, ring, set_remote, trunk.remote, NULL);
	if (r == GS_OK) {
		*rev = trunk.rev;
		trunk.rev = NULL;
	}
	gs_trunk_clear(&trunk);
	gs_repo_free(repo);
	return r;
}

int
gs_trusts_trunk(const struct gs_dir *dir, struct gs_batch *batch,
    const char *ring, const struct gs_state *state, char **rev,
    struct gs_err *e)
{
	int r;

	*rev = NULL;
	if ((r = configured(dir, rev, e)) != GS_OK || *rev != NULL)
		return r;
	if (state->remote == NULL)
		return gs_setting_possible(dir, "[remote")
		    ? the_long_way(dir, ring, state, rev, e)
		    : GS_OK;
	if ((r = try_ref(batch, state->remote, "HEAD", rev, e)) == GS_OK)
		r = try_ref(batch, state->remote, state->branch, rev, e);
	return r;
}
