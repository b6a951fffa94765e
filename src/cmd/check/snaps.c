#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "engine/state.h"
#include "git/run.h"
#include "repo/indexlist.h"

#include "cmd/check/job.h"

int
gs_check_add(
    struct gs_check *c, const struct gs_oid *commit, struct gs_check_snap **out)
{
	if (c->nr == c->cap) {
		size_t cap = c->cap == 0 ? 16 : 2 * c->cap;
		struct gs_check_snap *v = realloc(c->snap, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		c->snap = v;
		c->cap = cap;
	}
	*out = &c->snap[c->nr++];
	memset(*out, 0, sizeof(**out));
	(*out)->commit = *commit;
	return GS_OK;
}

static int
sets_of(struct gs_check *c, const struct gs_entries *entries,
    struct gs_check_set **attrs, struct gs_check_set **gens)
{
	int r = gs_check_set_of(&c->attrs, GS_CHECK_ATTRS, entries, "", attrs);

	return r == GS_OK
	    ? gs_check_set_of(&c->gens, GS_CHECK_GENS, entries, "", gens)
	    : r;
}

/* The ${nr} changes ${d} lead from a parent to ${s}: what did it have? */
static int
add_parent(struct gs_check *c, struct gs_check_snap *s,
    const struct gs_treediff_one *d, size_t nr)
{
	struct gs_check_parent *p =
	    realloc(s->parent, (s->nr_parents + 1) * sizeof(*p));
	int r;

	if (p == NULL)
		return GS_ENOMEM;
	s->parent = p;
	p += s->nr_parents;
	memset(p, 0, sizeof(*p));
	p->v = d;
	p->nr = nr;
	r = gs_check_set_change(&c->attrs, s->attrs, d, nr, true, &p->attrs);
	if (r == GS_OK)
		r = gs_check_set_change(
		    &c->gens, s->gens, d, nr, true, &p->gens);
	if (r == GS_OK)
		s->nr_parents++;
	return r;
}

/* Whether Git reads from the index what the set has: no link, and nothing
 * unmerged, bears the name. */
static bool
has_odd_rules(const struct gs_entries *l)
{
	static const char name[] = ".gitattributes";
	const size_t n = sizeof(name) - 1;

	for (size_t i = 0; i < l->nr; i++) {
		const struct gs_entry *en = &l->v[i];

		if (en->n >= n && strcmp(en->path + en->n - n, name) == 0 &&
		    (en->stage != 0 || (en->mode & 0170000u) != 0100000u))
			return true;
	}
	return false;
}

static int
read_index(struct gs_check *c, struct gs_check_snap *s, struct gs_err *e)
{
	const struct gs_repo *repo = c->ctx->repo;
	int r;

	r = gs_indexlist_read(NULL, repo->index, repo->oid_len, &s->tree, e);
	if (r != GS_OK)
		return r;
	if (sets_of(c, &s->tree, &s->attrs, &s->gens) != GS_OK)
		return gs_no_memory(e);
	if (!has_odd_rules(&s->tree))
		s->attrs->index = repo->index;
	return GS_OK;
}

/* The empty tree, which Git knows without having it. */
static const char *
empty_tree(const struct gs_repo *r)
{
	return r->oid_len == 20
	    ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
	    : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74de"
	      "cc5321";
}

/* The commit's parents, as Git counts them. */
static int
parents_of(const char *rev, struct gs_treediff_pair **out, size_t *nr,
    struct gs_err *e)
{
	const char *const argv[] = { "rev-list", "--parents", "-1",
		"--end-of-options", rev, "--", NULL };
	struct gs_buf text = GS_BUF_INIT;
	struct gs_oid commit = { { 0 }, 0 };
	const char *s;
	int r;

