#define _GNU_SOURCE /* memmem */

#include <string.h>

#include "engine/clean_job.h"

static void
warn_own_key(const struct gs_clean_job *j)
{
	static const char mark[] = "GIT-SEAL-KEY-1";
	const uint8_t *p = j->b->p + GS_FILTER_ROOM, *at;
	const struct gs_keyring *ring;
	struct gs_gens gens = { NULL, 0, 0 };
	const uint8_t *lf;
	size_t n;

	at = memmem(p, j->n, mark, sizeof(mark) - 1);
	if (at == NULL)
		return;
	n = j->n - (size_t)(at - p);
	lf = memchr(at, '\n', n);
	if (lf != NULL)
		n = (size_t)(lf - at);
	ring = gs_keys_ring(j->f->keys, j->attrs.keyring);
	if (n <= 4096 && ring != NULL &&
	    gs_keyring_parse(at, n, &gens, NULL) == GS_OK &&
	    gs_gens_find(&ring->gens, gens.v[0].content.id) != NULL)
		gs_filter_say(j->f, GS_CAUSE_OWN_KEY,
		    "keep exported keys outside the repository",
		    "holds a key of its own keyring '%s', which nobody can "
		    "read without that key: '%s'",
		    j->attrs.keyring, j->path);
	gs_gens_clear(&gens);
}

static int
seal(const struct gs_clean_job *j, const struct gs_gen *gen)
{
	struct gs_seal_opt opt = { j->attrs.compress, j->attrs.pad };
	int r;

	if (j->f->seal != NULL)
		r = j->f->seal(
		    j->f->seal_ctx, j->path, &gen->content, &opt, j->b);
	else
		r = gs_sealed_seal(&gen->content, &opt, j->b);
	if (r != GS_OK)
		r = gs_fail(
		    j->e, r, "cannot seal '%s': %s", j->path, gs_strerror(r));
	return r;
}

/* Undo seal(): sealing is in place, and a copy would cost memory. */
static int
unseal(const struct gs_clean_job *j, const struct gs_gen *gen)
{
	size_t off = 0;
	int r;

	r = gs_sealed_open(&gen->content, UINT64_MAX, j->b, &off);
	if (r != GS_OK)
		return gs_fail(j->e, r,
		    "cannot open again what was sealed: "
		    "'%s'",
		    j->path);
	if (off < GS_FILTER_ROOM) {
		size_t more = GS_FILTER_ROOM - off;

		if ((r = gs_buf_reserve(j->b, more)) != GS_OK)
			return gs_clean_failed(j, r);
		memmove(j->b->p + GS_FILTER_ROOM, j->b->p + off, j->n);
		j->b->n += more;
	} else if (off > GS_FILTER_ROOM) {
		memmove(j->b->p + GS_FILTER_ROOM, j->b->p + off, j->n);
		gs_buf_cut(j->b, GS_FILTER_ROOM + j->n);
	}
	return GS_OK;
}

/* The sealed file is what stage 0 holds: the common case, and the cheap one. */
static bool
is_staged(const struct gs_clean_job *j)
{
	struct gs_oid id;

	return j->staged[0].n != 0 && gs_clean_id(j, 0, &id) == GS_OK &&
	    gs_oid_eq(&id, &j->staged[0]);
}

static int
refuse_new(const struct gs_clean_job *j)
{
	if (!j->attrs.keyring_ok || !j->attrs.pad_ok)
		return gs_clean_refuse_attr(j);
	return gs_clean_refuse_trap(j);
}

/* Seal first and compare names: an old blob is opened only where they
 * differ. */
static int
clean_unlocked(struct gs_clean_job *j, const struct gs_gen *gen, size_t *off)
{
	bool ok = j->attrs.pad_ok && j->attrs.traps == 0;
	int r;

	warn_own_key(j);
	if (!gs_clean_any_staged(j)) {
		*off = 0;
		return ok ? seal(j, gen) : refuse_new(j);
	}
	if (j->attrs.pad_ok) {
		if ((r = seal(j, gen)) != GS_OK)
			return r;
		*off = 0;
		if (is_staged(j))
			return gs_clean_pass(j, 0);
		if ((r = unseal(j, gen)) != GS_OK)
			return r;
	}
	if ((r = gs_clean_history(j, off)) != GS_ENOTFOUND)
		return r;
	if ((r = gs_clean_keep(j, off)) != GS_ENOTFOUND)
		return r;
	*off = 0;
	return ok ? seal(j, gen) : refuse_new(j);
}

static int
clean_locked(struct gs_clean_job *j, size_t *off)
{
	int r;

	if (gs_clean_any_staged(j)) {
		if ((r = gs_clean_history(j, off)) != GS_ENOTFOUND)
			return r;
		if ((r = gs_clean_keep(j, off)) != GS_ENOTFOUND)
			return r;
	}
	return j->attrs.keyring_ok ? gs_clean_refuse_locked(j) : refuse_new(j);
}

