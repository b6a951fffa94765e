#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/wipe.h"
#include "format/age/age.h"

#include "engine/trust_file.h"

#define WRAPS_MAX 64 /* tried for one recipient: anybody can add more */

/* The wraps of one folder that bear the name of one of our recipients. */
struct search {
	struct gs_strs ours; /* their IDs, in hex */
	struct gs_oid blob[WRAPS_MAX];
	size_t nr;
};

/* "ID-8HEX.age" */
static bool
is_ours(const struct search *s, const char *name)
{
	size_t n = strlen(name);

	if (n != GS_RECIPIENT_ID_HEX_LEN + strlen("-01234567.age") ||
	    name[GS_RECIPIENT_ID_HEX_LEN] != '-' ||
	    strcmp(name + n - 4, ".age") != 0)
		return false;
	for (size_t i = 0; i < s->ours.nr; i++) {
		if (strncmp(name, s->ours.v[i], GS_RECIPIENT_ID_HEX_LEN) == 0)
			return true;
	}
	return false;
}

static int
note(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct search *s = arg;

	if (mode != GS_MODE_FILE || s->nr == WRAPS_MAX || !is_ours(s, name))
		return GS_OK;
	for (size_t i = 0; i < s->nr; i++) {
		if (gs_oid_eq(&s->blob[i], id))
			return GS_OK;
	}
	s->blob[s->nr++] = *id;
	return GS_OK;
}

int
gs_trust_our_ids(const struct gs_identities *ids, struct gs_strs *out)
{
	char hex[GS_RECIPIENT_ID_HEX_LEN + 1];
	const char *text;
	int r = GS_OK;

	for (size_t i = 0; i < ids->nr && r == GS_OK; i++) {
		if ((text = gs_identities_recipient(ids, i)) == NULL)
			continue;
		if ((r = gs_recipient_id_hex(text, hex)) == GS_OK)
			r = gs_strs_add(out, hex);
	}
	return r;
}

static int
list_wraps(struct gs_trust *t, const uint8_t *id, enum gs_where last,
    struct search *s, struct gs_err *e)
{
	char gen[GS_GEN_ID_HEX_LEN + 1];
	char *folder;
	int r = GS_OK;

	folder = gs_asprintf("%s/wraps/%s", t->name, gs_gen_id_print(id, gen));
	if (folder == NULL)
		return gs_no_memory(e);
	/* A commit that is being checked out, then everybody's. */
	for (int w = (int)last; r == GS_OK && w >= 0; w--) {
		r = t->carrier->each(
		    t->carrier->ctx, (enum gs_where)w, folder, note, s, e);
		if (r == GS_ENOTFOUND)
			r = GS_OK;
	}
	free(folder);
	return r;
}

/* "A wrap opens to exactly one keyring line (and LF)". */
static int
one_line(const struct gs_buf *plain, const uint8_t *id, struct gs_gens *out)
{
	const uint8_t *lf;

	if (plain->n == 0 ||
	    (lf = memchr(plain->p, '\n', plain->n)) != plain->p + plain->n - 1)
		return GS_EDAMAGED;
	if (gs_keyring_parse(plain->p, plain->n, out, NULL) != GS_OK ||
	    out->nr != 1)
		return GS_EDAMAGED;
	return memcmp(out->v[0].content.id, id, GS_GEN_ID_LEN) == 0
	    ? GS_OK
	    : GS_EDAMAGED;
}

static int
open_wrap(struct gs_trust *t, const uint8_t *id, const struct gs_oid *blob,
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_gens *gens,
    struct gs_err *e)
{
	struct gs_buf sealed = GS_BUF_INIT, plain = GS_BUF_INIT;
	int r;

	r = t->carrier->blob(
	    t->carrier->ctx, blob, GS_WRAP_FILE_MAX, &sealed, e);
	if (r == GS_OK)
		r = gs_age_open(ids, ask, sealed.p, sealed.n, &plain, e);
	if (r == GS_OK && (r = one_line(&plain, id, gens)) != GS_OK)
		r = gs_fail(e, r,
		    "a wrap of keyring '%s' holds something "
		    "else than its key",
		    t->name);
	gs_buf_clear(&plain);
	gs_buf_clear(&sealed);
	return r;
}

