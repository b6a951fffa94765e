#include "cmd/cmd.h"
#include "cmd/front/say.h"

static int
run_version(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	(void)args;
	(void)argv;
	if (argc > 0)
		return gs_fail(&ctx->e, GS_EUSAGE, "'version' takes no words");
	gs_outs("git-seal " GS_VERSION "\n");
	return GS_OK;
}

const struct gs_cmd gs_cmd_version = {
	.name = "version",
	.args = "",
	.summary = "print the version",
	.about = "Prints the name and the version of the program.",
	.run = run_version,
};
