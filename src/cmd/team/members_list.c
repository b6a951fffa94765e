#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cmd/front/say.h"
#include "cmd/team/roster_log.h"
#include "cmd/team/wraps.h"
#include "codec/hex.h"

#include "cmd/team/members_list.h"

static const char *const states[] = {
	[GS_MEMBERS_COUNTS] = "counts",
	[GS_MEMBERS_UNPROVEN] = "unproven",
	[GS_MEMBERS_FORGED] = "forged",
	[GS_MEMBERS_DAMAGED] = "damaged",
	[GS_MEMBERS_NEWER] = "newer",
};

struct list {
	struct gs_team *t;
	struct gs_roster_log log;
	uint8_t *chain; /* owned: what members should open; NULL: unknown */
	uint8_t *opens, *lacks; /* owned: of one member file at a time */
	size_t nr_opens, nr_lacks;
	size_t total; /* generations that the repository has */
	struct gs_json json;
	struct gs_err *e;
};

static bool
is_finding(const struct gs_members_one *m)
{
	return m->state != GS_MEMBERS_COUNTS;
}

static bool
is_wanted(const struct gs_members_one *m, char **names, size_t nr)
{
	for (size_t i = 0; m->member != NULL && i < nr; i++) {
		if (strcmp(m->member->name, names[i]) == 0)
			return true;
	}
	return nr == 0;
}

/* Which generations it has wraps of, and which are missing. */
static int
look(struct list *l, const struct gs_members_one *m)
{
	const struct gs_chain *c = l->t->trust.chain;
	size_t nr = gs_chain_nr(c);
	int r = GS_OK;

	l->nr_opens = l->nr_lacks = 0;
	memset(l->opens, 0, nr);
	memset(l->lacks, 0, nr);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		bool yes = false;

		r = gs_team_has_wrap(
		    l->t, gs_chain_at(c, i)->id, m->id, &yes, l->e);
		l->opens[i] = yes;
	}
	if (r == GS_OK && l->chain != NULL && m->state == GS_MEMBERS_COUNTS &&
	    !m->expired)
		r = gs_wraps_lacking(l->t, m->id, l->chain, l->lacks, l->e);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		l->nr_opens += l->opens[i];
		l->nr_lacks += l->lacks[i];
	}
	return r;
}

static const struct gs_roster_event *
since(const struct list *l, const struct gs_members_one *m)
{
	char path[40], hex[GS_MEMBER_ID_HEX_LEN + 1];

	(void)snprintf(path, sizeof(path), "members/%s",
	    gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex));
	return gs_roster_log_since(&l->log, path);
}

static void
print_since(const struct list *l, const struct gs_members_one *m)
{
	const struct gs_roster_event *ev = since(l, m);
	char day[16];

	if (ev == NULL) {
		gs_outs(", not committed yet");
		return;
	}
	gs_outf(", since %s by ", gs_roster_day(ev->time, day));
	gs_out_path(ev->author, strlen(ev->author));
}

static void
print_generations(const struct list *l, const uint8_t *set)
{
	const struct gs_chain *c = l->t->trust.chain;
	char id[GS_GEN_ID_HEX_LEN + 1];

	for (size_t i = 0; i < gs_chain_nr(c); i++) {
		if (set[i])
			gs_outf(
			    " %s", gs_gen_id_print(gs_chain_at(c, i)->id, id));
	}
	gs_outs("\n");
}

static void
print_more(const struct list *l, const struct gs_members_one *m)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];

	gs_outf("    id %s\n    %s\n    opens",
	    gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex), m->member->recipient);
	print_generations(l, l->opens);
}

static void
print_state(const struct list *l, const struct gs_members_one *m)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];

	(void)gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex);
	if (m->state == GS_MEMBERS_UNPROVEN)
		gs_outf(", UNPROVEN (git seal members --confirm %s)", hex);
	else if (m->state != GS_MEMBERS_COUNTS)
		gs_outf(", %s (member file %s)",
		    m->state == GS_MEMBERS_FORGED ? "FORGED" : "NEWER", hex);
	if (l->nr_lacks != 0)
		gs_outf(", lacks %zu (git seal members --wrap)", l->nr_lacks);
}

