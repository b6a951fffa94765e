#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/team/team.h"
#include "codec/hex.h"

#include "cmd/check/closed.h"

/* One keyring, with what the tree of ${s} carries of it. */
struct view {
	struct gs_ctx ctx; /* a copy: of another keyring */
	struct gs_team team;
	uint32_t set; /* GS_CHAIN_*: that tree's */
};

/* ${members}: they will be judged too. */
static int
open_view(struct gs_check *c, const struct gs_oid *commit, const char *ring,
    bool members, struct view **out, struct gs_err *e)
{
	bool tree = commit->n != 0;
	struct view *v = calloc(1, sizeof(*v));
	int r;

	*out = NULL;
	if (v == NULL)
		return gs_no_memory(e);
	v->ctx = *c->ctx;
	v->ctx.ring = ring;
	v->set = tree ? GS_CHAIN_TREE : GS_CHAIN_INDEX;
	r = gs_team_open(&v->team, &v->ctx,
	    tree || !members ? GS_TEAM_KEYS : GS_TEAM_READ, e);
	if (r != GS_OK) {
		free(v);
		return r;
	}
	if (!tree ||
	    (r = gs_team_tree(&v->team, commit, members, e)) == GS_OK) {
		*out = v;
		return GS_OK;
	}
	gs_team_close(&v->team);
	free(v);
	return r;
}

static void
close_view(struct view *v)
{
	if (v == NULL)
		return;
	gs_team_close(&v->team);
	free(v);
}

/* The closed ones, as a text that a map can hold: "ID ID ". */
static int
list_closed(const struct view *v, struct gs_buf *out)
{
	const struct gs_chain *chain = v->team.trust.chain;
	size_t nr = gs_chain_nr(chain);
	uint8_t *mark = calloc(nr + 1, 1);
	char hex[GS_GEN_ID_HEX_LEN + 1];
	int r = GS_ENOMEM;

	if (mark != NULL)
		r = gs_seals_closed(chain, v->set, mark);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (mark[i])
			r = gs_buf_addf(out, "%s ",
			    gs_gen_id_print(gs_chain_at(chain, i)->id, hex));
	}
	free(mark);
	return r == GS_ENOKEY ? GS_OK : r;
}

static int
find_closed(struct gs_check *c, const struct gs_check_snap *s, const char *ring,
    const char *key, char **out, struct gs_err *e)
{
	struct gs_buf list = GS_BUF_INIT;
	const char *text;
	struct view *v;
	int r;

	if ((r = open_view(c, &s->commit, ring, false, &v, e)) != GS_OK)
		return r;
	if ((r = list_closed(v, &list)) == GS_OK &&
	    ((text = gs_buf_str(&list)) == NULL ||
		(*out = gs_strdup(text)) == NULL))
		r = GS_ENOMEM;
	if (r == GS_OK)
		r = gs_map_put(&c->closed, key, strlen(key), *out);
	if (r != GS_OK) {
		free(*out);
		r = gs_no_memory(e);
	}
	gs_buf_clear(&list);
	close_view(v);
	return r;
}

int
gs_check_closed(struct gs_check *c, const struct gs_check_snap *s,
    const char *ring, const uint8_t id[GS_GEN_ID_LEN], bool *yes,
    struct gs_err *e)
{
	const struct gs_keyring *held = gs_keys_ring(&c->ctx->keys, ring);
	char hex[GS_GEN_ID_HEX_LEN + 1];
	char *list, *key;
	int r = GS_OK;

	*yes = false;
	if (s->commit.n == 0) { /* gs_judge_keys knows */
		*yes = held != NULL && gs_keyring_closed(held, id);
		return GS_OK;
	}
	if ((key = gs_asprintf("%p %s", (void *)s->gens, ring)) == NULL)
		return gs_no_memory(e);
	list = gs_map_get(&c->closed, key, strlen(key));
	if (list == NULL)
		r = find_closed(c, s, ring, key, &list, e);
	if (r == GS_OK)
		*yes = strstr(list, gs_gen_id_print(id, hex)) != NULL;
	free(key);
	return r;
}

static int
say(struct gs_check *c, const struct gs_check_snap *s, enum gs_rule rule,
    const char *ring, const char *folder, const char *name, const char *detail)
{
	char *path = gs_asprintf(".git-seal/%s/%s/%s", ring, folder, name);
	int r = path == NULL
	    ? GS_ENOMEM
	    : gs_found(&c->found, rule, &s->commit, path, detail);

	free(path);
	return r;
}

