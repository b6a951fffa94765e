#include <stdlib.h>
#include <string.h>

#include "base/par.h"

#include "cmd/check/job.h"

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u
#define MODE_LINK 0120000u

static bool
is_content(uint32_t mode)
{
	return (mode & MODE_TYPE) == MODE_FILE ||
	    (mode & MODE_TYPE) == MODE_LINK;
}

/* A generation that ${s} lacks and its parent had may have sealed what the
 * commit does not touch. */
static bool
lost_generations(const struct gs_check_snap *s)
{
	const struct gs_check_set *old;

	if (s->nr_parents == 0 || s->parent[0].gens == s->gens)
		return false;
	old = s->parent[0].gens;
	for (size_t i = 0; i < old->nr; i++) {
		if (gs_check_set_find(s->gens, old->v[i].path) == NULL)
			return true;
	}
	return false;
}

static bool
attrs_differ(const struct gs_check_snap *s)
{
	return s->nr_parents > 0 && s->parent[0].attrs != s->attrs;
}

/* Where attributes changed, any file may be concerned. */
static int
read_tree(struct gs_check_snap *s, struct gs_err *e)
{
	char hex[GS_OID_HEX_MAX + 1];

	s->every |= lost_generations(s);
	s->all = s->every || attrs_differ(s);
	if (!s->all || s->tree.nr > 0)
		return GS_OK;
	return gs_entries_of_tree(
	    NULL, gs_oid_print(&s->commit, hex), &s->tree, e);
}

static int
ask_attrs(struct gs_check_snap *s)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && s->all && i < s->tree.nr; i++) {
		const struct gs_entry *en = &s->tree.v[i];

		if (en->stage != 0 || !is_content(en->mode))
			continue;
		r = gs_check_ask(s->attrs, en->path);
		if (r == GS_OK && !s->every)
			r = gs_check_ask(s->parent[0].attrs, en->path);
	}
	for (size_t k = 0; k < s->nr_parents; k++) {
		const struct gs_check_parent *p = &s->parent[k];

		for (size_t i = 0; r == GS_OK && i < p->nr; i++) {
			if (is_content(p->v[i].new_mode))
				r = gs_check_ask(s->attrs, p->v[i].path);
		}
	}
	return r;
}

static int
add_item(struct gs_check_snap *s, const char *path, uint32_t mode,
    const struct gs_oid *id)
{
	if (s->nr_items == s->cap_items) {
		size_t cap = s->cap_items == 0 ? 16 : 2 * s->cap_items;
		struct gs_check_item *v = realloc(s->item, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		s->item = v;
		s->cap_items = cap;
	}
	s->item[s->nr_items++] = (struct gs_check_item){ path, mode, *id };
	return GS_OK;
}

/* Whether sealing means something else for ${path} than in the parent. */
static bool
reads_otherwise(const struct gs_check_snap *s, const char *path)
{
	const struct gs_attrs *a = gs_check_attrs(s->attrs, path);
	const struct gs_attrs *b = gs_check_attrs(s->parent[0].attrs, path);

	return a->sealed != b->sealed ||
	    (a->sealed &&
		(strcmp(a->keyring, b->keyring) != 0 || a->traps != b->traps ||
		    a->pad_ok != b->pad_ok || a->keyring_ok != b->keyring_ok));
}

static int
choose_items(struct gs_check_snap *s)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && s->all && i < s->tree.nr; i++) {
		const struct gs_entry *en = &s->tree.v[i];

		if (en->stage == 0 && is_content(en->mode) &&
		    (s->every || reads_otherwise(s, en->path)))
			r = add_item(s, en->path, en->mode, &en->id);
	}
	if (s->every || s->nr_parents == 0)
		return r;
	for (size_t i = 0; r == GS_OK && i < s->parent[0].nr; i++) {
		const struct gs_treediff_one *d = &s->parent[0].v[i];

		if (is_content(d->new_mode))
			r = add_item(s, d->path, d->new_mode, &d->new);
	}
	return r;
}

/* What is read whatever the attributes say. */
static int
want_blobs(struct gs_check *c, const struct gs_check_snap *s)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && s->every && i < s->tree.nr; i++) {
		const struct gs_entry *en = &s->tree.v[i];

		if (en->stage == 0 && is_content(en->mode))
			r = gs_check_want(&c->facts, &en->id);
	}
	for (size_t i = 0; r == GS_OK && s->every && i < s->gens->nr; i++)
		r = gs_check_keep(&c->facts, &s->gens->v[i].id);
	for (size_t k = 0; k < s->nr_parents; k++) {
		const struct gs_check_parent *p = &s->parent[k];

		for (size_t i = 0; r == GS_OK && i < p->nr; i++) {
			if (is_content(p->v[i].old_mode))
				r = gs_check_want(&c->facts, &p->v[i].old);
			if (r == GS_OK && is_content(p->v[i].new_mode))
				r = gs_check_want(&c->facts, &p->v[i].new);
		}
	}
	return r;
}

static int
want_items(struct gs_check *c, const struct gs_check_snap *s)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < s->nr_items; i++)
		r = gs_check_want(&c->facts, &s->item[i].id);
	return r;
}

enum { ATTRS, BLOBS, COMPARED, QUESTIONS };

/* Attributes, blobs and what changed are Git's work in children of their
 * own: side by side. */
struct asking {
	struct gs_check *c;
	struct gs_err e[QUESTIONS];
};

static int
question(void *ctx, size_t i, unsigned worker)
{
	struct asking *q = ctx;
	struct gs_check *c = q->c;

	(void)worker;
	switch (i) {
	case ATTRS:
		for (size_t k = 0; k < c->nr; k++) {
			if (ask_attrs(&c->snap[k]) != GS_OK)
				return gs_no_memory(&q->e[i]);
		}
		return gs_check_answer(c->ctx->repo, &c->attrs, &q->e[i]);
	case BLOBS:
		for (size_t k = 0; k < c->nr; k++) {
			if (want_blobs(c, &c->snap[k]) != GS_OK)
				return gs_no_memory(&q->e[i]);
		}
		return gs_check_read(&c->facts, c->ctx, &q->e[i]);
	default:
		return c->late ? gs_check_compare(c, &q->e[i]) : GS_OK;
	}
}

static int
ask_git(struct gs_check *c, struct gs_err *e)
{
	struct asking q = { .c = c };
	int r = gs_par_for(QUESTIONS, QUESTIONS, question, &q);

	for (size_t i = 0; r != GS_OK && i < QUESTIONS; i++) {
		if (q.e[i].what[0] != '\0')
			*e = q.e[i];
	}
	if (r != GS_OK || !c->late)
		return r;
	if ((r = gs_check_compared(c, e)) == GS_OK &&
	    want_blobs(c, &c->snap[0]) != GS_OK)
		r = gs_no_memory(e);
	return r;
}

int
gs_check_run(struct gs_check *c, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < c->nr; i++) {
		if ((r = read_tree(&c->snap[i], e)) != GS_OK)
			return r;
	}
	r = ask_git(c, e);
	for (size_t i = 0; r == GS_OK && i < c->nr; i++) {
		if (choose_items(&c->snap[i]) != GS_OK ||
		    want_items(c, &c->snap[i]) != GS_OK)
			r = gs_no_memory(e);
	}
	if (r == GS_OK)
		r = gs_check_read(&c->facts, c->ctx, e);
	for (size_t i = 0; r == GS_OK && i < c->nr; i++)
		r = gs_check_judge(c, &c->snap[i], e);
	return r;
}
