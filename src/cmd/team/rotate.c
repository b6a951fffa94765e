#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"

#include "cmd/team/commit.h"
#include "cmd/team/first.h"
#include "cmd/team/rotation.h"

struct rotate_args {
	const char *reason;
	bool closing;
	struct gs_strs join;
	struct gs_strs without;
	struct gs_strs accept;
	const char *accept_from;
	bool commit;
};

static bool
is_named(const struct gs_chain_gen *g, const struct gs_strs *names)
{
	for (size_t i = 0; i < names->nr; i++) {
		if (gs_fingerprint_is(g->key->fingerprint, names->v[i]))
			return true;
	}
	return false;
}

/*
 * The tips of a fork become parents: the one that this clone trusts itself,
 * and each other by its fingerprint, which the user has compared.
 */
static int
take_tips(struct gs_team *t, const uint8_t *tips, const struct gs_strs *join,
    size_t *parents, size_t *nr, struct gs_err *e)
{
	char hex[GS_FINGERPRINT_GROUPED_LEN + 1];
	int r;

	for (size_t i = 0; i < gs_chain_nr(t->trust.chain); i++) {
		const struct gs_chain_gen *g = gs_chain_at(t->trust.chain, i);

		if (!tips[i])
			continue;
		if ((r = gs_team_need(t, i, e)) != GS_OK)
			return r;
		if (g->key == NULL) {
			r = gs_fail(e, GS_ENOKEY,
			    "one side of the fork cannot be opened here");
			gs_hint(e, "git seal unlock");
			return r;
		}
		if (!g->held && !is_named(g, join)) {
			r = gs_fail(e, GS_EREFUSED,
			    "one side of the fork has "
			    "the fingerprint %s",
			    gs_fingerprint_print(
				g->key->fingerprint, true, hex));
			gs_hint(e,
			    "ask who made it, then git seal rotate "
			    "--join '%s'",
			    hex);
			return r;
		}
		parents[(*nr)++] = i;
	}
	return GS_OK;
}

static int
find_join(struct gs_team *t, const struct gs_strs *join, size_t *parents,
    size_t *nr, struct gs_err *e)
{
	uint8_t *tips = calloc(gs_chain_nr(t->trust.chain) + 1, 1);
	struct gs_seals s;
	int r = GS_OK;

	if (tips == NULL || gs_seals_now(t->trust.chain, &s, tips) != GS_OK)
		r = gs_no_memory(e);
	else if (s.what != GS_SEALS_FORK)
		r = gs_fail(e, GS_EUSAGE,
		    "there is no fork to join: one "
		    "generation of keyring '%s' seals",
		    t->ctx->ring);
	else
		r = take_tips(t, tips, join, parents, nr, e);
	free(tips);
	if (r == GS_OK && *nr < 2)
		r = gs_fail(e, GS_EREFUSED, "there is nothing to join");
	return r == GS_OK ? gs_team_judge(t, parents, *nr, e) : r;
}

/* At a fork, the one parent of `--closing` is the floor. */
static int
find_floor(struct gs_team *t, size_t *parents, size_t *nr, struct gs_err *e)
{
	size_t at = gs_chain_floor(t->trust.chain);
	int r;

	if (at >= gs_chain_nr(t->trust.chain) ||
	    gs_chain_at(t->trust.chain, at)->key == NULL)
		return gs_fail(e, GS_ENOKEY,
		    "no generation of keyring '%s' "
		    "is trusted here",
		    t->ctx->ring);
	parents[(*nr)++] = at;
	if ((r = gs_team_need(t, at, e)) != GS_OK)
		return r;
	return gs_team_judge(t, parents, 1, e);
}

static int
find_parents(struct gs_team *t, const struct rotate_args *a, size_t *parents,
    size_t *nr, struct gs_err *e)
{
	if (a->join.nr != 0)
		return find_join(t, &a->join, parents, nr, e);
	if (t->seals == NULL && a->closing)
		return find_floor(t, parents, nr, e);
	GS_BUG(t->seals == NULL);
	parents[0] = gs_chain_find(t->trust.chain, t->seals->content.id);
	*nr = 1;
	return gs_team_need(t, parents[0], e);
}

