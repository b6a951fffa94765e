#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "cmd/front/say.h"
#include "cmd/keys/unlock_gpg.h"
#include "cmd/keys/whoami.h"
#include "cmd/team/first.h"
#include "cmd/team/team.h"
#include "codec/hex.h"
#include "format/age/age.h"

#include "cmd/keys/unlock_wrap.h"

static int
note_ring(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct gs_strs *rings = arg;

	(void)id;
	if (mode != GS_MODE_FOLDER || !gs_keyring_name_ok(name, strlen(name)) ||
	    gs_strs_has(rings, name))
		return GS_OK;
	return rings->nr < GS_KEYRINGS_MAX ? gs_strs_add(rings, name)
					   : GS_ETOOBIG;
}

static int
list_rings(struct gs_ctx *ctx, struct gs_strs *rings, struct gs_err *e)
{
	static const char *const seal[] = { ":(top,literal).git-seal", NULL };
	struct gs_entries index = { 0 };
	struct gs_cmd_carrier c = { 0 };
	struct gs_trunk trunk = { 0 };
	int r = GS_OK;

	if (ctx->ring_given)
		return gs_strs_add(rings, ctx->ring);
	if (ctx->repo->top != NULL)
		r = gs_entries_of_index(NULL, seal, &index, e);
	if (r == GS_OK)
		r = gs_trunk_find(ctx->repo, NULL, NULL, &trunk, e);
	if (r == GS_OK &&
	    gs_carrier_init(&c, ctx->repo->batch, &index, trunk.rev) != GS_OK)
		r = gs_no_memory(e);
	for (int w = 0; r == GS_OK && w < GS_WHERE_NR; w++) {
		r = c.c.each(
		    c.c.ctx, (enum gs_where)w, "", note_ring, rings, e);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	if (r == GS_ETOOBIG)
		r = gs_fail(e, r,
		    "this repository carries more than %d keyrings "
		    "(.git-seal/)",
		    GS_KEYRINGS_MAX);
	if (r == GS_OK || index.nr != 0)
		gs_entries_clear(&index);
	gs_carrier_clear(&c);
	gs_trunk_clear(&trunk);
	return r;
}

static bool
opens_any(const struct gs_team *t)
{
	for (size_t i = 0; i < gs_chain_nr(t->trust.chain); i++) {
		if (gs_chain_at(t->trust.chain, i)->key != NULL)
			return true;
	}
	return false;
}

/* The tip and its ancestors are what the clone trusts from now on. */
static int
offer_trusted(const struct gs_team *t, const struct gs_chain_gen *tip,
    struct gs_offer *out, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	size_t nr = gs_chain_nr(c), at = gs_chain_find(c, tip->id);
	uint8_t *mark = calloc(nr + 1, 1);
	struct gs_gens gens = { NULL, 0, 0 };
	int r;

	if (mark == NULL || gs_chain_ancestors(c, at, mark) != GS_OK) {
		free(mark);
		return gs_no_memory(e);
	}
	r = GS_OK;
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (mark[i] && g->key != NULL)
			r = gs_gens_add(&gens, g->key);
	}
	free(mark);
	if (r != GS_OK)
		r = gs_no_memory(e);
	else
		r = gs_offer_add(out, t->ctx->ring, &gens, tip->id, e);
	gs_gens_clear(&gens);
	return r;
}

static int
offer_opened(const struct gs_team *t, const char *why, struct gs_offer *out,
    struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1] = "FINGERPRINT";
	struct gs_gens gens = { NULL, 0, 0 };
	char *text = NULL;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_chain_gen *g = gs_chain_at(c, i);

		if (g->key != NULL)
			r = gs_gens_add(&gens, g->key);
	}
	if (r == GS_OK)
		r = gs_offer_add(out, t->ctx->ring, &gens, NULL, e);
	else
		r = gs_no_memory(e);
	if (r == GS_OK && gs_gens_newest(&gens) != NULL)
		(void)gs_fingerprint_print(
		    gs_gens_newest(&gens)->fingerprint, true, fp);
	if (r == GS_OK)
		text = gs_asprintf(
		    "the keyring '%s' opens, but is not trusted to seal: %s. "
		    "Compare its fingerprint with a member, then git seal "
		    "unlock --trust '%s'",
		    t->ctx->ring, why, fp);
	if (r == GS_OK &&
	    (text == NULL || gs_strs_add(&out->warning, text) != GS_OK))
		r = gs_no_memory(e);
	free(text);
	gs_gens_clear(&gens);
	return r;
}

