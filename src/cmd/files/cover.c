#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "git/run.h"
#include "repo/whatif.h"

#include "cmd/files/cover.h"

static int
add_names(const struct gs_buf *b, struct gs_strs *out)
{
	const char *p = (const char *)b->p, *end = p + b->n, *nul;
	int r = GS_OK;

	while (r == GS_OK && p < end) {
		if ((nul = memchr(p, 0, (size_t)(end - p))) == NULL)
			return GS_EDAMAGED;
		/* A conflict comes once a stage, a repository within this one
		 * as a folder. */
		if (nul > p && nul[-1] != '/' &&
		    (out->nr == 0 || strcmp(out->v[out->nr - 1], p) != 0))
			r = gs_strs_add(out, p);
		p = nul + 1;
	}
	return r;
}

/* Files that are named, and that no list of Git's has: ignored ones. */
static int
add_named(const struct gs_pattern *v, size_t nr, struct gs_strs *out)
{
	struct gs_map known = { NULL, 0, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < out->nr; i++)
		r = gs_map_put(&known, out->v[i], strlen(out->v[i]), out->v[i]);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		const char *p = v[i].path;

		if (p == NULL || gs_map_get(&known, p, strlen(p)) != NULL)
			continue;
		if ((r = gs_strs_add(out, p)) == GS_OK)
			r = gs_map_put(&known, p, strlen(p), v[i].path);
	}
	gs_map_clear(&known, NULL);
	return r;
}

int
gs_cover_files(const struct gs_ctx *ctx, const struct gs_pattern *patterns,
    size_t nr, struct gs_covered *c, struct gs_err *e)
{
	static const char *const argv[] = { "ls-files", "-z", "--cached",
		"--others", "--exclude-standard", "--full-name", "--", NULL };
	const struct gs_git_opt opt = { .at = ctx->repo->prefix };
	struct gs_buf b = GS_BUF_INIT;
	size_t listed = 0;
	int r;

	memset(c, 0, sizeof(*c));
	if ((r = gs_git(&opt, argv, &b, e)) != GS_OK)
		goto out;
	if ((r = add_names(&b, &c->paths)) == GS_OK) {
		gs_strs_sort(&c->paths);
		listed = c->paths.nr;
		r = add_named(patterns, nr, &c->paths);
	}
	if (r != GS_OK || (c->is = calloc(c->paths.nr + 1, 1)) == NULL)
		r = gs_no_memory(e);
	for (size_t i = listed; r == GS_OK && i < c->paths.nr; i++)
		c->is[i] = GS_COVER_NAMED;
out:
	gs_buf_clear(&b);
	return r;
}

struct asking {
	const struct gs_ctx *ctx;
	struct gs_covered *c;
};

static int
note_attrs(void *ctx, size_t i, const struct gs_attrs *attrs)
{
	struct asking *a = ctx;
	uint8_t *is = &a->c->is[i];

	*is &= GS_COVER_MATCH | GS_COVER_NAMED;
	if (attrs->sealed)
		*is |= GS_COVER_SEALED;
	if (strcmp(attrs->keyring, a->ctx->ring) == 0)
		*is |= GS_COVER_RING;
	if (attrs->sealed && attrs->traps != 0)
		*is |= GS_COVER_TRAP;
	return GS_OK;
}

int
gs_cover_attrs(const struct gs_ctx *ctx, struct gs_covered *c, struct gs_err *e)
{
	struct asking a = { ctx, c };

	return gs_attr_each(NULL, false, &c->paths, note_attrs, &a, e);
}

int
gs_cover_match(const struct gs_ctx *ctx, const struct gs_pattern *p,
    struct gs_covered *c, uint8_t *hits, struct gs_err *e)
{
	int r = gs_whatif_matches(
	    ctx->repo, ctx->repo->prefix, p->text, &c->paths, hits, e);

	for (size_t i = 0; r == GS_OK && i < c->paths.nr; i++) {
		if (hits[i] != 0)
			c->is[i] |= GS_COVER_MATCH;
	}
	return r;
}

void
gs_cover_clear(struct gs_covered *c)
{
	free(c->is);
	gs_strs_clear(&c->paths);
	memset(c, 0, sizeof(*c));
}
