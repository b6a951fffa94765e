#include <stdlib.h>
#include <string.h>

#include "base/par.h"
#include "base/sys.h"
#include "cmd/front/limit.h"
#include "engine/filter.h"
#include "engine/worktree.h"
#include "git/attr.h"
#include "repo/indexlist.h"

#include "cmd/keys/bulk.h"

#define TYPE_MASK 0170000u
#define TYPE_FILE 0100000u
#define PART_MIN 1024 /* paths that are worth a child */

static void
tree_clear(struct gs_bulk_tree *t)
{
	for (unsigned i = 0; i < GS_FAN_MAX; i++)
		gs_sealed_reader_free(t->reader[i]);
	gs_place_close(&t->place);
	gs_entries_clear(&t->entries);
	gs_strs_clear(&t->torn);
	free(t->index);
	free(t->v);
	free(t->ring);
	free(t->absent);
}

void
gs_bulk_clear(struct gs_bulk *b)
{
	for (size_t i = 0; i < b->nr; i++)
		tree_clear(&b->tree[i]);
	free(b->tree);
	gs_repo_worktrees_free(b->wt, b->nr_wt);
	gs_strs_clear(&b->rings);
	memset(b, 0, sizeof(*b));
}

/* The one copy of a keyring's name that trees point to. */
static int
intern(struct gs_bulk *b, const char *name, const char **out)
{
	for (size_t i = 0; i < b->rings.nr; i++) {
		if (strcmp(b->rings.v[i], name) == 0) {
			*out = b->rings.v[i];
			return GS_OK;
		}
	}
	if (gs_strs_add(&b->rings, name) != GS_OK)
		return GS_ENOMEM;
	*out = b->rings.v[b->rings.nr - 1];
	return GS_OK;
}

/* What was asked of Git for one path. */
struct answer {
	const struct gs_entry *entry;
	bool sealed;
	bool by_git;
	char *ring; /* owned; NULL: the one that most have */
};

struct asking {
	const struct gs_bulk_tree *t;
	struct gs_strs paths;
	struct answer *v;
	size_t parts;
	struct gs_err *e; /* one for each part */
};

static const char usual[] = "default";

static int
note_answer(void *ctx, size_t i, const struct gs_attrs *a)
{
	struct answer *v = (struct answer *)ctx + i;

	v->sealed =
	    a->sealed && a->keyring_ok && !gs_filter_never(v->entry->path);
	v->by_git = a->traps != 0;
	if (v->sealed && strcmp(a->keyring, usual) != 0 &&
	    (v->ring = gs_strdup(a->keyring)) == NULL)
		return GS_ENOMEM;
	return GS_OK;
}

/* A part of the paths, by a child of its own. */
static int
ask_part(void *ctx, size_t i, unsigned worker)
{
	struct asking *q = ctx;
	size_t from = q->paths.nr * i / q->parts;
	size_t to = q->paths.nr * (i + 1) / q->parts;
	const struct gs_strs part = { q->paths.v + from, to - from, 0 };

	(void)worker;
	return gs_attr_all(
	    q->t->dir, &part, note_answer, q->v + from, &q->e[i]);
}

static int
ask(struct asking *q, struct gs_err *e)
{
	int r;

	q->parts = q->paths.nr / PART_MIN + 1;
	if (q->parts > gs_sys_cpus())
		q->parts = gs_sys_cpus();
	if ((q->e = calloc(q->parts, sizeof(*q->e))) == NULL)
		return gs_no_memory(e);
	r = gs_par_for(q->parts, (unsigned)q->parts, ask_part, q);
	for (size_t i = 0; r != GS_OK && i < q->parts; i++) {
		if (q->e[i].what[0] != '\0')
			*e = q->e[i];
	}
	if (r != GS_OK && e->what[0] == '\0')
		(void)gs_fail(
		    e, r, "cannot ask for attributes: %s", gs_strerror(r));
	free(q->e);
	return r;
}

/* All files, each path once. */
static int
list_paths(struct asking *q)
{
	const struct gs_entries *l = &q->t->entries;
	int r = GS_OK;

	if ((q->v = calloc(l->nr + 1, sizeof(*q->v))) == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < l->nr; i++) {
		const struct gs_entry *x = &l->v[i];

		if ((x->mode & TYPE_MASK) != TYPE_FILE ||
		    (i > 0 && x->stage != 0 &&
			strcmp(x->path, l->v[i - 1].path) == 0))
			continue;
		q->v[q->paths.nr].entry = x;
		r = gs_strs_addn(&q->paths, x->path, x->n);
	}
	return r;
}