static int
say_generation(struct gs_check *c, const struct gs_check_snap *s,
    const struct view *v, const struct gs_chain_gen *g)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	enum gs_rule rule;

	gs_gen_id_print(g->id, hex);
	if ((g->bad & v->set) != 0)
		return say(c, s, GS_RULE_GEN_FORGED, v->ctx.ring, "generations",
		    hex, NULL);
	if ((g->sets & v->set) == 0)
		return GS_OK;
	switch (g->state) {
	case GS_CHAIN_FORGED:
		rule = GS_RULE_GEN_FORGED;
		break;
	case GS_CHAIN_ROOT:
	case GS_CHAIN_UNJOINED:
		rule = GS_RULE_GEN_FOREIGN;
		break;
	case GS_CHAIN_AHEAD:
		rule = GS_RULE_GEN_AHEAD;
		break;
	case GS_CHAIN_VALID:
	case GS_CHAIN_DAMAGED: /* those two need no key to be seen */
	case GS_CHAIN_NEWER:
	default:
		return GS_OK;
	}
	return say(c, s, rule, v->ctx.ring, "generations", hex, NULL);
}

static int
say_wrap(struct gs_check *c, const struct gs_check_snap *s, struct view *v,
    const struct gs_members_one *m, const char *hex, struct gs_err *e)
{
	bool has = true;
	int r;

	if (m->state != GS_MEMBERS_COUNTS || m->expired ||
	    v->team.seals == NULL)
		return GS_OK;
	r = gs_team_has_wrap(
	    &v->team, v->team.seals->content.id, m->id, &has, e);
	return r == GS_OK && !has ? say(c, s, GS_RULE_NO_WRAP, v->ctx.ring,
					"members", hex, m->member->name)
				  : r;
}

static int
say_member(struct gs_check *c, const struct gs_check_snap *s, struct view *v,
    const struct gs_members_one *m, struct gs_err *e)
{
	static const int rules[] = {
		[GS_MEMBERS_COUNTS] = -1,
		[GS_MEMBERS_UNPROVEN] = GS_RULE_MEMBER_UNPROVEN,
		[GS_MEMBERS_FORGED] = GS_RULE_MEMBER_FORGED,
		[GS_MEMBERS_DAMAGED] = GS_RULE_MEMBER_DAMAGED,
		[GS_MEMBERS_NEWER] = GS_RULE_NEWER,
	};
	const char *name = m->member != NULL ? m->member->name : NULL;
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	int r = GS_OK;

	(void)gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex);
	if (rules[m->state] >= 0)
		r = say(c, s, (enum gs_rule)rules[m->state], v->ctx.ring,
		    "members", hex, name);
	if (r == GS_OK && m->state == GS_MEMBERS_COUNTS && m->expired)
		r = say(c, s, GS_RULE_MEMBER_EXPIRED, v->ctx.ring, "members",
		    hex, name);
	return r == GS_OK ? say_wrap(c, s, v, m, hex, e) : r;
}

static int
say_members(struct gs_check *c, const struct gs_check_snap *s, struct view *v,
    struct gs_err *e)
{
	const struct gs_members *m = &v->team.members;
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < m->nr; i++)
		r = say_member(c, s, v, &m->v[i], e);
	for (size_t i = 0; r == GS_OK && i < m->nr_removed; i++) {
		(void)gs_hex_print(m->removed[i], GS_MEMBER_ID_LEN, hex);
		r = say(c, s, GS_RULE_MEMBER_REMOVED, v->ctx.ring, "members",
		    hex, NULL);
	}
	return r;
}

static int
prove(struct gs_check *c, const struct gs_check_snap *s, struct view *v,
    unsigned what, struct gs_err *e)
{
	const struct gs_chain *chain = v->team.trust.chain;
	int r = GS_OK;

	for (size_t k = 0; r == GS_OK && (what & GS_CHECK_PROVE_GENS) != 0 &&
	     k < gs_chain_nr(chain);
	     k++)
		r = say_generation(c, s, v, gs_chain_at(chain, k));
	return r == GS_OK && (what & GS_CHECK_PROVE_MEMBERS) != 0
	    ? say_members(c, s, v, e)
	    : r;
}

int
gs_check_proofs(struct gs_check *c, const struct gs_check_snap *s,
    unsigned what, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < c->ctx->keys.nr; i++) {
		struct view *v;

		r = open_view(c, &s->commit, c->ctx->keys.v[i].name,
		    (what & GS_CHECK_PROVE_MEMBERS) != 0, &v, e);
		if (r != GS_OK)
			return r;
		r = prove(c, s, v, what, e);
		if (r == GS_ENOMEM)
			r = gs_no_memory(e);
		close_view(v);
	}
	return r;
}
