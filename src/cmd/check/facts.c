#include <stdlib.h>
#include <string.h>

#include "cmd/front/limit.h"
#include "crypto/hash.h"
#include "format/leak.h"
#include "format/noise.h"
#include "git/batch.h"

#include "cmd/check/facts.h"

/* Facts stay where they are, so they are made a block at a time. */
static struct gs_check_fact *
fact_at(const struct gs_check_facts *f, size_t i)
{
	return &f->block[i / GS_CHECK_BLOCK][i % GS_CHECK_BLOCK];
}

static int
room(struct gs_check_facts *f)
{
	size_t at = f->nr / GS_CHECK_BLOCK;
	struct gs_check_fact **v;

	if (f->nr % GS_CHECK_BLOCK != 0)
		return GS_OK;
	if (at == f->cap) {
		size_t cap = f->cap == 0 ? 16 : 2 * f->cap;

		v = realloc(f->block, cap * sizeof(struct gs_check_fact *));
		if (v == NULL)
			return GS_ENOMEM;
		f->block = v;
		f->cap = cap;
	}
	f->block[at] = calloc(GS_CHECK_BLOCK, sizeof(**f->block));
	return f->block[at] != NULL ? GS_OK : GS_ENOMEM;
}

static int
want(struct gs_check_facts *f, const struct gs_oid *id,
    struct gs_check_fact **out)
{
	void **at = gs_map_at(&f->by_id, (const char *)id->b, id->n);
	int r;

	if (at == NULL)
		return GS_ENOMEM;
	if ((*out = *at) != NULL)
		return GS_OK;
	if ((r = room(f)) != GS_OK)
		return r;
	*out = *at = fact_at(f, f->nr++);
	(*out)->id = *id;
	return GS_OK;
}

int
gs_check_want(struct gs_check_facts *f, const struct gs_oid *id)
{
	struct gs_check_fact *one;

	return want(f, id, &one);
}

int
gs_check_keep(struct gs_check_facts *f, const struct gs_oid *id)
{
	struct gs_check_fact *one;
	int r = want(f, id, &one);

	if (r == GS_OK)
		one->keep = true;
	return r;
}

const struct gs_check_fact *
gs_check_fact(const struct gs_check_facts *f, const struct gs_oid *id)
{
	return gs_map_get(&f->by_id, (const char *)id->b, id->n);
}

bool
gs_check_is_sealed(const struct gs_check_fact *fact)
{
	return fact->form != GS_CHECK_ABSENT && fact->form != GS_CHECK_EMPTY &&
	    fact->form != GS_CHECK_PLAIN;
}

struct reading {
	struct gs_check_facts *f;
	const struct gs_ctx *ctx;
	uint64_t max;
	struct gs_oid *ids; /* owned */
};

/* A key in plain content: of a keyring, or an age identity. */
static int
find_leak(const uint8_t *p, size_t n, struct gs_check_fact *f)
{
	struct gs_leak leak = { GS_LEAK_NONE, 0, { 0 } };
	size_t at = 0;
	int r = gs_leak_next(p, n, &at, &leak);

	if (leak.kind != GS_LEAK_NONE) {
		f->leak = (int)leak.kind;
		f->leak_line = leak.line;
	}
	return r;
}

/* A key of the very keyring that sealed the content. */
static int
find_own_key(const uint8_t *p, size_t n, struct gs_check_fact *f)
{
	struct gs_leak leak = { GS_LEAK_NONE, 0, { 0 } };
	size_t at = 0;
	int r;

	while ((r = gs_leak_next(p, n, &at, &leak)) == GS_OK &&
	    leak.kind != GS_LEAK_NONE) {
		if (leak.kind == GS_LEAK_KEYRING &&
		    gs_gens_find(&f->ring->gens, leak.id) != NULL) {
			f->leak = (int)leak.kind;
			f->leak_line = leak.line;
			break;
		}
	}
	return r;
}

