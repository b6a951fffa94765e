#include <stdlib.h>
#include <string.h>

#include "cmd/filter/adopt_heads.h"
#include "cmd/filter/adopt_key.h"
#include "cmd/filter/byitself.h"
#include "cmd/filter/trusts_fetch.h"
#include "cmd/filter/trusts_one.h"
#include "cmd/front/config.h"
#include "cmd/keys/ids.h"
#include "cmd/team/first.h"
#include "engine/advance.h"
#include "engine/store.h"

#include "cmd/filter/adopt.h"

/* Why nothing that was given is used; said once, and only where a file needs
 * it. */
static void
tell_refused(const struct gs_cmd_filter *c, const struct gs_byitself *b)
{
	const char *what =
	    gs_byitself_key() != NULL ? "GIT_SEAL_KEY" : "GIT_SEAL_IDENTITY";

	if (b->listed)
		gs_say(c->f.report, GS_WARNING,
		    "git seal setup --trust URL-PREFIX, if it is yours",
		    "%s is not used here: the remote%s%s%s is not below any "
		    "seal.trust",
		    what, b->url != NULL ? " '" : "",
		    b->url != NULL ? b->url : "", b->url != NULL ? "'" : "");
	else
		gs_say(c->f.report, GS_WARNING,
		    "git seal setup --trust URL-PREFIX, if it is yours",
		    "%s is not used in a submodule whose remote is not trusted",
		    what);
}

/* The tip that a first unlock would adopt: borrowed from the chain, or
 * NULL. */
static int
first_tip(struct gs_cmd_filter *c, struct gs_trusts_one *one,
    const struct gs_chain_gen **tip, const char **why)
{
	enum gs_seals_first first = GS_SEALS_NOTHING;
	uint8_t *ids = NULL;
	size_t nr = 0;
	int r = gs_adopt_heads(c, one, &ids, &nr);

	*tip = NULL;
	if (r == GS_OK)
		r = gs_seals_first(one->trust.chain, one->trust.has_trunk, ids,
		    nr, tip, &first);
	free(ids);
	*why = gs_first_why(first);
	return r;
}

/* A clone that trusted something once does not turn to something else. */
static bool
goes_on(const struct gs_trusts_one *one, const struct gs_chain_gen *tip)
{
	return !one->state.has_floor ||
	    gs_chain_is_ancestor(one->trust.chain, one->state.floor, tip->id);
}

static int
take_tip(struct gs_cmd_filter *c, struct gs_trusts_one *one,
    const struct gs_chain_gen *tip, bool keep)
{
	static const struct gs_gens none = { NULL, 0, 0 };
	struct gs_gens line = { NULL, 0, 0 };
	int r = gs_trust_line(&one->trust, tip->id, &none, &line, NULL);

	if (r == GS_OK)
		r = gs_keys_add(&c->keys, one->name, &line, NULL);
	if (r == GS_OK) {
		memcpy(one->floor, tip->id, sizeof(one->floor));
		one->adopted = true;
		if (keep && !one->state.has_floor)
			r = gs_strs_add(&c->adopt.keep, one->name);
	}
	gs_gens_clear(&line);
	gs_trusts_unload(one);
	return r;
}

static int
open_ring(struct gs_cmd_filter *c, const char *ring, struct gs_identities *ids,
    bool keep)
{
	const struct gs_chain_gen *tip;
	struct gs_trusts_one *one;
	const char *why;
	int r;

	if (gs_keys_ring(&c->keys, ring) != NULL)
		return GS_OK; /* given for this run */
	if ((r = gs_trusts_get(&c->trusts, ring, &one, NULL)) != GS_OK ||
	    (r = gs_trust_add_tree(&one->trust, NULL)) != GS_OK)
		return r;
	r = gs_trust_unwrap_all(&one->trust, ids, NULL, NULL);
	if (r != GS_OK)
		return r == GS_ENOKEY ? GS_OK : r;
	if ((r = first_tip(c, one, &tip, &why)) != GS_OK)
		return r;
	return tip != NULL && goes_on(one, tip) ? take_tip(c, one, tip, keep)
						: GS_OK;
}

static int
open_rings(struct gs_cmd_filter *c, bool keep)
{
	struct gs_identities *ids = gs_trusts_ids(&c->trusts);
	struct gs_cmd_carrier look;
	struct gs_strs rings = { NULL, 0, 0 };
	int r = GS_OK;

	if (ids == NULL)
		return GS_OK;
	if ((r = gs_carrier_init(
		 &look, c->world.batch, &c->world.entries, NULL)) != GS_OK)
		return r;
	gs_carrier_tree(&look, &c->trusts.treeish);
	r = gs_trusts_rings(&look.c, NULL, &rings);
	for (size_t i = 0; r == GS_OK && i < rings.nr; i++)
		r = open_ring(c, rings.v[i], ids, keep);
	gs_carrier_clear(&look);
	gs_strs_clear(&rings);
	return r;
}

