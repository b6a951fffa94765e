#include <errno.h>
#include <string.h>

#include "base/io.h"
#include "cmd/filter/filter.h"
#include "cmd/front/say.h"

/* Standard input behind ${room} bytes. */
static int
read_input(size_t room, struct gs_buf *b, struct gs_err *e)
{
	int r;

	if ((r = gs_buf_reserve(b, room + 1)) == GS_OK) {
		memset(b->p, 0, room);
		b->n = room;
		r = gs_io_read(0, GS_BUF_MAX, b);
	}
	if (r == GS_EIO)
		return gs_fail_errno(e, r, "cannot read standard input");
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot read standard input: %s", gs_strerror(r));
	return r;
}

static int
one_path(struct gs_ctx *ctx, const struct gs_cmd *cmd, int argc, char **argv,
    const char **path)
{
	if (argc != 1)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'%s' takes the path of the one file, as Git gives it",
		    cmd->name);
	*path = argv[0];
	return GS_OK;
}

static int
run(struct gs_ctx *ctx, bool clean, const char *path)
{
	static struct gs_cmd_filter c;
	const struct gs_filter_meta untold = { { { 0 }, 0 }, { { 0 }, 0 } };
	struct gs_buf b = GS_BUF_INIT;
	size_t off = 0;
	int r;

	if ((r = gs_cmd_filter_open(&c, ctx, path, &ctx->e)) != GS_OK)
		return r;
	r = read_input(clean ? GS_FILTER_ROOM : 0, &b, &ctx->e);
	if (r == GS_OK && clean)
		r = gs_cmd_filter_clean(&c, path, &b, &off, &ctx->e);
	else if (r == GS_OK)
		r = gs_cmd_filter_smudge(&c, path, &untold, &b, &off, &ctx->e);
	if (r == GS_OK)
		gs_out(b.p + off, b.n - off);
	gs_buf_clear(&b);
	gs_cmd_filter_close(&c);
	return r;
}

static int
run_clean(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const char *path = NULL;
	int r;

	(void)args;
	r = one_path(ctx, &gs_cmd_clean, argc, argv, &path);
	return r == GS_OK ? run(ctx, true, path) : r;
}

static int
run_smudge(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const char *path = NULL;
	int r;

	(void)args;
	r = one_path(ctx, &gs_cmd_smudge, argc, argv, &path);
	return r == GS_OK ? run(ctx, false, path) : r;
}

const struct gs_cmd gs_cmd_clean = {
	.name = "clean",
	.args = "PATH",
	.summary = "seal standard input as the file PATH, for Git",
	.about = "For clients of the repository that do not speak the protocol "
		 "of long-running filters: the setting filter.seal.clean names "
		 "it. Gives the same bytes as 'git seal process'.",
	.flags = GS_CMD_HIDDEN,
	.run = run_clean,
};

const struct gs_cmd gs_cmd_smudge = {
	.name = "smudge",
	.args = "PATH",
	.summary = "open standard input as the file PATH, for Git",
	.about = "For clients of the repository that do not speak the protocol "
		 "of long-running filters: the setting filter.seal.smudge "
		 "names it. Gives the same bytes as 'git seal process'.",
	.flags = GS_CMD_HIDDEN,
	.run = run_smudge,
};
