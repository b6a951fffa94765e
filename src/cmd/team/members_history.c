#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cmd/front/say.h"
#include "cmd/team/roster_log.h"
#include "codec/hex.h"

#include "cmd/team/members_list.h"

#define MEMBERS "members/"

struct history {
	struct gs_team *t;
	struct gs_roster_log log;
	struct gs_json json;
	struct gs_err *e;
};

/* What an event speaks of; at most one is filled. */
struct subject {
	struct gs_member member;
	struct gs_generation gen;
	bool is_member, is_gen;
	const char *file; /* borrowed: the name */
};

static void
subject_clear(struct subject *s)
{
	gs_member_clear(&s->member);
	gs_generation_clear(&s->gen);
}

/* A file that cannot be read is shown by its name. */
static int
subject_read(const struct history *h, const struct gs_roster_event *ev,
    struct subject *s)
{
	const struct gs_carrier *c = &h->t->carrier.c;
	struct gs_buf b = GS_BUF_INIT;
	int r;

	memset(s, 0, sizeof(*s));
	s->file = strchr(ev->path, '/') + 1;
	r = c->blob(c->ctx, &ev->blob, GS_GENERATION_FILE_MAX, &b, NULL);
	if (r == GS_OK && strncmp(ev->path, MEMBERS, strlen(MEMBERS)) == 0) {
		r = gs_member_parse(s->file, b.p, b.n, &s->member);
		s->is_member = r == GS_OK;
	} else if (r == GS_OK) {
		r = gs_generation_parse(s->file, b.p, b.n, &s->gen);
		s->is_gen = r == GS_OK;
	}
	gs_buf_clear(&b);
	return r == GS_ENOMEM ? gs_no_memory(h->e) : GS_OK;
}

static const char *
word(const struct gs_roster_event *ev, const struct subject *s)
{
	bool member = strncmp(ev->path, MEMBERS, strlen(MEMBERS)) == 0;

	if (ev->how == 'D')
		return member ? "removed" : "vanished";
	if (ev->how != 'A')
		return "changed";
	if (member)
		return "granted";
	if (!s->is_gen)
		return "rotated";
	if (s->gen.nr_parents == 0)
		return "created";
	if (s->gen.nr_revoked != 0)
		return "revoked";
	return s->gen.nr_parents > 1 ? "joined" : "rotated";
}

/* What this clone's keys say of a generation that stands in history. */
static const char *
doubt(const struct history *h, const struct subject *s)
{
	const struct gs_chain_gen *g =
	    s->is_gen ? gs_chain_gen(h->t->trust.chain, s->gen.id) : NULL;

	if (g == NULL || g->state == GS_CHAIN_VALID || g->held)
		return NULL;
	if (g->state == GS_CHAIN_FORGED)
		return "forged";
	return g->state == GS_CHAIN_AHEAD ? "not open here" : "not proven here";
}

static void
print_gen(const struct history *h, const struct subject *s)
{
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1], id[GS_GEN_ID_HEX_LEN + 1];
	const struct gs_generation *g = &s->gen;
	const char *why = doubt(h, s);

	for (size_t i = 0; i < g->nr_revoked; i++)
		gs_outf("%s%s", i == 0 ? "" : ", ", g->revoked[i].name);
	gs_outf("%sgeneration %s", g->nr_revoked != 0 ? ": " : "", s->file);
	for (size_t i = 0; i < g->nr_parents; i++)
		gs_outf("%s %s", i == 0 ? " after" : " and",
		    gs_gen_id_print(g->parent[i].id, id));
	if (g->closing)
		gs_outs(", closing");
	if (g->reason != NULL)
		gs_outf(", %s", g->reason);
	if (why != NULL)
		gs_outf(" (%s)", why);
	gs_outf("\n%12sfingerprint %s\n", "",
	    gs_fingerprint_print(g->fingerprint, true, fp));
}

static void
print_event(const struct history *h, const struct gs_roster_event *ev,
    const struct subject *s)
{
	char day[16], shown[GS_TEAM_SHORT_LEN];

	gs_outf("%s  ", gs_roster_day(ev->time, day));
	gs_out_path(ev->author, strlen(ev->author));
	gs_outf("  %s  ", word(ev, s));
	if (s->is_member)
		gs_outf("%s  %s\n", s->member.name,
		    gs_team_short(s->member.recipient, shown));
	else if (s->is_gen)
		print_gen(h, s);
	else {
		gs_out_path(ev->path, strlen(ev->path));
		gs_outs("\n");
	}
}

