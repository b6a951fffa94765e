#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cmd/filter/settled.h"
#include "cmd/keys/ids.h"
#include "cmd/team/gpg.h"

#include "cmd/team/team.h"

static int
list_index(struct gs_team *t, struct gs_err *e)
{
	char *spec = gs_asprintf(":(top,literal).git-seal/%s", t->ctx->ring);
	const char *const specs[] = { spec, NULL };
	int r;

	if (spec == NULL)
		return gs_no_memory(e);
	if (t->ctx->repo->top == NULL) { /* a bare repository has none */
		free(spec);
		return GS_OK;
	}
	r = gs_entries_of_index(NULL, specs, &t->index, e);
	free(spec);
	return r;
}

/* Identities are looked for only where something is to be opened. */
static int
catch_up(struct gs_team *t, struct gs_err *e)
{
	struct gs_seals s;
	int r;

	if (gs_seals_now(t->trust.chain, &s, NULL) != GS_OK)
		return gs_no_memory(e);
	if ((s.what != GS_SEALS_AHEAD && s.what != GS_SEALS_FORK) ||
	    t->ctx->keys.locked)
		return GS_OK;
	r = gs_ids_load(t->ctx, NULL, GS_IDS_ALL, &t->ids, e);
	return r == GS_OK ? gs_trust_catch_up(&t->trust, &t->ids, NULL, e) : r;
}

static int
load_trust(struct gs_team *t, struct gs_err *e)
{
	static const struct gs_gens none = { NULL, 0, 0 };
	const struct gs_keyring *ring =
	    gs_keys_ring(&t->ctx->keys, t->ctx->ring);
	int r;

	if (gs_carrier_init(&t->carrier, t->ctx->repo->batch, &t->index,
		t->trunk.rev) != GS_OK)
		return gs_no_memory(e);
	r = gs_trust_load(&t->carrier.c, t->ctx->ring,
	    ring != NULL ? &ring->gens : &none, &t->state, &t->trust, e);
	if (r == GS_OK)
		r = catch_up(t, e);
	if (r == GS_OK)
		r = gs_settled_fork(&t->trust, t->trunk.rev, e);
	return r == GS_OK ? gs_settled_vanished(&t->trust, &t->carrier, e) : r;
}

struct reading {
	struct gs_team *t;
	size_t cap;
	struct gs_err *e;
};

static int
room_for_member(struct reading *r)
{
	struct gs_team *t = r->t;
	size_t cap = r->cap == 0 ? 16 : 2 * r->cap;
	struct gs_member *m;
	struct gs_members_file *f;

	if (t->nr_members < r->cap)
		return GS_OK;
	if ((m = realloc(t->member, cap * sizeof(*m))) == NULL)
		return GS_ENOMEM;
	t->member = m;
	if ((f = realloc(t->member_file, cap * sizeof(*f))) == NULL)
		return GS_ENOMEM;
	t->member_file = f;
	r->cap = cap;
	return GS_OK;
}

