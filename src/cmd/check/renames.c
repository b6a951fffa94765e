#include <string.h>

#include "format/alike.h"
#include "format/sealed.h"

#include "cmd/check/job.h"

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u
#define ALIKE_MAX ((size_t)4 << 20)
#define ALIKE_PERCENT 50 /* as Git's renames */
#define ALIKE_PAIRS 1000 /* that are compared line by line in one commit */

struct renames {
	struct gs_check *c;
	const struct gs_check_snap *s;
	struct gs_err *e;
	struct gs_buf old; /* what the file that is gone holds, opened */
	size_t off;
	bool has_old;
	size_t pairs;
};

static bool
is_file(uint32_t mode)
{
	return (mode & MODE_TYPE) == MODE_FILE;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static bool
same_content(const struct gs_check_fact *a, const struct gs_check_fact *b)
{
	return memcmp(a->digest, b->digest, sizeof(a->digest)) == 0;
}

/* A blob for comparing; one that is too large or not here is not. */
static int
read_blob(
    struct renames *x, const struct gs_oid *id, struct gs_buf *b, bool *has)
{
	int r = gs_repo_blob(x->c->ctx->repo, id, ALIKE_MAX, b, x->e);

	*has = r == GS_OK;
	return r == GS_ETOOBIG || r == GS_ENOTFOUND ? GS_OK : r;
}

static int
read_old(struct renames *x, const struct gs_check_fact *f)
{
	const struct gs_gen *gen = gs_keys_find(&x->c->ctx->keys, f->gen, NULL);
	int r;

	gs_buf_reset(&x->old);
	if ((r = read_blob(x, &f->id, &x->old, &x->has_old)) != GS_OK ||
	    !x->has_old || gen == NULL)
		return r;
	r = gs_sealed_open(&gen->content, ALIKE_MAX, &x->old, &x->off);
	x->has_old = r == GS_OK;
	return r == GS_ETOOBIG ? GS_OK : r;
}

/* Edited on the way. */
static int
is_alike(struct renames *x, const struct gs_check_fact *now, bool *yes)
{
	struct gs_buf b = GS_BUF_INIT;
	unsigned percent = 0;
	bool has = false;
	int r;

	*yes = false;
	if (!x->has_old || x->pairs++ >= ALIKE_PAIRS)
		return GS_OK;
	r = read_blob(x, &now->id, &b, &has);
	if (r == GS_OK && has)
		r = gs_alike(
		    (struct gs_cur){ x->old.p + x->off, x->old.n - x->off },
		    (struct gs_cur){ b.p, b.n }, &percent);
	*yes = percent >= ALIKE_PERCENT;
	gs_buf_clear(&b);
	return r;
}

static int
judge_new(struct renames *x, const struct gs_treediff_one *gone,
    const struct gs_check_fact *old, const struct gs_treediff_one *d)
{
	const struct gs_check_fact *now;
	bool yes;
	int r = GS_OK;

	if (d->old_mode != 0 || !is_file(d->new_mode) ||
	    gs_check_attrs(x->s->attrs, d->path)->sealed)
		return GS_OK;
	now = gs_check_fact(&x->c->facts, &d->new);
	if (now->form != GS_CHECK_PLAIN)
		return GS_OK;
	yes = strcmp(base_name(d->path), base_name(gone->path)) == 0;
	if (!yes && old->known && now->known) {
		yes = same_content(old, now);
		if (!yes)
			r = is_alike(x, now, &yes);
	}
	return r == GS_OK && yes ? gs_found(&x->c->found, GS_RULE_RENAMED_PLAIN,
				       &x->s->commit, d->path, gone->path)
				 : r;
}

static bool
is_new_file(const struct gs_treediff_one *d)
{
	return d->old_mode == 0 && is_file(d->new_mode);
}

/* A sealed file that is gone, and a new plain one with its name, or, where
 * it can be opened, with its content or most of it. */
int
gs_check_renames(struct gs_check *c, const struct gs_check_snap *s,
    const struct gs_check_parent *p, struct gs_err *e)
{
	struct renames x = { .c = c, .s = s, .e = e };
	size_t new = 0;
	int r = GS_OK;

	for (size_t i = 0; i < p->nr; i++)
		new += is_new_file(&p->v[i]);
	for (size_t i = 0; r == GS_OK && new > 0 && i < p->nr; i++) {
		const struct gs_treediff_one *gone = &p->v[i];
		const struct gs_check_fact *old;

		if (!is_file(gone->old_mode) || gone->new_mode != 0)
			continue;
		old = gs_check_fact(&c->facts, &gone->old);
		if (!gs_check_is_sealed(old))
			continue;
		x.has_old = false;
		if (old->known && x.pairs < ALIKE_PAIRS)
			r = read_old(&x, old);
		for (size_t k = 0; r == GS_OK && k < p->nr; k++)
			r = judge_new(&x, gone, old, &p->v[k]);
	}
	gs_buf_clear(&x.old);
	return r;
}
