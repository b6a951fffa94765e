#include <string.h>

#include "cmd/front/prompt.h"
#include "cmd/keys/genfiles.h"
#include "cmd/keys/idfile.h"
#include "cmd/keys/ids.h"
#include "cmd/keys/unlock_key.h"
#include "cmd/keys/unlock_wrap.h"
#include "cmd/team/judge.h"
#include "repo/index.h"

#include "cmd/daily/typed.h"

static int
list_files(struct gs_entries *l, struct gs_err *e)
{
	static const char *const below[] = { ":(top,literal).git-seal", NULL };

	return gs_entries_of_index(NULL, below, l, e);
}

/* What may seal joins the clone's keyrings; the rest opens. */
static int
take(const struct gs_offer *o, struct gs_keys *keys, struct gs_typed *t,
    struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < o->keys.nr; i++) {
		const struct gs_keyring *ring = &o->keys.v[i];

		for (size_t k = 0; r == GS_OK && k < ring->gens.nr; k++)
			r = gs_gens_add(&t->opens, &ring->gens.v[k]);
		if (r != GS_OK)
			return gs_no_memory(e);
		if (!o->floor[i].only_opens)
			r = gs_keys_add(keys, ring->name, &ring->gens, e);
	}
	t->any = t->any || o->keys.nr > 0;
	return r;
}

static int
from_keyfile(struct gs_ctx *ctx, const char *word, struct gs_keys *keys,
    struct gs_typed *t, struct gs_err *e)
{
	struct gs_entries index = { 0 };
	struct gs_genfiles files;
	struct gs_offer o;
	int r;

	memset(&o, 0, sizeof(o));
	if ((r = list_files(&index, e)) != GS_OK)
		return r;
	gs_genfiles_init(&files, ctx, &index);
	r = gs_offer_find(ctx, word, &files, &o, e);
	if (r == GS_OK && o.from != NULL)
		r = take(&o, keys, t, e);
	gs_offer_clear(&o);
	gs_genfiles_clear(&files);
	gs_entries_clear(&index);
	return r;
}

static int
from_identities(struct gs_ctx *ctx, struct gs_identities *ids,
    struct gs_keys *keys, struct gs_typed *t, struct gs_err *e)
{
	const struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_offer o;
	int r = gs_offer_wraps(
	    ctx, ids, &ask, NULL, "the identity that was given", &o, e);

	if (r == GS_OK)
		r = take(&o, keys, t, e);
	gs_offer_clear(&o);
	return r;
}

/* A key file, or an identity: the text tells. */
static int
read_one(struct gs_ctx *ctx, const char *word, struct gs_identities *ids,
    struct gs_keys *keys, struct gs_typed *t, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r = from_keyfile(ctx, word, keys, t, e);

	if (r != GS_EUSAGE || strcmp(word, "-") == 0 ||
	    gs_idfile_read(ctx, word, ids, &why) != GS_OK)
		return r;
	memset(e, 0, sizeof(*e));
	return GS_OK;
}

int
gs_typed_read(struct gs_ctx *ctx, const struct gs_strs *files,
    struct gs_typed *t, struct gs_err *e)
{
	struct gs_identities ids = { NULL, 0, 0 };
	struct gs_keys keys = { 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < files->nr; i++)
		r = read_one(ctx, files->v[i], &ids, &keys, t, e);
	if (r == GS_OK && files->nr == 0 && !ctx->keys.locked &&
	    ctx->keys.nr == 0) {
		r = from_keyfile(ctx, NULL, &keys, t, e);
		if (r == GS_OK && !t->any)
			r = gs_ids_load(ctx, NULL, GS_IDS_ENV, &ids, e);
	}
	if (r == GS_OK && ids.nr > 0)
		r = from_identities(ctx, &ids, &keys, t, e);
	if (r == GS_OK && t->any) {
		ctx->keys.locked = false;
		ctx->keys.locked_worktree = false;
	}
	for (size_t i = 0; r == GS_OK && i < keys.nr; i++)
		r = gs_keys_add(&ctx->keys, keys.v[i].name, &keys.v[i].gens, e);
	gs_keys_clear(&keys);
	gs_identities_clear(&ids);
	return r == GS_OK ? gs_judge_keys(ctx, e) : r;
}

void
gs_typed_clear(struct gs_typed *t)
{
	gs_gens_clear(&t->opens);
}

const struct gs_gen *
gs_typed_find(const struct gs_ctx *ctx, const struct gs_typed *t,
    const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_gen *gen = gs_keys_find(&ctx->keys, id, NULL);

	return gen != NULL ? gen : gs_gens_find(&t->opens, id);
}

/* Whether a generation file of the keyring speaks of ${gen}. */
static int
is_ours(struct gs_ctx *ctx, const char *ring, const struct gs_gen *gen,
    bool *yes, struct gs_err *e)
{
	char name[GS_KEYRING_NAME_MAX + 1];
	struct gs_entries index = { 0 };
	struct gs_genfiles files;
	int r;

	if ((r = list_files(&index, e)) != GS_OK)
		return r;
	gs_genfiles_init(&files, ctx, &index);
	r = gs_genfiles_ring(&files, gen, name, e);
	*yes = r == GS_OK && strcmp(name, ring) == 0;
	gs_genfiles_clear(&files);
	gs_entries_clear(&index);
	return r;
}

int
gs_typed_sealing(struct gs_ctx *ctx, const struct gs_typed *t, const char *ring,
    const struct gs_gen **gen, struct gs_err *e)
{
	bool ours = true;
	int r = GS_OK;

	*gen = NULL;
	/* A worktree that is locked by itself has the keyring beside it, and
	 * still seals nothing without a key that was typed. */
	if (!ctx->keys.locked && !ctx->keys.locked_worktree)
		*gen = gs_keys_sealing(&ctx->keys, ring);
	if (*gen != NULL && t->any)
		r = is_ours(ctx, ring, *gen, &ours, e);
	if (r == GS_OK && *gen != NULL && ours)
		return GS_OK;
	*gen = NULL;
	if (r != GS_OK)
		return r;
	r = gs_fail(e, GS_ENOKEY,
	    t->any ? "what was given may not seal for the keyring '%s'"
		: ctx->keys.locked_worktree
		? "this worktree is locked: the keyring '%s' seals nothing here"
		: "the keyring '%s' is not here, or may not seal",
	    ring);
	gs_hint(e, "%s",
	    t->any ? "compare its fingerprint, then git seal unlock --trust "
		     "FINGERPRINT"
		: ctx->keys.locked_worktree
		? "git seal unlock --worktree, or give its key with -i FILE"
		: "git seal unlock, or give its key with -i FILE");
	return r;
}
