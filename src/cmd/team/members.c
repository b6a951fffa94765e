#include <string.h>

#include "cmd/front/say.h"
#include "cmd/team/members_change.h"
#include "cmd/team/members_list.h"

struct members_args {
	bool history;
	const char *confirm;
	bool yes;
	bool wrap;
	const char *refresh;
	bool commit;
};

/* Who stands in the repository can be told without a key, but not proven. */
static int
judge_unproven(struct gs_team *t, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	const struct gs_gen *seals;
	int r = gs_trust_sealing(&t->trust, &seals, &why);

	if (r == GS_ENOMEM || r == GS_OK) {
		*e = why;
		return r;
	}
	gs_warn(why.hint, "%s: nothing below is proven", why.what);
	return gs_team_unjudged(t, e);
}

static int
act(struct gs_team *t, const struct members_args *a, char **names, size_t nr,
    struct gs_err *e)
{
	int r;

	if (a->confirm != NULL)
		return gs_members_confirm(t, a->confirm, a->yes, a->commit, e);
	if (a->refresh != NULL)
		return gs_members_refresh(t, a->refresh, a->commit, e);
	if (a->wrap)
		return gs_members_wrap(t, a->commit, e);
	if (a->history)
		return gs_members_history(t, e);
	if (t->seals == NULL && (r = judge_unproven(t, e)) != GS_OK)
		return r;
	return gs_members_list(t, names, nr, e);
}

static int
check_usage(const struct gs_ctx *ctx, const struct members_args *a, int argc,
    struct gs_err *e)
{
	int changes = (a->confirm != NULL) + (a->refresh != NULL) + a->wrap;

	if (changes + a->history > 1)
		return gs_fail(e, GS_EUSAGE,
		    "give one of --history, --confirm, --wrap and --refresh");
	if (argc != 0 && changes + a->history != 0)
		return gs_fail(e, GS_EUSAGE,
		    "names of members only choose what is listed");
	if ((a->yes && a->confirm == NULL) || (a->commit && changes == 0))
		return gs_fail(e, GS_EUSAGE,
		    a->commit ? "--commit goes with --confirm, --wrap or "
				"--refresh"
			      : "--yes goes with --confirm");
	if (changes != 0 && ctx->repo->top == NULL)
		return gs_fail(
		    e, GS_EUSAGE, "this needs a working tree to stage in");
	return GS_OK;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct members_args *a = args;
	bool changes = a->confirm != NULL || a->refresh != NULL || a->wrap;
	static struct gs_team t;
	int r;

	if ((r = check_usage(ctx, a, argc, &ctx->e)) != GS_OK)
		return r;
	r = gs_team_open(
	    &t, ctx, changes ? GS_TEAM_WRITE : GS_TEAM_READ, &ctx->e);
	if (r != GS_OK)
		return r;
	r = act(&t, a, argv, (size_t)argc, &ctx->e);
	gs_team_close(&t);
	return r;
}

#define AT(field) offsetof(struct members_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 0, "history", NULL, "grants, revocations and rotations, from Git",
	    GS_OPT_FLAG, AT(history) },
	{ 0, "wrap", NULL, "make the wraps that members lack",
	    GS_OPT_FLAG, AT(wrap) },
	{ 0, "confirm", "ID", "prove an unproven member file, after a look",
	    GS_OPT_STR, AT(confirm) },
	{ 'y', "yes", NULL, "with --confirm: do not ask",
	    GS_OPT_FLAG, AT(yes) },
	{ 0, "refresh", "NAME", "take a renewed gpg key, same fingerprint",
	    GS_OPT_STR, AT(refresh) },
	{ 0, "commit", NULL, "commit what was staged, and nothing else",
	    GS_OPT_FLAG, AT(commit) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

const struct gs_cmd gs_cmd_members = {
	.name = "members",
	.args = "[NAME...]",
	.summary = "list who may open the keyring",
	.about =
	    "Lists every member with its recipients: how many generations each "
	    "can open, since when and granted by whom (as Git's history says), "
	    "until when, and what is wrong. -v shows recipients and "
	    "generations in full. Whoever holds an exported key file is not "
	    "listed: nobody can know.\n\n"
	    "Exit code 1 where something needs a look: a member file that is "
	    "unproven, forged, damaged or written by a newer git-seal, or a "
	    "member who was removed without a rotation. Missing wraps and "
	    "dates that have passed are shown, and are no finding.\n\n"
	    "An unproven file is one whose proof comes from a generation that "
	    "is closed by now, as a merge can bring it: ask its owner, compare "
	    "the recipient, then --confirm it. Nothing is wrapped for unproven "
	    "or forged ones.",
	.example = "git seal members -v bob\n"
		   "git seal members --history\n"
		   "git seal members --wrap --commit",
	.flags = GS_CMD_SHARE | GS_CMD_KEYS | GS_CMD_RING | GS_CMD_JSON,
	.opts = opts,
	.args_size = sizeof(struct members_args),
	.run = run,
};
