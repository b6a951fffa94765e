#include <stdlib.h>
#include <string.h>

#include "cmd/files/survey.h"

#include "cmd/team/first.h"

bool
gs_fingerprint_is(const uint8_t fp[GS_FINGERPRINT_LEN], const char *s)
{
	char hex[GS_FINGERPRINT_GROUPED_LEN + 1];
	const char *h = gs_fingerprint_print(fp, false, hex);

	for (; *s != '\0'; s++) {
		char c = *s >= 'A' && *s <= 'F' ? (char)(*s - 'A' + 'a') : *s;

		if (c == ' ')
			continue;
		if (*h == '\0' || c != *h)
			return false;
		h++;
	}
	return *h == '\0';
}

const struct gs_chain_gen *
gs_first_named(const struct gs_team *t, const char *fingerprint)
{
	const struct gs_chain *c = t->trust.chain;

	for (size_t i = 0; i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (g->key != NULL &&
		    gs_fingerprint_is(g->key->fingerprint, fingerprint))
			return g;
	}
	return NULL;
}

struct heads {
	uint8_t *id; /* owned: GS_GEN_ID_LEN bytes each */
	size_t nr;
};

static int
note_head(void *ctx, size_t i, struct gs_buf *b)
{
	struct heads *h = ctx;
	struct gs_sealed_head head;

	(void)i;
	if (b != NULL && gs_sealed_peek(b->p, b->n, &head) == GS_OK)
		memcpy(h->id + h->nr++ * GS_GEN_ID_LEN, head.id, GS_GEN_ID_LEN);
	return GS_OK;
}

/* Which generations the commit's sealed blobs on the keyring's paths name. */
static int
find_heads(struct gs_team *t, struct heads *h, struct gs_err *e)
{
	struct gs_survey s = { { 0 }, NULL, 0, 0 };
	struct gs_oid *ids = NULL;
	size_t nr = 0;
	int r;

	memset(h, 0, sizeof(*h));
	if (t->ctx->repo->top == NULL)
		return GS_OK; /* a bare repository has no index to ask */
	if ((r = gs_survey_index(t->ctx, NULL, &s, e)) == GS_OK) {
		ids = calloc(s.nr + 1, sizeof(*ids));
		h->id = malloc(s.nr * GS_GEN_ID_LEN + 1);
		if (ids == NULL || h->id == NULL)
			r = gs_no_memory(e);
	}
	for (size_t i = 0; r == GS_OK && i < s.nr; i++) {
		if (s.v[i].odd == 0 &&
		    strcmp(s.v[i].attrs.keyring, t->ctx->ring) == 0)
			ids[nr++] = s.v[i].entry->id;
	}
	if (r == GS_OK)
		r = gs_batch_each(
		    NULL, true, ids, nr, GS_BUF_MAX, note_head, h, e);
	free(ids);
	gs_survey_clear(&s);
	return r;
}

const char *
gs_first_why(enum gs_seals_first first)
{
	static const char *const text[] = {
		[GS_SEALS_ADOPT] = "",
		[GS_SEALS_NOTHING] = "there is no generation file",
		[GS_SEALS_BAD] = "a generation file is forged, damaged or of a "
				 "newer git-seal",
		[GS_SEALS_ROOTS] = "it has not exactly one root",
		[GS_SEALS_UNCHAINED] = "a generation does not chain to the "
				       "root as far as can be seen from here",
		[GS_SEALS_TIPS] = "it was rotated on two branches",
		[GS_SEALS_CLOSED_TIP] = "the newest generation is not wrapped "
					"for you",
		[GS_SEALS_OFF_TRUNK] = "the remote's main branch does not "
				       "carry it",
		[GS_SEALS_BLOBS] = "files here are sealed under other keys",
	};

	return text[first];
}

int
gs_first_tip(struct gs_team *t, const struct gs_chain_gen **tip,
    const char **why, struct gs_err *e)
{
	enum gs_seals_first first = GS_SEALS_ADOPT;
	struct heads h;
	int r;

	*tip = NULL;
	*why = "";
	if ((r = find_heads(t, &h, e)) == GS_OK &&
	    gs_seals_first(t->trust.chain, t->trust.has_trunk, h.id, h.nr, tip,
		&first) != GS_OK)
		r = gs_no_memory(e);
	free(h.id);
	if (r == GS_OK && *tip == NULL)
		*why = gs_first_why(first);
	return r;
}

/* The floor never goes back, also where its key is gone since `lock`. */
static const uint8_t *
later(const struct gs_team *t)
{
	return t->state.has_floor &&
		gs_chain_is_ancestor(
		    t->trust.chain, t->trust.floor, t->state.floor)
	    ? t->state.floor
	    : t->trust.floor;
}

int
gs_first_keyfile(struct gs_ctx *ctx, const char *ring,
    const struct gs_gens *gens, uint8_t floor[GS_GEN_ID_LEN], struct gs_err *e)
{
	static struct gs_team t;
	struct gs_ctx mine = *ctx;
	int r;

	mine.ring = ring;
	if ((r = gs_team_open(&t, &mine, GS_TEAM_READ, e)) != GS_OK)
		return r;
	if ((r = gs_trust_given(&t.trust, gens, e)) == GS_OK &&
	    t.trust.has_floor)
		memcpy(floor, later(&t), GS_GEN_ID_LEN);
	gs_team_close(&t);
	return r;
}
