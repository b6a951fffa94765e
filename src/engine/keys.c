#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/private.h"
#include "engine/worktree.h"

#include "engine/keys.h"

char *
gs_keyring_path(const char *common_dir, const char *folder, const char *name)
{
	return gs_asprintf("%s/git-seal/%s%s%s", common_dir, folder,
	    name != NULL ? "/" : "", name != NULL ? name : "");
}

int
gs_keyring_read(const char *common_dir, const char *name, struct gs_buf *text,
    struct gs_gens *out, bool *exposed, struct gs_err *e)
{
	char *path = gs_keyring_path(common_dir, "keyrings", name);
	struct gs_err why = { "", "" };
	struct gs_private file = { path, NULL, true, GS_KEYRING_TEXT_MAX,
		*exposed };
	size_t from = text->n;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = gs_private_read(&file, text, e);
	*exposed = file.exposed;
	if (r == GS_OK &&
	    (r = gs_keyring_parse(text->p + from, text->n - from, out, &why)) !=
		GS_OK) {
		/* What is wrong here was not typed by anybody: damage. */
		if (r == GS_EUSAGE || r == GS_EREFUSED)
			r = GS_EDAMAGED;
		r = gs_fail(e, r, "keyring '%s': %s", path,
		    why.what[0] != '\0' ? why.what : gs_strerror(r));
	}
	free(path);
	return r;
}

int
gs_keyring_load(const char *common_dir, const char *name, struct gs_gens *out,
    bool *exposed, struct gs_err *e)
{
	struct gs_buf text = GS_BUF_INIT;
	int r = gs_keyring_read(common_dir, name, &text, out, exposed, e);

	gs_buf_clear(&text);
	return r;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct gs_keyring *)a)->name,
	    ((const struct gs_keyring *)b)->name);
}

static int
load_one(const char *common_dir, const char *name, struct gs_keys *k,
    struct gs_err *e)
{
	struct gs_keyring *ring = &k->v[k->nr];
	int r;

	if (k->nr == GS_KEYRINGS_MAX)
		return gs_fail(e, GS_ETOOBIG,
		    "there are more than %d keyrings in '%s/git-seal'",
		    GS_KEYRINGS_MAX, common_dir);
	memcpy(ring->name, name, strlen(name) + 1);
	k->nr++; /* before it is filled, so that gs_keys_clear sees it */
	r = gs_keyring_load(common_dir, name, &ring->gens, &k->exposed, e);
	if (r == GS_ENOTFOUND) {
		/* Another process removed it after we saw its name. */
		k->nr--;
		memset(ring, 0, sizeof(*ring));
		r = GS_OK;
	}
	return r;
}

/* Locks and what a kill left behind have a dot in their names. */
static int
load_all(const char *common_dir, DIR *dir, struct gs_keys *k, struct gs_err *e)
{
	const struct dirent *d;
	int r = GS_OK;

	if ((k->v = calloc(GS_KEYRINGS_MAX, sizeof(*k->v))) == NULL)
		return gs_no_memory(e);
	while (r == GS_OK && (d = readdir(dir)) != NULL) {
		if (gs_keyring_name_ok(d->d_name, strlen(d->d_name)))
			r = load_one(common_dir, d->d_name, k, e);
	}
	qsort(k->v, k->nr, sizeof(*k->v), by_name);
	return r;
}

static int
load_folder(const char *common_dir, struct gs_keys *k, struct gs_err *e)
{
	char *path = gs_keyring_path(common_dir, "keyrings", NULL);
	DIR *dir;
	int r = GS_OK;

	if (path == NULL)
		return gs_no_memory(e);
	if ((dir = opendir(path)) != NULL) {
		r = load_all(common_dir, dir, k, e);
		(void)closedir(dir);
	} else if (errno != ENOENT && errno != ENOTDIR) {
		r = gs_fail_errno(e, GS_EIO, "cannot read '%s'", path);
	}
	free(path);
	return r;
}

static int
look_locked(const char *common_dir, bool *out, struct gs_err *e)
{
	char *path = gs_asprintf("%s/git-seal/locked", common_dir);

	if (path == NULL)
		return gs_no_memory(e);
	*out = gs_file_exists(path);
	free(path);
	return GS_OK;
}

