#include <stdlib.h>
#include <string.h>

#include "cmd/keys/ids.h"
#include "cmd/keys/whoami.h"
#include "repo/index.h"

#include "cmd/files/show_why.h"

/* The name of the keyring in "DIR/.git-seal/NAME/generations/ID", or NULL. */
static char *
ring_of(const char *path, const char *id)
{
	static const char lead[] = ".git-seal/", mid[] = "/generations/";
	const char *name = path + strlen(lead), *slash;

	if (strncmp(path, lead, strlen(lead)) != 0 ||
	    (slash = strchr(name, '/')) == NULL ||
	    strncmp(slash, mid, strlen(mid)) != 0 ||
	    strcmp(slash + strlen(mid), id) != 0)
		return NULL;
	return gs_strndup(name, (size_t)(slash - name));
}

static char *
ring_among(struct gs_entries *l, const char *id)
{
	char *name = NULL;

	for (size_t i = 0; name == NULL && i < l->nr; i++)
		name = ring_of(l->v[i].path, id);
	gs_entries_clear(l);
	return name;
}

/* Whose generation ${id} is, as index or HEAD tell; NULL where they do not. */
static char *
find_ring(const struct gs_ctx *ctx, const char *id)
{
	static const char *const below[] = { ":(top,literal).git-seal", NULL };
	struct gs_entries l;
	char *name = NULL;

	if (ctx->repo == NULL)
		return NULL;
	if (gs_entries_of_index(NULL, below, &l, NULL) == GS_OK)
		name = ring_among(&l, id);
	if (name == NULL && gs_entries_of_tree(NULL, "HEAD", &l, NULL) == GS_OK)
		name = ring_among(&l, id);
	return name;
}

/* Whether the repository says who we are, and so why: with the identities
 * that were typed, else with those that are set up.  Then all is said. */
static bool
told_who(struct gs_ctx *ctx, const char *name,
    const struct gs_identities *typed, const char *ring, const char *id)
{
	struct gs_identities own = { NULL, 0, 0 };
	const struct gs_identities *ids = typed;
	char *lead = gs_asprintf(
	    "'%s' is sealed by generation %s of keyring '%s', which does not "
	    "open",
	    name, id, ring);
	int r = GS_ENOMEM;

	if (lead != NULL && typed->nr == 0) {
		ids = &own;
		r = gs_ids_load(ctx, NULL, GS_IDS_ALL, &own, NULL);
	} else if (lead != NULL) {
		r = GS_OK;
	}
	if (r == GS_OK)
		r = gs_whoami_refuse(ctx, ring, ids, false, lead, &ctx->e);
	gs_identities_clear(&own);
	free(lead);
	return r == GS_ENOKEY;
}

int
gs_show_no_key(struct gs_ctx *ctx, const char *name,
    const struct gs_identities *typed, const uint8_t gen[GS_GEN_ID_LEN])
{
	char id[GS_GEN_ID_HEX_LEN + 1];
	char *ring = find_ring(ctx, gs_gen_id_print(gen, id));
	int r;

	/* Identities that are only set up were not tried where nobody has
	 * unlocked yet. */
	if (ring != NULL && !ctx->keys.locked &&
	    (typed->nr != 0 || gs_keys_ring(&ctx->keys, ring) != NULL) &&
	    told_who(ctx, name, typed, ring, id)) {
		free(ring);
		return GS_ENOKEY;
	}
	r = gs_fail(&ctx->e, GS_ENOKEY,
	    "'%s' is sealed by generation %s%s%s%s, and no key for it is "
	    "here%s",
	    name, id, ring == NULL ? "" : " of keyring '",
	    ring == NULL ? "" : ring, ring == NULL ? "" : "'",
	    ctx->keys.locked ? " (the clone is locked)" : "");
	if (ctx->repo == NULL)
		gs_hint(
		    &ctx->e, "give its key with -i KEYFILE or in GIT_SEAL_KEY");
	else
		gs_hint(&ctx->e, "git seal unlock, or give its key with -i");
	free(ring);
	return r;
}
