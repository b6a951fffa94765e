#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/front/help.h"
#include "cmd/front/near.h"
#include "cmd/front/opt.h"
#include "cmd/front/say.h"
#include "cmd/team/judge.h"

#include "cmd/cmd.h"

int
gs_cmd_unknown(const char *word, struct gs_err *e)
{
	struct gs_near near = { word, NULL, 0 };
	int r = gs_fail(e, GS_EUSAGE, "'%s' is not a git-seal command", word);

	for (const struct gs_cmd *const *c = gs_cmds; *c != NULL; c++)
		gs_near_try(&near, (*c)->name);
	if (near.best != NULL)
		gs_hint(e, "did you mean 'git seal %s'?", near.best);
	else
		gs_hint(e, "'git seal help' lists the commands");
	return r;
}

/* What a command needs before it runs. */
static int
prepare(struct gs_ctx *ctx, unsigned flags)
{
	int r = GS_OK;

	if ((flags & (GS_CMD_REPO | GS_CMD_KEYS | GS_CMD_TREE)) != 0)
		r = gs_repo_open(&ctx->repo, &ctx->e);
	if (r == GS_OK && (flags & GS_CMD_TREE) != 0 && ctx->repo->top == NULL)
		r = gs_fail(&ctx->e, GS_EGIT,
		    ctx->repo->bare
			? "this needs a working tree, and '%s' is bare"
			: "this needs a working tree, and '%s' is the Git "
			  "folder of one",
		    ctx->repo->git_dir);
	if (r == GS_OK && (flags & GS_CMD_KEYS) != 0)
		r = gs_keys_load(ctx->repo->common_dir, ctx->repo->git_dir,
		    &ctx->keys, &ctx->e);
	if (r == GS_OK && ctx->keys.exposed)
		gs_warn(NULL,
		    "others can read the keyring in '%s/git-seal', "
		    "and you cannot chmod it",
		    ctx->repo->common_dir);
	if (r == GS_OK && (flags & GS_CMD_SEALS) != 0)
		r = gs_judge_keys(ctx, &ctx->e);
	return r;
}

static int
show_help(const struct gs_cmd *cmd)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_help_one(cmd, &b);

	gs_out(b.p, b.n);
	gs_buf_clear(&b);
	return r;
}

static int
take_common(struct gs_ctx *ctx, const struct gs_common *c)
{
	ctx->quiet = c->quiet;
	ctx->verbose = c->verbose;
	ctx->json = c->json;
	ctx->nul = c->nul;
	ctx->ring_given = c->ring != NULL;
	ctx->ring = c->ring != NULL ? c->ring : "default";
	ctx->report = gs_say_report(c->quiet);
	if (!gs_keyring_name_ok(ctx->ring, strlen(ctx->ring)))
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'%s' is no name for a keyring: letters, digits, '-' and "
		    "'_', at most %d, the first a letter or a digit",
		    ctx->ring, GS_KEYRING_NAME_MAX);
	return GS_OK;
}

static int
run(struct gs_ctx *ctx, const struct gs_cmd *cmd, int argc, char **argv)
{
	struct gs_opt common[GS_COMMON_NR + 1];
	struct gs_common got = { 0 };
	void *args = calloc(1, cmd->args_size > 0 ? cmd->args_size : 1);
	const struct gs_opt_set sets[] = { { cmd->opts, args },
		{ common, &got } };
	int words, r;

	if (args == NULL)
		return gs_no_memory(&ctx->e);
	gs_common_of(cmd, common);
	r = gs_opt_parse(sets, GS_NR(sets), argc, argv, &words, &ctx->e);
	if (r == GS_OK && got.help) {
		r = show_help(cmd);
	} else if (r == GS_OK && (r = take_common(ctx, &got)) == GS_OK &&
	    (r = prepare(ctx, cmd->flags)) == GS_OK) {
		r = cmd->run(ctx, args, words, argv);
	}
	if (r == GS_EUSAGE && ctx->e.hint[0] == '\0')
		gs_hint(&ctx->e, "'git seal %s -h' explains the command",
		    cmd->name);
	gs_opt_clear(&sets[0]);
	free(args);
	return r;
}

/* `git seal` alone: the short help, as wrong usage. */
static int
run_nothing(void)
{
	struct gs_buf b = GS_BUF_INIT;

	if (gs_help_all(false, &b) == GS_OK)
		gs_say_err((const char *)b.p, b.n);
	gs_buf_clear(&b);
	return GS_EUSAGE;
}

/* Options before the command: --help and --version stand for commands. */
static int
run_bare_option(struct gs_ctx *ctx, char *word)
{
	struct gs_opt common[GS_COMMON_NR + 1];
	struct gs_common got = { 0 };
	const struct gs_opt_set set = { common, &got };
	int words, r;

	gs_common_of(NULL, common);
	r = gs_opt_parse(&set, 1, 1, &word, &words, &ctx->e);
	if (r != GS_OK) {
		if (ctx->e.hint[0] == '\0')
			gs_hint(&ctx->e,
			    "options follow the command: "
			    "git seal COMMAND [OPTION...]");
		return r;
	}
	return run(ctx, gs_cmd_find(got.version ? "version" : "help"), 0, NULL);
}

static int
dispatch(struct gs_ctx *ctx, int argc, char **argv)
{
	const struct gs_cmd *cmd;

	if (argc < 2)
		return run_nothing();
	if (argv[1][0] == '-')
		return run_bare_option(ctx, argv[1]);
	if ((cmd = gs_cmd_find(argv[1])) == NULL)
		return gs_cmd_unknown(argv[1], &ctx->e);
	return run(ctx, cmd, argc - 2, argv + 2);
}

int
gs_cmd_main(int argc, char **argv)
{
	char start[PATH_MAX];
	struct gs_ctx ctx = { .ring = "default", .self = "git-seal" };
	struct gs_err late = { "", "" };
	int r, flushed;

	gs_say_fds();
	if (argc > 0)
		ctx.self = argv[0];
	ctx.start = getcwd(start, sizeof(start));
	r = dispatch(&ctx, argc, argv);
	flushed = gs_out_flush(&late);
	if (r != GS_OK && ctx.e.what[0] != '\0')
		gs_say_error(&ctx.e, r);
	else if (r != GS_OK && r != GS_EREFUSED && argc > 1)
		gs_say_error(&ctx.e, r);
	if (flushed != GS_OK && (r == GS_OK || r == GS_EREFUSED)) {
		gs_say_error(&late, flushed);
		r = flushed;
	}
	gs_keys_clear(&ctx.keys);
	gs_repo_free(ctx.repo);
	return gs_err_exit(r);
}