static int
try_wrap(struct gs_trust *t, const uint8_t *id, const struct gs_oid *blob,
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_err *e)
{
	struct gs_gens gens = { NULL, 0, 0 };
	int r = open_wrap(t, id, blob, ids, ask, &gens, e);

	if (r == GS_OK &&
	    (r = gs_chain_add_opened(t->chain, &gens.v[0])) == GS_ENOKEY)
		r = gs_fail(e, r,
		    "a wrap of keyring '%s' holds a key of "
		    "another fingerprint",
		    t->name);
	gs_gens_clear(&gens);
	return r;
}

static int
none_for_us(const struct gs_trust *t, const uint8_t *id, struct gs_err *e)
{
	char gen[GS_GEN_ID_HEX_LEN + 1];

	return gs_fail(e, GS_ENOKEY,
	    "generation %s of keyring '%s' is not wrapped for any identity "
	    "here",
	    gs_gen_id_print(id, gen), t->name);
}

/* Any of several wraps will do: a bad one is somebody's mischief. */
static int
try_all(struct gs_trust *t, const uint8_t *id, const struct search *s,
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_err *e)
{
	int r = none_for_us(t, id, e);

	for (size_t i = 0; i < s->nr; i++) {
		struct gs_err why = { "", "" };
		int k = try_wrap(t, id, &s->blob[i], ids, ask, &why);

		if (k == GS_OK || k == GS_ENOMEM || k == GS_ECRYPTO) {
			if (k != GS_OK && e != NULL)
				*e = why;
			return k;
		}
		/* The reason of the wrong key is better than none. */
		r = GS_ENOKEY;
		if (e != NULL && why.what[0] != '\0')
			*e = why;
	}
	return r;
}

