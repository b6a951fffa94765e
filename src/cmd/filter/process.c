#include <signal.h>

#include "cmd/filter/filter.h"
#include "cmd/front/say.h"
#include "cmd/merge/heads.h"
#include "cmd/merge/moved.h"
#include "engine/process.h"

static int
clean(void *ctx, const struct gs_request *q, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	return gs_cmd_filter_clean(ctx, q->path, b, off, e);
}

static int
smudge(void *ctx, const struct gs_request *q, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	struct gs_cmd_filter *c = ctx;
	struct gs_filter_meta meta = { q->blob, q->treeish };

	/* Of a merge Git names no commit here; what it brings opens all the
	 * same, but makes no clone trust anything. */
	if (meta.treeish.n == 0 && c->keys.nr != 0)
		(void)gs_heads_theirs(&meta.treeish);
	gs_moved_begin(c);
	return gs_cmd_filter_smudge(c, q->path, &meta, b, off, e);
}

static void
failed(void *ctx, int code, const struct gs_err *e)
{
	(void)ctx;
	gs_say_error(e, code);
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	static struct gs_cmd_filter c;
	struct gs_process_ops ops = { .ctx = &c,
		.clean = clean,
		.smudge = smudge,
		.failed = failed,
		.room = GS_FILTER_ROOM };
	int r;

	(void)args;
	(void)argv;
	if (argc != 0)
		return gs_fail(&ctx->e, GS_EUSAGE, "process takes no words");
	/* Git may leave early; that is an answer, not a death. */
	(void)signal(SIGPIPE, SIG_IGN);
	if ((r = gs_cmd_filter_open(&c, ctx, NULL, &ctx->e)) != GS_OK)
		return r;
	ops.idle = gs_ahead_idle;
	ops.idle_ctx = c.ahead;
	r = gs_process_run(0, 1, &ops, &ctx->e);
	if (r == GS_OK)
		gs_moved_tell(&c);
	gs_cmd_filter_close(&c);
	return r;
}

const struct gs_cmd gs_cmd_process = {
	.name = "process",
	.args = "",
	.summary = "seal and open files for Git, as its long-running filter",
	.about = "Git starts this itself, once a command, as the setting "
		 "filter.seal.process says (gitattributes(5), \"Long Running "
		 "Filter Process\"). It speaks packet lines on standard input "
		 "and output, and is of no use by hand.",
	.flags = GS_CMD_HIDDEN,
	.run = run,
};
