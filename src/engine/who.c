#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"

#include "engine/who.h"

struct search {
	struct gs_trust *t;
	const struct gs_strs *ours;
	uint64_t now;
	struct gs_who *out;
	struct gs_err *e;
};

void
gs_who_clear(struct gs_who *w)
{
	free(w->name);
	free(w->until);
	memset(w, 0, sizeof(*w));
}

static int
take(struct search *s, enum gs_who_kind kind, const char *name,
    const char *until, const uint8_t *gen)
{
	struct gs_who *w = s->out;

	if (kind <= w->kind)
		return GS_OK;
	gs_who_clear(w);
	w->kind = kind;
	if (gen != NULL)
		memcpy(w->gen, gen, sizeof(w->gen));
	w->name = gs_strdup(name);
	if (until != NULL)
		w->until = gs_strdup(until);
	return w->name == NULL || (until != NULL && w->until == NULL)
	    ? GS_ENOMEM
	    : GS_OK;
}

static int
note_member(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct search *s = arg;
	struct gs_buf b = GS_BUF_INIT;
	struct gs_member m = { .name = NULL };
	bool over;
	int r;

	if (mode != GS_MODE_FILE || !gs_strs_has(s->ours, name))
		return GS_OK;
	r = s->t->carrier->blob(
	    s->t->carrier->ctx, id, GS_MEMBER_FILE_MAX, &b, NULL);
	if (r == GS_OK)
		r = gs_member_parse(name, b.p, b.n, &m);
	if (r == GS_OK) {
		over = gs_member_expired(&m, s->now);
		r = take(s, over ? GS_WHO_EXPIRED : GS_WHO_MEMBER, m.name,
		    over ? m.until : NULL, NULL);
	} else if (r != GS_ENOMEM) {
		r = GS_OK; /* a file that says nothing */
	}
	gs_member_clear(&m);
	gs_buf_clear(&b);
	return r;
}

static int
note_revoked(struct search *s, const struct gs_generation *g)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < g->nr_revoked; i++) {
		(void)gs_hex_print(g->revoked[i].id, GS_MEMBER_ID_LEN, hex);
		if (gs_strs_has(s->ours, hex))
			r = take(
			    s, GS_WHO_REVOKED, g->revoked[i].name, NULL, g->id);
	}
	return r;
}

static int
look_in(struct search *s, enum gs_where where)
{
	static const uint32_t set[GS_WHERE_NR] = {
		[GS_WHERE_TRUNK] = GS_CHAIN_TRUNK,
		[GS_WHERE_HEAD] = GS_CHAIN_HEAD,
		[GS_WHERE_INDEX] = GS_CHAIN_INDEX,
		[GS_WHERE_TREE] = GS_CHAIN_TREE,
	};
	const struct gs_chain *c = s->t->chain;
	char *folder = gs_asprintf("%s/members", s->t->name);
	int r = GS_ENOMEM;

	if (folder != NULL)
		r = s->t->carrier->each(
		    s->t->carrier->ctx, where, folder, note_member, s, s->e);
	free(folder);
	r = r == GS_ENOTFOUND ? GS_OK : r;
	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if ((g->sets & set[where]) != 0 && g->file != NULL &&
		    g->state != GS_CHAIN_FORGED)
			r = note_revoked(s, g->file);
	}
	return r;
}

int
gs_who_find(struct gs_trust *t, const struct gs_strs *ours, uint64_t now,
    struct gs_who *out, struct gs_err *e)
{
	static const enum gs_where places[] = { GS_WHERE_TREE, GS_WHERE_TRUNK,
		GS_WHERE_HEAD, GS_WHERE_INDEX };
	struct search s = { t, ours, now, out, e };
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	for (size_t i = 0;
	     r == GS_OK && out->kind == GS_WHO_STRANGER && i < GS_NR(places);
	     i++)
		r = look_in(&s, places[i]);
	if (r != GS_OK)
		gs_who_clear(out);
	return r == GS_ENOMEM ? gs_no_memory(e) : r;
}

