#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/say.h"
#include "cmd/team/commit.h"
#include "cmd/team/gpg.h"
#include "cmd/team/grantee.h"
#include "cmd/team/wraps.h"
#include "codec/hex.h"

struct grant_args {
	const char *until;
	const char *note;
	bool from_now;
	bool force;
	const char *passphrase_file;
	bool commit;
};

struct grant {
	struct gs_team *team;
	const struct grant_args *args;
	const char *name;
	struct gs_grantees who;
	bool shows;	/* standard output is an identity's */
	uint8_t *mark;	/* owned: the generations that are granted */
	uint8_t *chain; /* owned: the whole chain */
};

static int
no_memory(struct gs_err *e)
{
	return gs_fail(e, GS_ENOMEM, "out of memory");
}

static void tell(const struct grant *g, const char *fmt, ...) GS_PRINTF(2, 3);

/* What was done; where standard output is somebody's secret, beside it. */
static void
tell(const struct grant *g, const char *fmt, ...)
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

static const char *
until_of(const struct grant_args *a)
{
	return a->until == NULL || strcmp(a->until, "never") == 0 ? NULL
								  : a->until;
}

/* Before anything is looked up, made or asked for: whether name, date and
 * note may stand in a member file at all. */
static int
check_values(const char *name, const struct grant_args *a, struct gs_err *e)
{
	static const char any[] =
	    "gpg:0000000000000000000000000000000000000000";
	time_t now = time(NULL);
	struct gs_member m;
	int r;

	r = gs_member_make(name, any, until_of(a), a->note, &m, e);
	if (r != GS_OK)
		return r;
	if (gs_member_expired(&m, now > 0 ? (uint64_t)now : 0))
		r = gs_fail(e, GS_EUSAGE, "'%s' is over", a->until);
	gs_member_clear(&m);
	return r;
}

static int
check_usage(int argc, char **argv, const struct grant_args *a, struct gs_err *e)
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
	return check_values(argv[0], a, e);
}

static const struct gs_members_one *
find_file(const struct gs_team *t, const uint8_t id[GS_MEMBER_ID_LEN])
{
	for (size_t i = 0; i < t->members.nr; i++) {
		if (memcmp(t->members.v[i].id, id, GS_MEMBER_ID_LEN) == 0)
			return &t->members.v[i];
	}
	return NULL;
}

static int
refuse_name(const struct gs_members_one *one, struct gs_err *e)
{
	char s[GS_TEAM_SHORT_LEN], hex[GS_MEMBER_ID_HEX_LEN + 1];
	const struct gs_member *m = one->member;
	int r;

	r = gs_fail(e, GS_EREFUSED, "%s is a recipient of '%s' already",
	    gs_team_short(m->recipient, s), m->name);
	if (one->state == GS_MEMBERS_UNPROVEN)
		gs_hint(e,
		    "git seal members --confirm %s, if that is right, or "
		    "delete the file",
		    gs_hex_print(one->id, GS_MEMBER_ID_LEN, hex));
	else
		gs_hint(e,
		    "a recipient has one name: use that, or git seal revoke "
		    "'%s' first",
		    m->name);
	return r;
}

/* Whether ${one}, the file with the ID of ${g}'s recipient, lets it be
 * granted under this name.  A forged file is nobody's claim. */
static int
check_file(const struct grant *g, const struct gs_members_one *one,
    const struct gs_grantee *who, struct gs_err *e)
{
	if (one->state == GS_MEMBERS_NEWER)
		return gs_fail(e, GS_ENEWER,
		    "the member file of '%s' was written by a newer git-seal",
		    g->name);
	if (one->member == NULL || one->state == GS_MEMBERS_FORGED)
		return GS_OK;
	if (strcmp(one->member->recipient, who->recipient) != 0)
		return gs_fail(e, GS_EREFUSED,
		    "another recipient, of '%s', has the same ID",
		    one->member->name);
	if (strcmp(one->member->name, g->name) != 0)
		return refuse_name(one, e);
	if (one->expired && g->args->until == NULL) {
		int r =
		    gs_fail(e, GS_EREFUSED, "the access of '%s' ended with %s",
			g->name, one->member->until);

		gs_hint(e, "give --until DATE, or --until never");
		return r;
	}
	return GS_OK;
}

static bool
has_passphrase(const struct grant *g)
{
	const struct gs_members *all = &g->team->members;
	char hex[GS_MEMBER_ID_HEX_LEN + 1], path[64];

	for (size_t i = 0; i < all->nr; i++) {
		if (all->v[i].member == NULL ||
		    strcmp(all->v[i].member->name, g->name) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "identities/%s.age",
		    gs_hex_print(all->v[i].id, GS_MEMBER_ID_LEN, hex));
		if (gs_team_carries(g->team, path))
			return true;
	}
	return false;
}

/* All refusals come before the first question and the first secret. */
static int
check_all(const struct grant *g, struct gs_err *e)
{
	size_t fresh = 0;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < g->who.nr; i++) {
		const struct gs_grantee *who = &g->who.v[i];
		const struct gs_members_one *one = NULL;
		uint8_t id[GS_MEMBER_ID_LEN];

		if (who->kind == GS_GRANTEE_PASSPHRASE && !g->args->force &&
		    has_passphrase(g)) {
			r = gs_fail(e, GS_EREFUSED,
			    "'%s' has a passphrase already", g->name);
			gs_hint(e,
			    "--force adds another; git seal revoke '%s' takes "
			    "the old one away",
			    g->name);
			return r;
		}
		if (who->recipient != NULL) {
			if ((r = gs_recipient_id(who->recipient, id)) != GS_OK)
				return no_memory(e);
			one = find_file(g->team, id);
		}
		if (one == NULL)
			fresh++;
		else
			r = check_file(g, one, who, e);
	}
	if (r == GS_OK && fresh > GS_MEMBERS_MAX - g->team->nr_members)
		r = gs_fail(e, GS_ETOOBIG,
		    "the keyring '%s' would have more than %d recipients",
		    g->team->ctx->ring, GS_MEMBERS_MAX);
	return r;
}

