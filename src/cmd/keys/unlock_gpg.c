#include <stdlib.h>
#include <string.h>

#include "cmd/team/gpg.h"
#include "codec/hex.h"

#include "cmd/keys/unlock_gpg.h"

#define WRAPS_MAX 16 /* of one generation: anybody can add more */

/* The wraps of one generation for keys of ours. */
struct search {
	struct gs_team *t;
	const struct gs_strs *mine;
	struct gs_buf blob[WRAPS_MAX];
	struct gs_gpg_sealed v[WRAPS_MAX];
	size_t nr;
};

/* R of the member file that the wrap "ID-8HEX.gpg" is named after, if its
 * private key is here. */
static const char *
recipient_of(const struct search *s, const char *name)
{
	char hex[GS_MEMBER_ID_HEX_LEN + 1];
	size_t n = strlen(name);

	if (n != GS_MEMBER_ID_HEX_LEN + strlen("-01234567.gpg") ||
	    strcmp(name + n - 4, ".gpg") != 0)
		return NULL;
	for (size_t i = 0; i < s->t->nr_members; i++) {
		const struct gs_member *m = s->t->member_file[i].member;

		if (m == NULL || !gs_strs_has(s->mine, m->recipient))
			continue;
		(void)gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex);
		if (strncmp(hex, name, GS_MEMBER_ID_HEX_LEN) == 0)
			return m->recipient;
	}
	return NULL;
}

static int
note(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct search *s = arg;
	const char *recipient;
	int r;

	if (mode != GS_MODE_FILE || s->nr == WRAPS_MAX ||
	    (recipient = recipient_of(s, name)) == NULL)
		return GS_OK;
	r = s->t->carrier.c.blob(
	    s->t->carrier.c.ctx, id, GS_WRAP_FILE_MAX, &s->blob[s->nr], NULL);
	if (r != GS_OK)
		return r == GS_ENOMEM ? r : GS_OK;
	s->v[s->nr] = (struct gs_gpg_sealed){ recipient, s->blob[s->nr].p,
		s->blob[s->nr].n };
	s->nr++;
	return GS_OK;
}

/* The first place that carries wraps for us: the others carry the same. */
static int
list(struct search *s, const uint8_t *id, struct gs_err *e)
{
	static const enum gs_where places[] = { GS_WHERE_INDEX, GS_WHERE_HEAD,
		GS_WHERE_TRUNK };
	char gen[GS_GEN_ID_HEX_LEN + 1];
	char *folder = gs_asprintf(
	    "%s/wraps/%s", s->t->ctx->ring, gs_gen_id_print(id, gen));
	int r = folder == NULL ? gs_no_memory(e) : GS_OK;

	for (size_t i = 0; r == GS_OK && s->nr == 0 && i < GS_NR(places); i++) {
		r = s->t->carrier.c.each(
		    s->t->carrier.c.ctx, places[i], folder, note, s, e);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	free(folder);
	return r;
}

/* "A wrap opens to exactly one keyring line (and LF)", and counts as any
 * other: the chain compares id and fingerprint. */
static int
take(struct gs_team *t, const uint8_t *id, const struct gs_buf *plain,
    struct gs_err *e)
{
	struct gs_gens gens = { NULL, 0, 0 };
	int r = GS_ENOKEY;

	if (plain->n != 0 &&
	    memchr(plain->p, '\n', plain->n) == plain->p + plain->n - 1 &&
	    gs_keyring_parse(plain->p, plain->n, &gens, NULL) == GS_OK &&
	    gens.nr == 1 &&
	    memcmp(gens.v[0].content.id, id, GS_GEN_ID_LEN) == 0)
		r = gs_chain_add_opened(t->trust.chain, &gens.v[0]);
	if (r == GS_ENOKEY)
		r = gs_fail(e, r,
		    "a wrap of keyring '%s' holds something else than its key",
		    t->ctx->ring);
	gs_gens_clear(&gens);
	return r;
}

static int
open_one(struct gs_team *t, const struct gs_strs *mine, const uint8_t *id,
    struct gs_err *e)
{
	struct search s = { .t = t, .mine = mine };
	struct gs_buf plain = GS_BUF_INIT;
	int r = list(&s, id, e);

	if (r == GS_OK)
		r = gs_gpg_open(t->ctx->repo, s.v, s.nr, &plain, e);
	if (r == GS_OK)
		r = take(t, id, &plain, e);
	for (size_t i = 0; i < s.nr; i++)
		gs_buf_clear(&s.blob[i]);
	gs_buf_clear(&plain);
	return r;
}

int
gs_unlock_gpg_mine(struct gs_team *t, struct gs_strs *mine, struct gs_err *e)
{
	struct gs_strs all = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < t->nr_members; i++) {
		const struct gs_member *m = t->member_file[i].member;

		if (m != NULL &&
		    strncmp(m->recipient, GS_GPG_PREFIX,
			sizeof(GS_GPG_PREFIX) - 1) == 0)
			r = gs_strs_add(&all, m->recipient);
	}
	if (r != GS_OK)
		r = gs_no_memory(e);
	else if (all.nr != 0)
		r = gs_gpg_mine(t->ctx->repo, &all, mine, e);
	gs_strs_clear(&all);
	return r == GS_ENOTFOUND ? GS_ENOKEY : r;
}

int
gs_unlock_gpg(struct gs_team *t, struct gs_err *e)
{
	struct gs_strs mine = { NULL, 0, 0 };
	bool any = false;
	int r = gs_unlock_gpg_mine(t, &mine, e), k;

	for (size_t i = 0;
	     r == GS_OK && mine.nr != 0 && i < gs_chain_nr(t->trust.chain);
	     i++) {
		const struct gs_chain_gen *g = gs_chain_at(t->trust.chain, i);

		if (g->key != NULL)
			continue;
		k = open_one(t, &mine, g->id, e);
		any = any || k == GS_OK;
		r = k == GS_ENOMEM || k == GS_ECRYPTO || k == GS_EIO ? k
								     : GS_OK;
	}
	if (r == GS_OK && any)
		r = gs_trust_judge(&t->trust, e);
	else if (r == GS_OK)
		r = mine.nr != 0
		    ? GS_ENOKEY
		    : gs_fail(e, GS_ENOKEY,
			  "no identity of yours opens the keyring '%s'",
			  t->ctx->ring);
	gs_strs_clear(&mine);
	return r;
}