/*
 * What seals new content; NULL where nothing may.  A person is told why only
 * if there is new content.
 */
static const struct gs_gen *
sealing(struct gs_clean_job *j)
{
	const struct gs_gen *gen = NULL;

	if (gs_filter_locked(j->f) || !j->attrs.keyring_ok)
		return NULL;
	gen = gs_keys_sealing(j->f->keys, j->attrs.keyring);
	if (j->f->sealing == NULL)
		return gen;
	j->untrusted =
	    j->f->sealing(j->f->trust_ctx, j->attrs.keyring, &gen, &j->why);
	return j->untrusted == GS_OK ? gen : NULL;
}

/* Whether this clone has the keyring of the path, and may use it. */
static bool
unlocked(const struct gs_clean_job *j)
{
	return !gs_filter_locked(j->f) && j->attrs.keyring_ok &&
	    gs_keys_ring(j->f->keys, j->attrs.keyring) != NULL;
}

/* Whether the bytes are an object that the repository has. */
static int
is_object(const struct gs_clean_job *j, bool *yes)
{
	struct gs_oid id;
	int r;

	*yes = false;
	if ((r = gs_clean_id(j, GS_FILTER_ROOM, &id)) != GS_OK)
		return gs_clean_failed(j, r);
	for (size_t i = 0; i < 4; i++) {
		if (gs_oid_eq(&id, &j->staged[i])) {
			*yes = true;
			return GS_OK;
		}
	}
	r = j->f->world->has(j->f->world->ctx, &id, yes, j->e);
	return r == GS_OK ? r : gs_clean_failed(j, r);
}

/* Opened in a copy: the bytes themselves are what goes on. */
static int
authenticates(const struct gs_clean_job *j, bool *yes)
{
	const uint8_t *p = j->b->p + GS_FILTER_ROOM;
	struct gs_buf copy = GS_BUF_INIT;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off;
	int r;

	*yes = false;
	if (gs_sealed_peek(p, j->n, &head) != GS_OK ||
	    (gen = gs_clean_find(j, head.id)) == NULL)
		return GS_OK;
	if ((r = gs_buf_add(&copy, p, j->n)) == GS_OK)
		r = gs_sealed_open(&gen->content, UINT64_MAX, &copy, &off);
	*yes = r == GS_OK;
	gs_buf_clear(&copy);
	return r == GS_ENOMEM ? gs_clean_failed(j, r) : GS_OK;
}

static int
clean_magic(struct gs_clean_job *j, size_t *off)
{
	bool yes = false;
	int r;

	*off = GS_FILTER_ROOM;
	if ((r = is_object(j, &yes)) != GS_OK)
		return r;
	if (!yes && unlocked(j) && (r = authenticates(j, &yes)) != GS_OK)
		return r;
	if (yes)
		return gs_clean_pass(j, GS_FILTER_ROOM);
	if (!unlocked(j)) {
		r = gs_fail(j->e, GS_ENOKEY,
		    "begins like a sealed file but is none that the repository "
		    "has, and it is locked: '%s'",
		    j->path);
		gs_hint(j->e,
		    "git checkout -- FILE restores it; or %s, then edit it",
		    gs_keys_unlock(j->f->keys));
		return r;
	}
	r = gs_fail(j->e, GS_EDAMAGED,
	    "begins like a sealed file but does not authenticate (damaged, "
	    "or something was appended): '%s'",
	    j->path);
	gs_hint(j->e, "git checkout -- FILE restores the last version");
	return r;
}

int
gs_filter_clean(struct gs_filter *f, const char *path, struct gs_buf *b,
    size_t *off, struct gs_err *e)
{
	struct gs_clean_job j = { .f = f, .path = path, .b = b, .e = e };
	const struct gs_gen *gen;
	int r;

	GS_BUG(b->n < GS_FILTER_ROOM);
	*off = GS_FILTER_ROOM;
	j.n = b->n - GS_FILTER_ROOM;
	if (j.n == 0)
		return GS_OK;
	if (gs_filter_never(path)) {
		gs_filter_say(f, GS_CAUSE_NEVER,
		    "let no pattern of .gitattributes seal it",
		    "never sealed, whatever .gitattributes say: '%s'", path);
		return GS_OK;
	}
	if ((r = f->world->attrs(f->world->ctx, path, &j.attrs, e)) != GS_OK)
		return gs_clean_failed(&j, r);
	if ((r = f->world->staged(f->world->ctx, path, j.staged, e)) != GS_OK)
		return gs_clean_failed(&j, r);
	if (gs_sealed_is(b->p + GS_FILTER_ROOM, j.n))
		return clean_magic(&j, off);
	gen = sealing(&j);
	return gen != NULL ? clean_unlocked(&j, gen, off)
			   : clean_locked(&j, off);
}