struct wraps {
	const struct gs_strs *ours;
	bool any;
};

/* "ID-8HEX.age", or .gpg */
static int
note_wrap(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct wraps *w = arg;

	(void)id;
	for (size_t i = 0; mode == GS_MODE_FILE && i < w->ours->nr; i++) {
		size_t n = strlen(w->ours->v[i]);

		if (strncmp(name, w->ours->v[i], n) == 0 && name[n] == '-')
			w->any = true;
	}
	return GS_OK;
}

static int
wrapped(struct gs_trust *t, const char *gen, struct wraps *w, struct gs_err *e)
{
	char *folder = gs_asprintf("%s/wraps/%s", t->name, gen);
	int r = folder == NULL ? GS_ENOMEM : GS_OK;

	w->any = false;
	for (int i = 0; r == GS_OK && !w->any && i < GS_WHERE_NR; i++) {
		r = t->carrier->each(
		    t->carrier->ctx, (enum gs_where)i, folder, note_wrap, w, e);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	free(folder);
	return r == GS_ENOMEM ? gs_no_memory(e) : r;
}

static int
spoilt(const struct gs_trust *t, enum gs_chain_state state, const char *gen,
    struct gs_err *e)
{
	int r;

	if (state == GS_CHAIN_NEWER) {
		r = gs_fail(e, GS_ENEWER,
		    "generation %s of keyring '%s' was made by a newer "
		    "git-seal",
		    gen, t->name);
		gs_hint(e, "update git-seal");
		return r;
	}
	r = gs_fail(e, GS_EDAMAGED,
	    "the file of generation %s is %s: '.git-seal/%s/generations/%s'",
	    gen, state == GS_CHAIN_FORGED ? "forged" : "damaged", t->name, gen);
	gs_hint(e, "git log -- .git-seal says who changed it");
	return r;
}

int
gs_who_spoilt(struct gs_trust *t, const struct gs_strs *ours, struct gs_err *e)
{
	char gen[GS_GEN_ID_HEX_LEN + 1];
	struct wraps w = { ours, false };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(t->chain); i++) {
		const struct gs_chain_gen *g = gs_chain_at(t->chain, i);

		if (g->state != GS_CHAIN_NEWER && g->state != GS_CHAIN_FORGED &&
		    g->state != GS_CHAIN_DAMAGED)
			continue;
		(void)gs_gen_id_print(g->id, gen);
		if ((r = wrapped(t, gen, &w, e)) == GS_OK && w.any)
			r = spoilt(t, g->state, gen, e);
	}
	return r;
}

int
gs_who_fail(const struct gs_who *w, const char *lead, struct gs_err *e)
{
	char id[GS_GEN_ID_HEX_LEN + 1];

	switch (w->kind) {
	case GS_WHO_EXPIRED:
		(void)gs_fail(e, GS_ENOKEY,
		    "%s: member '%s' was granted until %s, which is over, and "
		    "has no wraps of what came after",
		    lead, w->name, w->until);
		gs_hint(e,
		    "ask a member for git seal grant %s RECIPIENT --until DATE",
		    w->name);
		break;
	case GS_WHO_MEMBER:
		(void)gs_fail(e, GS_ENOKEY, "%s: member '%s' lacks a wrap",
		    lead, w->name);
		gs_hint(e,
		    "ask a member for git seal members, which says whether "
		    "--confirm or --wrap is due");
		break;
	case GS_WHO_REVOKED:
		(void)gs_fail(e, GS_ENOKEY,
		    "%s: '%s' was revoked by generation %s", lead, w->name,
		    gs_gen_id_print(w->gen, id));
		gs_hint(
		    e, "ask a member for git seal grant %s RECIPIENT", w->name);
		break;
	case GS_WHO_STRANGER:
		(void)gs_fail(e, GS_ENOKEY,
		    "%s: its member file is gone, as of somebody who was "
		    "revoked",
		    lead);
		gs_hint(e, "ask a member for git seal grant NAME RECIPIENT");
		break;
	}
	return GS_ENOKEY;
}
