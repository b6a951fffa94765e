#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"

#include "cmd/team/grant_member.h"

const char *
gs_grant_until(const struct gs_grant_args *a)
{
	return a->until == NULL || strcmp(a->until, "never") == 0 ? NULL
								  : a->until;
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
check_file(const struct gs_grant *g, const struct gs_members_one *one,
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
has_passphrase(const struct gs_grant *g)
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

int
gs_grant_check(const struct gs_grant *g, struct gs_err *e)
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
				return gs_no_memory(e);
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
says_it(const struct gs_grant *g, const struct gs_members_one *one)
{
	const struct gs_grant_args *a = g->args;
	const char *until = gs_grant_until(a);
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
add_file(struct gs_grant *g, const struct gs_members_one *one,
    const struct gs_grantee *who, struct gs_err *e)
{
	const struct gs_member *old =
	    one != NULL && one->state != GS_MEMBERS_FORGED ? one->member : NULL;
	const struct gs_grant_args *a = g->args;
	const char *until = gs_grant_until(a), *note = a->note;
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

int
gs_grant_file(struct gs_grant *g, const struct gs_grantee *who,
    const uint8_t id[GS_MEMBER_ID_LEN], bool *there, bool *wrote,
    struct gs_err *e)
{
	const struct gs_members_one *one = find_file(g->team, id);

	*there = one != NULL && one->member != NULL &&
	    one->state != GS_MEMBERS_FORGED;
	*wrote = !says_it(g, one);
	return *wrote ? add_file(g, one, who, e) : GS_OK;
}