/* From the answers to the tree's list. */
static int
choose(struct gs_bulk_tree *t, const struct asking *q)
{
	int r = GS_OK;

	t->v = calloc(q->paths.nr + 1, sizeof(*t->v));
	t->ring = calloc(q->paths.nr + 1, sizeof(*t->ring));
	t->absent = calloc(q->paths.nr + 1, sizeof(*t->absent));
	if (t->v == NULL || t->ring == NULL || t->absent == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < q->paths.nr; i++) {
		const struct answer *a = &q->v[i];
		struct gs_work *v = &t->v[t->nr];

		if (!a->sealed)
			continue;
		if (a->entry->stage != 0) {
			r = gs_strs_add(&t->torn, a->entry->path);
			continue;
		}
		r = intern(t->bulk, a->ring != NULL ? a->ring : usual,
		    &t->ring[t->nr]);
		v->path = a->entry->path;
		v->id = a->entry->id;
		v->exec = (a->entry->mode & 0100) != 0;
		v->by_git = a->by_git;
		t->absent[t->nr++] = a->entry->skip_worktree;
	}
	return r;
}

static int
choose_all(struct gs_bulk_tree *t, struct gs_err *e)
{
	struct asking q = { .t = t };
	int r;

	if ((r = list_paths(&q)) != GS_OK)
		r = gs_no_memory(e);
	else if ((r = ask(&q, e)) == GS_OK && (r = choose(t, &q)) != GS_OK)
		r = gs_no_memory(e);
	for (size_t i = 0; i < q.paths.nr; i++)
		free(q.v[i].ring);
	free(q.v);
	gs_strs_clear(&q.paths);
	return r;
}

/* What the keys say of a sealed blob, by its head: GS_OK, and out->gen opens
 * it. */
static int
judge(const struct gs_bulk_tree *t, size_t i, const struct gs_buf *b,
    struct gs_judged *out)
{
	if (t->bulk->keys == NULL)
		return GS_ENOKEY;
	gs_verdict_look(t->bulk->keys, t->ring[i], b->p, b->n, out);
	switch (out->verdict) {
	case GS_VERDICT_SEALED:
	case GS_VERDICT_OLD:
	case GS_VERDICT_CLOSED:
	case GS_VERDICT_OTHER_RING:
		return GS_OK;
	case GS_VERDICT_NEWER:
		return GS_ENEWER;
	case GS_VERDICT_UNKNOWN_KEY:
	case GS_VERDICT_LOCKED:
		return GS_ENOKEY;
	case GS_VERDICT_DAMAGED:
	case GS_VERDICT_PLAIN:
	case GS_VERDICT_EMPTY:
	case GS_VERDICT_NR:
		break;
	}
	return GS_EDAMAGED;
}

/* Open one blob of a tree for repo/look.h and repo/rewrite.h. */
static int
open_one(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t *off)
{
	struct gs_bulk_tree *t = ctx;
	struct gs_sealed_reader *d = t->reader[worker];
	struct gs_judged j;
	int r;

	if (d != NULL) {
		t->reader[worker] = NULL;
		r = gs_sealed_reader_end(d, t->bulk->max_size, off);
		gs_sealed_reader_free(d);
		return r;
	}
	if ((r = judge(t, i, b, &j)) != GS_OK)
		return r;
	r = gs_verdict_open(&j, t->bulk->max_size, b, off);
	return r == GS_OK && j.verdict == GS_VERDICT_DAMAGED ? GS_EDAMAGED : r;
}

/* A large one on its way: begin with what is there. */
static int
arrive(void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t n)
{
	struct gs_bulk_tree *t = ctx;
	struct gs_sealed_reader **d = &t->reader[worker];
	struct gs_judged j;
	int r = GS_OK;

	if (b == NULL) {
		gs_sealed_reader_free(*d);
		*d = NULL;
		return GS_OK;
	}
	/* What cannot be opened is left for open_one to say. */
	if (*d == NULL &&
	    (judge(t, i, b, &j) != GS_OK ||
		(r = gs_sealed_reader_new(&j.gen->content, b, n, d)) != GS_OK))
		return r;
	return gs_sealed_reader_more(*d);
}

