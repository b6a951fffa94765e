#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#include "cmd/filter/carrier.h"

/* 10,000 recipients in a folder, with the longest names there are. */
#define TREE_MAX ((size_t)8 << 20)

static const char *
rev_of(const struct gs_cmd_carrier *c, enum gs_where where)
{
	switch (where) {
	case GS_WHERE_TRUNK:
		return c->trunk;
	case GS_WHERE_HEAD:
		return "HEAD";
	case GS_WHERE_TREE:
		return c->tree[0] != '\0' ? c->tree : NULL;
	case GS_WHERE_INDEX:
	case GS_WHERE_NR:
		break;
	}
	return NULL;
}

static int
each_of_rev(struct gs_cmd_carrier *c, const char *rev, const char *folder,
    gs_carrier_fn *fn, void *arg, struct gs_err *e)
{
	struct gs_err none = { "", "" };
	bool there = false;
	char *spec;
	int r;

	if (rev != c->tree) { /* which is an id, and need not be a commit's */
		if ((r = gs_batch_there(c->batch, rev, &there, e)) != GS_OK)
			return r;
		if (!there)
			return GS_ENOTFOUND;
	}
	spec = gs_asprintf(
	    "%s:.git-seal%s%s", rev, folder[0] != '\0' ? "/" : "", folder);
	if (spec == NULL)
		return gs_no_memory(e);
	r = gs_batch_tree(c->batch, spec, TREE_MAX, fn, arg, &none);
	free(spec);
	if (r == GS_ENOTFOUND)
		return GS_OK;
	if (r != GS_OK && none.what[0] != '\0' && e != NULL)
		*e = none;
	return r;
}

/* The first entry at or behind ${prefix}. */
static size_t
lower_bound(const struct gs_entries *l, const char *prefix, size_t n)
{
	size_t lo = 0, hi = l->nr;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct gs_entry *en = &l->v[mid];
		size_t k = en->n < n ? en->n : n;
		int d = memcmp(en->path, prefix, k);

		if (d < 0 || (d == 0 && en->n < n))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A folder of the index is told by the files in it. */
static int
one_entry(const struct gs_entry *en, size_t skip, struct gs_buf *last,
    gs_carrier_fn *fn, void *arg)
{
	const char *name = en->path + skip, *slash = strchr(name, '/');
	const struct gs_oid none = { { 0 }, 0 };
	size_t n;
	int r;

	if (en->stage != 0)
		return GS_OK; /* unmerged: neither side's */
	if (slash == NULL)
		return fn(arg, name, en->mode, &en->id);
	n = (size_t)(slash - name);
	if (last->n == n && n != 0 && memcmp(last->p, name, n) == 0)
		return GS_OK;
	gs_buf_reset(last);
	if ((r = gs_buf_add(last, name, n)) != GS_OK)
		return r;
	if ((name = gs_buf_str(last)) == NULL)
		return GS_ENOMEM;
	return fn(arg, name, GS_MODE_FOLDER, &none);
}

static int
each_of_index(struct gs_cmd_carrier *c, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e)
{
	char *prefix =
	    gs_asprintf(".git-seal/%s%s", folder, folder[0] != '\0' ? "/" : "");
	struct gs_buf last = GS_BUF_INIT;
	int r = GS_OK;
	size_t n;

	if (prefix == NULL)
		return gs_no_memory(e);
	n = strlen(prefix);
	for (size_t i = lower_bound(c->index, prefix, n);
	     r == GS_OK && i < c->index->nr; i++) {
		const struct gs_entry *en = &c->index->v[i];

		if (en->n <= n || memcmp(en->path, prefix, n) != 0)
			break;
		r = one_entry(en, n, &last, fn, arg);
	}
	gs_buf_clear(&last);
	free(prefix);
	return r;
}

static int
each(void *ctx, enum gs_where where, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e)
{
	struct gs_cmd_carrier *c = ctx;
	const char *rev;
	int r;

	if (where == GS_WHERE_INDEX) {
		r = each_of_index(c, folder, fn, arg, e);
		if (r != GS_OK || c->merged[0] == '\0')
			return r;
		r = each_of_rev(c, c->merged, folder, fn, arg, e);
		return r == GS_ENOTFOUND ? GS_OK : r;
	}
	if ((rev = rev_of(c, where)) == NULL)
		return GS_ENOTFOUND;
	r = each_of_rev(c, rev, folder, fn, arg, e);
	/* An unborn HEAD is about to be what is checked out. */
	if (r == GS_ENOTFOUND && where == GS_WHERE_HEAD && c->tree[0] != '\0')
		r = each_of_rev(c, c->tree, folder, fn, arg, e);
	return r;
}

static int
blob(void *ctx, const struct gs_oid *id, size_t max, struct gs_buf *out,
    struct gs_err *e)
{
	struct gs_cmd_carrier *c = ctx;

	return gs_batch_get(c->batch, id, max, out, e);
}

int
gs_carrier_init(struct gs_cmd_carrier *c, struct gs_batch *batch,
    const struct gs_entries *index, const char *trunk)
{
	memset(c, 0, sizeof(*c));
	c->c = (struct gs_carrier){ c, each, blob };
	c->batch = batch;
	c->index = index;
	if (trunk != NULL && (c->trunk = gs_strdup(trunk)) == NULL)
		return GS_ENOMEM;
	return GS_OK;
}

void
gs_carrier_clear(struct gs_cmd_carrier *c)
{
	free(c->trunk);
	memset(c, 0, sizeof(*c));
}

void
gs_carrier_tree(struct gs_cmd_carrier *c, const struct gs_oid *commit)
{
	c->tree[0] = '\0';
	if (commit->n != 0)
		(void)gs_oid_print(commit, c->tree);
}