static void
print_one(const struct list *l, const struct gs_members_one *m)
{
	char s[GS_TEAM_SHORT_LEN];

	gs_outf("  %-30s  opens %zu of %zu",
	    gs_team_short(m->member->recipient, s), l->nr_opens, l->total);
	print_since(l, m);
	if (m->member->until != NULL)
		gs_outf(", %s %s", m->expired ? "expired" : "until",
		    m->member->until);
	/* Without the key nothing can be told of it. */
	if (l->t->seals != NULL)
		print_state(l, m);
	if (m->member->note != NULL)
		gs_outf(", %s", m->member->note);
	gs_outs("\n");
	if (l->t->ctx->verbose)
		print_more(l, m);
}

static int
print_members(struct list *l, char **names, size_t nr)
{
	const struct gs_members *all = &l->t->members;
	const char *last = NULL;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < all->nr; i++) {
		const struct gs_members_one *m = &all->v[i];
		char hex[GS_MEMBER_ID_HEX_LEN + 1];

		if (!is_wanted(m, names, nr))
			continue;
		if (m->member == NULL) {
			gs_outf("member file %s: %s\n",
			    gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex),
			    m->state == GS_MEMBERS_NEWER ? "of a newer git-seal"
							 : "DAMAGED");
			continue;
		}
		if (last == NULL || strcmp(last, m->member->name) != 0)
			gs_outf("%s\n", m->member->name);
		last = m->member->name;
		if ((r = look(l, m)) == GS_OK)
			print_one(l, m);
	}
	return r;
}

static void
print_removed(const struct list *l)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];

	for (size_t i = 0; i < l->t->members.nr_removed; i++)
		gs_outf("REMOVED without a rotation, so still able to read: "
			"member file %s\n",
		    gs_hex_print(
			l->t->members.removed[i], GS_MEMBER_ID_LEN, hex));
}

static int
print_text(struct list *l, char **names, size_t nr)
{
	const struct gs_team *t = l->t;
	char id[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	int r;

	if (t->seals != NULL)
		gs_outf("keyring '%s', generation %s\nfingerprint %s\n",
		    t->ctx->ring, gs_gen_id_print(t->seals->content.id, id),
		    gs_fingerprint_print(t->seals->fingerprint, true, fp));
	if ((r = print_members(l, names, nr)) != GS_OK)
		return r;
	if (nr == 0)
		print_removed(l);
	if (t->members.nr == 0)
		gs_note(t->ctx->quiet, "the keyring '%s' has no members",
		    t->ctx->ring);
	gs_note(t->ctx->quiet,
	    "whoever holds an exported key file is not listed here");
	return GS_OK;
}

static void
json_set(struct list *l, const char *key, const uint8_t *set)
{
	const struct gs_chain *c = l->t->trust.chain;
	char id[GS_GEN_ID_HEX_LEN + 1];

	gs_json_array(&l->json, key);
	for (size_t i = 0; i < gs_chain_nr(c); i++) {
		if (set[i])
			gs_json_str(&l->json, NULL,
			    gs_gen_id_print(gs_chain_at(c, i)->id, id));
	}
	gs_json_array_end(&l->json);
}

static void
json_since(struct list *l, const struct gs_members_one *m)
{
	const struct gs_roster_event *ev = since(l, m);

	if (ev == NULL) {
		gs_json_null(&l->json, "since");
		return;
	}
	gs_json_u64(&l->json, "since", ev->time);
	gs_json_str(&l->json, "by", ev->author);
	gs_json_str(&l->json, "commit", ev->commit);
}

static void
json_maybe(struct gs_json *j, const char *key, const char *value)
{
	if (value == NULL)
		gs_json_null(j, key);
	else
		gs_json_str(j, key, value);
}

static int
json_one(struct list *l, const struct gs_members_one *m)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	struct gs_json *j = &l->json;
	int r;

	if ((r = look(l, m)) != GS_OK)
		return r;
	gs_json_object(j, NULL);
	gs_json_str(j, "id", gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex));
	json_maybe(j, "name", m->member == NULL ? NULL : m->member->name);
	json_maybe(
	    j, "recipient", m->member == NULL ? NULL : m->member->recipient);
	json_maybe(j, "state", l->t->seals == NULL ? NULL : states[m->state]);
	json_maybe(j, "until", m->member == NULL ? NULL : m->member->until);
	gs_json_bool(j, "expired", m->expired);
	json_maybe(j, "note", m->member == NULL ? NULL : m->member->note);
	json_since(l, m);
	json_set(l, "opens", l->opens);
	json_set(l, "lacks", l->lacks);
	gs_json_object_end(j);
	return GS_OK;
}