static int
search(struct gs_trust *t, const uint8_t *id, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e)
{
	struct search s = { { NULL, 0, 0 }, { { { 0 }, 0 } }, 0 };
	int r;

	if ((r = gs_trust_our_ids(ids, &s.ours)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else if ((r = list_wraps(t, id, GS_WHERE_TREE, &s, e)) == GS_OK)
		r = try_all(t, id, &s, ids, ask, e);
	gs_strs_clear(&s.ours);
	return r;
}

/*
 * Open the identities whose public half their passphrase hides, so that
 * their wraps can be found by name.  GS_ENOTFOUND: there are none.
 */
static int
unhide(struct gs_identities *ids, const struct gs_ask *ask, struct gs_err *e)
{
	int r = GS_ENOTFOUND, k;

	for (size_t i = 0; i < ids->nr; i++) {
		if (!ids->v[i]->locked || ids->v[i]->public_known)
			continue;
		k = gs_identities_unlock(ids, i, ask, e);
		if (k != GS_OK && k != GS_ENOKEY)
			return k;
		if (r != GS_OK)
			r = k;
	}
	return r;
}

static int
open_one(struct gs_trust *t, const uint8_t *id, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r, k;

	if ((r = search(t, id, ids, ask, e)) == GS_ENOKEY &&
	    (k = unhide(ids, ask, &why)) != GS_ENOTFOUND) {
		if (k == GS_OK)
			r = search(t, id, ids, ask, e);
		else if (e != NULL)
			*e = why;
	}
	return r;
}

static int
judge(struct gs_trust *t, struct gs_err *e)
{
	int r = gs_chain_build(t->chain, t->has_floor ? t->floor : NULL);

	return r == GS_OK ? GS_OK : gs_fail(e, r, "out of memory");
}

/* What stands between ${id} and what is trusted: without its keys no edge can
 * be checked.  Where one does not open, the judgment will say so. */
static int
open_way(struct gs_trust *t, const uint8_t *id, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e)
{
	size_t nr = gs_chain_nr(t->chain), at = gs_chain_find(t->chain, id);
	uint8_t *needs = calloc(nr + 1, 1);
	int r = GS_ENOMEM;

	if (needs == NULL || at >= nr ||
	    (r = gs_chain_needs(t->chain, at, needs)) != GS_OK) {
		free(needs);
		return gs_fail(e, r, "out of memory");
	}
	for (size_t i = 0; i < nr && r == GS_OK; i++) {
		if (!needs[i] || i == at)
			continue;
		r = open_one(t, gs_chain_at(t->chain, i)->id, ids, ask, NULL);
		if (r == GS_ENOKEY)
			r = GS_OK;
	}
	free(needs);
	return r == GS_OK ? judge(t, e) : gs_fail(e, r, "out of memory");
}

static int
off_the_chain(const struct gs_trust *t, const uint8_t *id, struct gs_err *e)
{
	char gen[GS_GEN_ID_HEX_LEN + 1];
	int r;

	r = gs_fail(e, GS_ENOKEY,
	    "generation %s of keyring '%s' opens, but nothing that this clone "
	    "trusts leads to it",
	    gs_gen_id_print(id, gen), t->name);
	gs_hint(e, "git seal unlock --trust FINGERPRINT, if you know it");
	return r;
}

int
gs_trust_unwrap(struct gs_trust *t, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_err *e)
{
	const struct gs_chain_gen *g = gs_chain_gen(t->chain, id);
	int r;

	if (gs_trust_gen(t, id) != NULL)
		return GS_OK;
	if (g == NULL || g->key == NULL) {
		if ((r = open_one(t, id, ids, ask, e)) != GS_OK ||
		    (r = judge(t, e)) != GS_OK)
			return r;
	}
	if (gs_trust_gen(t, id) == NULL &&
	    (r = open_way(t, id, ids, ask, e)) != GS_OK)
		return r;
	return gs_trust_gen(t, id) != NULL ? GS_OK : off_the_chain(t, id, e);
}

int
gs_trust_wrapped(struct gs_trust *t, const struct gs_gen *gen,
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_err *e)
{
	struct search s = { { NULL, 0, 0 }, { { { 0 }, 0 } }, 0 };
	const uint8_t *id = gen->content.id;
	bool found = false;
	int r;

	if ((r = gs_trust_our_ids(ids, &s.ours)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = list_wraps(t, id, GS_WHERE_HEAD, &s, e);
	for (size_t i = 0; r == GS_OK && !found && i < s.nr; i++) {
		struct gs_gens gens = { NULL, 0, 0 };

		r = open_wrap(t, id, &s.blob[i], ids, ask, &gens, e);
		found = r == GS_OK &&
		    gs_ct_eq(gens.v[0].fingerprint, gen->fingerprint,
			GS_FINGERPRINT_LEN);
		gs_gens_clear(&gens);
		r = r == GS_ENOMEM || r == GS_ECRYPTO ? r : GS_OK;
	}
	gs_strs_clear(&s.ours);
	if (r == GS_OK && !found)
		r = none_for_us(t, id, e);
	return r;
}

int
gs_trust_unwrap_all(struct gs_trust *t, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e)
{
	int r = GS_OK, k;
	bool any = false;

	/* Opening builds the chain anew, but only ever adds places. */
	for (size_t i = 0; i < gs_chain_nr(t->chain); i++) {
		uint8_t id[GS_GEN_ID_LEN];

		memcpy(id, gs_chain_at(t->chain, i)->id, sizeof(id));
		k = gs_trust_unwrap(t, id, ids, ask, e);
		if (k == GS_OK)
			any = true;
		else if (k == GS_ENOKEY)
			r = k;
		else
			return k;
	}
	return any ? GS_OK : r;
}

/* The first tip from ${at} on that no key is here for; how many there are
 * where there is none. */
static int
next_ahead(const struct gs_trust *t, size_t *at)
{
	size_t nr = gs_chain_nr(t->chain);
	uint8_t *tips = calloc(nr + 1, 1);
	struct gs_seals s;

	if (tips == NULL || gs_seals_now(t->chain, &s, tips) != GS_OK) {
		free(tips);
		return GS_ENOMEM;
	}
	if (s.what == GS_SEALS_AHEAD)
		tips[gs_chain_find(t->chain, s.gen->id)] = 1;
	while (
	    *at < nr && (!tips[*at] || gs_chain_at(t->chain, *at)->key != NULL))
		(*at)++;
	free(tips);
	return GS_OK;
}

int
gs_trust_catch_up(struct gs_trust *t, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_err *e)
{
	uint8_t id[GS_GEN_ID_LEN];
	size_t at = 0;
	int r;

	for (;;) {
		if (next_ahead(t, &at) != GS_OK)
			return gs_no_memory(e);
		if (at >= gs_chain_nr(t->chain))
			return GS_OK;
		memcpy(id, gs_chain_at(t->chain, at)->id, sizeof(id));
		r = gs_trust_unwrap(t, id, ids, ask, e);
		if (r == GS_ENOMEM || r == GS_ECRYPTO)
			return r;
		/* One side of a fork may open where another does not; what
		 * opened may lead on. */
		at = r == GS_OK ? 0 : at + 1;
	}
}