static void
adopt(struct gs_cmd_filter *c, const struct gs_byitself *b, const char *path,
    const struct gs_buf *blob)
{
	bool fresh = c->keys.nr == 0;
	const char *key = gs_byitself_key();

	if (b->given && !b->env) {
		tell_refused(c, b);
		c->trusts.may &= ~GS_IDS_ENV;
	}
	if (fresh)
		c->trusts.may = b->trusted ? GS_IDS_ALL
		    : b->env		   ? GS_IDS_ENV
					   : 0;
	gs_trusts_fetch(&c->trusts);
	if (b->env && key != NULL)
		gs_adopt_key(c, key, path, blob);
	/* A one-shot filter sees one file: too little to write anything. */
	if (fresh && open_rings(c, b->trusted && c->ahead != NULL) != GS_OK)
		gs_say(c->f.report, GS_WARNING, "git seal unlock",
		    "this clone cannot open by itself");
}

void
gs_adopt(struct gs_cmd_filter *c, const char *path,
    const struct gs_oid *treeish, const struct gs_buf *blob)
{
	struct gs_byitself b;
	struct gs_err e = { "", "" };

	if (c->adopt.asked)
		return;
	c->adopt.asked = true;
	if (c->broken != GS_OK || c->keys.locked || c->keys.locked_worktree ||
	    (c->keys.nr != 0 && gs_byitself_key() == NULL && !gs_ids_env_set()))
		return;
	if (gs_byitself_find(&c->dir, &b, &e) != GS_OK) {
		gs_say(c->f.report, GS_WARNING, e.hint,
		    "this clone cannot open by itself: %s", e.what);
		return;
	}
	if (treeish != NULL)
		c->trusts.treeish = *treeish;
	if ((b.given || b.trusted) && gs_world_index(&c->world, NULL) == GS_OK)
		adopt(c, &b, path, blob);
	gs_byitself_clear(&b);
}

void
gs_adopt_saw(struct gs_cmd_filter *c, const void *p, size_t n)
{
	struct gs_sealed_head head;

	/* Out of memory: one blob less to hold against it, as in a checkout
	 * that was narrower. */
	if (c->adopt.keep.nr != 0 && gs_sealed_peek(p, n, &head) == GS_OK)
		(void)!gs_map_put(
		    &c->adopt.saw, (const char *)head.id, sizeof(head.id), c);
}

static int
store(struct gs_cmd_filter *c, struct gs_trusts_one *one,
    const struct gs_chain_gen *tip)
{
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	struct gs_ctx ctx = *c->trusts.ctx;
	struct gs_gens line = { NULL, 0, 0 };
	static const struct gs_gens none = { NULL, 0, 0 };
	int r = gs_trust_line(&one->trust, tip->id, &none, &line, NULL);

	if (r == GS_OK)
		r = gs_store_advance(
		    c->dir.common_dir, one->name, &line, NULL, tip->key, NULL);
	if (r == GS_OK)
		gs_say(c->f.report, GS_NOTE, NULL,
		    "opened by itself, as seal.trust says; fingerprint of the "
		    "keyring '%s': %s",
		    one->name,
		    gs_fingerprint_print(tip->key->fingerprint, true, fp));
	gs_gens_clear(&line);
	/* setup has written the filter for all clones; without its lines in
	 * this one's config the clone works as well. */
	if (r == GS_OK)
		(void)!gs_cmd_config_write(
		    &ctx, GS_CMD_CONFIG_CLONE, NULL, NULL);
	return r;
}

void
gs_adopt_finish(struct gs_cmd_filter *c)
{
	for (size_t i = 0; i < c->adopt.keep.nr; i++) {
		const char *ring = c->adopt.keep.v[i], *why = "";
		const struct gs_chain_gen *tip = NULL;
		struct gs_trusts_one *one;

		/* What cannot be written is found again the next time. */
		if (gs_trusts_get(&c->trusts, ring, &one, NULL) != GS_OK ||
		    gs_trust_add_tree(&one->trust, NULL) != GS_OK ||
		    first_tip(c, one, &tip, &why) != GS_OK)
			continue;
		if (tip != NULL &&
		    memcmp(tip->id, one->floor, GS_GEN_ID_LEN) == 0)
			(void)!store(c, one, tip);
		else
			gs_say(c->f.report, GS_WARNING, "git seal unlock",
			    "the keyring '%s' opens, but is not trusted to "
			    "seal: %s",
			    ring, why);
	}
	gs_strs_clear(&c->adopt.keep);
	gs_map_clear(&c->adopt.saw, NULL);
}
