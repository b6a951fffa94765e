#include <string.h>

#include "cmd/front/complete.h"
#include "cmd/front/help.h"
#include "cmd/front/man.h"
#include "cmd/front/say.h"

#include "cmd/cmd.h"

struct help_args {
	bool all, man;
	const char *shell;
};

/* The last two are for `make`: pages and completion out of the table. */
static const struct gs_opt help_opts[] = {
	{ 'a', "all", NULL, "list plumbing too", GS_OPT_FLAG,
	    offsetof(struct help_args, all) },
	{ 0, "man", NULL, NULL, GS_OPT_FLAG, offsetof(struct help_args, man) },
	{ 0, "completion", "SHELL", NULL, GS_OPT_STR,
	    offsetof(struct help_args, shell) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

static int
print(const struct help_args *a, const struct gs_cmd *c, struct gs_buf *b,
    struct gs_err *e)
{
	if (a->shell != NULL)
		return gs_complete(a->shell, b, e);
	if (c == NULL)
		return a->man ? gs_man_list(b) : gs_help_all(a->all, b);
	return a->man ? gs_man_one(c, b) : gs_help_one(c, b);
}

static int
run_help(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct gs_cmd *c = NULL;
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (argc > 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one command");
	if (argc == 1 && (c = gs_cmd_find(argv[0])) == NULL)
		return gs_cmd_unknown(argv[0], &ctx->e);
	r = print(args, c, &b, &ctx->e);
	gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}

const struct gs_cmd gs_cmd_help = {
	.name = "help",
	.args = "[COMMAND]",
	.summary = "list the commands, or explain one",
	.about = "Without COMMAND, lists the commands. With it, explains that "
		 "command and its options, as 'git seal COMMAND -h' does.",
	.opts = help_opts,
	.args_size = sizeof(struct help_args),
	.run = run_help,
};
