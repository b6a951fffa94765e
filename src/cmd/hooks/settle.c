#include <stdlib.h>
#include <string.h>

#include "cmd/front/limit.h"
#include "cmd/front/say.h"
#include "cmd/hooks/news.h"
#include "cmd/team/judge.h"
#include "engine/filter.h"
#include "git/attr.h"
#include "repo/fan.h"
#include "repo/freshen.h"

#include "cmd/cmd.h"

/* The index's racy entries, and which of them are ours. */
struct settling {
	struct gs_ctx *ctx;
	struct gs_racy racy;
	struct gs_work *v; /* owned */
	size_t nr;
	uint64_t max;
};

/* What Git alone can turn (text, ident ...) is left to it. */
static int
choose(void *ctx, size_t i, const struct gs_attrs *a)
{
	struct settling *s = ctx;
	const char *path = s->racy.paths.v[i];
	struct gs_work *v = &s->v[s->nr];

	if (!a->sealed || a->traps != 0 || gs_filter_never(path))
		return GS_OK;
	v->path = path;
	v->id = s->racy.id[i];
	s->nr++;
	return GS_OK;
}

/* As gs_works has it: whatever keyring opens it, content is content. */
static int
open_one(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t *off)
{
	const struct settling *s = ctx;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	int r;

	(void)worker;
	(void)i;
	if ((r = gs_sealed_peek(b->p, b->n, &head)) != GS_OK)
		return r;
	gen = gs_keys_find(&s->ctx->keys, head.id, NULL);
	return gen == NULL ? GS_ENOKEY
			   : gs_sealed_open(&gen->content, s->max, b, off);
}

static int
freshen(struct settling *s, struct gs_err *e)
{
	const struct gs_repo *repo = s->ctx->repo;
	struct gs_works w = {
		.top = repo->top,
		.git_dir = repo->git_dir,
		.index = repo->index,
		.oid_len = repo->oid_len,
		.v = s->v,
		.nr = s->nr,
		.open = open_one,
		.ctx = s,
	};
	struct gs_place place = { .top = -1, .tmp = -1 };
	int r = gs_place_open(&place, repo->top, repo->git_dir, e);

	if (r == GS_OK)
		r = gs_freshen(&w, &place, s->racy.index_time, e);
	gs_place_close(&place);
	return r;
}

static int
settle_index(struct gs_ctx *ctx, struct gs_err *e)
{
	struct settling s = { .ctx = ctx };
	int r =
	    gs_racy_find(ctx->repo->index, ctx->repo->oid_len, &s.racy, NULL);

	/* A split index, or one that only Git knows: then Git has to look. */
	if (r != GS_OK || s.racy.paths.nr == 0)
		return r == GS_ENOMEM ? gs_no_memory(e) : GS_OK;
	if ((s.v = calloc(s.racy.paths.nr, sizeof(*s.v))) == NULL)
		r = gs_no_memory(e);
	else if ((r = gs_limit_read(ctx->repo, &s.max, e)) == GS_OK)
		r = gs_attr_all(NULL, &s.racy.paths, choose, &s, e);
	if (r == GS_OK && s.nr > 0)
		r = freshen(&s, e);
	free(s.v);
	gs_racy_clear(&s.racy);
	return r;
}

/* The floor follows the trunk; what there is to say of forks and the like
 * other commands say, when something is to be sealed. */
static int
follow_trunk(struct gs_ctx *ctx, struct gs_err *e)
{
	const struct gs_report report = ctx->report;
	int r = gs_keys_load(
	    ctx->repo->common_dir, ctx->repo->git_dir, &ctx->keys, e);

	ctx->report = (struct gs_report){ NULL, NULL };
	if (r == GS_OK)
		r = gs_judge_keys(ctx, e);
	ctx->report = report;
	return r;
}

/* HEAD, or what a hook is told; zeros, and what is not here, are nothing. */
static bool
find(const struct gs_repo *repo, const char *word, struct gs_oid *out)
{
	size_t n = strlen(word);

	if (n == 2 * repo->oid_len && strspn(word, "0") == n)
		return false;
	if (gs_oid_parse(word, n, out) == GS_OK)
		return true;
	return gs_repo_rev(repo, word, out, NULL) == GS_OK;
}

static int
settle(struct gs_ctx *ctx, int argc, char **argv, struct gs_err *e)
{
	struct gs_oid old, new;
	int r = gs_repo_open(&ctx->repo, e);

	if (r == GS_OK)
		r = follow_trunk(ctx, e);
	if (r == GS_OK && ctx->repo->top != NULL)
		r = settle_index(ctx, e);
	if (r == GS_OK && argc == 2 && find(ctx->repo, argv[0], &old) &&
	    find(ctx->repo, argv[1], &new))
		r = gs_hook_news(ctx, &old, &new, e);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_err e = { "", "" };

	(void)args;
	if (argc != 0 && argc != 2)
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "settle takes two commits, or none");
	if (settle(ctx, argc, argv, &e) != GS_OK)
		gs_warn(e.hint[0] != '\0' ? e.hint : NULL, "%s", e.what);
	return GS_OK;
}

const struct gs_cmd gs_cmd_settle = {
	.name = "settle",
	.args = "[OLD NEW]",
	.summary =
	    "after a checkout or merge: follow the trunk, settle the index",
	.about =
	    "What the hooks post-checkout, post-merge and post-rewrite call "
	    "('git seal install-hooks'). Three things, none of which changes a "
	    "file's content: the floor moves to the generation that seals once "
	    "the trunk carries it; a hint tells when the members or "
	    "generations of NEW are others than those of OLD; and sealed files "
	    "that were written in the same second as the index, which Git "
	    "would read through the filter at every 'git status', are compared "
	    "with their blobs here once, dated two seconds back and entered in "
	    "the index as unchanged.\n\n"
	    "What goes wrong is a warning, and the exit code stays 0: a "
	    "checkout must not fail because of it.",
	.flags = GS_CMD_HIDDEN,
	.run = run,
};
