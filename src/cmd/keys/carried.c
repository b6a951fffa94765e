#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "format/roster/generation.h"
#include "git/attr.h"
#include "git/run.h"
#include "repo/index.h"

#include "cmd/keys/carried.h"

/* Blobs up to this are read whole, all through one child; of a larger one
 * only its head, through a child of its own. */
#define WHOLE_MAX ((size_t)1 << 20)

static bool
any_generation(const struct gs_entries *l, const char *id)
{
	for (size_t i = 0; i < l->nr; i++) {
		const struct gs_entry *x = &l->v[i];
		const char *slash = strrchr(x->path, '/');
		const char *name = slash != NULL ? slash + 1 : x->path;

		if (x->mode == 0100644 &&
		    gs_generation_name_ok(name, strlen(name)) &&
		    (id == NULL || strcmp(id, name) == 0))
			return true;
	}
	return false;
}

static int
in_index(const char *folder, const char *id, bool *yes, struct gs_err *e)
{
	const char *const specs[] = { folder, NULL };
	struct gs_entries l = { 0 };
	int r = gs_entries_of_index(NULL, specs, &l, e);

	*yes = r == GS_OK && any_generation(&l, id);
	gs_entries_clear(&l);
	return r;
}

static int
in_tree(const char *rev, const char *folder, const char *id, bool *yes,
    struct gs_err *e)
{
	char *tree = gs_asprintf("%s:%s", rev, folder);
	struct gs_entries l = { 0 };
	int r;

