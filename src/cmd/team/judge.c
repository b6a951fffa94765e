#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"
#include "cmd/team/team.h"
#include "engine/advance.h"

#include "cmd/team/judge.h"

/* What opens for this run opens for every command. */
static int
take_opened(const struct gs_team *t, struct gs_keyring *ring)
{
	const struct gs_chain *c = t->trust.chain;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (g->key != NULL)
			r = gs_gens_add(&ring->gens, g->key);
	}
	return r;
}

/* "status, check and run judge a tree by the tips that it carries itself". */
static int
note_closed(const struct gs_team *t, struct gs_keyring *ring)
{
	const struct gs_chain *c = t->trust.chain;
	size_t nr = gs_chain_nr(c);
	uint8_t *mark = calloc(nr + 1, 1);
	int r;

	if (mark == NULL ||
	    (ring->closed = malloc(nr * GS_GEN_ID_LEN + 1)) == NULL) {
		free(mark);
		return GS_ENOMEM;
	}
	r = gs_seals_closed(c, GS_CHAIN_INDEX, mark);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		if (mark[i])
			memcpy(ring->closed + ring->nr_closed++ * GS_GEN_ID_LEN,
			    gs_chain_at(c, i)->id, GS_GEN_ID_LEN);
	}
	free(mark);
	return r == GS_ENOKEY ? GS_OK : r;
}

static int
judge(struct gs_ctx *ctx, struct gs_keyring *ring, struct gs_err *e)
{
	static struct gs_team t;
	struct gs_err why = { "", "" };
	const struct gs_gen *seals;
	struct gs_ctx mine = *ctx; /* of another keyring, and only read */
	int r;

	mine.ring = ring->name;
	if ((r = gs_team_open(&t, &mine, GS_TEAM_KEYS, e)) != GS_OK)
		return r;
	r = gs_trust_sealing(&t.trust, &seals, &why);
	ring->how = r == GS_OK ? GS_KEYRING_ONE : GS_KEYRING_NONE;
	if (r == GS_OK)
		memcpy(ring->seals, seals->content.id, sizeof(ring->seals));
	else if (r == GS_ENOMEM)
		*e = why;
	else
		gs_say(&ctx->report, GS_WARNING, why.hint, "%s", why.what);
	/* What cannot be written is found again next time. */
	if (r == GS_OK)
		(void)!gs_trust_advance(&t.trust, &t.state, &ring->gens,
		    ctx->repo->common_dir, NULL);
	if (r != GS_ENOMEM &&
	    (take_opened(&t, ring) != GS_OK || note_closed(&t, ring) != GS_OK))
		r = gs_no_memory(e);
	gs_team_close(&t);
	return r == GS_ENOMEM ? r : GS_OK;
}

int
gs_judge_keys(struct gs_ctx *ctx, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < ctx->keys.nr; i++)
		r = judge(ctx, &ctx->keys.v[i], e);
	return r;
}