static int
choose(struct gs_team *t, const char *trust, struct gs_offer *out,
    struct gs_err *e)
{
	const struct gs_chain_gen *tip = NULL;
	const char *why = "";
	int r = GS_OK;

	if (trust != NULL)
		tip = gs_first_named(t, trust);
	if (tip == NULL && t->trust.has_floor) {
		if (gs_seals_floor(t->trust.chain, &tip) != GS_OK)
			return gs_no_memory(e);
		why = "what this clone trusted before is not among it";
	} else if (tip == NULL) {
		r = gs_first_tip(t, &tip, &why, e);
	}
	if (r != GS_OK)
		return r;
	return tip != NULL ? offer_trusted(t, tip, out, e)
			   : offer_opened(t, why, out, e);
}

/* A clone that was locked knows its floor by the fingerprint. */
static int
recall(struct gs_team *t, struct gs_err *e)
{
	const struct gs_chain_gen *g =
	    gs_chain_gen(t->trust.chain, t->state.floor);
	struct gs_gens one = { NULL, 0, 0 };
	int r;

	if (!t->state.has_print || g == NULL || g->key == NULL || g->held ||
	    !gs_ct_eq(g->key->fingerprint, t->state.print, GS_FINGERPRINT_LEN))
		return GS_OK;
	if ((r = gs_gens_add(&one, g->key)) == GS_OK)
		r = gs_trust_given(&t->trust, &one, e);
	else
		r = gs_no_memory(e);
	gs_gens_clear(&one);
	return r;
}

static int
open_ring(struct gs_ctx *ctx, const char *ring, struct gs_identities *ids,
    const struct gs_ask *ask, const char *trust, struct gs_offer *out,
    struct gs_err *e)
{
	static struct gs_team t;
	struct gs_err why = { "", "" };
	struct gs_ctx mine = *ctx;
	int r;

	mine.ring = ring;
	if ((r = gs_team_open(&t, &mine,
		 ids != NULL ? GS_TEAM_KEYS : GS_TEAM_READ, e)) != GS_OK)
		return r;
	r = ids != NULL ? gs_trust_unwrap_all(&t.trust, ids, ask, &why)
			: gs_unlock_gpg(&t, &why);
	if (r != GS_OK && r != GS_ENOKEY)
		*e = why;
	else if (!opens_any(&t) && ids == NULL && t.nr_members == 0)
		/* gpg is for members: there is nothing to say. */
		r = gs_fail(e, GS_ENOKEY, "%s", "");
	else if (!opens_any(&t))
		r = ids != NULL && gs_team_members(&t, e) != GS_OK
		    ? GS_EIO
		    : gs_whoami_none(&t, ids, &why, e);
	else if ((r = recall(&t, e)) == GS_OK)
		r = choose(&t, trust, out, e);
	gs_team_close(&t);
	return r;
}

int
gs_offer_wraps(struct gs_ctx *ctx, struct gs_identities *ids,
    const struct gs_ask *ask, const char *trust, const char *from,
    struct gs_offer *out, struct gs_err *e)
{
	struct gs_strs rings = { NULL, 0, 0 };
	struct gs_err spoilt = { "", "" };
	int r, best = GS_ENOKEY;

	memset(out, 0, sizeof(*out));
	out->origin = GS_ORIGIN_WRAP;
	if ((r = list_rings(ctx, &rings, e)) == GS_OK && rings.nr == 0 &&
	    ids != NULL)
		r = gs_fail(e, GS_ENOKEY,
		    "this repository carries no keyring "
		    "(.git-seal/) that an identity could open");
	for (size_t i = 0; r == GS_OK && i < rings.nr; i++) {
		int k = open_ring(ctx, rings.v[i], ids, ask, trust, out, e);

		if (k == GS_EDAMAGED || k == GS_ENEWER) {
			/* One keyring's own: others may open. */
			spoilt = *e;
			best = best == GS_ENOKEY ? k : best;
		} else if (k == GS_OK) {
			best = GS_OK;
		} else if (k != GS_ENOKEY) {
			r = k;
		}
	}
	if (r == GS_OK && spoilt.what[0] != '\0') {
		if (best != GS_OK)
			*e = spoilt;
		else if (gs_strs_add(&out->warning, spoilt.what) != GS_OK)
			r = gs_no_memory(e);
	}
	if (r == GS_OK && rings.nr == 0)
		r = gs_fail(e, GS_ENOKEY, "%s", "");
	gs_strs_clear(&rings);
	if (r == GS_OK)
		r = best;
	if (r == GS_OK && (out->from = gs_strdup(from)) == NULL)
		r = gs_no_memory(e);
	if (r != GS_OK)
		gs_offer_clear(out);
	return r;
}

