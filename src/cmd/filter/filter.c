#include <string.h>

#include "cmd/filter/adopt.h"
#include "cmd/keys/ids.h"

#include "cmd/filter/filter.h"

static void
say_fresh(const struct gs_cmd_filter *c)
{
	if (c->keys.fresh)
		gs_say(c->f.report, GS_NOTE, NULL,
		    "this worktree is new and stays sealed, as "
		    "seal.newWorktree says; git seal unlock --worktree opens "
		    "it");
}

static int
open_all(struct gs_cmd_filter *c, const struct gs_ctx *ctx, const char *only,
    struct gs_err *e)
{
	int r;

	if ((r = gs_dir_find(NULL, &c->dir, e)) != GS_OK)
		return r;
	c->broken =
	    gs_keys_load(c->dir.common_dir, c->dir.git_dir, &c->keys, &c->why);
	say_fresh(c);
	if (only == NULL && (r = gs_ahead_new(&c->keys, &c->ahead)) != GS_OK)
		return gs_fail(e, r, "out of memory");
	r = gs_world_open(&c->world, &c->dir, only, c->ahead, e);
	if (r != GS_OK)
		return r;
	if (gs_trusts_init(&c->trusts, ctx, &c->dir, &c->keys, &c->world) !=
	    GS_OK)
		return gs_no_memory(e);
	if (c->keys.nr != 0 && !c->keys.locked && !c->keys.locked_worktree)
		c->trusts.may = GS_IDS_ALL;
	c->f.sealing = gs_trusts_sealing;
	c->f.find = gs_trusts_find;
	c->f.trust_ctx = &c->trusts;
	c->f.keys = &c->keys;
	c->f.world = &c->world.w;
	if (c->ahead != NULL) {
		c->f.seal = gs_ahead_seal;
		c->f.seal_ctx = c->ahead;
	}
	return gs_world_settings(&c->dir, &c->f, e);
}

int
gs_cmd_filter_open(struct gs_cmd_filter *c, struct gs_ctx *ctx,
    const char *only, struct gs_err *e)
{
	int r;

	memset(c, 0, sizeof(*c));
	c->f.report = &ctx->report;
	if ((r = open_all(c, ctx, only, e)) != GS_OK)
		gs_cmd_filter_close(c);
	return r;
}

void
gs_cmd_filter_close(struct gs_cmd_filter *c)
{
	gs_adopt_finish(c);
	gs_filter_finish(&c->f);
	gs_ahead_free(c->ahead);
	c->ahead = NULL;
	gs_trusts_clear(&c->trusts);
	gs_world_close(&c->world);
	gs_keys_clear(&c->keys);
	gs_dir_clear(&c->dir);
}

int
gs_cmd_filter_clean(struct gs_cmd_filter *c, const char *path, struct gs_buf *b,
    size_t *off, struct gs_err *e)
{
	if (c->broken != GS_OK) {
		*e = c->why;
		return c->broken;
	}
	gs_adopt(c, path, NULL, NULL);
	return gs_filter_clean(&c->f, path, b, off, e);
}

int
gs_cmd_filter_smudge(struct gs_cmd_filter *c, const char *path,
    const struct gs_filter_meta *meta, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	if (c->broken != GS_OK && gs_sealed_is(b->p, b->n)) {
		if (c->f.strict == GS_STRICT_ALL) {
			*e = c->why;
			return c->broken;
		}
		if (c->why.what[0] != '\0')
			gs_say(c->f.report, GS_WARNING, c->why.hint,
			    "files stay sealed: %s", c->why.what);
		c->why.what[0] = '\0';
		*off = 0;
		return GS_OK;
	}
	if (gs_sealed_is(b->p, b->n)) {
		gs_adopt(c, path, &meta->treeish, b);
		gs_adopt_saw(c, b->p, b->n);
	}
	return gs_filter_smudge(&c->f, path, meta, b, off, e);
}