	*nr = 0;
	*out = NULL;
	if ((r = gs_git(NULL, argv, &text, e)) != GS_OK)
		goto out;
	if ((s = gs_buf_str(&text)) == NULL ||
	    (*out = calloc(text.n / 40 + 1, sizeof(**out))) == NULL) {
		r = gs_no_memory(e);
		goto out;
	}
	for (size_t i = 0; r == GS_OK && *s != '\0' && *s != '\n'; i++) {
		size_t n = strcspn(s, " \n");

		if (i == 0) {
			r = gs_oid_parse(s, n, &commit);
		} else {
			(*out)[*nr].commit = commit;
			r = gs_oid_parse(s, n, &(*out)[(*nr)++].parent);
		}
		s += n + (s[n] == ' ' ? 1 : 0);
	}
	if (r != GS_OK)
		r = gs_fail(
		    e, GS_EGIT, "'git rev-list' said what nobody expected");
out:
	gs_buf_clear(&text);
	return r;
}

/* Ask Git what ${rev} changed against its parents; a root changed nothing. */
static int
find_parents(struct gs_check *c, const char *rev, struct gs_err *e)
{
	int r;

	gs_treediff_clear(&c->diff); /* it held that nothing changed */
	if ((r = parents_of(rev, &c->pair, &c->nr_pairs, e)) == GS_OK)
		r = gs_treediff_commits(c->pair, c->nr_pairs, &c->diff, e);
	return r;
}

static int
add_parents(struct gs_check *c, struct gs_check_snap *s, struct gs_err *e)
{
	size_t at = 0;

	for (size_t i = 0; i < c->nr_pairs; i++) {
		size_t from = at;

		while (at < c->diff.nr && c->diff.v[at].pair == i)
			at++;
		if (add_parent(c, s, c->diff.v + from, at - from) != GS_OK)
			return gs_no_memory(e);
	}
	return GS_OK;
}

/* From HEAD; before the first commit, from nothing. */
static int
diff_head(struct gs_check *c, bool *born, struct gs_err *e)
{
	struct gs_oid head;
	int r;

	*born = true;
	if ((r = gs_treediff_index("HEAD", &c->diff, e)) != GS_EGIT)
		return r;
	r = gs_repo_rev(c->ctx->repo, "HEAD", &head, e);
	if (r == GS_OK) /* it failed for another reason */
		return gs_treediff_index("HEAD", &c->diff, e);
	*born = false;
	return r == GS_ENOTFOUND
	    ? gs_treediff_index(empty_tree(c->ctx->repo), &c->diff, e)
	    : r;
}

int
gs_check_compare(struct gs_check *c, struct gs_err *e)
{
	bool born;
	int r = diff_head(c, &born, e);

	if (r == GS_OK && c->late && born && c->diff.nr == 0)
		r = find_parents(c, "HEAD", e);
	return r;
}

int
gs_check_compared(struct gs_check *c, struct gs_err *e)
{
	struct gs_check_snap *s = &c->snap[0];

	c->late = false;
	if (c->pair != NULL)
		return add_parents(c, s, e);
	return add_parent(c, s, c->diff.v, c->diff.nr) == GS_OK
	    ? GS_OK
	    : gs_no_memory(e);
}

int
gs_check_index(struct gs_check *c, bool every, struct gs_err *e)
{
	const struct gs_oid none = { { 0 }, 0 };
	struct gs_check_snap *s;
	int r;

	if (gs_check_add(c, &none, &s) != GS_OK)
		return gs_no_memory(e);
	s->every = every;
	c->late = every;
	if ((r = read_index(c, s, e)) != GS_OK || every)
		return r;
	if ((r = gs_check_compare(c, e)) == GS_OK)
		r = gs_check_compared(c, e);
	return r;
}

int
gs_check_tree(struct gs_check *c, const char *rev, struct gs_err *e)
{
	struct gs_check_snap *s;
	struct gs_oid id, of_commit;
	bool commit;
	char *spec;
	int r;

	r = gs_repo_rev(c->ctx->repo, rev, &id, e);
	if (r == GS_ENOTFOUND)
		return gs_fail(
		    e, GS_EUSAGE, "there is no commit or tree '%s'", rev);
	if (r != GS_OK)
		return r;
	if ((spec = gs_asprintf("%s^{commit}", rev)) == NULL)
		return gs_no_memory(e);
	commit = gs_repo_rev(c->ctx->repo, spec, &of_commit, NULL) == GS_OK;
	free(spec);
	if (gs_check_add(c, commit ? &of_commit : &id, &s) != GS_OK)
		return gs_no_memory(e);
	s->every = true;
	if ((r = gs_entries_of_tree(NULL, rev, &s->tree, e)) != GS_OK)
		return r;
	if (sets_of(c, &s->tree, &s->attrs, &s->gens) != GS_OK)
		return gs_no_memory(e);
	if (commit && (r = find_parents(c, rev, e)) == GS_OK)
		r = add_parents(c, s, e);
	return r;
}

int
gs_check_trunk(struct gs_check *c, struct gs_check_set **out, struct gs_err *e)
{
	struct gs_entries files = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_repo *repo = c->ctx->repo;
	struct gs_state state = { .has_floor = false };
	char *spec = NULL;
	int r = GS_OK;

	if (c->trunk_read)
		goto out;
	c->trunk_read = true;
	r = gs_state_load(repo->common_dir, c->ctx->ring, &state, e);
	if (r == GS_OK)
		r = gs_trunk_find(
		    repo, state.remote, state.branch, &c->trunk, e);
	gs_state_clear(&state);
	if (r != GS_OK || c->trunk.rev == NULL)
		goto out;
	if ((spec = gs_asprintf("%s:.git-seal", c->trunk.rev)) == NULL)
		r = gs_no_memory(e);
	else
		r = gs_entries_of_tree(NULL, spec, &files, NULL);
	if (r == GS_OK || r == GS_ENOTFOUND) {
		r = gs_check_set_of(&c->gens, GS_CHECK_GENS, &files,
		    ".git-seal/", &c->on_trunk);
		if (r != GS_OK)
			r = gs_no_memory(e);
	}
	free(spec);
	gs_entries_clear(&files);
out:
	*out = c->on_trunk;
	return r;
}

void
gs_check_clear(struct gs_check *c)
{
	for (size_t i = 0; i < c->nr; i++) {
		gs_entries_clear(&c->snap[i].tree);
		free(c->snap[i].parent);
		free(c->snap[i].item);
	}
	free(c->snap);
	gs_check_sets_clear(&c->attrs);
	gs_check_sets_clear(&c->gens);
	gs_check_facts_clear(&c->facts);
	gs_treediff_clear(&c->diff);
	free(c->pair);
	gs_trunk_clear(&c->trunk);
	gs_map_clear(&c->closed, free);
	gs_findings_clear(&c->found);
	memset(c, 0, sizeof(*c));
}
