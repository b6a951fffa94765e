#include <string.h>

#include "base/par.h"
#include "base/wipe.h"
#include "engine/filter_say.h"

#include "engine/merge_job.h"

#define THREADS_FROM ((size_t)64 << 10)

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

/* What can be told before the bytes are opened: whether it is sealed, by
 * which key. */
static int
look(const struct gs_merge *m, struct gs_merge_side *s,
    const struct gs_gen **gen)
{
	struct gs_sealed_head head;
	int r;

	*gen = NULL;
	if (!gs_sealed_is(s->blob->p, s->blob->n)) {
		s->text = (struct gs_cur){ s->blob->p, s->blob->n };
		return GS_OK;
	}
	if ((r = gs_sealed_peek(s->blob->p, s->blob->n, &head)) != GS_OK)
		return r;
	memcpy(s->id, head.id, sizeof(s->id));
	if (!gs_filter_locked(m->f))
		*gen = find(m, head.id);
	return *gen == NULL ? GS_ENOKEY : GS_OK;
}

/* Keys by value: one that is found later may move those found before. */
struct opening {
	struct gs_merge_side *side;
	struct gs_content_key *key; /* GS_SIDES, secret */
	bool todo[GS_SIDES];
	uint64_t max;
};

static int
open_one(void *ctx, size_t i, unsigned worker)
{
	const struct opening *o = ctx;
	struct gs_merge_side *s = &o->side[i];
	size_t off = 0;

	(void)worker;
	if (!o->todo[i])
		return GS_OK;
	s->why = gs_buf_add(&s->b, s->blob->p, s->blob->n);
	if (s->why == GS_OK)
		s->why = gs_sealed_open(&o->key[i], o->max, &s->b, &off);
	s->sealed = s->why == GS_OK;
	if (s->sealed)
		s->text = (struct gs_cur){ s->b.p + off, s->b.n - off };
	return s->why == GS_ENOMEM || s->why == GS_ECRYPTO ? s->why : GS_OK;
}

int
gs_merge_open(struct gs_merge_job *j, const struct gs_buf *const blob[GS_SIDES])
{
	const struct gs_filter *f = j->m->f;
	struct opening o = { .side = j->side,
		.key = gs_secret_new(GS_SIDES * sizeof(*o.key)),
		.max = f->max_size != 0 ? f->max_size : GS_SEALED_INFLATE_MAX };
	const struct gs_gen *gen;
	size_t most = 0;
	int r;

	if (o.key == NULL)
		return gs_no_memory(j->e);
	for (int k = 0; k < GS_SIDES; k++) {
		j->side[k].blob = blob[k];
		j->side[k].why = look(j->m, &j->side[k], &gen);
		o.todo[k] = gen != NULL;
		if (gen != NULL)
			o.key[k] = gen->content;
		if (blob[k]->n > most)
			most = blob[k]->n;
	}
	/* A thread costs about what opening so much does. */
	r = gs_par_for(GS_SIDES, most < THREADS_FROM ? 1 : 0, open_one, &o);
	gs_secret_free(o.key);
	if (r != GS_OK)
		return gs_fail(j->e, r, "cannot open the sides of '%s': %s",
		    j->m->path, gs_strerror(r));
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