int
gs_keys_load(const char *common_dir, const char *git_dir, struct gs_keys *out,
    struct gs_err *e)
{
	int r;

	memset(out, 0, sizeof(*out));
	r = look_locked(common_dir, &out->locked, e);
	if (r == GS_OK)
		r = gs_worktree_meet(common_dir, git_dir, NULL,
		    &out->locked_worktree, &out->fresh, e);
	if (r == GS_OK && !out->locked)
		r = load_folder(common_dir, out, e);
	if (r != GS_OK)
		gs_keys_clear(out);
	return r;
}

int
gs_keys_load_stored(
    const char *common_dir, struct gs_keys *out, struct gs_err *e)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = load_folder(common_dir, out, e)) != GS_OK)
		gs_keys_clear(out);
	return r;
}

static struct gs_keyring *
ring_for(struct gs_keys *k, const char *name)
{
	for (size_t i = 0; i < k->nr; i++) {
		if (strcmp(k->v[i].name, name) == 0)
			return &k->v[i];
	}
	if (k->v == NULL)
		k->v = calloc(GS_KEYRINGS_MAX, sizeof(*k->v));
	if (k->v == NULL || k->nr == GS_KEYRINGS_MAX)
		return NULL;
	memcpy(k->v[k->nr].name, name, strlen(name) + 1);
	return &k->v[k->nr++];
}

int
gs_keys_add(struct gs_keys *k, const char *name, const struct gs_gens *gens,
    struct gs_err *e)
{
	struct gs_keyring *ring;
	int r = GS_OK;

	GS_BUG(!gs_keyring_name_ok(name, strlen(name)));
	if ((ring = ring_for(k, name)) == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < gens->nr; i++)
		r = gs_gens_add(&ring->gens, &gens->v[i]);
	if (r != GS_OK)
		r = gs_fail(e, r, "cannot add to the keyring '%s': %s", name,
		    r == GS_EREFUSED ? "two generations have one id"
				     : gs_strerror(r));
	return r;
}

void
gs_keys_clear(struct gs_keys *k)
{
	for (size_t i = 0; i < k->nr; i++) {
		gs_gens_clear(&k->v[i].gens);
		free(k->v[i].closed);
	}
	free(k->v);
	memset(k, 0, sizeof(*k));
}

const struct gs_keyring *
gs_keys_ring(const struct gs_keys *k, const char *name)
{
	for (size_t i = 0; i < k->nr; i++) {
		if (strcmp(k->v[i].name, name) == 0)
			return &k->v[i];
	}
	return NULL;
}

const struct gs_gen *
gs_keys_find(const struct gs_keys *k, const uint8_t id[GS_GEN_ID_LEN],
    const struct gs_keyring **ring)
{
	for (size_t i = 0; i < k->nr; i++) {
		const struct gs_gen *gen = gs_gens_find(&k->v[i].gens, id);

		if (gen == NULL)
			continue;
		if (ring != NULL)
			*ring = &k->v[i];
		return gen;
	}
	return NULL;
}

bool
gs_keyring_closed(
    const struct gs_keyring *ring, const uint8_t id[GS_GEN_ID_LEN])
{
	for (size_t i = 0; i < ring->nr_closed; i++) {
		if (memcmp(ring->closed + i * GS_GEN_ID_LEN, id,
			GS_GEN_ID_LEN) == 0)
			return true;
	}
	return false;
}

const struct gs_gen *
gs_keys_sealing(const struct gs_keys *k, const char *name)
{
	const struct gs_keyring *ring = gs_keys_ring(k, name);

	if (ring == NULL || ring->how == GS_KEYRING_NONE)
		return NULL;
	return ring->how == GS_KEYRING_ONE
	    ? gs_gens_find(&ring->gens, ring->seals)
	    : gs_gens_newest(&ring->gens);
}

const char *
gs_keys_unlock(const struct gs_keys *k)
{
	return k->locked_worktree && !k->locked ? "git seal unlock --worktree"
						: "git seal unlock";
}
