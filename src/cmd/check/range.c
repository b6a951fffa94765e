#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "git/run.h"

#include "cmd/check/job.h"

/* What a commit has of the files that rules come from. */
struct have {
	struct gs_check_set *attrs, *gens;
};

struct range {
	struct gs_check *c;
	struct gs_treediff_pair *pair; /* owned; a commit's stand together */
	size_t nr, cap;
	struct gs_map have; /* commit: struct have, owned */
	struct gs_err *e;
};

static int
add_pair(
    struct range *g, const struct gs_oid *commit, const struct gs_oid *parent)
{
	if (g->nr == g->cap) {
		size_t cap = g->cap == 0 ? 64 : 2 * g->cap;
		struct gs_treediff_pair *v = realloc(g->pair, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		g->pair = v;
		g->cap = cap;
	}
	g->pair[g->nr++] = (struct gs_treediff_pair){ *commit, *parent };
	return GS_OK;
}

/* "COMMIT PARENT...": a pair for each parent; a root has one. */
static int
take_line(struct range *g, const char *p, size_t n)
{
	struct gs_oid commit = { { 0 }, 0 }, parent = { { 0 }, 0 };
	size_t nr = 0, len;
	int r = GS_OK;

	for (; r == GS_OK && n > 0; nr++) {
		const char *sp = memchr(p, ' ', n);

		len = sp != NULL ? (size_t)(sp - p) : n;
		if (gs_oid_parse(p, len, nr == 0 ? &commit : &parent) != GS_OK)
			return GS_EDAMAGED;
		if (nr > 0)
			r = add_pair(g, &commit, &parent);
		len += sp != NULL ? 1 : 0;
		p += len;
		n -= len;
	}
	return r == GS_OK && nr == 1 ? add_pair(g, &commit, &parent) : r;
}

static int
list_commits(struct range *g, const char *const *revs, size_t nr)
{
	static const char *const words[] = { "rev-list", "--parents",
		"--reverse", "--topo-order" };
	const char **argv = calloc(GS_NR(words) + nr + 2, sizeof(*argv));
	struct gs_buf text = GS_BUF_INIT;
	const uint8_t *line;
	struct gs_cur cur;
	size_t n;
	int r;

	if (argv == NULL)
		return gs_no_memory(g->e);
	memcpy(argv, words, sizeof(words));
	memcpy(argv + GS_NR(words), revs, nr * sizeof(*argv));
	argv[GS_NR(words) + nr] = "--";
	r = gs_git(NULL, argv, &text, g->e);
	cur = (struct gs_cur){ text.p, text.n };
	while (r == GS_OK && gs_cur_line(&cur, &line, &n) == GS_OK) {
		r = take_line(g, (const char *)line, n);
		if (r == GS_EDAMAGED)
			r = gs_fail(g->e, GS_EGIT,
			    "'git rev-list' said what nobody expected");
		else if (r != GS_OK)
			r = gs_no_memory(g->e);
	}
	free(argv);
	gs_buf_clear(&text);
	return r;
}

static int
remember(struct range *g, const struct gs_oid *commit,
    struct gs_check_set *attrs, struct gs_check_set *gens)
{
	struct have *h = malloc(sizeof(*h));