struct member_files {
	struct gs_team *t;
	const char *name; /* or NULL: any */
	const struct gs_ask *ask;
	struct gs_identities *pass; /* holds the one passphrase */
	struct gs_identities *out;
	bool any;
	struct gs_err *e;
};

/* Whether the identity file "ID.age" is one of the member that was named. */
static bool
is_of(const struct member_files *f, const char *name)
{
	size_t n = strlen(name);

	if (n != GS_MEMBER_ID_HEX_LEN + 4 || strcmp(name + n - 4, ".age") != 0)
		return false;
	for (size_t i = 0; i < f->t->nr_members; i++) {
		const struct gs_member *m = f->t->member_file[i].member;
		char hex[GS_MEMBER_ID_HEX_LEN + 1];

		if (m == NULL ||
		    (f->name != NULL && strcmp(m->name, f->name) != 0))
			continue;
		(void)gs_hex_print(m->id, GS_MEMBER_ID_LEN, hex);
		if (strncmp(hex, name, GS_MEMBER_ID_HEX_LEN) == 0)
			return true;
	}
	return false;
}

static int
open_member_file(
    void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct member_files *f = arg;
	struct gs_buf raw = GS_BUF_INIT, text = GS_BUF_INIT;
	int r;

	if (mode != GS_MODE_FILE || !is_of(f, name))
		return GS_OK;
	f->any = true;
	r = f->t->carrier.c.blob(
	    f->t->carrier.c.ctx, id, GS_WRAP_FILE_MAX, &raw, f->e);
	if (r == GS_OK)
		r = gs_age_open(f->pass, f->ask, raw.p, raw.n, &text, f->e);
	if (r == GS_OK)
		r = gs_identities_parse(f->out, name, text.p, text.n, f->e);
	gs_buf_clear(&raw);
	gs_buf_clear(&text);
	/* Another member's passphrase opens another file. */
	return r == GS_ENOKEY ? GS_OK : r;
}

/* Of the index, else of HEAD: a bare clone has no index. */
static int
each_identity(struct member_files *f)
{
	static const enum gs_where places[] = { GS_WHERE_INDEX, GS_WHERE_HEAD,
		GS_WHERE_TRUNK };
	char *folder = gs_asprintf("%s/identities", f->t->ctx->ring);
	int r = folder == NULL ? gs_no_memory(f->e) : GS_OK;

	for (size_t i = 0; r == GS_OK && !f->any && i < GS_NR(places); i++) {
		r = f->t->carrier.c.each(f->t->carrier.c.ctx, places[i], folder,
		    open_member_file, f, f->e);
		r = r == GS_ENOTFOUND ? GS_OK : r;
	}
	free(folder);
	return r;
}

static int
wrong_passphrase(const char *name, const char *ring, struct gs_err *e)
{
	int r;

	r = gs_fail(e, GS_ENOKEY,
	    "wrong passphrase: it opens nothing of %s%s%s in the keyring '%s'",
	    name != NULL ? "member '" : "any member", name != NULL ? name : "",
	    name != NULL ? "'" : "", ring);
	gs_hint(e, "git seal members lists the members");
	return r;
}

int
gs_offer_member(struct gs_ctx *ctx, const char *name, const struct gs_ask *ask,
    struct gs_identities *ids, struct gs_err *e)
{
	static struct gs_team t;
	struct gs_identities pass = { NULL, 0, 0 };
	struct gs_buf word = GS_BUF_INIT;
	struct member_files f = { &t, name, NULL, &pass, ids, false, e };
	size_t had = ids->nr;
	int r;

	if ((r = gs_team_open(&t, ctx, GS_TEAM_READ, e)) != GS_OK)
		return r;
	r = ask->passphrase(
	    ask->ctx, name != NULL ? name : "the member", &word, e);
	if (r == GS_OK)
		r = gs_identities_add_passphrase(&pass, &word, e);
	if (r == GS_OK)
		r = each_identity(&f);
	if (r == GS_OK && !f.any)
		r = gs_fail(e, GS_ENOKEY,
		    "no member%s%s%s of keyring '%s' "
		    "has a passphrase",
		    name != NULL ? " '" : "", name != NULL ? name : "",
		    name != NULL ? "'" : "", ctx->ring);
	else if (r == GS_OK && ids->nr == had)
		r = wrong_passphrase(name, ctx->ring, e);
	gs_identities_clear(&pass);
	gs_buf_clear(&word);
	gs_team_close(&t);
	return r;
}
