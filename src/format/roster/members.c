#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/wipe.h"

#include "format/roster/members.h"

/* One of the generations that seal, made ready for many questions. */
struct side {
	const struct gs_chain_gen *gen;
	struct gs_map lines; /* member ID to its line */
	uint8_t *open;	     /* owned set: what it leaves open */
};

struct judge {
	const struct gs_members_ask *ask;
	struct side *side; /* owned, ask->nr_sealing */
	struct gs_map parted;
};

static void
side_clear(struct side *s)
{
	gs_map_clear(&s->lines, NULL);
	free(s->open);
}

static int
side_init(struct side *s, const struct gs_chain *c, size_t at)
{
	int r;

	s->gen = gs_chain_at(c, at);
	if (s->gen->key == NULL || s->gen->state != GS_CHAIN_VALID)
		return GS_ENOKEY;
	if ((s->open = calloc(gs_chain_nr(c), 1)) == NULL)
		return GS_ENOMEM;
	if ((r = gs_chain_open(c, at, s->open)) != GS_OK)
		return r;
	for (size_t i = 0; s->gen->file != NULL && i < s->gen->file->nr_members;
	     i++) {
		struct gs_generation_member *m = &s->gen->file->member[i];

		if ((r = gs_map_put(&s->lines, (const char *)m->id,
			 sizeof(m->id), m)) != GS_OK)
			return r;
	}
	return GS_OK;
}

static void *
by_id(const struct gs_map *m, const uint8_t id[GS_MEMBER_ID_LEN])
{
	return gs_map_get(m, (const char *)id, GS_MEMBER_ID_LEN);
}

/* "... holds the tag that its file has under that generation" */
static int
by_line(const struct judge *j, const struct side *s, const struct gs_member *m,
    bool *proven)
{
	const struct gs_generation_member *line = by_id(&s->lines, m->id);
	uint8_t tag[GS_TAG_LEN];
	int r;

	if (line == NULL)
		return GS_OK;
	if ((r = gs_member_tag(m, j->ask->keyring, s->gen->key, tag)) != GS_OK)
		return r;
	if (gs_ct_eq(tag, line->tag, sizeof(tag)))
		*proven = true;
	gs_wipe(tag, sizeof(tag));
	return GS_OK;
}

/* What the file's own tag says, whoever lists it. */
static int
by_tag(const struct judge *j, const struct gs_member *m, bool *proven,
    enum gs_members_state *state)
{
	size_t at = gs_chain_find(j->ask->chain, m->gen);
	const struct gs_chain_gen *g;
	int r;

	*state = GS_MEMBERS_FORGED;
	if (at >= gs_chain_nr(j->ask->chain))
		return GS_OK;
	g = gs_chain_at(j->ask->chain, at);
	if (g->key == NULL || g->state != GS_CHAIN_VALID) {
		if (g->key == NULL && g->state != GS_CHAIN_FORGED)
			*state = GS_MEMBERS_UNPROVEN;
		return GS_OK;
	}
	r = gs_member_verify(m, j->ask->keyring, g->key);
	if (r != GS_OK)
		return r == GS_EDAMAGED ? GS_OK : r;
	*state = GS_MEMBERS_UNPROVEN;
	for (size_t i = 0; i < j->ask->nr_sealing; i++)
		*proven = *proven || j->side[i].open[at];
	return GS_OK;
}

static int
judge_one(const struct judge *j, struct gs_members_one *one)
{
	bool proven = false;
	int r;

	for (size_t i = 0; i < j->ask->nr_sealing; i++) {
		one->listed |= by_id(&j->side[i].lines, one->id) != NULL;
		if ((r = by_line(j, &j->side[i], one->member, &proven)) !=
		    GS_OK)
			return r;
	}
	if ((r = by_tag(j, one->member, &proven, &one->state)) != GS_OK)
		return r;
	one->expired = gs_member_expired(one->member, j->ask->now);
	if (proven && by_id(&j->parted, one->id) != NULL)
		one->state = GS_MEMBERS_UNPROVEN;
	else if (proven)
		one->state =
		    one->member->newer ? GS_MEMBERS_NEWER : GS_MEMBERS_COUNTS;
	return GS_OK;
}

static int
by_name(const void *a, const void *b)
{
	const struct gs_members_one *x = a, *y = b;
	int d;

	if (x->member == NULL || y->member == NULL)
		d = (x->member == NULL) - (y->member == NULL);
	else
		d = strcmp(x->member->name, y->member->name);
	return d != 0 ? d : memcmp(x->id, y->id, sizeof(x->id));
}

static int
judge_all(const struct judge *j, const struct gs_members_file *file, size_t nr,
    struct gs_members *out)
{
	int r;