static void
tick(void *ctx, size_t n)
{
	struct gs_bulk_tree *t = ctx;

	gs_progress_add(&t->bulk->progress, n);
}

static int
list_tree(struct gs_bulk *b, const struct gs_worktree *wt, struct gs_err *e)
{
	const struct gs_repo *repo = b->ctx->repo;
	struct gs_bulk_tree *t = &b->tree[b->nr++];
	bool fresh;
	int r;

	t->bulk = b;
	t->wt = wt;
	t->place.top = t->place.tmp = -1;
	/* From within the Git folder it must be looked at from outside. */
	t->dir = wt->here && repo->top != NULL ? NULL : wt->path;
	t->index = t->dir == NULL ? gs_strdup(repo->index)
				  : gs_asprintf("%s/index", wt->git_dir);
	if (t->index == NULL)
		return gs_no_memory(e);
	if ((r = gs_worktree_meet(repo->common_dir, wt->git_dir, t->dir,
		 &t->stays_sealed, &fresh, e)) == GS_OK)
		r = gs_indexlist_read(
		    t->dir, t->index, repo->oid_len, &t->entries, e);
	if (r == GS_OK)
		r = choose_all(t, e);
	t->works = (struct gs_works){
		.dir = t->dir,
		.top = wt->path,
		.git_dir = wt->git_dir,
		.index = t->index,
		.oid_len = repo->oid_len,
		.v = t->v,
		.nr = t->nr,
		.open = open_one,
		.arrive = arrive,
		.tick = tick,
		.ctx = t,
	};
	return r;
}

int
gs_bulk_list(struct gs_bulk *b, struct gs_ctx *ctx, struct gs_err *e)
{
	int r;

	b->ctx = ctx;
	if ((r = gs_limit_read(ctx->repo, &b->max_size, e)) != GS_OK ||
	    (r = gs_repo_worktrees(ctx->repo, &b->wt, &b->nr_wt, e)) != GS_OK)
		return r;
	if ((b->tree = calloc(b->nr_wt + 1, sizeof(*b->tree))) == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < b->nr_wt; i++) {
		if (b->wt[i].reachable && !b->wt[i].bare &&
		    (b->wt[i].here || !b->alone))
			r = list_tree(b, &b->wt[i], e);
	}
	return r;
}

bool
gs_bulk_skips(const struct gs_bulk_tree *t, enum gs_rewrite_to to)
{
	return to == GS_REWRITE_PLAIN && t->stays_sealed && !t->bulk->alone;
}

bool
gs_bulk_foreign(const struct gs_bulk_tree *t, size_t i)
{
	return t->bulk->keys == NULL ||
	    gs_keys_ring(t->bulk->keys, t->ring[i]) == NULL;
}

int
gs_bulk_look(struct gs_bulk *b, const struct gs_keys *keys, struct gs_err *e)
{
	int r = GS_OK;

	b->keys = keys;
	for (size_t i = 0; r == GS_OK && i < b->nr; i++) {
		struct gs_bulk_tree *t = &b->tree[i];

		if (t->nr == 0)
			continue;
		if ((r = gs_place_open(&t->place, t->works.top,
			 t->works.git_dir, e)) == GS_OK)
			r = gs_look(&t->works, &t->place, e);
	}
	return r;
}

/* Files that look alike to the work that is ahead. */
static size_t
count_ahead(const struct gs_bulk *b)
{
	size_t nr = 0;

	for (size_t i = 0; i < b->nr; i++) {
		for (size_t k = 0; k < b->tree[i].nr; k++)
			nr += b->tree[i].v[k].look != GS_LOOK_GONE;
	}
	return nr;
}

int
gs_bulk_rewrite(struct gs_bulk *b, enum gs_rewrite_to to, const char *title,
    bool force, struct gs_err *e)
{
	int r = GS_OK;

	gs_progress_start(&b->progress, title, count_ahead(b), b->ctx->quiet);
	for (size_t i = 0; r == GS_OK && i < b->nr; i++) {
		struct gs_bulk_tree *t = &b->tree[i];

		if (t->nr > 0 && !gs_bulk_skips(t, to))
			r = gs_rewrite(&t->works, &t->place, to, force, e);
	}
	gs_progress_end(&b->progress, r == GS_OK);
	return r;
}
