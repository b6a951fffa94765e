#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/front/say.h"
#include "cmd/team/commit.h"
#include "cmd/team/gpg.h"
#include "cmd/team/grant_member.h"
#include "cmd/team/wraps.h"
#include "codec/hex.h"

static void
tell(const struct gs_grant *g, const char *fmt, ...) GS_PRINTF(2, 3);

/* What was done; where standard output is somebody's secret, beside it. */
static void
tell(const struct gs_grant *g, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (g->shows)
		gs_say(&g->team->ctx->report, GS_NOTE, NULL, "%s", text);
	else
		gs_note(g->team->ctx->quiet, "%s", text);
}

/* Before anything is looked up, made or asked for: whether name, date and
 * note may stand in a member file at all. */
static int
check_values(const char *name, const struct gs_grant_args *a, struct gs_err *e)
{
	static const char any[] =
	    "gpg:0000000000000000000000000000000000000000";
	time_t now = time(NULL);
	struct gs_member m;
	int r;

	r = gs_member_make(name, any, gs_grant_until(a), a->note, &m, e);
	if (r != GS_OK)
		return r;
	if (gs_member_expired(&m, now > 0 ? (uint64_t)now : 0))
		r = gs_fail(e, GS_EUSAGE, "'%s' is over", a->until);
	gs_member_clear(&m);
	return r;
}

static int
check_usage(int argc, char **argv, struct gs_err *e)
{
	struct gs_recipient key;

	if (argc < 2)
		return gs_fail(e, GS_EUSAGE,
		    "'grant' takes a NAME, and at least one RECIPIENT");
	if (gs_recipient_parse(argv[0], strlen(argv[0]), &key, NULL) == GS_OK) {
		gs_recipient_clear(&key);
		return gs_fail(
		    e, GS_EUSAGE, "the NAME comes first, then its recipients");
	}
	return GS_OK;
}

static int
add_identity(struct gs_grant *g, struct gs_grantee *who, const char *hex,
    struct gs_err *e)
{
	bool added;

	if (who->kind == GS_GRANTEE_GPG)
		return gs_gpg_keep(g->team, hex, &who->file, &added, e);
	if (who->kind == GS_GRANTEE_PASSPHRASE &&
	    gs_team_add(g->team, &who->file, "identities/%s.age", hex) != GS_OK)
		return gs_no_memory(e);
	return GS_OK;
}

static void
tell_one(const struct gs_grant *g, const struct gs_grantee *who, bool there,
    bool wrote, size_t made)
{
	char s[GS_TEAM_SHORT_LEN];
	const char *plural = made == 1 ? "" : "s";

	gs_team_short(who->recipient, s);
	if (!there)
		tell(g, "granted '%s' %zu generation%s with %s", g->name, made,
		    plural, s);
	else if (made != 0)
		tell(g, "'%s' has %s already: added %zu missing wrap%s",
		    g->name, s, made, plural);
	else if (!wrote)
		tell(g, "'%s' has %s already: nothing to do", g->name, s);
	if (there && wrote)
		tell(g, "wrote the member file of '%s' with %s anew", g->name,
		    s);
	if (who->kind == GS_GRANTEE_GENERATE)
		tell(g,
		    "the identity of '%s' is shown this once: for a CI secret "
		    "GIT_SEAL_IDENTITY, say",
		    g->name);
	if (who->kind == GS_GRANTEE_PASSPHRASE)
		tell(g, "it opens with: git seal unlock --passphrase '%s'",
		    g->name);
}

static int
grant_one(struct gs_grant *g, struct gs_grantee *who, struct gs_err *e)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	uint8_t id[GS_MEMBER_ID_LEN];
	bool there, wrote;
	size_t made = 0;
	int r;

	if (gs_recipient_id(who->recipient, id) != GS_OK)
		return gs_no_memory(e);
	(void)gs_hex_print(id, sizeof(id), hex);
	if ((r = gs_grant_file(g, who, id, &there, &wrote, e)) != GS_OK ||
	    (r = add_identity(g, who, hex, e)) != GS_OK ||
	    (r = gs_wraps_add(
		 g->team, who->recipient, id, g->mark, &made, e)) != GS_OK)
		return r;
	tell_one(g, who, there, wrote, made);
	return GS_OK;
}

/* The generations: all that open here, or the newest alone. */
static int
choose(struct gs_grant *g, struct gs_err *e)
{
	const struct gs_chain *c = g->team->trust.chain;
	size_t shut = 0;
	int r = gs_wraps_chain(g->team, &g->chain, &shut, e);

	if (r != GS_OK)
		return r;
	if ((g->mark = calloc(gs_chain_nr(c) + 1, 1)) == NULL)
		return gs_no_memory(e);
	if (g->args->from_now) {
		g->mark[gs_chain_find(c, g->team->seals->content.id)] = 1;
		return GS_OK;
	}
	memcpy(g->mark, g->chain, gs_chain_nr(c));
	if (shut != 0)
		gs_warn("grant it again from a clone that opens them",
		    "%zu older generation%s cannot be opened here, and %s not "
		    "granted",
		    shut, shut == 1 ? "" : "s", shut == 1 ? "is" : "are");
	return GS_OK;
}

/* "One that counts but lacks a wrap ...; the next grant ... makes it." */
static int
help_others(struct gs_grant *g, struct gs_err *e)
{
	size_t made = 0, failed = 0;
	int r;

	/* --force was meant for the one who was named. */
	g->team->gpg_force = false;
	gs_gpg_end(g->team);
	r = gs_wraps_fill(g->team, g->chain, &made, &failed, e);

	if (r == GS_OK && made != 0)
		tell(g, "made %zu missing wrap%s for other members", made,
		    made == 1 ? "" : "s");
	return r;
}

