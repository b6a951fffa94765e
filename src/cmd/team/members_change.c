#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/tty.h"
#include "cmd/front/say.h"
#include "cmd/team/commit.h"
#include "cmd/team/gpg.h"
#include "cmd/team/wraps.h"
#include "codec/hex.h"

#include "cmd/team/members_change.h"

static int
finish(struct gs_team *t, bool commit, const char *message, struct gs_err *e)
{
	int r;

	if (t->nr_files == 0)
		return GS_OK;
	if ((r = gs_team_stage(t, e)) != GS_OK)
		return r;
	return gs_team_commit(t, commit, message, e);
}

static int
fill(struct gs_team *t, size_t *failed, struct gs_err *e)
{
	uint8_t *chain = NULL;
	size_t made = 0;
	int r;

	if ((r = gs_wraps_chain(t, &chain, NULL, e)) == GS_OK)
		r = gs_wraps_fill(t, chain, &made, failed, e);
	free(chain);
	if (r == GS_OK && made != 0)
		gs_note(t->ctx->quiet, "made %zu missing wrap%s", made,
		    made == 1 ? "" : "s");
	else if (r == GS_OK && *failed == 0)
		gs_note(t->ctx->quiet, "no wrap is missing");
	return r;
}

int
gs_members_wrap(struct gs_team *t, bool commit, struct gs_err *e)
{
	size_t failed = 0;
	int r;

	if ((r = fill(t, &failed, e)) == GS_OK)
		r = finish(t, commit, "Wrap the keyring for all members", e);
	return r == GS_OK && failed != 0 ? GS_EREFUSED : r;
}

static int
refresh_one(struct gs_team *t, const struct gs_members_one *m, struct gs_err *e)
{
	const char *fpr = m->member->recipient + strlen(GS_GPG_PREFIX);
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	struct gs_buf asc = GS_BUF_INIT;
	char *recipient = NULL;
	bool added = false;
	int r;

	(void)gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex);
	/* The fingerprint was judged when it was granted. */
	r = gs_gpg_export(t->ctx->repo, fpr, true, &recipient, &asc, e);
	if (r == GS_OK && strcmp(recipient, m->member->recipient) != 0)
		r = gs_fail(e, GS_EUSAGE,
		    "gpg has another key under the fingerprint %s", fpr);
	if (r == GS_OK)
		r = gs_gpg_keep(t, hex, &asc, &added, e);
	if (r == GS_OK)
		gs_note(t->ctx->quiet,
		    added ? "took the renewed key %s of '%s'"
			  : "the key %s of '%s' is no newer in the gpg keyring",
		    fpr, m->member->name);
	gs_buf_clear(&asc);
	free(recipient);
	return r;
}

int
gs_members_refresh(
    struct gs_team *t, const char *name, bool commit, struct gs_err *e)
{
	size_t n = strlen(GS_GPG_PREFIX), found = 0, failed = 0;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < t->members.nr; i++) {
		const struct gs_members_one *m = &t->members.v[i];

		if (m->state != GS_MEMBERS_COUNTS ||
		    strcmp(m->member->name, name) != 0 ||
		    strncmp(m->member->recipient, GS_GPG_PREFIX, n) != 0)
			continue;
		found++;
		r = refresh_one(t, m, e);
	}
	if (r == GS_OK && found == 0)
		r = gs_fail(e, GS_EUSAGE,
		    "the keyring '%s' has no member '%s' with a gpg key",
		    t->ctx->ring, name);
	if (r == GS_OK && (r = fill(t, &failed, e)) == GS_OK)
		r = finish(t, commit, "Renew a member's gpg key", e);
	return r == GS_OK && failed != 0 ? GS_EREFUSED : r;
}

static const struct gs_members_one *
find(const struct gs_team *t, const char *id)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];

	for (size_t i = 0; i < t->members.nr; i++) {
		if (strcmp(
			gs_hex_print(t->members.v[i].id, GS_MEMBER_ID_LEN, hex),
			id) == 0)
			return &t->members.v[i];
	}
	return NULL;
}