	*yes = false;
	if (tree == NULL)
		return gs_no_memory(e);
	r = gs_entries_of_tree(NULL, tree, &l, e);
	*yes = r == GS_OK && any_generation(&l, id);
	gs_entries_clear(&l);
	free(tree);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

int
gs_carried_files(const struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const char *id, unsigned *where, struct gs_err *e)
{
	char *folder = gs_asprintf(".git-seal/%s/generations", ctx->ring);
	bool index = false, head = false, main = false;
	int r;

	*where = 0;
	if (folder == NULL)
		return gs_no_memory(e);
	if ((r = in_index(folder, id, &index, e)) == GS_OK &&
	    (r = in_tree("HEAD", folder, id, &head, e)) == GS_OK &&
	    trunk->rev != NULL)
		r = in_tree(trunk->rev, folder, id, &main, e);
	*where = (index ? GS_CARRIED_INDEX : 0) | (head ? GS_CARRIED_HEAD : 0) |
	    (main ? GS_CARRIED_TRUNK : 0);
	free(folder);
	return r;
}

/* The search for a blob that a generation we lack has sealed. */
struct hunt {
	const struct gs_ctx *ctx;
	struct gs_entries index, head;
	struct gs_strs paths;	       /* of both */
	const struct gs_entry **entry; /* owned array: a path's entry */
	struct gs_oid *ids;	       /* of those under the keyring */
	size_t *of;		       /* the path that each id stands at */
	size_t nr;
	size_t large; /* those left for a look at their heads */
	size_t *later;
	size_t found; /* a place in ids; SIZE_MAX: none */
	uint8_t id[GS_GEN_ID_LEN];
	struct gs_err *e;
};

static int
add_paths(struct hunt *h)
{
	size_t max = h->index.nr + h->head.nr;

	h->entry = calloc(max + 1, sizeof(*h->entry));
	h->ids = calloc(max + 1, sizeof(*h->ids));
	h->of = calloc(max + 1, sizeof(*h->of));
	h->later = calloc(max + 1, sizeof(*h->later));
	if (h->entry == NULL || h->ids == NULL || h->of == NULL ||
	    h->later == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < max; i++) {
		const struct gs_entry *x = i < h->index.nr
		    ? &h->index.v[i]
		    : &h->head.v[i - h->index.nr];
		const struct gs_entry *same = i < h->index.nr
		    ? NULL
		    : gs_entries_find(&h->index, x->path, x->n);

		if ((x->mode & 0170000) != 0100000 ||
		    (same != NULL && gs_oid_eq(&same->id, &x->id)))
			continue;
		h->entry[h->paths.nr] = x;
		if (gs_strs_addn(&h->paths, x->path, x->n) != GS_OK)
			return GS_ENOMEM;
	}
	return GS_OK;
}

static int
keep_ours(void *ctx, size_t i, const struct gs_attrs *a)
{
	struct hunt *h = ctx;

	if (a->sealed && a->keyring_ok &&
	    strcmp(a->keyring, h->ctx->ring) == 0) {
		h->ids[h->nr] = h->entry[i]->id;
		h->of[h->nr++] = i;
	}
	return GS_OK;
}

/* GS_EREFUSED stops the search: found. */
static int
look(struct hunt *h, size_t i, const uint8_t *p, size_t n)
{
	struct gs_sealed_head head;

	if (gs_sealed_peek(p, n, &head) != GS_OK ||
	    gs_keys_find(&h->ctx->keys, head.id, NULL) != NULL)
		return GS_OK;
	memcpy(h->id, head.id, sizeof(h->id));
	h->found = i;
	return GS_EREFUSED;
}

static int
look_whole(void *ctx, size_t i, struct gs_buf *b)
{
	struct hunt *h = ctx;

	if (b != NULL)
		return look(h, i, b->p, b->n);
	h->later[h->large++] = i;
	return GS_OK;
}

static int
look_head(struct hunt *h, size_t i)
{
	const struct gs_git_opt opt = { .quiet = true, .no_fetch = true };
	uint8_t head[GS_SEALED_HEADER_LEN + 1];
	char hex[GS_OID_HEX_MAX + 1];
	const char *const argv[] = { "cat-file", "blob",
		gs_oid_print(&h->ids[i], hex), NULL };
	struct gs_proc p;
	size_t n = 0;
	ssize_t k = 1;
	int r;

	if ((r = gs_git_start(&opt, argv, &p, h->e)) != GS_OK)
		return r;
	while (n < sizeof(head) && k > 0) {
		k = read(p.out, head + n, sizeof(head) - n);
		n += k > 0 ? (size_t)k : 0;
	}
	(void)gs_proc_wait(&p);
	return look(h, i, head, n);
}

static int
hunt(struct hunt *h)
{
	int r;

	if ((r = gs_entries_of_index(NULL, NULL, &h->index, h->e)) != GS_OK)
		return r;
	r = gs_entries_of_tree(NULL, "HEAD", &h->head, h->e);
	if (r != GS_OK && r != GS_ENOTFOUND) /* unborn */
		return r;
	if (add_paths(h) != GS_OK)
		return gs_no_memory(h->e);
	if ((r = gs_attr_each(NULL, false, &h->paths, keep_ours, h, h->e)) !=
	    GS_OK)
		return r;
	if (h->nr == 0)
		return GS_OK;
	r = gs_batch_each(
	    NULL, true, h->ids, h->nr, WHOLE_MAX, look_whole, h, h->e);
	for (size_t i = 0; r == GS_OK && i < h->large; i++)
		r = look_head(h, h->later[i]);
	return r == GS_EREFUSED ? GS_OK : r;
}

int
gs_carried_blob(const struct gs_ctx *ctx, char **path,
    uint8_t id[GS_GEN_ID_LEN], struct gs_err *e)
{
	struct hunt h = { .ctx = ctx, .found = SIZE_MAX, .e = e };
	int r = hunt(&h);

	*path = NULL;
	if (r == GS_OK && h.found != SIZE_MAX) {
		memcpy(id, h.id, GS_GEN_ID_LEN);
		if ((*path = gs_strdup(h.paths.v[h.of[h.found]])) == NULL)
			r = gs_no_memory(e);
	}
	gs_entries_clear(&h.index);
	gs_entries_clear(&h.head);
	gs_strs_clear(&h.paths);
	free(h.entry);
	free(h.ids);
	free(h.of);
	free(h.later);
	return r;
}