static int
id_of_name(const char *name, uint8_t id[GS_MEMBER_ID_LEN])
{
	for (size_t i = 0; i < GS_MEMBER_ID_LEN; i++) {
		const char two[3] = { name[2 * i], name[2 * i + 1], '\0' };

		id[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	return GS_OK;
}

static int
read_member(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct reading *rd = arg;
	struct gs_team *t = rd->t;
	struct gs_buf b = GS_BUF_INIT;
	struct gs_members_file *f;
	struct gs_member *m;
	int r;

	if (mode != GS_MODE_FILE || !gs_member_name_ok(name, strlen(name)))
		return GS_OK;
	if (t->nr_members >= GS_MEMBERS_MAX)
		return gs_fail(rd->e, GS_ETOOBIG,
		    "the keyring '%s' has more "
		    "than %d recipients",
		    t->ctx->ring, GS_MEMBERS_MAX);
	if ((r = room_for_member(rd)) != GS_OK)
		return gs_no_memory(rd->e);
	m = &t->member[t->nr_members];
	f = &t->member_file[t->nr_members];
	memset(m, 0, sizeof(*m));
	memset(f, 0, sizeof(*f));
	f->why = t->carrier.c.blob(
	    t->carrier.c.ctx, id, GS_MEMBER_FILE_MAX, &b, NULL);
	if (f->why == GS_OK)
		f->why = gs_member_parse(name, b.p, b.n, m);
	gs_buf_clear(&b);
	if (f->why == GS_ENOMEM)
		return gs_no_memory(rd->e);
	t->nr_members++;
	return id_of_name(name, f->id);
}

static int
read_members(struct gs_team *t, struct gs_err *e)
{
	struct reading rd = { t, 0, e };
	int r = gs_team_each(t, "members", read_member, &rd, e);

	/* The array has its place only now. */
	for (size_t i = 0; i < t->nr_members; i++) {
		if (t->member_file[i].why == GS_OK)
			t->member_file[i].member = &t->member[i];
	}
	return r;
}

int
gs_team_judge(
    struct gs_team *t, const size_t *sealing, size_t nr, struct gs_err *e)
{
	time_t now = time(NULL);
	const struct gs_members_ask ask = { t->trust.chain, t->ctx->ring,
		sealing, nr, now > 0 ? (uint64_t)now : 0 };
	int r;

	gs_members_clear(&t->members);
	r = gs_members_judge(&ask, t->member_file, t->nr_members, &t->members);
	if (r != GS_OK)
		r = gs_fail(e, r,
		    "cannot judge the members of keyring '%s': "
		    "%s",
		    t->ctx->ring, gs_strerror(r));
	return r;
}

static int
by_name(const void *a, const void *b)
{
	const struct gs_members_one *x = a, *y = b;
	int d;

	if (x->member == NULL || y->member == NULL)
		return (x->member == NULL) - (y->member == NULL);
	d = strcmp(x->member->name, y->member->name);
	return d != 0 ? d : memcmp(x->id, y->id, sizeof(x->id));
}

int
gs_team_unjudged(struct gs_team *t, struct gs_err *e)
{
	time_t now = time(NULL);
	struct gs_members_one *v = calloc(t->nr_members + 1, sizeof(*v));

	if (v == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < t->nr_members; i++) {
		const struct gs_members_file *f = &t->member_file[i];

		memcpy(v[i].id, f->id, sizeof(v[i].id));
		v[i].member = f->member;
		v[i].state = f->member != NULL ? GS_MEMBERS_UNPROVEN
		    : f->why == GS_ENEWER      ? GS_MEMBERS_NEWER
					       : GS_MEMBERS_DAMAGED;
		v[i].expired = f->member != NULL &&
		    gs_member_expired(f->member, now > 0 ? (uint64_t)now : 0);
	}
	qsort(v, t->nr_members, sizeof(*v), by_name);
	gs_members_clear(&t->members);
	t->members.v = v;
	t->members.nr = t->nr_members;
	return GS_OK;
}

int
gs_team_need(const struct gs_team *t, size_t at, struct gs_err *e)
{
	const struct gs_chain_gen *g = gs_chain_at(t->trust.chain, at);
	char id[GS_GEN_ID_HEX_LEN + 1];
	int r;

	if ((g->sets & GS_CHAIN_INDEX) != 0)
		return GS_OK;
	if (t->seals == NULL) {
		r = gs_fail(e, GS_EREFUSED,
		    "the index does not carry generation %s of keyring '%s', "
		    "and so not its members",
		    gs_gen_id_print(g->id, id), t->ctx->ring);
		gs_hint(e, "git merge the branch that has it, then again");
		return r;
	}
	r = gs_fail(e, GS_EREFUSED,
	    "the index does not carry generation %s of keyring '%s', which "
	    "seals: this is an older branch",
	    gs_gen_id_print(g->id, id), t->ctx->ring);
	if (g->sets == 0)
		gs_hint(e, "git seal init stages the file of a new keyring");
	else
		gs_hint(e,
		    "git restore --source=%s --staged --worktree -- "
		    ".git-seal",
		    (g->sets & GS_CHAIN_TRUNK) != 0 && t->trunk.rev != NULL
			? t->trunk.rev
			: "HEAD");
	return r;
}

static int
find_seals(struct gs_team *t, unsigned how, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	size_t at;
	int r = gs_trust_sealing(&t->trust, &t->seals, &why);

	if ((how & GS_TEAM_WRITE) != 0) {
		if (r != GS_OK) {
			*e = why;
			return r;
		}
	}
	if (t->seals == NULL)
		return GS_OK;
	at = gs_chain_find(t->trust.chain, t->seals->content.id);
	if ((how & GS_TEAM_WRITE) != 0 && (r = gs_team_need(t, at, e)) != GS_OK)
		return r;
	return gs_team_judge(t, &at, 1, e);
}

static int
refuse_locked(const struct gs_ctx *ctx, struct gs_err *e)
{
	int r;

	if (!ctx->keys.locked_worktree)
		return GS_OK;
	r = gs_fail(e, GS_ENOKEY, "this worktree is locked");
	gs_hint(e, "%s", gs_keys_unlock(&ctx->keys));
	return r;
}

int
gs_team_members(struct gs_team *t, struct gs_err *e)
{
	return read_members(t, e);
}

int
gs_team_open(
    struct gs_team *t, struct gs_ctx *ctx, unsigned how, struct gs_err *e)
{
	int r;

	memset(t, 0, sizeof(*t));
	t->ctx = ctx;
	if ((how & (GS_TEAM_WRITE | GS_TEAM_OPEN)) != 0 &&
	    (r = refuse_locked(ctx, e)) != GS_OK)
		return r;
	r = gs_state_load(ctx->repo->common_dir, ctx->ring, &t->state, e);
	if (r == GS_OK)
		r = gs_trunk_find(
		    ctx->repo, t->state.remote, t->state.branch, &t->trunk, e);
	if (r == GS_OK && (r = list_index(t, e)) == GS_OK &&
	    (r = load_trust(t, e)) == GS_OK &&
	    ((how & GS_TEAM_KEYS) != 0 || (r = read_members(t, e)) == GS_OK))
		r = find_seals(t, how, e);
	if (r != GS_OK)
		gs_team_close(t);
	return r;
}

/* Under the tips of the tree that was added: "judge a tree by the tips that
 * it carries itself". */
static int
judge_tree(struct gs_team *t, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	size_t nr = gs_chain_nr(c), *place = calloc(nr + 1, sizeof(*place)),
	       k = 0;
	uint8_t *tips = calloc(nr + 1, 1);
	int r = GS_ENOMEM;

	if (place != NULL && tips != NULL)
		r = gs_seals_tips(c, GS_CHAIN_TREE, tips);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (!tips[i])
			continue;
		place[k++] = i;
		if (gs_chain_at(c, i)->key == NULL)
			r = GS_ENOKEY;
	}
	if (r == GS_OK && k == 1)
		t->seals = gs_chain_at(c, place[0])->key;
	if (r == GS_OK && k > 0)
		r = gs_team_judge(t, place, k, e);
	free(place);
	free(tips);
	return r == GS_ENOMEM ? gs_no_memory(e) : r;
}

int
gs_team_tree(struct gs_team *t, const struct gs_oid *commit, bool members,
    struct gs_err *e)
{
	int r;

	t->of_tree = true;
	t->seals = NULL;
	gs_members_clear(&t->members);
	gs_carrier_tree(&t->carrier, commit);
	if ((r = gs_trust_add_tree(&t->trust, e)) != GS_OK || !members)
		return r;
	if ((r = read_members(t, e)) == GS_OK)
		r = judge_tree(t, e);
	return r == GS_ENOKEY ? GS_OK : r;
}

void
gs_team_close(struct gs_team *t)
{
	gs_gpg_end(t);
	gs_members_clear(&t->members);
	for (size_t i = 0; i < t->nr_members; i++)
		gs_member_clear(&t->member[i]);
	free(t->member);
	free(t->member_file);
	for (size_t i = 0; i < t->nr_files; i++) {
		free(t->file[i].path);
		gs_buf_clear(&t->file[i].b);
	}
	free(t->file);
	gs_map_clear(&t->file_at, NULL);
	gs_map_clear(&t->wrapped, NULL);
	gs_strs_clear(&t->resealed);
	gs_trust_clear(&t->trust);
	gs_carrier_clear(&t->carrier);
	gs_identities_clear(&t->ids);
	gs_entries_clear(&t->index);
	gs_trunk_clear(&t->trunk);
	gs_state_clear(&t->state);
	memset(t, 0, sizeof(*t));
}