	if (h == NULL)
		return GS_ENOMEM;
	*h = (struct have){ attrs, gens };
	if (gs_map_put(&g->have, (const char *)commit->b, commit->n, h) ==
	    GS_OK)
		return GS_OK;
	free(h);
	return GS_ENOMEM;
}

/* A parent that is not itself to be checked: its tree says it. */
static int
read_commit(struct range *g, const struct gs_oid *commit)
{
	struct gs_entries tree = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_check_set *attrs, *gens;
	char hex[GS_OID_HEX_MAX + 1];
	int r;

	r = commit->n == 0
	    ? GS_OK
	    : gs_entries_of_tree(NULL, gs_oid_print(commit, hex), &tree, g->e);
	if (r != GS_OK)
		return r;
	if (gs_check_set_of(&g->c->attrs, GS_CHECK_ATTRS, &tree, "", &attrs) !=
		GS_OK ||
	    gs_check_set_of(&g->c->gens, GS_CHECK_GENS, &tree, "", &gens) !=
		GS_OK ||
	    remember(g, commit, attrs, gens) != GS_OK)
		r = gs_no_memory(g->e);
	gs_entries_clear(&tree);
	return r;
}

static int
have_of(struct range *g, const struct gs_oid *commit, struct have **out)
{
	const char *key = (const char *)commit->b;
	int r = GS_OK;

	*out = gs_map_get(&g->have, key, commit->n);
	if (*out == NULL && (r = read_commit(g, commit)) == GS_OK)
		*out = gs_map_get(&g->have, key, commit->n);
	return r;
}

/* The commit of the ${nr} pairs ${p}, whose changes begin at ${d}. */
static int
add_commit(struct range *g, const struct gs_treediff_pair *p, size_t nr,
    size_t first, size_t *at)
{
	const struct gs_treediff *diff = &g->c->diff;
	struct gs_check_snap *s;
	int r = GS_OK;

	if (gs_check_add(g->c, &p->commit, &s) != GS_OK ||
	    (s->parent = calloc(nr, sizeof(*s->parent))) == NULL)
		return gs_no_memory(g->e);
	s->nr_parents = nr;
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		struct gs_check_parent *to = &s->parent[i];
		struct have *h;

		if ((r = have_of(g, &p[i].parent, &h)) != GS_OK)
			return r;
		to->attrs = h->attrs;
		to->gens = h->gens;
		to->v = diff->v + *at;
		while (*at < diff->nr && diff->v[*at].pair == first + i)
			(*at)++;
		to->nr = (size_t)(diff->v + *at - to->v);
	}
	if (gs_check_set_change(&g->c->attrs, s->parent->attrs, s->parent->v,
		s->parent->nr, false, &s->attrs) != GS_OK ||
	    gs_check_set_change(&g->c->gens, s->parent->gens, s->parent->v,
		s->parent->nr, false, &s->gens) != GS_OK ||
	    remember(g, &p->commit, s->attrs, s->gens) != GS_OK)
		return gs_no_memory(g->e);
	if (p->parent.n == 0) /* all of its files are new */
		s->parent->attrs = s->attrs;
	return r;
}

/* Where a range brings another .git-seal/, its members are judged by what
 * stands at its ends. */
static int
mark_tips(struct range *g)
{
	struct gs_check *c = g->c;
	struct gs_map parents = { 0 };
	bool moved = false;
	int r = GS_OK;

	for (size_t i = 0; i < c->nr; i++)
		moved = moved || gs_check_roster_moved(&c->snap[i]);
	for (size_t i = 0; r == GS_OK && moved && i < g->nr; i++) {
		const struct gs_oid *id = &g->pair[i].parent;

		r = gs_map_put(&parents, (const char *)id->b, id->n, c);
	}
	for (size_t i = 0; r == GS_OK && moved && i < c->nr; i++) {
		const struct gs_oid *id = &c->snap[i].commit;

		c->snap[i].tip =
		    gs_map_get(&parents, (const char *)id->b, id->n) == NULL;
	}
	gs_map_clear(&parents, NULL);
	return r == GS_OK ? r : gs_no_memory(g->e);
}

int
gs_check_range(
    struct gs_check *c, const char *const *revs, size_t nr, struct gs_err *e)
{
	struct range g = { .c = c, .e = e };
	size_t at = 0, last;
	int r;

	if ((r = list_commits(&g, revs, nr)) == GS_OK)
		r = gs_treediff_commits(g.pair, g.nr, &c->diff, e);
	for (size_t i = 0; r == GS_OK && i < g.nr; i = last) {
		for (last = i + 1; last < g.nr &&
		     gs_oid_eq(&g.pair[last].commit, &g.pair[i].commit);)
			last++;
		r = add_commit(&g, &g.pair[i], last - i, i, &at);
	}
	if (r == GS_OK)
		r = mark_tips(&g);
	gs_map_clear(&g.have, free);
	free(g.pair);
	return r;
}