static void
tell(const struct gs_rotation *r)
{
	char id[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	const struct gs_ctx *ctx = r->team->ctx;

	gs_note(ctx->quiet,
	    "made generation %s of keyring '%s', wrapped for "
	    "%zu recipient%s",
	    gs_gen_id_print(r->gen->content.id, id), ctx->ring, r->wrapped,
	    r->wrapped == 1 ? "" : "s");
	gs_note(ctx->quiet, "fingerprint: %s",
	    gs_fingerprint_print(r->gen->fingerprint, true, fp));
}

static int
rotate(struct gs_team *t, const struct rotate_args *a, struct gs_err *e)
{
	struct gs_anew anew;
	size_t parents[GS_GENERATIONS_MAX];
	struct gs_rotation r = { .team = t,
		.reason = a->reason,
		.closing = a->closing,
		.chosen = t->seals == NULL && a->join.nr == 0,
		.without = &a->without,
		.parents = parents };
	int k, listed = GS_OK;

	/* A wrong word is told before anything is made. */
	k = gs_anew_init(&anew, t->ctx, &a->accept, a->accept_from, e);
	if (k == GS_OK && a->commit)
		k = gs_commit_may(t->ctx, e);
	if (k == GS_OK &&
	    (k = find_parents(t, a, parents, &r.nr_parents, e)) == GS_OK &&
	    (k = gs_rotation_make(&r, e)) == GS_OK) {
		tell(&r);
		listed = gs_rotation_reseal(&r, &anew, e);
		k = listed == GS_EREFUSED ? GS_OK : listed;
	}
	if (k == GS_OK)
		k = gs_team_commit(t, a->commit, "Rotate the keyring", e);
	gs_rotation_clear(&r);
	gs_anew_clear(&anew);
	return k != GS_OK ? k : listed;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct rotate_args *a = args;
	unsigned how = a->join.nr != 0 || a->closing
	    ? GS_TEAM_READ | GS_TEAM_OPEN
	    : GS_TEAM_WRITE;
	static struct gs_team t;
	int r;

	if (argc != 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'rotate' takes no words, such as '%s'", argv[0]);
	if ((r = gs_team_open(&t, ctx, how, &ctx->e)) != GS_OK)
		return r;
	r = rotate(&t, a, &ctx->e);
	gs_team_close(&t);
	return r;
}

#define AT(field) offsetof(struct rotate_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 0, "reason", "TEXT", "why, for the log",
	    GS_OPT_STR, AT(reason) },
	{ 0, "closing", NULL, "close what came before, as after a leaked key",
	    GS_OPT_FLAG, AT(closing) },
	{ 0, "join", "FINGERPRINT", "join a fork whose other side has it",
	    GS_OPT_STRS, AT(join) },
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

const struct gs_cmd gs_cmd_rotate = {
	.name = "rotate",
	.args = "",
	.summary = "make a new generation of the key, and seal all files anew",
	.about =
	    "Makes a new generation of the keyring, wraps it for every member, "
	    "and seals every file of the index under it. All of it is staged, "
	    "as one commit's worth; the files in the working tree stay as they "
	    "are, changes that are not committed included. History stays "
	    "readable for those who stay.\n\n"
	    "Files that were sealed under a closed generation, which somebody "
	    "who left knows, and files that are plain are listed and left "
	    "alone, with exit code 1; --accept takes one after a look.\n\n"
	    "A rotation that is reset away before it is committed is simply "
	    "gone.",
	.example = "git seal rotate --reason 'quarterly' --commit\n"
		   "git seal rotate --closing",
	.flags = GS_CMD_SHARE | GS_CMD_TREE | GS_CMD_KEYS | GS_CMD_RING,
	.opts = opts,
	.args_size = sizeof(struct rotate_args),
	.run = run,
};