static int
note_digest(const uint8_t *p, size_t n, struct gs_check_fact *f)
{
	int r = gs_sha256(p, n, f->digest);

	f->known = r == GS_OK;
	return r;
}

static int
open_sealed(const struct reading *rd, struct gs_check_fact *f, struct gs_buf *b)
{
	const struct gs_gen *gen =
	    gs_keys_find(&rd->ctx->keys, f->gen, &f->ring);
	size_t off;
	int r;

	if (gen == NULL)
		return GS_OK;
	r = gs_sealed_open(&gen->content, rd->max, b, &off);
	if (r == GS_EDAMAGED || r == GS_ENEWER) {
		f->damaged = true;
		return GS_OK;
	}
	if (r == GS_ETOOBIG) /* authentic, and that is what was asked */
		return GS_OK;
	if (r != GS_OK)
		return r;
	f->opened = true;
	if ((r = find_own_key(b->p + off, b->n - off, f)) != GS_OK)
		return r;
	return note_digest(b->p + off, b->n - off, f);
}

static enum gs_check_form
form_of(const struct gs_buf *b, struct gs_check_fact *f)
{
	struct gs_sealed_head head;
	int r;

	if (b->n == 0)
		return GS_CHECK_EMPTY;
	if (!gs_sealed_is(b->p, b->n))
		return GS_CHECK_PLAIN;
	r = gs_sealed_peek(b->p, b->n, &head);
	if (r == GS_ENEWER)
		return GS_CHECK_NEWER;
	if (r != GS_OK)
		return GS_CHECK_MALFORMED;
	memcpy(f->gen, head.id, sizeof(f->gen));
	if (!gs_noise_looks(
		b->p + GS_SEALED_HEADER_LEN, b->n - GS_SEALED_HEADER_LEN))
		return GS_CHECK_NO_NOISE;
	return GS_CHECK_SEALED;
}

static int
look(void *ctx, size_t i, struct gs_buf *b)
{
	struct reading *rd = ctx;
	struct gs_check_fact *f = fact_at(rd->f, rd->f->read + i);
	int r;

	if (b == NULL) {
		f->form = GS_CHECK_ABSENT;
		return GS_OK;
	}
	f->form = form_of(b, f);
	if (f->keep && (r = gs_buf_add(&f->content, b->p, b->n)) != GS_OK)
		return r;
	if (f->form == GS_CHECK_SEALED || f->form == GS_CHECK_NO_NOISE)
		return open_sealed(rd, f, b);
	if (f->form != GS_CHECK_PLAIN)
		return GS_OK;
	if ((r = find_leak(b->p, b->n, f)) == GS_OK && rd->ctx->keys.nr > 0)
		r = note_digest(b->p, b->n, f);
	return r;
}

int
gs_check_read(
    struct gs_check_facts *f, const struct gs_ctx *ctx, struct gs_err *e)
{
	struct reading rd = { .f = f, .ctx = ctx };
	size_t nr = f->nr - f->read;
	int r;

	if (nr == 0)
		return GS_OK;
	if (ctx->keys.nr > 0 &&
	    (r = gs_limit_read(ctx->repo, &rd.max, e)) != GS_OK)
		return r;
	if ((rd.ids = calloc(nr, sizeof(*rd.ids))) == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < nr; i++)
		rd.ids[i] = fact_at(f, f->read + i)->id;
	r = gs_batch_each(NULL, true, rd.ids, nr, GS_BUF_MAX, look, &rd, e);
	free(rd.ids);
	f->read = f->nr;
	return r;
}

void
gs_check_facts_clear(struct gs_check_facts *f)
{
	for (size_t i = 0; i < f->nr; i++)
		gs_buf_clear(&fact_at(f, i)->content);
	for (size_t i = 0; i * GS_CHECK_BLOCK < f->nr; i++)
		free(f->block[i]);
	free(f->block);
	gs_map_clear(&f->by_id, NULL);
	memset(f, 0, sizeof(*f));
}
