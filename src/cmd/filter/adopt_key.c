#include <stdlib.h>
#include <string.h>

#include "cmd/filter/trusts_one.h"
#include "cmd/keys/keyfile.h"

#include "cmd/filter/adopt_key.h"

#define VARIABLE "GIT_SEAL_KEY"

/* A keyring whose generation file has the fingerprint of ${gen}. */
static int
by_file(struct gs_cmd_filter *c, const struct gs_gen *gen,
    char ring[GS_KEYRING_NAME_MAX + 1])
{
	char name[GS_GEN_ID_HEX_LEN + 1];
	struct gs_cmd_carrier look;
	struct gs_strs rings = { NULL, 0, 0 };
	struct gs_trusts_one *one;
	int r;

	if ((r = gs_carrier_init(
		 &look, c->world.batch, &c->world.entries, NULL)) != GS_OK)
		return r;
	gs_carrier_tree(&look, &c->trusts.treeish);
	(void)gs_gen_id_print(gen->content.id, name);
	/* The trunk has a place in each keyring's own carrier only, so with
	 * no file of that name at hand every keyring is looked at. */
	r = gs_trusts_rings(&look.c, name, &rings);
	if (r == GS_OK && rings.nr == 0 &&
	    (r = gs_trusts_rings(&look.c, NULL, &rings)) == GS_OK &&
	    rings.nr == 0)
		r = gs_strs_add(&rings, "default");
	for (size_t i = 0; r == GS_OK && ring[0] == '\0' && i < rings.nr; i++) {
		if (gs_trusts_get(&c->trusts, rings.v[i], &one, NULL) !=
			GS_OK ||
		    gs_trust_add_tree(&one->trust, NULL) != GS_OK ||
		    !gs_chain_carries(one->trust.chain, gen))
			continue;
		memcpy(ring, one->name, strlen(one->name) + 1);
	}
	gs_carrier_clear(&look);
	gs_strs_clear(&rings);
	return r;
}

static bool
opens(const struct gs_gen *gen, const void *p, size_t n)
{
	struct gs_buf copy = GS_BUF_INIT;
	struct gs_sealed_head head;
	size_t off;
	bool yes;

	yes = gs_sealed_peek(p, n, &head) == GS_OK &&
	    memcmp(head.id, gen->content.id, GS_GEN_ID_LEN) == 0 &&
	    gs_buf_add(&copy, p, n) == GS_OK &&
	    gs_sealed_open(&gen->content, UINT64_MAX, &copy, &off) == GS_OK;
	gs_buf_clear(&copy);
	return yes;
}

static bool
opens_staged(
    struct gs_cmd_filter *c, const struct gs_gen *gen, const char *path)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid id[4];
	bool yes = false;

	if (c->world.w.staged(c->world.w.ctx, path, id, NULL) != GS_OK)
		return false;
	for (size_t i = 0; !yes && i < GS_NR(id); i++) {
		gs_buf_reset(&b);
		yes = id[i].n != 0 &&
		    c->world.w.blob(c->world.w.ctx, &id[i], &b, NULL) ==
			GS_OK &&
		    opens(gen, b.p, b.n);
	}
	gs_buf_clear(&b);
	return yes;
}

/* The keyring of ${path}, where ${gen} opens what is sealed there. */
static void
by_blob(struct gs_cmd_filter *c, const struct gs_gen *gen, const char *path,
    const struct gs_buf *blob, char ring[GS_KEYRING_NAME_MAX + 1])
{
	struct gs_attrs a;

	if (blob != NULL ? !opens(gen, blob->p, blob->n)
			 : !opens_staged(c, gen, path))
		return;
	if (c->world.w.attrs(c->world.w.ctx, path, &a, NULL) == GS_OK &&
	    a.keyring_ok)
		memcpy(ring, a.keyring, strlen(a.keyring) + 1);
}

static int
take(struct gs_cmd_filter *c, const char *ring, const struct gs_gen *gen)
{
	struct gs_trusts_one *one;
	struct gs_gens gens = { (struct gs_gen *)(uintptr_t)gen, 1, 1 };
	int r = gs_trusts_get(&c->trusts, ring, &one, NULL);

	if (r == GS_OK && (r = gs_gens_add(&one->given, gen)) == GS_OK)
		r = gs_keys_add(&c->keys, ring, &gens, NULL);
	if (r == GS_OK)
		gs_trusts_unload(one);
	return r;
}

void
gs_adopt_key(struct gs_cmd_filter *c, const char *text, const char *path,
    const struct gs_buf *blob)
{
	struct gs_gens gens = { NULL, 0, 0 };
	struct gs_err e = { "", "" };
	size_t taken = 0;
	int r = gs_keyfile_parse(VARIABLE, text, strlen(text), &gens, &e);

	for (size_t i = 0; r == GS_OK && i < gens.nr; i++) {
		char ring[GS_KEYRING_NAME_MAX + 1] = "";

		if (by_file(c, &gens.v[i], ring) == GS_OK && ring[0] == '\0')
			by_blob(c, &gens.v[i], path, blob, ring);
		taken += ring[0] != '\0' && take(c, ring, &gens.v[i]) == GS_OK;
	}
	if (r != GS_OK)
		gs_say(c->f.report, GS_WARNING, e.hint,
		    VARIABLE " is ignored: %s", e.what);
	else if (taken == 0)
		gs_say(c->f.report, GS_WARNING, NULL,
		    VARIABLE " is ignored: it is not a key of this repository");
	else if (taken < gens.nr)
		gs_say(c->f.report, GS_WARNING, NULL,
		    "some lines of " VARIABLE
		    " are not of this repository: they are ignored");
	gs_gens_clear(&gens);
}
