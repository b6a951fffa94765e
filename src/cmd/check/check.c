#include <string.h>

#include "cmd/team/judge.h"

#include "cmd/check/pushed.h"
#include "cmd/check/report.h"

struct args {
	bool staged, push, receive, all;
	const char *range;
	const char *format;
};

static const struct gs_opt opts[] = {
	{ 0, "staged", NULL, "what the next commit changes", GS_OPT_FLAG,
	    offsetof(struct args, staged) },
	{ 0, "range", "A..B", "what each commit of a range changes", GS_OPT_STR,
	    offsetof(struct args, range) },
	{ 0, "all", NULL, "what each commit of all history changes",
	    GS_OPT_FLAG, offsetof(struct args, all) },
	{ 0, "push", NULL, "in a pre-push hook: what would be pushed",
	    GS_OPT_FLAG, offsetof(struct args, push) },
	{ 0, "receive", NULL,
	    "in a pre-receive hook: what was pushed; uses no key", GS_OPT_FLAG,
	    offsetof(struct args, receive) },
	{ 0, "format", "FORMAT", "text, json or sarif (2.1.0)", GS_OPT_STR,
	    offsetof(struct args, format) },
	{ 0 },
};

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_SARIF };

static int
find_format(struct gs_ctx *ctx, const struct args *a, enum format *out)
{
	static const char *const names[] = { "text", "json", "sarif" };

	*out = ctx->json ? FORMAT_JSON : FORMAT_TEXT;
	if (a->format == NULL)
		return GS_OK;
	for (size_t i = 0; i < GS_NR(names); i++) {
		if (strcmp(a->format, names[i]) == 0) {
			*out = (enum format)i;
			return GS_OK;
		}
	}
	return gs_fail(&ctx->e, GS_EUSAGE,
	    "there is no format '%s': it is text, json or sarif", a->format);
}

static int
refuse_words(struct gs_ctx *ctx, const struct args *a, int argc, char **argv)
{
	int modes =
	    a->staged + a->push + a->receive + a->all + (a->range != NULL);

	if (modes > 1)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "--staged, --range, --all, --push and --receive exclude "
		    "each other");
	if (argc > 1 || (argc == 1 && modes == 1 && !a->push))
		return gs_fail(&ctx->e, GS_EUSAGE, "'%s' is one word too many",
		    argv[argc - 1]);
	if (a->range != NULL && (a->range[0] == '-' || a->range[0] == '\0'))
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "'%s' is no range", a->range);
	/* To Git that is HEAD..., which may be nothing at all: a gate that
	 * an empty variable opens. */
	if (a->range != NULL && strncmp(a->range, "..", 2) == 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'%s' does not say where the range begins: is a variable "
		    "empty?",
		    a->range);
	return GS_OK;
}

/* A server's keys are nobody's business, and it has none. */
static int
load_keys(struct gs_ctx *ctx)
{
	int r = gs_keys_load(
	    ctx->repo->common_dir, ctx->repo->git_dir, &ctx->keys, &ctx->e);

	return r == GS_OK ? gs_judge_keys(ctx, &ctx->e) : r;
}

static int
check_revs(struct gs_check *c, const struct args *a, const char *remote,
    struct gs_err *e)
{
	static const char *const all[] = { "--all", "HEAD" };
	const struct gs_repo *repo = c->ctx->repo;
	struct gs_strs revs = { NULL, 0, 0 }, trees = revs;
	struct gs_oid head;
	int r;

	if (a->range != NULL) {
		r = gs_check_range(c, &a->range, 1, e);
		return r != GS_EGIT
		    ? r
		    : gs_fail(
			  e, GS_EUSAGE, "'%s' names no commits here", a->range);
	}
	if (a->all) {
		r = gs_repo_rev(repo, "HEAD", &head, e);
		if (r == GS_OK || r == GS_ENOTFOUND)
			r = gs_check_range(c, all, r == GS_OK ? 2 : 1, e);
		return r;
	}
	r = a->push ? gs_check_pushed(repo, remote, &revs, &trees, e)
		    : gs_check_received(repo, &revs, &trees, e);
	if (r == GS_OK && revs.nr > 0)
		r = gs_check_range(c, (const char *const *)revs.v, revs.nr, e);
	for (size_t i = 0; r == GS_OK && i < trees.nr; i++)
		r = gs_check_tree(c, trees.v[i], e);
	gs_strs_clear(&revs);
	gs_strs_clear(&trees);
	return r;
}

static int
fill(struct gs_check *c, const struct args *a, const char *word,
    struct gs_err *e)
{
	if (a->range != NULL || a->all || a->push || a->receive)
		return check_revs(c, a, word, e);
	if (word != NULL)
		return gs_check_tree(c, word, e);
	if (c->ctx->repo->top == NULL && !a->staged)
		return gs_check_tree(c, "HEAD", e);
	return gs_check_index(c, !a->staged, e);
}

static int
print(const struct gs_check *c, enum format format)
{
	switch (format) {
	case FORMAT_JSON:
		return gs_check_json(c);
	case FORMAT_SARIF:
		return gs_check_sarif(c);
	case FORMAT_TEXT:
		break;
	}
	return gs_check_text(c);
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_check c = { .ctx = ctx };
	enum format format;
	int r;

	if ((r = find_format(ctx, a, &format)) != GS_OK ||
	    (r = refuse_words(ctx, a, argc, argv)) != GS_OK ||
	    (!a->receive && (r = load_keys(ctx)) != GS_OK))
		return r;
	r = fill(&c, a, argc > 0 ? argv[0] : NULL, &ctx->e);
	if (r == GS_OK)
		r = gs_check_run(&c, &ctx->e);
	if (r == GS_OK && print(&c, format) != GS_OK)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK && c.found.by_severity[GS_SEVERITY_ERROR] > 0)
		r = GS_EREFUSED;
	gs_check_clear(&c);
	return r;
}

const struct gs_cmd gs_cmd_check = {
	.name = "check",
	.args = "[TREE-ISH]",
	.summary = "the gate: refuse what is not sealed as it should be",
	.about =
	    "Looks at every file of the index (in a bare repository: of HEAD), "
	    "or of TREE-ISH, for hooks, CI and servers. No key is needed: "
	    "every path under the attribute must hold a well-formed sealed "
	    "file of a generation that .git-seal/ carries, and no file that "
	    "was sealed may have become plain, by whatever way. With a key "
	    "each file must open too, under its own keyring and no closed "
	    "generation, and generations and members must prove themselves."
	    "\n\n"
	    "    --staged       what the next commit changes\n"
	    "    --range A..B   what each commit changes; any range or "
	    "revision\n"
	    "    --all          the same for all history\n"
	    "    --push         what a pre-push hook reads on standard input; "
	    "the word\n"
	    "                   behind it is the remote\n"
	    "    --receive      what a pre-receive hook reads"
	    "\n\n"
	    "A line for each finding: an error, a warning or a note, where, "
	    "what, and how to mend it. Plain files that hold a secret key are "
	    "errors as well. With errors the exit code is 1; warnings and "
	    "notes alone leave it 0. -q prints only errors, -v how much was "
	    "looked at.",
	.example = "git seal check --staged\n"
		   "git seal check --range origin/main..HEAD\n"
		   "git seal check --all --format sarif >check.sarif",
	.flags = GS_CMD_REPO | GS_CMD_JSON | GS_CMD_LOOK,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
