#include <string.h>

#include "engine/filter_say.h"

#include "engine/merge_job.h"

const char *
gs_merge_name(enum gs_side which)
{
	static const char *const name[GS_SIDES] = {
		[GS_OURS] = "ours",
		[GS_BASE] = "the base",
		[GS_THEIRS] = "theirs",
	};

	return name[which];
}

bool
gs_merge_same(const struct gs_merge_side *a, const struct gs_merge_side *b)
{
	return a->why == GS_OK && b->why == GS_OK && a->text.n == b->text.n &&
	    (a->text.n == 0 || memcmp(a->text.p, b->text.p, a->text.n) == 0);
}

static const struct gs_gen *
find(const struct gs_merge *m, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_filter *f = m->f;
	const struct gs_gen *gen = gs_keys_find(f->keys, id, NULL);

	if (gen == NULL && f->find != NULL)
		gen = f->find(f->trust_ctx, id, &m->treeish);
	return gen;
}

static int
open_sealed(const struct gs_merge *m, struct gs_merge_side *s)
{
	const struct gs_filter *f = m->f;
	uint64_t max = f->max_size != 0 ? f->max_size : GS_SEALED_INFLATE_MAX;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off = 0;
	int r;

	if ((r = gs_sealed_peek(s->blob->p, s->blob->n, &head)) != GS_OK)
		return r;
	memcpy(s->id, head.id, sizeof(s->id));
	if ((gen = find(m, head.id)) == NULL)
		return GS_ENOKEY;
	if ((r = gs_buf_add(&s->b, s->blob->p, s->blob->n)) != GS_OK)
		return r;
	r = gs_sealed_open(&gen->content, max, &s->b, &off);
	if (r != GS_OK)
		return r;
	s->text = (struct gs_cur){ s->b.p + off, s->b.n - off };
	s->sealed = true;
	return GS_OK;
}

int
gs_merge_open(
    struct gs_merge_job *j, enum gs_side which, const struct gs_buf *blob)
{
	struct gs_merge_side *s = &j->side[which];

	s->blob = blob;
	if (!gs_sealed_is(blob->p, blob->n)) {
		s->text = (struct gs_cur){ blob->p, blob->n };
		return GS_OK;
	}
	s->why = open_sealed(j->m, s);
	if (s->why == GS_ENOMEM || s->why == GS_ECRYPTO)
		return gs_fail(j->e, s->why, "cannot open %s of '%s': %s",
		    gs_merge_name(which), j->m->path, gs_strerror(s->why));
	return GS_OK;
}

int
gs_merge_unreadable(const struct gs_merge_job *j, enum gs_side which)
{
	const struct gs_merge_side *s = &j->side[which];
	const char *name = gs_merge_name(which), *path = j->m->path;
	char id[GS_GEN_ID_HEX_LEN + 1];
	int r;

	switch (s->why) {
	case GS_ENOKEY:
		r = gs_fail(j->e, s->why,
		    "not merged, no key for generation %s, which sealed %s: "
		    "'%s'",
		    gs_gen_id_print(s->id, id), name, path);
		gs_hint(j->e, "git seal unlock, then git checkout -m -- FILE");
		return r;
	case GS_ENEWER:
		r = gs_fail(j->e, s->why,
		    "not merged, %s was sealed by a newer git-seal: '%s'", name,
		    path);
		gs_hint(j->e, "update git-seal, then git checkout -m -- FILE");
		return r;
	case GS_ETOOBIG:
		r = gs_fail(j->e, s->why,
		    "not merged, %s is larger than seal.maxSize allows: '%s'",
		    name, path);
		gs_hint(j->e,
		    "git config seal.maxSize 4g, then git checkout -m "
		    "-- FILE");
		return r;
	default:
		break;
	}
	r = gs_fail(j->e, s->why,
	    "not merged, %s is damaged, it does not authenticate: '%s'", name,
	    path);
	gs_hint(j->e, "git checkout --%s -- FILE takes the other side",
	    which == GS_OURS ? "theirs" : "ours");
	return r;
}
