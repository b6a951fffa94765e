#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "engine/state.h"
#include "format/roster/generation.h"
#include "repo/trunk.h"

#include "cmd/keys/genfiles.h"

#define FOLDER ".git-seal"

static int
load_tree(const char *rev, struct gs_entries *out, struct gs_err *e)
{
	char *tree = gs_asprintf("%s:" FOLDER, rev);
	int r;

	if (tree == NULL)
		return gs_no_memory(e);
	r = gs_entries_of_tree(NULL, tree, out, e);
	free(tree);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
load_trunk(const struct gs_ctx *ctx, struct gs_entries *out, struct gs_err *e)
{
	struct gs_trunk trunk = { 0 };
	struct gs_state s;
	int r;

	if ((r = gs_state_load(ctx->repo->common_dir, ctx->ring, &s, e)) !=
	    GS_OK)
		return r;
	r = gs_trunk_find(ctx->repo, s.remote, s.branch, &trunk, e);
	if (r == GS_OK && trunk.rev != NULL)
		r = load_tree(trunk.rev, out, e);
	gs_trunk_clear(&trunk);
	gs_state_clear(&s);
	return r;
}

void
gs_genfiles_init(struct gs_genfiles *g, const struct gs_ctx *ctx,
    const struct gs_entries *index)
{
	memset(g, 0, sizeof(*g));
	g->ctx = ctx;
	g->index = index;
}

void
gs_genfiles_clear(struct gs_genfiles *g)
{
	for (size_t i = 0; i < GS_GENFILES_NR; i++)
		gs_entries_clear(&g->tree[i]);
}

/* The list to look at; NULL: there is none. */
static int
list_of(struct gs_genfiles *g, size_t in, const struct gs_entries **out,
    struct gs_err *e)
{
	int r = GS_OK;

	*out = &g->tree[in];
	if (in == GS_GENFILES_INDEX)
		*out = g->index;
	else if (!g->read[in] && in == GS_GENFILES_HEAD)
		r = load_tree("HEAD", &g->tree[in], e);
	else if (!g->read[in])
		r = load_trunk(g->ctx, &g->tree[in], e);
	g->read[in] = true;
	return r;
}

/*
 * The last part of ${x}'s path if that is KEYRING/generations/ID, below
 * .git-seal/ in an index; ${ring_n} bytes at ${ring} are KEYRING.
 */
static const char *
split(const struct gs_entry *x, size_t in, const char **ring, size_t *ring_n)
{
	static const char mid[] = "/generations/";
	const char *path = x->path, *slash, *name;

	if (in == GS_GENFILES_INDEX) {
		if (strncmp(path, FOLDER "/", sizeof(FOLDER)) != 0)
			return NULL;
		path += sizeof(FOLDER);
	}
	if (x->mode != 0100644 || x->stage != 0 ||
	    (slash = strchr(path, '/')) == NULL ||
	    strncmp(slash, mid, sizeof(mid) - 1) != 0)
		return NULL;
	name = slash + sizeof(mid) - 1;
	*ring = path;
	*ring_n = (size_t)(slash - path);
	return gs_generation_name_ok(name, strlen(name)) &&
		gs_keyring_name_ok(*ring, *ring_n)
	    ? name
	    : NULL;
}

int
gs_genfiles_any(
    struct gs_genfiles *g, const char *ring, bool *yes, struct gs_err *e)
{
	const struct gs_entries *l;
	const char *is;
	size_t n;
	int r;

	*yes = false;
	for (size_t i = 0; !*yes && i < GS_GENFILES_NR; i++) {
		if ((r = list_of(g, i, &l, e)) != GS_OK)
			return r;
		for (size_t k = 0; l != NULL && k < l->nr; k++) {
			if (split(&l->v[k], i, &is, &n) != NULL &&
			    strlen(ring) == n && memcmp(ring, is, n) == 0)
				*yes = true;
		}
	}
	return GS_OK;
}

/* Whether the file ${x}, called ${name}, has the fingerprint of ${gen}. */
static int
is_of(const struct gs_ctx *ctx, const struct gs_entry *x, const char *name,
    const struct gs_gen *gen, bool *yes, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_generation g;
	int r;

	r = gs_repo_blob(ctx->repo, &x->id, GS_GENERATION_FILE_MAX, &b, e);
	if (r == GS_OK && gs_generation_parse(name, b.p, b.n, &g) == GS_OK) {
		*yes = gs_ct_eq(
		    g.fingerprint, gen->fingerprint, GS_FINGERPRINT_LEN);
		gs_generation_clear(&g);
	}
	gs_buf_clear(&b);
	return r == GS_ENOTFOUND || r == GS_ETOOBIG ? GS_OK : r;
}

static int
ring_in(struct gs_genfiles *g, size_t in, const struct gs_gen *gen,
    char ring[GS_KEYRING_NAME_MAX + 1], struct gs_err *e)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	const struct gs_entries *l;
	const char *name, *at;
	bool yes = false;
	size_t n;
	int r;

	gs_gen_id_print(gen->content.id, hex);
	r = list_of(g, in, &l, e);
	for (size_t k = 0; r == GS_OK && l != NULL && k < l->nr; k++) {
		if ((name = split(&l->v[k], in, &at, &n)) == NULL ||
		    strcmp(name, hex) != 0)
			continue;
		r = is_of(g->ctx, &l->v[k], name, gen, &yes, e);
		if (!yes)
			continue;
		memcpy(ring, at, n);
		ring[n] = '\0';
		break;
	}
	return r;
}

int
gs_genfiles_ring(struct gs_genfiles *g, const struct gs_gen *gen,
    char ring[GS_KEYRING_NAME_MAX + 1], struct gs_err *e)
{
	int r = GS_OK;

	ring[0] = '\0';
	for (size_t i = 0; r == GS_OK && ring[0] == '\0' && i < GS_GENFILES_NR;
	     i++)
		r = ring_in(g, i, gen, ring, e);
	return r;
}