/* Whether the file is right as it stands. */
static bool
says_it(const struct grant *g, const struct gs_members_one *one)
{
	const struct grant_args *a = g->args;
	const char *until = until_of(a);
	const struct gs_member *m;

	if (one == NULL || one->state != GS_MEMBERS_COUNTS)
		return false;
	m = one->member;
	if (a->note != NULL &&
	    (m->note == NULL || strcmp(m->note, a->note) != 0))
		return false;
	if (a->until == NULL)
		return true;
	return until == NULL || m->until == NULL ? until == m->until
						 : strcmp(until, m->until) == 0;
}

/* A new file, or the old one with another date or note: what else stands in
 * it, and this version does not know, stays. */
static int
add_file(struct grant *g, const struct gs_members_one *one,
    const struct gs_grantee *who, struct gs_err *e)
{
	const struct gs_member *old =
	    one != NULL && one->state != GS_MEMBERS_FORGED ? one->member : NULL;
	const struct grant_args *a = g->args;
	const char *until = until_of(a), *note = a->note;
	struct gs_member m;
	int r;

	if (old != NULL && a->until == NULL)
		until = old->until;
	if (old != NULL && note == NULL)
		note = old->note;
	r = gs_member_make(g->name, who->recipient, until, note, &m, e);
	if (r != GS_OK)
		return r;
	for (size_t i = 0; r == GS_OK && old != NULL && i < old->extra.nr; i++)
		r = gs_strs_add(&m.extra, old->extra.v[i]);
	if (r == GS_OK &&
	    (r = gs_member_sign(&m, g->team->ctx->ring, g->team->seals)) ==
		GS_OK)
		r = gs_team_add_member(g->team, &m);
	if (r != GS_OK)
		r = gs_fail(e, r, "cannot write the member file of '%s': %s",
		    g->name, gs_strerror(r));
	gs_member_clear(&m);
	return r;
}

static int
add_identity(
    struct grant *g, struct gs_grantee *who, const char *hex, struct gs_err *e)
{
	bool added;

	if (who->kind == GS_GRANTEE_GPG)
		return gs_gpg_keep(g->team, hex, &who->file, &added, e);
	if (who->kind == GS_GRANTEE_PASSPHRASE &&
	    gs_team_add(g->team, &who->file, "identities/%s.age", hex) != GS_OK)
		return no_memory(e);
	return GS_OK;
}

static void
tell_one(const struct grant *g, const struct gs_grantee *who, bool there,
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
grant_one(struct grant *g, struct gs_grantee *who, struct gs_err *e)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	uint8_t id[GS_MEMBER_ID_LEN];
	const struct gs_members_one *one;
	bool wrote;
	size_t made = 0;
	int r;

	if (gs_recipient_id(who->recipient, id) != GS_OK)
		return no_memory(e);
	(void)gs_hex_print(id, sizeof(id), hex);
	one = find_file(g->team, id);
	wrote = !says_it(g, one);
	if (wrote && (r = add_file(g, one, who, e)) != GS_OK)
		return r;
	if ((r = add_identity(g, who, hex, e)) != GS_OK ||
	    (r = gs_wraps_add(
		 g->team, who->recipient, id, g->mark, &made, e)) != GS_OK)
		return r;
	tell_one(g, who, one != NULL, wrote, made);
	return GS_OK;
}

/* The generations: all that open here, or the newest alone. */
static int
choose(struct grant *g, struct gs_err *e)
{
	const struct gs_chain *c = g->team->trust.chain;
	size_t shut = 0;
	int r = gs_wraps_chain(g->team, &g->chain, &shut, e);

	if (r != GS_OK)
		return r;
	if ((g->mark = calloc(gs_chain_nr(c) + 1, 1)) == NULL)
		return no_memory(e);
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
help_others(struct grant *g, struct gs_err *e)
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
show_identities(const struct grant *g, struct gs_err *e)
{
	for (size_t i = 0; i < g->who.nr; i++) {
		const struct gs_buf *text = &g->who.v[i].text;

		if (text->n != 0)
			gs_out(text->p, text->n);
	}
	return g->shows ? gs_out_flush(e) : GS_OK;
}

static int
finish(struct grant *g, struct gs_err *e)
{
	char *message = gs_asprintf("Grant '%s' access", g->name);
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	int r = GS_OK;

	if (message == NULL)
		return no_memory(e);
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
grant(struct grant *g, char **words, size_t nr, struct gs_err *e)
{
	const struct gs_ctx *ctx = g->team->ctx;
	int r;

	r = gs_grantees_read(ctx, words, nr, g->args->force, &g->who, e);
	if (r != GS_OK || (r = check_all(g, e)) != GS_OK ||
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

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct grant_args *a = args;
	static struct gs_team t;
	struct grant g = { .team = &t, .args = a };
	int r;

	if ((r = check_usage(argc, argv, a, &ctx->e)) != GS_OK ||
	    (r = gs_team_open(&t, ctx, GS_TEAM_WRITE, &ctx->e)) != GS_OK)
		return r;
	g.name = argv[0];
	t.gpg_force = a->force;
	r = grant(&g, argv + 1, (size_t)argc - 1, &ctx->e);
	gs_grantees_clear(&g.who);
	free(g.mark);
	free(g.chain);
	gs_team_close(&t);
	return r;
}

#define AT(field) offsetof(struct grant_args, field)

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
	.args_size = sizeof(struct grant_args),
	.run = run,
};
