#include <stdlib.h>
#include <string.h>

#include "cmd/filter/trusts_one.h"
#include "format/age/recipient.h"
#include "git/absent.h"
#include "git/setting.h"

#include "cmd/filter/trusts_fetch.h"

/* Names to take: generation files, or wraps of ours. */
struct fetch {
	struct gs_carrier *c;
	struct gs_strs ours;	/* IDs of our recipients, in hex */
	struct gs_strs folders; /* found by a listing */
	bool wraps;
	struct gs_oid *v; /* owned */
	size_t nr, cap;
};

static int
note_folder(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct fetch *f = arg;

	(void)id;
	return mode == GS_MODE_FOLDER ? gs_strs_add(&f->folders, name) : GS_OK;
}

static bool
is_ours(const struct fetch *f, const char *name)
{
	for (size_t i = 0; i < f->ours.nr; i++) {
		if (strncmp(name, f->ours.v[i], GS_RECIPIENT_ID_HEX_LEN) == 0)
			return true;
	}
	return false;
}

static int
note_blob(void *arg, const char *name, uint32_t mode, const struct gs_oid *id)
{
	struct fetch *f = arg;
	size_t cap = f->cap == 0 ? 64 : 2 * f->cap;
	struct gs_oid *v;

	if (mode != GS_MODE_FILE || (f->wraps && !is_ours(f, name)))
		return GS_OK;
	if (f->nr == f->cap) {
		if ((v = realloc(f->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		f->v = v;
		f->cap = cap;
	}
	f->v[f->nr++] = *id;
	return GS_OK;
}

/* The folders in ${folder}; those of an earlier listing are forgotten. */
static int
list(struct fetch *f, const char *folder, struct gs_strs *out)
{
	int r;

	memset(&f->folders, 0, sizeof(f->folders));
	r = f->c->each(f->c->ctx, GS_WHERE_TREE, folder, note_folder, f, NULL);
	*out = f->folders;
	return r;
}

static int
take(struct fetch *f, const char *a, const char *b, const char *c)
{
	char *folder = gs_asprintf(
	    "%s/%s%s%s", a, b, c != NULL ? "/" : "", c != NULL ? c : "");
	int r = GS_ENOMEM;

	f->wraps = c != NULL;
	if (folder != NULL)
		r = f->c->each(
		    f->c->ctx, GS_WHERE_TREE, folder, note_blob, f, NULL);
	free(folder);
	return r;
}

static int
take_ring(struct fetch *f, const char *ring)
{
	char *folder = gs_asprintf("%s/wraps", ring);
	struct gs_strs gens = { NULL, 0, 0 };
	int r = folder == NULL ? GS_ENOMEM : take(f, ring, "generations", NULL);

	if (r == GS_OK && f->ours.nr != 0)
		r = list(f, folder, &gens);
	for (size_t i = 0; r == GS_OK && i < gens.nr; i++)
		r = take(f, ring, "wraps", gens.v[i]);
	gs_strs_clear(&gens);
	free(folder);
	return r;
}

static int
collect(struct fetch *f)
{
	struct gs_strs rings = { NULL, 0, 0 };
	int r = list(f, "", &rings);

	for (size_t i = 0; r == GS_OK && i < rings.nr; i++) {
		if (gs_keyring_name_ok(rings.v[i], strlen(rings.v[i])))
			r = take_ring(f, rings.v[i]);
	}
	gs_strs_clear(&rings);
	return r;
}

void
gs_trusts_fetch(struct gs_trusts *t)
{
	struct gs_cmd_carrier c;
	struct fetch f = { .c = &c.c };
	const struct gs_identities *ids;

	if (t->treeish.n == 0 || gs_oid_eq(&t->treeish, &t->fetched))
		return;
	t->fetched = t->treeish;
	if (!gs_setting_possible(t->dir, "promisor") &&
	    !gs_setting_possible(t->dir, "partialclone"))
		return;
	if (gs_carrier_init(&c, t->world->batch, &t->world->entries, NULL) !=
	    GS_OK)
		return;
	gs_carrier_tree(&c, &t->treeish);
	ids = gs_trusts_ids(t);
	if ((ids == NULL || gs_trust_our_ids(ids, &f.ours) == GS_OK) &&
	    collect(&f) == GS_OK && f.nr != 0)
		(void)!gs_absent_fetch(NULL, f.v, f.nr, NULL);
	gs_carrier_clear(&c);
	gs_strs_clear(&f.ours);
	free(f.v);
}
