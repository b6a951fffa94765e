#include <stdlib.h>
#include <string.h>

#include "base/fore.h"
#include "cmd/daily/patch.h"
#include "cmd/team/judge.h"

#include "cmd/cmd.h"

struct args {
	bool patch, all, update, dry, force, intend;
};

#define AT(field) offsetof(struct args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'p', "patch", NULL, "choose hunks, shown plain, and stage them sealed",
	    GS_OPT_FLAG, AT(patch) },
	{ 'A', "all", NULL, "as in Git", GS_OPT_FLAG, AT(all) },
	{ 'u', "update", NULL, "as in Git", GS_OPT_FLAG, AT(update) },
	{ 'n', "dry-run", NULL, "as in Git", GS_OPT_FLAG, AT(dry) },
	{ 'f', "force", NULL, "as in Git", GS_OPT_FLAG, AT(force) },
	{ 'N', "intent-to-add", NULL, "as in Git", GS_OPT_FLAG, AT(intend) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};
/* clang-format on */

/* It seals by itself, through the filter. */
static int
hand_over(struct gs_ctx *ctx, const struct args *a, int argc, char **argv)
{
	const char **words =
	    calloc((size_t)argc + GS_NR(opts) + 4, sizeof(*words));
	struct gs_fore f = { .argv = words, .cwd = ctx->start };
	size_t n = 0;
	char *made[GS_NR(opts)] = { NULL };
	int code, r = GS_OK;

	if (words == NULL)
		return gs_no_memory(&ctx->e);
	words[n++] = "git";
	words[n++] = "add";
	for (size_t i = 0; r == GS_OK && opts[i].name != NULL; i++) {
		if (!*(const bool *)((const char *)a + opts[i].offset))
			continue;
		if ((made[i] = gs_asprintf("--%s", opts[i].name)) == NULL)
			r = gs_no_memory(&ctx->e);
		words[n++] = made[i];
	}
	words[n++] = "--";
	for (int i = 0; i < argc; i++)
		words[n++] = argv[i];
	if (r == GS_OK && (r = gs_fore_run(&f, &code, &ctx->e)) == GS_OK &&
	    code != 0)
		r = gs_fail(&ctx->e, GS_EGIT, "git add failed");
	for (size_t i = 0; i < GS_NR(made); i++)
		free(made[i]);
	free(words);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	const char **paths;
	int r;

	if (!a->patch)
		return hand_over(ctx, a, argc, argv);
	if (a->all || a->update || a->dry || a->force || a->intend)
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "--patch goes with no other option");
	if ((paths = calloc((size_t)argc + 1, sizeof(*paths))) == NULL)
		return gs_no_memory(&ctx->e);
	for (int i = 0; i < argc; i++)
		paths[i] = argv[i];
	if ((r = gs_judge_keys(ctx, &ctx->e)) == GS_OK)
		r = gs_patch(ctx, paths);
	free(paths);
	return r;
}

const struct gs_cmd gs_cmd_add = {
	.name = "add",
	.args = "[PATH...]",
	.summary = "git add, with -p on the plain text of sealed files",
	.about =
	    "With -p it is 'git add -p', the same questions and answers, also "
	    "for sealed files, of which 'git add -p' says only that binary "
	    "files differ. What you choose is sealed and staged; the files in "
	    "the working tree stay as they are. Files that are not sealed, "
	    "modes and deletions are treated as ever.\n\n"
	    "The plain text lies in memory meanwhile ($XDG_RUNTIME_DIR, else "
	    "/dev/shm), never in the repository, and is wiped at the end; "
	    "where there is no such place it refuses.\n\n"
	    "Without -p it hands over to 'git add', which seals by itself.",
	.example = "git seal add -p\n"
		   "git seal add -p prod.env",
	.flags = GS_CMD_KEYS | GS_CMD_TREE | GS_CMD_DAILY,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
