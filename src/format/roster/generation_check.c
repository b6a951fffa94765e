#include <stdlib.h>
#include <string.h>

#include "format/roster/generation_form.h"

#include "format/roster/generation.h"

/* The ids of one kind of lines, to be sorted. */
struct ids {
	uint8_t *p; /* owned; nr times n bytes */
	size_t n;
	size_t nr;
};

static int
by_parent_id(const void *a, const void *b)
{
	return memcmp(a, b, GS_GEN_ID_LEN);
}

static int
by_member_id(const void *a, const void *b)
{
	return memcmp(a, b, GS_MEMBER_ID_LEN);
}

/* ${v}: structs of ${size} bytes that begin with their id. */
static int
collect(const void *v, size_t nr, size_t size, struct ids *out)
{
	const uint8_t *p = v;

	if ((out->p = malloc(nr * out->n + 1)) == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < nr; i++)
		memcpy(out->p + i * out->n, p + i * size, out->n);
	if (nr > 1)
		qsort(out->p, nr, out->n,
		    out->n == GS_GEN_ID_LEN ? by_parent_id : by_member_id);
	out->nr = nr;
	for (size_t i = 1; i < nr; i++) {
		if (memcmp(out->p + (i - 1) * out->n, out->p + i * out->n,
			out->n) == 0)
			return GS_EDAMAGED;
	}
	return GS_OK;
}

static int
check_unique(const void *v, size_t nr, size_t size)
{
	struct ids ids = { NULL, GS_MEMBER_ID_LEN, 0 };
	int r = collect(v, nr, size, &ids);

	free(ids.p);
	return r;
}

/* Exactly one parenttag for each parent, and none is its own. */
static int
check_parents(const struct gs_generation *g)
{
	struct ids parents = { NULL, GS_GEN_ID_LEN, 0 };
	struct ids tags = { NULL, GS_GEN_ID_LEN, 0 };
	int r;

	if ((r = collect(g->parent, g->nr_parents, sizeof(*g->parent),
		 &parents)) != GS_OK ||
	    (r = collect(g->parenttag, g->nr_parenttags, sizeof(*g->parenttag),
		 &tags)) != GS_OK)
		goto out;
	if (parents.nr != tags.nr ||
	    memcmp(parents.p, tags.p, parents.nr * parents.n) != 0)
		r = GS_EDAMAGED;
	for (size_t i = 0; i < g->nr_parents; i++) {
		if (memcmp(g->parent[i].id, g->id, sizeof(g->id)) == 0)
			r = GS_EDAMAGED;
	}
out:
	free(parents.p);
	free(tags.p);
	return r;
}

int
gs_generation_check(const struct gs_generation *g)
{
	int r;

	if (g->nr_parents > GS_GENERATIONS_MAX ||
	    g->nr_members > GS_MEMBERS_MAX || g->nr_revoked > GS_MEMBERS_MAX)
		return GS_ETOOBIG;
	if ((r = check_parents(g)) != GS_OK ||
	    (r = check_unique(g->member, g->nr_members, sizeof(*g->member))) !=
		GS_OK)
		return r;
	return check_unique(g->revoked, g->nr_revoked, sizeof(*g->revoked));
}

static bool
same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool
same_bytes(const void *a, const void *b, size_t n)
{
	return n == 0 || memcmp(a, b, n) == 0;
}

static bool
same_lines(const struct gs_generation *a, const struct gs_generation *b)
{
	for (size_t i = 0; i < a->nr_revoked; i++) {
		if (memcmp(a->revoked[i].id, b->revoked[i].id,
			GS_MEMBER_ID_LEN) != 0 ||
		    strcmp(a->revoked[i].name, b->revoked[i].name) != 0)
			return false;
	}
	for (size_t i = 0; i < a->extra.nr; i++) {
		if (strcmp(a->extra.v[i], b->extra.v[i]) != 0)
			return false;
	}
	return same_bytes(
		   a->member, b->member, a->nr_members * sizeof(*a->member)) &&
	    same_bytes(
		a->parent, b->parent, a->nr_parents * sizeof(*a->parent)) &&
	    same_bytes(a->parenttag, b->parenttag,
		a->nr_parenttags * sizeof(*a->parenttag));
}

bool
gs_generation_same(const struct gs_generation *a, const struct gs_generation *b)
{
	if (memcmp(a->tag, b->tag, sizeof(a->tag)) != 0 ||
	    memcmp(a->id, b->id, sizeof(a->id)) != 0 ||
	    memcmp(a->fingerprint, b->fingerprint, sizeof(a->fingerprint)) != 0)
		return false;
	if (a->created != b->created || a->closing != b->closing ||
	    a->nr_parents != b->nr_parents || a->nr_members != b->nr_members ||
	    a->nr_revoked != b->nr_revoked ||
	    a->nr_parenttags != b->nr_parenttags || a->extra.nr != b->extra.nr)
		return false;
	return same_text(a->by, b->by) && same_text(a->reason, b->reason) &&
	    same_lines(a, b);
}
