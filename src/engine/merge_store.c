#include <string.h>

#include "engine/clean_job.h"

#include "engine/merge_job.h"

static int
failed(const struct gs_merge_job *j, int r)
{
	return gs_fail(j->e, r, "cannot seal the merge of '%s': %s", j->m->path,
	    gs_strerror(r));
}

static bool
is_result(const struct gs_merge_job *j, enum gs_side which)
{
	const struct gs_merge_side *s = &j->side[which];

	return s->sealed && s->text.n == j->result.n &&
	    memcmp(s->text.p, j->result.p, s->text.n) == 0;
}

static int
keep(struct gs_merge_job *j, enum gs_side which)
{
	const struct gs_buf *blob = j->side[which].blob;
	int r;

	if (which == GS_OURS) {
		j->out->ours = true;
		return GS_OK;
	}
	r = gs_buf_add(&j->out->blob, blob->p, blob->n);
	return r == GS_OK ? r : failed(j, r);
}

/* As clean refuses new content, and for the same reasons. */
static int
refuse(const struct gs_merge_job *j)
{
	const struct gs_clean_job c = {
		.f = j->m->f, .path = j->m->path, .attrs = j->attrs, .e = j->e
	};

	return j->attrs.pad_ok ? gs_clean_refuse_trap(&c)
			       : gs_clean_refuse_attr(&c);
}

static int
seal(struct gs_merge_job *j, const struct gs_gen *gen)
{
	const struct gs_seal_opt opt = { j->attrs.compress, j->attrs.pad };
	struct gs_buf *b = &j->out->blob;
	int r;

	if (!j->attrs.pad_ok || j->attrs.traps != 0)
		return refuse(j);
	if (j->text.n != 0) {
		gs_buf_swap(b, &j->text);
		r = GS_OK;
	} else if ((r = gs_buf_reserve(b, GS_FILTER_ROOM + j->result.n)) ==
	    GS_OK) {
		memset(b->p, 0, GS_FILTER_ROOM);
		b->n = GS_FILTER_ROOM;
		r = gs_buf_add(b, j->result.p, j->result.n);
	}
	if (r == GS_OK)
		r = gs_sealed_seal(&gen->content, &opt, b);
	return r == GS_OK ? r : failed(j, r);
}

/* Nothing seals new content.  The result still must not be plain; so it
 * goes by what sealed a side already, and somebody has to look. */
static int
store_unsealed(struct gs_merge_job *j)
{
	const struct gs_filter *f = j->m->f;
	const struct gs_merge_side *s = &j->side[GS_OURS];
	const struct gs_gen *gen;

	j->out->conflict = true;
	if (is_result(j, GS_OURS))
		return keep(j, GS_OURS);
	if (!s->sealed)
		s = &j->side[GS_THEIRS];
	if (!s->sealed) {
		j->out->ours = true;
		return GS_OK;
	}
	gen = gs_keys_find(f->keys, s->id, NULL);
	if (gen == NULL && f->find != NULL)
		gen = f->find(f->trust_ctx, s->id, &j->m->treeish);
	return gen != NULL ? seal(j, gen) : failed(j, GS_ENOKEY);
}

/* A side that holds the result already, best under what seals. */
static bool
find_kept(
    const struct gs_merge_job *j, const struct gs_gen *gen, enum gs_side *which)
{
	static const enum gs_side order[] = { GS_OURS, GS_THEIRS };
	bool both = gs_merge_same(&j->side[GS_OURS], &j->side[GS_THEIRS]);

	for (size_t i = 0; gen != NULL && i < GS_NR(order); i++) {
		*which = order[i];
		if (is_result(j, *which) &&
		    memcmp(j->side[*which].id, gen->content.id,
			GS_GEN_ID_LEN) == 0)
			return true;
	}
	/* Nobody edited anything: that is no new content. */
	for (size_t i = 0; both && i < GS_NR(order); i++) {
		*which = order[i];
		if (is_result(j, *which))
			return true;
	}
	return false;
}

int
gs_merge_store(struct gs_merge_job *j)
{
	const struct gs_filter *f = j->m->f;
	const struct gs_gen *gen = gs_keys_sealing(f->keys, j->attrs.keyring);
	struct gs_err why = { "", "" };
	enum gs_side which;
	int r = GS_OK;

	if (j->result.n == 0)
		return GS_OK;
	if (f->sealing != NULL)
		r = f->sealing(f->trust_ctx, j->attrs.keyring, &gen, &why);
	if (r == GS_ENOMEM || r == GS_ECRYPTO)
		return failed(j, r);
	if (r != GS_OK)
		gen = NULL;
	if (find_kept(j, gen, &which))
		return keep(j, which);
	if (gen != NULL)
		return seal(j, gen);
	if (j->out->why.what[0] == '\0')
		j->out->why = why;
	return store_unsealed(j);
}