static int
print_json(struct list *l, char **names, size_t nr)
{
	const struct gs_members *all = &l->t->members;
	char id[2 * GS_FINGERPRINT_LEN + GS_FINGERPRINT_GROUPED_LEN];
	const struct gs_gen *seals = l->t->seals;
	struct gs_buf out = GS_BUF_INIT;
	struct gs_json *j = &l->json;
	int r = GS_OK;

	gs_json_init(j, &out);
	gs_json_object(j, NULL);
	gs_json_str(j, "keyring", l->t->ctx->ring);
	json_maybe(j, "generation",
	    seals == NULL ? NULL : gs_gen_id_print(seals->content.id, id));
	json_maybe(j, "fingerprint",
	    seals == NULL
		? NULL
		: gs_fingerprint_print(seals->fingerprint, false, id));
	gs_json_array(j, "members");
	for (size_t i = 0; r == GS_OK && i < all->nr; i++) {
		if (is_wanted(&all->v[i], names, nr))
			r = json_one(l, &all->v[i]);
	}
	gs_json_array_end(j);
	gs_json_array(j, "removed");
	for (size_t i = 0; i < all->nr_removed; i++)
		gs_json_str(j, NULL,
		    gs_hex_print(all->removed[i], GS_MEMBER_ID_LEN, id));
	gs_json_array_end(j);
	gs_json_object_end(j);
	if (r == GS_OK && gs_json_end(j) != GS_OK)
		r = gs_no_memory(l->e);
	if (r == GS_OK)
		gs_out(out.p, out.n);
	gs_buf_clear(&out);
	return r;
}

static int
prepare(struct list *l)
{
	const struct gs_chain *c = l->t->trust.chain;
	int r;

	if ((r = gs_roster_log_read(l->t, false, &l->log, l->e)) != GS_OK)
		return r;
	if (l->t->seals != NULL &&
	    (r = gs_wraps_chain(l->t, &l->chain, NULL, l->e)) != GS_OK)
		return r;
	/* gs_wraps_chain may have opened more, never fewer places. */
	l->opens = calloc(gs_chain_nr(c) + 1, 1);
	l->lacks = calloc(gs_chain_nr(c) + 1, 1);
	if (l->opens == NULL || l->lacks == NULL)
		return gs_no_memory(l->e);
	for (size_t i = 0; i < gs_chain_nr(c); i++)
		l->total += gs_chain_at(c, i)->file != NULL;
	return GS_OK;
}

static int
verdict(const struct list *l, char **names, size_t nr)
{
	const struct gs_members *all = &l->t->members;
	bool any = nr == 0, bad = nr == 0 && all->nr_removed != 0;

	for (size_t i = 0; i < all->nr; i++) {
		if (!is_wanted(&all->v[i], names, nr))
			continue;
		any = true;
		bad = bad || is_finding(&all->v[i]);
	}
	if (!any)
		return gs_fail(l->e, GS_EUSAGE,
		    "nobody in keyring '%s' is called '%s'", l->t->ctx->ring,
		    names[0]);
	/* Without a key nothing was judged. */
	return bad && l->t->seals != NULL ? GS_EREFUSED : GS_OK;
}

int
gs_members_list(struct gs_team *t, char **names, size_t nr, struct gs_err *e)
{
	struct list l = { .t = t, .e = e };
	int r = verdict(&l, names, nr), k;

	if (r == GS_OK || r == GS_EREFUSED) {
		k = prepare(&l);
		if (k == GS_OK)
			k = t->ctx->json ? print_json(&l, names, nr)
					 : print_text(&l, names, nr);
		r = k != GS_OK ? k : r;
	}
	gs_roster_log_clear(&l.log);
	free(l.chain);
	free(l.opens);
	free(l.lacks);
	return r;
}
