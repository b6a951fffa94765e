#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "engine/state.h"
#include "format/roster/generation.h"
#include "repo/trunk.h"

#include "cmd/genfiles.h"

#define FOLDER ".git-seal"

static int
load_tree(const char *rev, struct gs_entries *out, struct gs_err *e)
{
	char *tree = gs_asprintf("%s:" FOLDER, rev);
	int r;

	if (tree == NULL)
		return gs_fail(e, GS_ENOMEM, "out of memory");
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

int
gs_genfiles_load(
    const struct gs_ctx *ctx, struct gs_genfiles *g, struct gs_err *e)
{
	static const char *const specs[] = { FOLDER, NULL };
	int r;

	memset(g, 0, sizeof(*g));
	/* A bare repository may have an index all the same: nobody sees it. */
	r = ctx->repo->bare ? GS_OK
			    : gs_entries_of_index(NULL, specs, &g->in[0], e);
	if (r == GS_OK && (r = load_tree("HEAD", &g->in[1], e)) == GS_OK)
		r = load_trunk(ctx, &g->in[2], e);
	return r;
}

void
gs_genfiles_clear(struct gs_genfiles *g)
{
	for (size_t i = 0; i < GS_GENFILES_NR; i++)
		gs_entries_clear(&g->in[i]);
}

/* Whether ${x} is KEYRING/generations/ID; ${ring_n} bytes of it KEYRING. */
static const char *
split(const struct gs_entry *x, const char **ring, size_t *ring_n)
{
	static const char mid[] = "/generations/";
	const char *path = x->path, *slash, *name;

	if (strncmp(path, FOLDER "/", sizeof(FOLDER)) == 0)
		path += sizeof(FOLDER);
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

bool
gs_genfiles_any(const struct gs_genfiles *g, const char *ring)
{
	const char *is;
	size_t n;

	for (size_t i = 0; i < GS_GENFILES_NR; i++) {
		for (size_t k = 0; k < g->in[i].nr; k++) {
			if (split(&g->in[i].v[k], &is, &n) != NULL &&
			    (ring == NULL ||
				(strlen(ring) == n &&
				    memcmp(ring, is, n) == 0)))
				return true;
		}
	}
	return false;
}

/* Whether the file ${x}, called ${name}, has the fingerprint of ${gen}. */
static int
is_of(const struct gs_ctx *ctx, const struct gs_entry *x, const char *name,
    const struct gs_gen *gen, bool *yes, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_generation g;
	int r;

	*yes = false;
	r = gs_repo_blob(ctx->repo, &x->id, GS_GENERATION_FILE_MAX, &b, e);
	if (r == GS_OK && gs_generation_parse(name, b.p, b.n, &g) == GS_OK) {
		*yes = gs_ct_eq(
		    g.fingerprint, gen->fingerprint, GS_FINGERPRINT_LEN);
		gs_generation_clear(&g);
	}
	gs_buf_clear(&b);
	return r == GS_ENOTFOUND || r == GS_ETOOBIG ? GS_OK : r;
}

int
gs_genfiles_ring(const struct gs_ctx *ctx, const struct gs_genfiles *g,
    const struct gs_gen *gen, char ring[GS_KEYRING_NAME_MAX + 1],
    struct gs_err *e)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	const char *name, *at;
	bool yes = false;
	size_t n;
	int r = GS_OK;

	ring[0] = '\0';
	gs_gen_id_print(gen->content.id, hex);
	for (size_t i = 0; i < GS_GENFILES_NR; i++) {
		for (size_t k = 0; r == GS_OK && k < g->in[i].nr; k++) {
			const struct gs_entry *x = &g->in[i].v[k];

			if ((name = split(x, &at, &n)) == NULL ||
			    strcmp(name, hex) != 0)
				continue;
			r = is_of(ctx, x, name, gen, &yes, e);
			if (!yes)
				continue;
			memcpy(ring, at, n);
			ring[n] = '\0';
			return r;
		}
	}
	return r;
}
