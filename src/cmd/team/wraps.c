#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"
#include "cmd/keys/ids.h"

#include "cmd/team/wraps.h"

/* Follow what the files claim: it only says where to look, or what to count.
 * ${mark} gets the sealing generation and all that it says it came from. */
static int
claimed(const struct gs_chain *c, size_t from, uint8_t *mark, struct gs_err *e)
{
	size_t *todo = calloc(gs_chain_nr(c) + 1, sizeof(*todo)), nr = 0;

	if (todo == NULL)
		return gs_no_memory(e);
	mark[from] = 1;
	todo[nr++] = from;
	while (nr > 0) {
		const struct gs_chain_gen *g = gs_chain_at(c, todo[--nr]);

		for (size_t i = 0; g->file != NULL && i < g->file->nr_parents;
		     i++) {
			size_t p = gs_chain_find(c, g->file->parent[i].id);

			if (p >= gs_chain_nr(c) || mark[p])
				continue;
			mark[p] = 1;
			todo[nr++] = p;
		}
	}
	free(todo);
	return GS_OK;
}

/* An identity may open what this clone's keyring has never needed. */
static int
open_more(struct gs_team *t, const uint8_t *want, size_t nr, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	bool any = false;
	int r;

	for (size_t i = 0; i < nr; i++)
		any = any ||
		    (want[i] && gs_chain_at(t->trust.chain, i)->key == NULL);
	if (!any)
		return GS_OK;
	if (t->ids.nr == 0 &&
	    (r = gs_ids_load(t->ctx, NULL, GS_IDS_ALL, &t->ids, e)) != GS_OK)
		return r;
	for (size_t i = 0; i < nr; i++) {
		uint8_t id[GS_GEN_ID_LEN];

		if (!want[i])
			continue;
		memcpy(id, gs_chain_at(t->trust.chain, i)->id, sizeof(id));
		r = gs_trust_unwrap(&t->trust, id, &t->ids, NULL, &why);
		if (r == GS_ENOMEM || r == GS_ECRYPTO) {
			*e = why;
			return r;
		}
	}
	return GS_OK;
}

int
gs_wraps_chain(
    struct gs_team *t, uint8_t **mark, size_t *shut, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	size_t nr = gs_chain_nr(c);
	size_t at = gs_chain_find(c, t->seals->content.id);
	uint8_t *want = calloc(nr + 1, 1);
	int r = GS_OK;

	*mark = calloc(nr + 1, 1);
	if (want == NULL || *mark == NULL)
		r = gs_no_memory(e);
	if (r == GS_OK && (r = claimed(c, at, want, e)) == GS_OK &&
	    (r = open_more(t, want, nr, e)) == GS_OK &&
	    gs_chain_ancestors(c, at, *mark) != GS_OK)
		r = gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (gs_chain_at(c, i)->key == NULL)
			(*mark)[i] = 0;
		if (shut != NULL && want[i] && !(*mark)[i])
			(*shut)++;
	}
	if (r != GS_OK) {
		free(*mark);
		*mark = NULL;
	}
	free(want);
	return r;
}

/* Into ${have}: which of ${mark} have a wrap for ${id}; whether all do. */
static int
find_wraps(struct gs_team *t, const uint8_t *id, const uint8_t *mark,
    uint8_t *have, bool *all, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	int r = GS_OK;

	*all = true;
	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		bool yes = false;

		if (!mark[i])
			continue;
		r = gs_team_has_wrap(t, gs_chain_at(c, i)->id, id, &yes, e);
		have[i] = yes;
		*all = *all && yes;
	}
	return r;
}

int
gs_wraps_lacking(struct gs_team *t, const uint8_t id[GS_MEMBER_ID_LEN],
    const uint8_t *mark, uint8_t *lack, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	size_t nr = gs_chain_nr(c);
	uint8_t *have = calloc(nr + 1, 1), *after = calloc(nr + 1, 1);
	bool all = false;
	int r = GS_OK;

	memset(lack, 0, nr);
	if (have == NULL || after == NULL)
		r = gs_no_memory(e);
	if (r == GS_OK)
		r = find_wraps(t, id, mark, have, &all, e);
	if (r == GS_OK && !all)
		lack[gs_chain_find(c, t->seals->content.id)] = 1;
	for (size_t i = 0; r == GS_OK && !all && i < nr; i++) {
		/* What an earlier one leads to was marked with it. */
		if (!have[i] || lack[i])
			continue;
		memset(after, 0, nr);
		if (gs_chain_descendants(c, i, after) != GS_OK)
			r = gs_no_memory(e);
		for (size_t k = 0; r == GS_OK && k < nr; k++)
			lack[k] = lack[k] || (after[k] && mark[k]);
	}
	for (size_t i = 0; r == GS_OK && i < nr; i++)
		lack[i] = lack[i] && !have[i];
	free(have);
	free(after);
	return r;
}

int
gs_wraps_add(struct gs_team *t, const char *recipient,
    const uint8_t id[GS_MEMBER_ID_LEN], const uint8_t *mark, size_t *made,
    struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);
		bool yes = false;

		if (!mark[i])
			continue;
		r = gs_team_has_wrap(t, g->id, id, &yes, e);
		if (r != GS_OK || yes)
			continue;
		if ((r = gs_team_wrap(t, g->key, recipient, id, e)) == GS_OK)
			(*made)++;
	}
	return r;
}

static int
fill_one(struct gs_team *t, const struct gs_members_one *m, const uint8_t *mark,
    uint8_t *lack, size_t *made, size_t *failed, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r = gs_wraps_lacking(t, m->id, mark, lack, e);

	if (r != GS_OK)
		return r;
	r = gs_wraps_add(t, m->member->recipient, m->id, lack, made, &why);
	if (r == GS_ENOKEY) {
		(*failed)++;
		gs_warn("git seal members --refresh NAME, once the key is new",
		    "cannot wrap for '%s': %s", m->member->name, why.what);
		return GS_OK;
	}
	if (r != GS_OK)
		*e = why;
	return r;
}

int
gs_wraps_fill(struct gs_team *t, const uint8_t *mark, size_t *made,
    size_t *failed, struct gs_err *e)
{
	uint8_t *lack = calloc(gs_chain_nr(t->trust.chain) + 1, 1);
	int r = GS_OK;

	if (lack == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < t->members.nr; i++) {
		const struct gs_members_one *m = &t->members.v[i];

		if (m->state == GS_MEMBERS_COUNTS && !m->expired)
			r = fill_one(t, m, mark, lack, made, failed, e);
	}
	free(lack);
	return r;
}
