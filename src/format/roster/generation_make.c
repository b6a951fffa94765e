#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "format/roster/generation_form.h"
#include "format/roster/value.h"

#include "format/roster/generation.h"

/* Room for one more of ${size} bytes behind ${nr}: doubled at powers of 2. */
static int
grow(void **v, size_t nr, size_t size)
{
	void *p;

	if ((nr & (nr - 1)) != 0)
		return GS_OK;
	if ((p = realloc(*v, (nr == 0 ? 1 : 2 * nr) * size)) == NULL)
		return GS_ENOMEM;
	*v = p;
	return GS_OK;
}

int
gs_generation_add_parent(
    struct gs_generation *g, const uint8_t id[GS_GEN_ID_LEN])
{
	void *v = g->parent;
	int r;

	if ((r = grow(&v, g->nr_parents, sizeof(*g->parent))) != GS_OK)
		return r;
	g->parent = v;
	memset(&g->parent[g->nr_parents], 0, sizeof(*g->parent));
	memcpy(g->parent[g->nr_parents++].id, id, GS_GEN_ID_LEN);
	return GS_OK;
}

int
gs_generation_add_parenttag(
    struct gs_generation *g, const struct gs_generation_parent *pt)
{
	void *v = g->parenttag;
	int r;

	if ((r = grow(&v, g->nr_parenttags, sizeof(*pt))) != GS_OK)
		return r;
	g->parenttag = v;
	g->parenttag[g->nr_parenttags++] = *pt;
	return GS_OK;
}

int
gs_generation_add_member(struct gs_generation *g,
    const uint8_t id[GS_MEMBER_ID_LEN], const uint8_t tag[GS_TAG_LEN])
{
	void *v = g->member;
	int r;

	if ((r = grow(&v, g->nr_members, sizeof(*g->member))) != GS_OK)
		return r;
	g->member = v;
	memcpy(g->member[g->nr_members].id, id, GS_MEMBER_ID_LEN);
	memcpy(g->member[g->nr_members++].tag, tag, GS_TAG_LEN);
	return GS_OK;
}

int
gs_generation_add_revoked(struct gs_generation *g,
    const uint8_t id[GS_MEMBER_ID_LEN], const char *name)
{
	void *v = g->revoked;
	char *copy;
	int r;

	if (!gs_value_ok(name, strlen(name)))
		return GS_EUSAGE;
	if ((r = grow(&v, g->nr_revoked, sizeof(*g->revoked))) != GS_OK)
		return r;
	g->revoked = v;
	if ((copy = gs_strdup(name)) == NULL)
		return GS_ENOMEM;
	memcpy(g->revoked[g->nr_revoked].id, id, GS_MEMBER_ID_LEN);
	g->revoked[g->nr_revoked++].name = copy;
	return GS_OK;
}

int
gs_generation_reason(struct gs_generation *g, const char *reason)
{
	char *copy;

	if (!gs_value_ok(reason, strlen(reason)))
		return GS_EUSAGE;
	if ((copy = gs_strdup(reason)) == NULL)
		return GS_ENOMEM;
	free(g->reason);
	g->reason = copy;
	return GS_OK;
}

int
gs_generation_make(
    const struct gs_gen *gen, const char *by, struct gs_generation *out)
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = gs_value_clean(by, &b)) != GS_OK)
		goto out;
	if ((out->by = gs_strndup((const char *)b.p, b.n)) == NULL) {
		r = GS_ENOMEM;
		goto out;
	}
	memcpy(out->id, gen->content.id, sizeof(out->id));
	memcpy(out->fingerprint, gen->fingerprint, sizeof(out->fingerprint));
	out->created = gen->created;
out:
	gs_buf_clear(&b);
	return r;
}

void
gs_generation_clear(struct gs_generation *g)
{
	for (size_t i = 0; i < g->nr_revoked; i++)
		free(g->revoked[i].name);
	free(g->revoked);
	free(g->member);
	free(g->parent);
	free(g->parenttag);
	free(g->by);
	free(g->reason);
	gs_strs_clear(&g->extra);
	memset(g, 0, sizeof(*g));
}

bool
gs_generation_closes(const struct gs_generation *g)
{
	return g->nr_revoked != 0 || g->closing || g->nr_parents > 1;
}

const struct gs_generation_member *
gs_generation_member(
    const struct gs_generation *g, const uint8_t id[GS_MEMBER_ID_LEN])
{
	for (size_t i = 0; i < g->nr_members; i++) {
		if (memcmp(g->member[i].id, id, GS_MEMBER_ID_LEN) == 0)
			return &g->member[i];
	}
	return NULL;
}
