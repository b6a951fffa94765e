#include "cmd/cmd.h"
#include "cmd/config.h"
#include "cmd/say.h"

struct setup_args {
	bool undo;
};

static const struct gs_opt setup_opts[] = {
	{ 0, "undo", NULL, "take the filter out of your Git config again",
	    GS_OPT_FLAG, offsetof(struct setup_args, undo) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

static int
run_setup(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct setup_args *a = args;
	size_t changed = 0;
	int r;

	if (argc > 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'setup' takes no words, such as '%s'", argv[0]);
	if (a->undo) {
		r = gs_cmd_config_undo(GS_CMD_CONFIG_USER, &changed, &ctx->e);
		if (r == GS_OK)
			gs_note(ctx->quiet,
			    changed > 0 ? "git-seal is out of your Git config"
					: "git-seal is not in your Git config");
		return r;
	}
	r = gs_cmd_config_write(ctx, GS_CMD_CONFIG_USER, &changed, &ctx->e);
	if (r == GS_OK)
		gs_note(ctx->quiet,
		    changed > 0 ? "git-seal is in your Git config"
				: "git-seal is in your Git config already");
	return r;
}

const struct gs_cmd gs_cmd_setup = {
	.name = "setup",
	.args = "",
	.summary = "make your Git know git-seal, once",
	.about =
	    "Writes the filter into your own Git config (git config --global), "
	    "as 'git lfs install' does: then every repository knows how to "
	    "show and seal its sealed files. It gives no key to anything; "
	    "'git seal init' and 'git seal unlock' do, a clone at a time, and "
	    "they work without it.\n\n"
	    "Running it again after git-seal has moved writes the new place.",
	.example = "git seal setup\ngit seal setup --undo",
	.flags = GS_CMD_START,
	.opts = setup_opts,
	.args_size = sizeof(struct setup_args),
	.run = run_setup,
};
