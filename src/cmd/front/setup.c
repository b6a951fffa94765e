#include "cmd/filter/trusted.h"
#include "cmd/front/config.h"
#include "cmd/front/say.h"

#include "cmd/cmd.h"

struct setup_args {
	bool undo;
	struct gs_strs trust, untrust;
};

static const struct gs_opt setup_opts[] = {
	{ 0, "trust", "URL-PREFIX",
	    "clones of what lies there open by themselves", GS_OPT_STRS,
	    offsetof(struct setup_args, trust) },
	{ 0, "untrust", "URL-PREFIX", "no longer", GS_OPT_STRS,
	    offsetof(struct setup_args, untrust) },
	{ 0, "undo", NULL, "take all of it out of your Git config again",
	    GS_OPT_FLAG, offsetof(struct setup_args, undo) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

static int
undo(struct gs_ctx *ctx)
{
	size_t changed = 0;
	bool trusted = false;
	int r = gs_cmd_config_undo(GS_CMD_CONFIG_USER, &changed, &ctx->e);

	if (r == GS_OK)
		r = gs_trusted_remove(NULL, &trusted, &ctx->e);
	if (r == GS_OK)
		gs_note(ctx->quiet,
		    changed > 0 || trusted
			? "git-seal is out of your Git config"
			: "git-seal is not in your Git config");
	return r;
}

/* Where clones open by themselves is worth a look whenever it is at hand. */
static int
list(struct gs_ctx *ctx)
{
	struct gs_strs trusted = { NULL, 0, 0 };
	int r = gs_trusted_list(NULL, &trusted, &ctx->e);

	for (size_t i = 0; r == GS_OK && i < trusted.nr; i++)
		gs_note(
		    ctx->quiet, "clones open by themselves: %s", trusted.v[i]);
	gs_strs_clear(&trusted);
	return r;
}

static int
setup(struct gs_ctx *ctx, const struct setup_args *a)
{
	size_t changed = 0;
	bool done;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < a->trust.nr; i++)
		r = gs_trusted_add(a->trust.v[i], &done, &ctx->e);
	for (size_t i = 0; r == GS_OK && i < a->untrust.nr; i++) {
		r = gs_trusted_remove(a->untrust.v[i], &done, &ctx->e);
		if (r == GS_OK && !done)
			r = gs_fail(&ctx->e, GS_EREFUSED,
			    "your Git config does not trust '%s'",
			    a->untrust.v[i]);
	}
	if (r == GS_OK)
		r = gs_cmd_config_write(
		    ctx, GS_CMD_CONFIG_USER, &changed, &ctx->e);
	if (r != GS_OK)
		return r;
	gs_note(ctx->quiet,
	    changed > 0 ? "git-seal is in your Git config"
			: "git-seal is in your Git config already");
	return list(ctx);
}

static int
run_setup(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct setup_args *a = args;

	if (argc > 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'setup' takes no words, such as '%s'", argv[0]);
	if (a->undo && (a->trust.nr != 0 || a->untrust.nr != 0))
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "--undo goes with no other option");
	return a->undo ? undo(ctx) : setup(ctx, a);
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
	    "With --trust a clone whose remote is URL-PREFIX, or lies below "
	    "it, opens by itself with your identity, as it is cloned and "
	    "later: git seal setup --trust git@example.com:team. Scheme, "
	    "host, port and ssh's user name must be the same, and whole parts "
	    "of the path. Only your own Git config and the system's are "
	    "believed (seal.trust); any other clone stays sealed until 'git "
	    "seal unlock', since a stranger's repository must not use your "
	    "keys.\n\n"
	    "Running it again after git-seal has moved writes the new place.",
	.example = "git seal setup\n"
		   "git seal setup --trust https://git.example.com/team\n"
		   "git seal setup --undo",
	.flags = GS_CMD_START,
	.opts = setup_opts,
	.args_size = sizeof(struct setup_args),
	.run = run_setup,
};
