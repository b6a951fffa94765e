#include <string.h>

#include "cmd/front/say.h"

#include "cmd/team/commit.h"
#include "cmd/team/knew.h"
#include "cmd/team/rotation.h"

struct revoke_args {
	const char *reason;
	struct gs_strs without;
	struct gs_strs accept;
	const char *accept_from;
	bool commit;
};

static bool
is_member(const struct gs_team *t, const char *name)
{
	for (size_t i = 0; i < t->members.nr; i++) {
		const struct gs_member *m = t->members.v[i].member;

		if (m != NULL && strcmp(m->name, name) == 0)
			return true;
	}
	return false;
}

static int
refuse_stranger(const struct gs_team *t, const char *name, struct gs_err *e)
{
	int r = gs_fail(e, GS_EUSAGE, "'%s' is no member of keyring '%s'", name,
	    t->ctx->ring);

	gs_hint(e,
	    "git seal members lists them; a key file that was handed "
	    "out is revoked by git seal rotate --closing");
	return r;
}

/* Who stays: if nobody does, the key is in this clone alone. */
static void
warn_alone(const struct gs_rotation *r)
{
	if (r->wrapped == 0)
		gs_warn("git seal export-key FILE, or git seal grant NAME "
			"RECIPIENT",
		    "nobody is left whom the keyring '%s' is wrapped for: its "
		    "new key is in this clone only",
		    r->team->ctx->ring);
}

static int
revoke(struct gs_team *t, const char *name, const struct revoke_args *a,
    struct gs_err *e)
{
	size_t parent = gs_chain_find(t->trust.chain, t->seals->content.id);
	struct gs_rotation r = { .team = t,
		.reason = a->reason,
		.without = &a->without,
		.revoked = name,
		.quiet = true,
		.parents = &parent,
		.nr_parents = 1 };
	struct gs_knew knew = { 0 };
	struct gs_anew anew;
	int k, listed = GS_OK;

	/* What he could read is what stood there before. */
	if ((k = gs_anew_init(&anew, t->ctx, &a->accept, a->accept_from, e)) ==
		GS_OK &&
	    (k = a->commit ? gs_commit_may(t->ctx, e) : GS_OK) == GS_OK &&
	    (k = gs_knew_find(t, name, &knew, e)) == GS_OK &&
	    (k = gs_rotation_make(&r, e)) == GS_OK &&
	    (k = gs_knew_print(&knew, &r, e)) == GS_OK) {
		listed = gs_rotation_reseal(&r, &anew, e);
		k = listed == GS_EREFUSED ? GS_OK : listed;
	}
	if (k == GS_OK) {
		warn_alone(&r);
		k = gs_team_commit(t, a->commit, "Revoke a member", e);
	}
	gs_rotation_clear(&r);
	gs_knew_clear(&knew);
	gs_anew_clear(&anew);
	return k == GS_OK ? listed : k;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct revoke_args *a = args;
	static struct gs_team t;
	int r;

	if (argc != 1)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'revoke' takes the name of one member");
	r = gs_team_open(&t, ctx, GS_TEAM_WRITE, &ctx->e);
	if (r != GS_OK)
		return r;
	r = is_member(&t, argv[0]) ? revoke(&t, argv[0], a, &ctx->e)
				   : refuse_stranger(&t, argv[0], &ctx->e);
	gs_team_close(&t);
	return r;
}

#define AT(field) offsetof(struct revoke_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 0, "reason", "TEXT", "why, for the log",
	    GS_OPT_STR, AT(reason) },
	{ 0, "without", "NAME", "go on without a wrap for this member",
	    GS_OPT_STRS, AT(without) },
	{ 0, "accept", "PATH", "seal this file though it is closed or plain",
	    GS_OPT_STRS, AT(accept) },
	{ 0, "accept-from", "REV", "... those that REV holds byte for byte",
	    GS_OPT_STR, AT(accept_from) },
	{ 0, "commit", NULL, "commit what was staged, and nothing else",
	    GS_OPT_FLAG, AT(commit) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

const struct gs_cmd gs_cmd_revoke = {
	.name = "revoke",
	.args = "NAME",
	.summary = "take a member's access away, and list what he knew",
	.about =
	    "Makes a new generation that is not wrapped for NAME, deletes his "
	    "files, closes the old generation, and seals every file anew: all "
	    "of it staged, as one commit's worth. What stood in history stays "
	    "known to him, so the command lists what he could read, to be "
	    "changed where it counts: each file, each variable of it, and when "
	    "it last changed.\n\n"
	    "Who got the key as a file has no name here: after such a leak "
	    "rotate with --closing.",
	.example = "git seal revoke mallory --commit && git push",
	.flags = GS_CMD_SHARE | GS_CMD_TREE | GS_CMD_KEYS | GS_CMD_RING |
	    GS_CMD_JSON,
	.opts = opts,
	.args_size = sizeof(struct revoke_args),
	.run = run,
};
