#include <string.h>

#include "engine/clean_job.h"

/*
 * Whether the blob ${id} is sealed and opens to the plain bytes in j->b.
 * GS_OK: yes.  GS_ENOTFOUND: no, or it cannot be told.
 */
static int
same_plain(
    const struct gs_clean_job *j, const struct gs_oid *id, struct gs_buf *old)
{
	struct gs_filter *f = j->f;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off;
	int r;

	gs_buf_reset(old);
	r = f->world->blob(f->world->ctx, id, old, NULL);
	if (r != GS_OK)
		return r == GS_ENOMEM ? r : GS_ENOTFOUND;
	if (gs_sealed_peek(old->p, old->n, &head) != GS_OK)
		return GS_ENOTFOUND;
	if ((gen = gs_clean_find(j, head.id)) == NULL)
		return GS_ENOTFOUND;
	/* No honest body of our length can be shorter than a 1,100th. */
	r = gs_sealed_open(&gen->content, j->n, old, &off);
	if (r != GS_OK)
		return r == GS_ENOMEM || r == GS_ECRYPTO ? r : GS_ENOTFOUND;
	if (old->n - off != j->n ||
	    memcmp(old->p + off, j->b->p + GS_FILTER_ROOM, j->n) != 0)
		return GS_ENOTFOUND;
	return GS_OK;
}

int
gs_clean_keep(const struct gs_clean_job *j, size_t *off)
{
	static const size_t order[4] = { 0, 2, 3, 1 };
	struct gs_buf old = GS_BUF_INIT;
	int r = GS_ENOTFOUND;

	if (gs_filter_locked(j->f))
		return r;
	for (size_t i = 0; i < 4 && r == GS_ENOTFOUND; i++) {
		const struct gs_oid *id = &j->staged[order[i]];

		if (id->n == 0)
			continue;
		if ((r = same_plain(j, id, &old)) != GS_OK)
			continue;
		gs_buf_reset(j->b);
		r = j->f->world->blob(j->f->world->ctx, id, j->b, j->e);
		*off = 0;
		if (r == GS_OK)
			r = gs_clean_pass(j, 0);
		else
			r = gs_clean_failed(j, GS_EIO);
	}
	gs_buf_clear(&old);
	return r;
}

int
gs_clean_history(const struct gs_clean_job *j, size_t *off)
{
	struct gs_oid id;
	bool yes = false;
	int r;

	if (j->staged[0].n == 0)
		return GS_ENOTFOUND;
	if ((r = gs_clean_id(j, GS_FILTER_ROOM, &id)) != GS_OK)
		return gs_clean_failed(j, r);
	if (!gs_oid_eq(&id, &j->staged[0]))
		return GS_ENOTFOUND;
	r = j->f->world->in_history(j->f->world->ctx, j->path, &id, &yes, j->e);
	if (r != GS_OK)
		return gs_clean_failed(j, r);
	if (!yes)
		return GS_ENOTFOUND;
	gs_filter_say(j->f, GS_CAUSE_PLAIN_KEPT, "git seal status --fix",
	    "stays plain, as history has it: '%s'", j->path);
	*off = GS_FILTER_ROOM;
	return GS_OK;
}