static int
refuse(const struct gs_team *t, const struct gs_members_one *m, const char *id,
    struct gs_err *e)
{
	if (m == NULL)
		return gs_fail(e, GS_EUSAGE,
		    "the keyring '%s' has no member file '%s'", t->ctx->ring,
		    id);
	if (m->state == GS_MEMBERS_NEWER)
		return gs_fail(e, GS_ENEWER,
		    "the member file '%s' was written by a newer git-seal", id);
	return gs_fail(e, GS_EDAMAGED, "the member file '%s' is damaged", id);
}

static void
show(const struct gs_member *m, const char *id)
{
	gs_outf("member file %s\n  name       %s\n  recipient  %s\n", id,
	    m->name, m->recipient);
	if (m->until != NULL)
		gs_outf("  until      %s\n", m->until);
	if (m->note != NULL)
		gs_outf("  note       %s\n", m->note);
}

static int
ask(const struct gs_member *m, struct gs_err *e)
{
	char *question = gs_asprintf(
	    "Is this a key of '%s', who may read what is sealed? [y/N] ",
	    m->name);
	struct gs_buf answer = GS_BUF_INIT;
	int r;

	if (question == NULL)
		return gs_no_memory(e);
	r = gs_out_flush(e);
	if (r == GS_OK && (r = gs_tty_line(question, &answer, e)) == GS_OK &&
	    (answer.n == 0 || (answer.p[0] | 0x20) != 'y'))
		r = gs_fail(e, GS_EREFUSED, "nothing was changed");
	if (r == GS_ENOTFOUND || r == GS_ENOKEY) {
		r = gs_fail(e, GS_EREFUSED, "there is no terminal to ask on");
		gs_hint(e, "--yes, once you have compared the recipient");
	}
	gs_buf_clear(&answer);
	free(question);
	return r;
}

/* The parsed file itself gets the new tag: what else stands in it stays. */
static int
sign(struct gs_team *t, const uint8_t id[GS_MEMBER_ID_LEN], struct gs_err *e)
{
	int r = GS_ENOTFOUND;

	for (size_t i = 0; i < t->nr_members; i++) {
		struct gs_member *m = &t->member[i];

		if (t->member_file[i].member == NULL ||
		    memcmp(m->id, id, GS_MEMBER_ID_LEN) != 0)
			continue;
		r = gs_member_sign(m, t->ctx->ring, t->seals);
		if (r == GS_OK)
			r = gs_team_add_member(t, m);
	}
	return r == GS_OK
	    ? r
	    : gs_fail(e, r, "cannot write the member file: %s", gs_strerror(r));
}

static int
confirm(struct gs_team *t, const struct gs_members_one *m, struct gs_err *e)
{
	const size_t at = gs_chain_find(t->trust.chain, t->seals->content.id);
	size_t failed = 0;
	int r;

	if ((r = sign(t, m->id, e)) != GS_OK)
		return r;
	gs_note(t->ctx->quiet, "'%s' is proven", m->member->name);
	if ((r = gs_team_judge(t, &at, 1, e)) == GS_OK)
		r = fill(t, &failed, e);
	return r;
}

int
gs_members_confirm(
    struct gs_team *t, const char *id, bool yes, bool commit, struct gs_err *e)
{
	const struct gs_members_one *m = find(t, id);
	int r = GS_OK;

	if (m == NULL || m->member == NULL || m->state == GS_MEMBERS_NEWER)
		return refuse(t, m, id, e);
	show(m->member, id);
	if (m->state == GS_MEMBERS_COUNTS) {
		gs_note(t->ctx->quiet, "it counts already: nothing to confirm");
		return GS_OK;
	}
	if (!yes)
		r = ask(m->member, e);
	if (r == GS_OK && (r = confirm(t, m, e)) == GS_OK)
		r = finish(t, commit, "Confirm a member", e);
	return r;
}