/* Shown before anything is staged: a full disk must not leave a member whom
 * nobody has the key of. */
static int
show_identities(const struct gs_grant *g, struct gs_err *e)
{
	for (size_t i = 0; i < g->who.nr; i++) {
		const struct gs_buf *text = &g->who.v[i].text;

		if (text->n != 0)
			gs_out(text->p, text->n);
	}
	return g->shows ? gs_out_flush(e) : GS_OK;
}

static int
finish(struct gs_grant *g, struct gs_err *e)
{
	char *message = gs_asprintf("Grant '%s' access", g->name);
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	int r = GS_OK;

	if (message == NULL)
		return gs_no_memory(e);
	if (g->args->from_now)
		tell(g,
		    "hand over the fingerprint, for git seal unlock --trust: "
		    "%s",
		    gs_fingerprint_print(
			g->team->seals->fingerprint, true, fp));
	if (g->team->nr_files != 0 && (r = gs_team_stage(g->team, e)) == GS_OK)
		r = gs_team_commit(g->team, g->args->commit, message, e);
	free(message);
	return r;
}

static int
grant(struct gs_grant *g, char **words, size_t nr, struct gs_err *e)
{
	const struct gs_ctx *ctx = g->team->ctx;
	int r;

	r = gs_grantees_read(ctx, words, nr, g->args->force, &g->who, e);
	if (r != GS_OK || (r = gs_grant_check(g, e)) != GS_OK ||
	    (r = gs_grantees_make(
		 ctx, g->name, g->args->passphrase_file, &g->who, e)) != GS_OK)
		return r;
	for (size_t i = 0; i < g->who.nr; i++)
		g->shows = g->shows || g->who.v[i].text.n != 0;
	r = choose(g, e);
	for (size_t i = 0; r == GS_OK && i < g->who.nr; i++)
		r = grant_one(g, &g->who.v[i], e);
	if (r == GS_OK && (r = help_others(g, e)) == GS_OK &&
	    (r = show_identities(g, e)) == GS_OK)
		r = finish(g, e);
	return r;
}

int
gs_grant_to(struct gs_ctx *ctx, const struct gs_grant_args *a, const char *name,
    char **words, size_t nr, struct gs_err *e)
{
	static struct gs_team t;
	struct gs_grant g = { .team = &t, .args = a, .name = name };
	int r;

	if ((r = check_values(name, a, e)) != GS_OK ||
	    (r = gs_team_open(&t, ctx, GS_TEAM_WRITE, e)) != GS_OK)
		return r;
	t.gpg_force = a->force;
	r = grant(&g, words, nr, e);
	gs_grantees_clear(&g.who);
	free(g.mark);
	free(g.chain);
	gs_team_close(&t);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	int r;

	if ((r = check_usage(argc, argv, &ctx->e)) != GS_OK)
		return r;
	return gs_grant_to(
	    ctx, args, argv[0], argv + 1, (size_t)argc - 1, &ctx->e);
}

#define AT(field) offsetof(struct gs_grant_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 0, "until", "DATE", "no new wraps after this day (YYYY-MM-DD, UTC)",
	    GS_OPT_STR, AT(until) },
	{ 0, "note", "TEXT", "what the members' list should say",
	    GS_OPT_STR, AT(note) },
	{ 0, "from-now", NULL, "only what is sealed from now on, not the past",
	    GS_OPT_FLAG, AT(from_now) },
	{ 'f', "force", NULL, "take a gpg key that gpg doubts or that expired",
	    GS_OPT_FLAG, AT(force) },
	{ 0, "passphrase-file", "FILE", "the passphrase is this file's line",
	    GS_OPT_STR, AT(passphrase_file) },
	{ 0, "commit", NULL, "commit what was staged, and nothing else",
	    GS_OPT_FLAG, AT(commit) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

const struct gs_cmd gs_cmd_grant = {
	.name = "grant",
	.args = "NAME RECIPIENT...",
	.summary = "give a person or a machine access",
	.about =
	    "Wraps the keyring for each RECIPIENT, under the member NAME, and "
	    "stages what the repository has to carry. After a commit, a push "
	    "and a pull NAME opens the repository with 'git seal unlock', and "
	    "whoever rotates the key later wraps for NAME too. A RECIPIENT "
	    "is:\n\n"
	    "  age1...         an age recipient\n"
	    "  'ssh-... ...'   an ssh public key line (ed25519 or rsa)\n"
	    "  FILE            a .pub file, or any with such lines; - is "
	    "standard input\n"
	    "  gpg:KEY         a key of your gpg keyring, best by its "
	    "fingerprint\n"
	    "  passphrase      one that you agree on; an empty answer makes "
	    "one\n"
	    "  generate        a new identity, shown once, for a CI secret\n\n"
	    "A member may have several recipients; granting one again adds "
	    "what is missing. --until is a reminder and stops new wraps after "
	    "that day (--until never takes it back); what was wrapped before "
	    "stays open. With --from-now the past stays closed to NAME, who "
	    "then needs the fingerprint that is printed.",
	.example =
	    "git seal grant bob ~/keys/bob.pub --commit && git push\n"
	    "curl -s https://github.com/bob.keys | git seal grant bob -\n"
	    "git seal grant ci generate --until 2027-06-30 >ci.secret",
	.flags = GS_CMD_SHARE | GS_CMD_TREE | GS_CMD_KEYS | GS_CMD_RING,
	.opts = opts,
	.args_size = sizeof(struct gs_grant_args),
	.run = run,
};