	if ((out->v = calloc(nr + 1, sizeof(*out->v))) == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < nr; i++) {
		struct gs_members_one *one = &out->v[out->nr++];

		memcpy(one->id, file[i].id, sizeof(one->id));
		one->member = file[i].member;
		one->state = file[i].why == GS_ENEWER ? GS_MEMBERS_NEWER
						      : GS_MEMBERS_DAMAGED;
		if (one->member != NULL && (r = judge_one(j, one)) != GS_OK)
			return r;
	}
	if (nr > 1)
		qsort(out->v, nr, sizeof(*out->v), by_name);
	return GS_OK;
}

static int
add_removed(struct gs_members *out, const uint8_t id[GS_MEMBER_ID_LEN])
{
	uint8_t(*v)[GS_MEMBER_ID_LEN];

	v = realloc(out->removed, (out->nr_removed + 1) * sizeof(*v));
	if (v == NULL)
		return GS_ENOMEM;
	out->removed = v;
	memcpy(v[out->nr_removed++], id, sizeof(*v));
	return GS_OK;
}

/* ${seen}: the IDs that are there, were reported, or may be gone. */
static int
find_removed(const struct judge *j, struct gs_map *seen, struct gs_members *out)
{
	int r;

	for (size_t i = 0; i < j->ask->nr_sealing; i++) {
		const struct gs_generation *g = j->side[i].gen->file;

		for (size_t k = 0; g != NULL && k < g->nr_members; k++) {
			struct gs_generation_member *m = &g->member[k];

			if (by_id(seen, m->id) != NULL ||
			    by_id(&j->parted, m->id) != NULL)
				continue;
			if ((r = add_removed(out, m->id)) != GS_OK ||
			    (r = gs_map_put(seen, (const char *)m->id,
				 sizeof(m->id), m)) != GS_OK)
				return r;
		}
	}
	return GS_OK;
}

static int
removed(const struct judge *j, struct gs_members *out)
{
	struct gs_map seen = { 0 };
	int r = GS_OK;

	for (size_t i = 0; i < out->nr && r == GS_OK; i++)
		r = gs_map_put(&seen, (const char *)out->v[i].id,
		    sizeof(out->v[i].id), &out->v[i]);
	if (r == GS_OK)
		r = find_removed(j, &seen, out);
	gs_map_clear(&seen, NULL);
	return r;
}

int
gs_members_judge(const struct gs_members_ask *ask,
    const struct gs_members_file *file, size_t nr, struct gs_members *out)
{
	struct judge j = { .ask = ask };
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	if (nr > GS_MEMBERS_MAX)
		return GS_ETOOBIG;
	if ((j.side = calloc(ask->nr_sealing + 1, sizeof(*j.side))) == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < ask->nr_sealing && r == GS_OK; i++)
		r = side_init(&j.side[i], ask->chain, ask->sealing[i]);
	if (r != GS_OK ||
	    (r = gs_members_parted(ask->chain, ask->sealing, ask->nr_sealing,
		 &j.parted)) != GS_OK ||
	    (r = judge_all(&j, file, nr, out)) != GS_OK ||
	    (r = removed(&j, out)) != GS_OK)
		gs_members_clear(out);
	for (size_t i = 0; i < ask->nr_sealing; i++)
		side_clear(&j.side[i]);
	free(j.side);
	gs_map_clear(&j.parted, NULL);
	return r;
}

void
gs_members_clear(struct gs_members *m)
{
	free(m->v);
	free(m->removed);
	memset(m, 0, sizeof(*m));
}

size_t
gs_members_end(const struct gs_members *m, size_t i)
{
	size_t end = i + 1;

	while (end < m->nr && m->v[i].member != NULL &&
	    m->v[end].member != NULL &&
	    strcmp(m->v[i].member->name, m->v[end].member->name) == 0)
		end++;
	return end;
}

static int
note_revoked(const struct gs_generation *g, struct gs_map *out)
{
	int r;

	for (size_t i = 0; g != NULL && i < g->nr_revoked; i++) {
		if ((r = gs_map_put(out, (const char *)g->revoked[i].id,
			 GS_MEMBER_ID_LEN, g->revoked[i].name)) != GS_OK)
			return r;
	}
	return GS_OK;
}

int
gs_members_parted(const struct gs_chain *c, const size_t *sealing, size_t nr,
    struct gs_map *out)
{
	size_t *among = calloc(gs_chain_nr(c) + 1, sizeof(*among));
	uint8_t *mark = calloc(gs_chain_nr(c) + 1, 1);
	int r = among == NULL || mark == NULL ? GS_ENOMEM : GS_OK;

	for (size_t i = 0; i < nr && r == GS_OK; i++) {
		r = gs_chain_ancestors(c, sealing[i], mark);
		for (size_t k = 0; k < gs_chain_nr(c); k++)
			among[k] += mark[k];
	}
	for (size_t k = 0; k < gs_chain_nr(c) && r == GS_OK; k++) {
		if (among[k] != 0 && among[k] < nr)
			r = note_revoked(gs_chain_at(c, k)->file, out);
	}
	free(among);
	free(mark);
	if (r != GS_OK)
		gs_map_clear(out, NULL);
	return r;
}
