#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/keys/unlock_gpg.h"
#include "format/age/recipient.h"

#include "cmd/keys/whoami.h"

#define NAMES_MAX 64 /* of members, in a sentence */

static int
gpg_ids(struct gs_team *t, struct gs_strs *out, struct gs_err *e)
{
	char hex[GS_RECIPIENT_ID_HEX_LEN + 1];
	struct gs_strs mine = { NULL, 0, 0 };
	int r = gs_unlock_gpg_mine(t, &mine, e);

	r = r == GS_ENOKEY ? GS_OK : r;
	for (size_t i = 0; r == GS_OK && i < mine.nr; i++) {
		if ((r = gs_recipient_id_hex(mine.v[i], hex)) == GS_OK)
			r = gs_strs_add(out, hex);
	}
	gs_strs_clear(&mine);
	return r;
}

static int
our_ids(struct gs_team *t, const struct gs_identities *ids, struct gs_strs *out,
    struct gs_err *e)
{
	return ids != NULL ? gs_trust_our_ids(ids, out) : gpg_ids(t, out, e);
}

int
gs_whoami(struct gs_team *t, const struct gs_identities *ids,
    struct gs_who *who, struct gs_err *e)
{
	struct gs_strs ours = { NULL, 0, 0 };
	time_t now = time(NULL);
	int r;

	memset(who, 0, sizeof(*who));
	if ((r = our_ids(t, ids, &ours, e)) == GS_OK)
		r = gs_who_find(
		    &t->trust, &ours, now > 0 ? (uint64_t)now : 0, who, e);
	gs_strs_clear(&ours);
	return r == GS_ENOMEM ? gs_no_memory(e) : r;
}

/* For whom the keyring is wrapped, so that a stranger knows whom to ask. */
static int
list_names(const struct gs_team *t, struct gs_buf *out)
{
	struct gs_strs names = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < t->nr_members; i++) {
		const struct gs_member *m = t->member_file[i].member;

		if (m != NULL && names.nr < NAMES_MAX &&
		    !gs_strs_has(&names, m->name))
			r = gs_strs_add(&names, m->name);
	}
	gs_strs_sort(&names);
	for (size_t i = 0; r == GS_OK && i < names.nr; i++) {
		if (out->n > 512) {
			r = gs_buf_adds(out, ", ...");
			break;
		}
		r = gs_buf_addf(
		    out, "%s'%s'", out->n == 0 ? "" : ", ", names.v[i]);
	}
	gs_strs_clear(&names);
	return r == GS_OK && gs_buf_str(out) == NULL ? GS_ENOMEM : r;
}

static int
for_whom(struct gs_team *t, const struct gs_err *best, struct gs_err *e)
{
	struct gs_buf names = GS_BUF_INIT;
	int r;

	if (list_names(t, &names) != GS_OK) {
		r = gs_no_memory(e);
	} else if (names.n == 0) {
		r = gs_fail(e, GS_ENOKEY,
		    "the keyring '%s' is wrapped for nobody yet, so no "
		    "identity opens it",
		    t->ctx->ring);
		gs_hint(e, "%s", best->hint);
	} else {
		r = gs_fail(e, GS_ENOKEY, "%s; it is wrapped for %s",
		    best->what, (const char *)names.p);
		gs_hint(e, "%s", best->hint);
	}
	gs_buf_clear(&names);
	return r;
}

int
gs_whoami_refuse(struct gs_ctx *ctx, const char *ring,
    const struct gs_identities *ids, bool known, const char *lead,
    struct gs_err *e)
{
	static struct gs_team t;
	struct gs_ctx mine = *ctx;
	struct gs_who who = { .name = NULL };
	struct gs_err why = { "", "" };
	int r;

	mine.ring = ring;
	r = gs_team_open(
	    &t, &mine, ids != NULL ? GS_TEAM_KEYS : GS_TEAM_READ, e);
	if (r != GS_OK)
		return r;
	if (ids != NULL)
		r = gs_team_members(&t, e);
	if (r == GS_OK && (r = gs_whoami(&t, ids, &who, e)) == GS_OK &&
	    (known || who.kind != GS_WHO_STRANGER)) {
		(void)gs_who_fail(&who, lead, &why);
		r = for_whom(&t, &why, e);
	}
	gs_who_clear(&who);
	gs_team_close(&t);
	return r;
}

/* Better than ${why}, where we are no stranger. */
static int
explain(struct gs_team *t, const struct gs_identities *ids,
    const struct gs_err *why, struct gs_err *out)
{
	struct gs_who who;
	char *lead = NULL;
	int r = gs_whoami(t, ids, &who, out);

	if (r == GS_OK && who.kind == GS_WHO_STRANGER) {
		r = gs_fail(out, GS_ENOKEY, "%s", why->what);
		gs_hint(out,
		    "ask one of them for git seal grant NAME RECIPIENT, or use "
		    "git seal unlock KEYFILE");
	} else if (r == GS_OK) {
		lead = gs_asprintf(
		    "no identity here opens the keyring '%s'", t->ctx->ring);
		r = lead == NULL ? gs_no_memory(out) : GS_OK;
		if (r == GS_OK)
			r = gs_who_fail(&who, lead, out);
	}
	free(lead);
	gs_who_clear(&who);
	return r;
}

/* A wrap for us that cannot count, since its generation's file is spoilt. */
static int
refuse_spoilt(
    struct gs_team *t, const struct gs_identities *ids, struct gs_err *e)
{
	struct gs_strs ours = { NULL, 0, 0 };
	int r = our_ids(t, ids, &ours, e);

	if (r == GS_OK)
		r = gs_who_spoilt(&t->trust, &ours, e);
	gs_strs_clear(&ours);
	return r == GS_ENOMEM ? gs_no_memory(e) : r;
}

int
gs_whoami_none(struct gs_team *t, const struct gs_identities *ids,
    const struct gs_err *why, struct gs_err *e)
{
	struct gs_err best = { "", "" };
	int r;

	if ((r = refuse_spoilt(t, ids, e)) != GS_OK)
		return r;
	if ((r = explain(t, ids, why, &best)) != GS_ENOKEY) {
		*e = best;
		return r;
	}
	return for_whom(t, &best, e);
}
