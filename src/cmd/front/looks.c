#include <stdlib.h>
#include <string.h>

#include "git/batch.h"

#include "cmd/front/looks.h"

int
gs_looks_add(struct gs_looks *l, const struct gs_oid *id, size_t *at)
{
	if (l->nr == l->cap) {
		size_t cap = l->cap == 0 ? 256 : 2 * l->cap;
		struct gs_look *v = realloc(l->v, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	memset(&l->v[l->nr], 0, sizeof(l->v[l->nr]));
	l->v[l->nr].id = *id;
	*at = l->nr++;
	return GS_OK;
}

/* Whether the blob opens, if its generation is here. */
static int
try_open(const struct gs_looks *l, struct gs_look *look, struct gs_buf *b)
{
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off;
	int r;

	if (gs_sealed_peek(b->p, b->n, &head) != GS_OK ||
	    (gen = gs_keys_find(l->keys, head.id, NULL)) == NULL)
		return GS_OK;
	r = gs_sealed_open(&gen->content, l->max, b, &off);
	look->damaged = r == GS_EDAMAGED;
	/* Too big to inflate is authentic all the same. */
	return r == GS_EDAMAGED || r == GS_ETOOBIG ? GS_OK : r;
}

static int
look_at(void *ctx, size_t i, struct gs_buf *b)
{
	struct gs_looks *l = ctx;
	struct gs_look *look = &l->v[l->done + i];

	look->absent = b == NULL;
	if (b == NULL)
		return GS_OK;
	look->size = b->n;
	if (b->n > 0)
		memcpy(look->head, b->p,
		    b->n < sizeof(look->head) ? b->n : sizeof(look->head));
	return try_open(l, look, b);
}

static void *
read_all(void *arg)
{
	struct gs_looks *l = arg;
	size_t nr = l->nr - l->done;
	struct gs_oid *ids = calloc(nr + 1, sizeof(*ids));

	if (ids == NULL) {
		l->r = gs_no_memory(&l->why);
		return NULL;
	}
	for (size_t i = 0; i < nr; i++)
		ids[i] = l->v[l->done + i].id;
	l->r =
	    gs_batch_each(NULL, true, ids, nr, GS_BUF_MAX, look_at, l, &l->why);
	if (l->r != GS_OK && l->why.what[0] == '\0')
		(void)gs_fail(
		    &l->why, l->r, "cannot open a blob: %s", gs_strerror(l->r));
	l->done = l->nr;
	free(ids);
	return NULL;
}

void
gs_looks_start(struct gs_looks *l, const struct gs_keys *keys, uint64_t max)
{
	l->keys = keys;
	l->max = max;
	l->running =
	    l->nr > 0 && pthread_create(&l->thread, NULL, read_all, l) == 0;
}

static void
wait_for(struct gs_looks *l)
{
	if (l->running)
		(void)pthread_join(l->thread, NULL);
	l->running = false;
}

int
gs_looks_finish(struct gs_looks *l, const struct gs_keys *keys, uint64_t max,
    struct gs_err *e)
{
	wait_for(l);
	l->keys = keys;
	l->max = max;
	if (l->r == GS_OK && l->done < l->nr)
		(void)read_all(l);
	if (l->r != GS_OK)
		*e = l->why;
	return l->r;
}

void
gs_look_judge(const struct gs_look *look, const struct gs_keys *keys,
    const char *ring, struct gs_judged *out)
{
	/* Nothing behind the header is looked at. */
	gs_verdict_look(keys, ring, look->head, (size_t)look->size, out);
	if (look->damaged)
		out->verdict = GS_VERDICT_DAMAGED;
}

void
gs_looks_clear(struct gs_looks *l)
{
	wait_for(l);
	free(l->v);
	memset(l, 0, sizeof(*l));
}