static void
json_gen(const struct history *h, const struct subject *s, struct gs_json *j)
{
	char hex[GS_FINGERPRINT_GROUPED_LEN + 1];
	const struct gs_generation *g = &s->gen;
	const char *why = doubt(h, s);

	gs_json_str(j, "generation", s->file);
	gs_json_str(
	    j, "fingerprint", gs_fingerprint_print(g->fingerprint, false, hex));
	gs_json_u64(j, "created", g->created);
	gs_json_str(j, "by", g->by);
	if (g->reason != NULL)
		gs_json_str(j, "reason", g->reason);
	gs_json_bool(j, "closing", gs_generation_closes(g));
	gs_json_array(j, "parents");
	for (size_t i = 0; i < g->nr_parents; i++)
		gs_json_str(j, NULL, gs_gen_id_print(g->parent[i].id, hex));
	gs_json_array_end(j);
	gs_json_array(j, "revoked");
	for (size_t i = 0; i < g->nr_revoked; i++)
		gs_json_str(j, NULL, g->revoked[i].name);
	gs_json_array_end(j);
	if (why != NULL)
		gs_json_str(j, "doubt", why);
}

static void
json_event(struct history *h, const struct gs_roster_event *ev,
    const struct subject *s)
{
	struct gs_json *j = &h->json;

	gs_json_object(j, NULL);
	gs_json_u64(j, "time", ev->time);
	gs_json_str(j, "author", ev->author);
	gs_json_str(j, "commit", ev->commit);
	gs_json_str(j, "event", word(ev, s));
	gs_json_str(j, "path", ev->path);
	if (s->is_member) {
		gs_json_str(j, "name", s->member.name);
		gs_json_str(j, "recipient", s->member.recipient);
	}
	if (s->is_gen)
		json_gen(h, s, j);
	gs_json_object_end(j);
}

static int
each_event(struct history *h)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < h->log.nr; i++) {
		const struct gs_roster_event *ev = &h->log.v[i];
		struct subject s;

		if ((r = subject_read(h, ev, &s)) == GS_OK) {
			if (h->t->ctx->json)
				json_event(h, ev, &s);
			else
				print_event(h, ev, &s);
		}
		subject_clear(&s);
	}
	return r;
}

/* A fork stands open as long as nobody joined it. */
static int
each_tip(struct history *h)
{
	const struct gs_chain *c = h->t->trust.chain;
	uint8_t *tips = calloc(gs_chain_nr(c) + 1, 1);
	char id[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	struct gs_seals s;

	if (tips == NULL || gs_seals_now(c, &s, tips) != GS_OK) {
		free(tips);
		return gs_no_memory(h->e);
	}
	if (h->t->ctx->json)
		gs_json_array(&h->json, "fork");
	for (size_t i = 0; s.what == GS_SEALS_FORK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (!tips[i])
			continue;
		gs_gen_id_print(g->id, id);
		if (h->t->ctx->json)
			gs_json_str(&h->json, NULL, id);
		else
			gs_outf("FORK: generation %s, fingerprint %s\n", id,
			    g->file == NULL
				? "unknown"
				: gs_fingerprint_print(
				      g->file->fingerprint, true, fp));
	}
	if (h->t->ctx->json)
		gs_json_array_end(&h->json);
	free(tips);
	return GS_OK;
}

static int
print(struct history *h)
{
	struct gs_buf out = GS_BUF_INIT;
	bool json = h->t->ctx->json;
	int r;

	if (json) {
		gs_json_init(&h->json, &out);
		gs_json_object(&h->json, NULL);
		gs_json_str(&h->json, "keyring", h->t->ctx->ring);
		gs_json_array(&h->json, "events");
	}
	r = each_event(h);
	if (json)
		gs_json_array_end(&h->json);
	if (r == GS_OK)
		r = each_tip(h);
	if (json) {
		gs_json_object_end(&h->json);
		if (gs_json_end(&h->json) != GS_OK)
			r = gs_no_memory(h->e);
		if (r == GS_OK)
			gs_out(out.p, out.n);
	}
	gs_buf_clear(&out);
	return r;
}

int
gs_members_history(struct gs_team *t, struct gs_err *e)
{
	struct history h = { .t = t, .e = e };
	int r;

	if ((r = gs_roster_log_read(t, true, &h.log, e)) == GS_OK)
		r = print(&h);
	gs_roster_log_clear(&h.log);
	return r;
}
