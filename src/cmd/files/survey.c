#include <stdlib.h>
#include <string.h>

#include "engine/filter.h"
#include "git/judge.h"
#include "repo/whatif.h"

#include "cmd/files/survey_look.h"
#include "cmd/front/limit.h"

#include "cmd/files/survey.h"

#define MODE_TYPE 0170000u
#define MODE_FILE 0100000u
#define MODE_LINK 0120000u

bool
gs_survey_regular(const struct gs_entry *entry)
{
	return (entry->mode & MODE_TYPE) == MODE_FILE;
}

int
gs_survey_add(struct gs_survey *s, const struct gs_entry *entry, size_t nr,
    struct gs_surveyed **out)
{
	if (s->nr == s->cap) {
		size_t cap = s->cap == 0 ? 64 : 2 * s->cap;
		struct gs_surveyed *v = realloc(s->v, cap * sizeof(*v));

		if (v == NULL)
			return GS_ENOMEM;
		s->v = v;
		s->cap = cap;
	}
	*out = &s->v[s->nr++];
	memset(*out, 0, sizeof(**out));
	(*out)->entry = entry;
	(*out)->nr = nr;
	(*out)->look = GS_LOOK_NONE;
	return GS_OK;
}

/* How many stages of one path begin at ${i}. */
static size_t
stages(const struct gs_entries *l, size_t i)
{
	size_t nr = 1;

	while (i + nr < l->nr && l->v[i + nr].n == l->v[i].n &&
	    memcmp(l->v[i + nr].path, l->v[i].path, l->v[i].n) == 0)
		nr++;
	return nr;
}

/* Each path once, and where its entries begin. */
struct paths {
	struct gs_strs names;
	size_t *first; /* owned */
	struct gs_survey *s;
};

static int
collect(struct paths *p)
{
	const struct gs_entries *l = &p->s->entries;
	int r = GS_OK;

	p->first = calloc(l->nr + 1, sizeof(*p->first));
	if (p->first == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < l->nr; i += stages(l, i)) {
		p->first[p->names.nr] = i;
		r = gs_strs_addn(&p->names, l->v[i].path, l->v[i].n);
	}
	return r;
}

/* The files that the filter is for. */
static int
take(void *ctx, size_t i, const char *const *values)
{
	struct paths *p = ctx;
	const struct gs_entries *l = &p->s->entries;
	size_t first = p->first[i];
	uint32_t type = l->v[first].mode & MODE_TYPE;
	struct gs_surveyed *f;
	struct gs_attrs attrs;
	int r;

	gs_judge_filter(values[0], &attrs);
	if (!attrs.sealed || (type != MODE_FILE && type != MODE_LINK))
		return GS_OK;
	r = gs_survey_add(p->s, &l->v[first], stages(l, first), &f);
	if (r != GS_OK)
		return r;
	if (gs_filter_never(f->entry->path))
		f->odd |= GS_ODD_NEVER;
	else if (type == MODE_LINK)
		f->odd |= GS_ODD_SYMLINK;
	return GS_OK;
}

static int
note_attrs(void *ctx, size_t i, const char *const *values)
{
	struct gs_survey *s = ctx;

	gs_judge(values, &s->v[i].attrs);
	return GS_OK;
}

/* All attributes that matter, of those files alone: several times the work
 * of asking for one. */
static int
ask_attrs(struct gs_survey *s, struct gs_err *e)
{
	struct gs_strs names = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = gs_strs_add(&names, s->v[i].entry->path);
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_attr_values(NULL, false, gs_judge_names, GS_JUDGE_NR,
		    &names, note_attrs, s, e);
	gs_strs_clear(&names);
	return r;
}

static int
read_index(struct gs_ctx *ctx, const char *const *pathspecs, bool judge,
    struct gs_survey *s, struct gs_err *e)
{
	struct paths p = { .s = s };
	int r;

	memset(s, 0, sizeof(*s));
	if ((r = gs_limit_read(ctx->repo, &s->max, e)) != GS_OK)
		return r;
	r = gs_entries_of_user(ctx->repo->prefix, pathspecs, &s->entries, e);
	if (r != GS_OK)
		return r;
	if ((r = collect(&p)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_attr_values(
		    NULL, false, gs_judge_names, 1, &p.names, take, &p, e);
	gs_strs_clear(&p.names);
	free(p.first);
	if (r == GS_OK && judge && (r = gs_survey_look(s, e)) == GS_OK)
		gs_looks_start(&s->looks, &ctx->keys, s->max);
	return r == GS_OK ? ask_attrs(s, e) : r;
}

int
gs_survey_index(struct gs_ctx *ctx, const char *const *pathspecs,
    struct gs_survey *s, struct gs_err *e)
{
	return read_index(ctx, pathspecs, false, s, e);
}

int
gs_survey_begin(struct gs_ctx *ctx, const char *const *pathspecs,
    struct gs_survey *s, struct gs_err *e)
{
	return read_index(ctx, pathspecs, true, s, e);
}

static int
by_path(const void *a, const void *b)
{
	const struct gs_surveyed *x = a, *y = b;

	/* Entries of one list: their order is that of their places. */
	return (x->entry > y->entry) - (x->entry < y->entry);
}

void
gs_survey_sort(struct gs_survey *s)
{
	if (s->nr > 1)
		qsort(s->v, s->nr, sizeof(*s->v), by_path);
}

struct gs_surveyed *
gs_survey_find(const struct gs_survey *s, const char *path)
{
	const struct gs_surveyed key = { .entry = gs_entries_find(
					     &s->entries, path, strlen(path)) };

	if (key.entry == NULL || s->nr == 0)
		return NULL;
	return bsearch(&key, s->v, s->nr, sizeof(*s->v), by_path);
}

int
gs_survey_case(struct gs_ctx *ctx, struct gs_survey *s, struct gs_err *e)
{
	struct gs_strs paths = { NULL, 0, 0 };
	uint8_t *exact = NULL;
	bool ignore = false;
	int r;

	r = gs_repo_config_bool(
	    ctx->repo, "core.ignorecase", false, &ignore, e);
	if (r != GS_OK || !ignore || s->nr == 0)
		return r;
	if ((exact = calloc(s->nr, 1)) == NULL)
		r = GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = gs_strs_add(&paths, s->v[i].entry->path);
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_whatif_exact(ctx->repo, &paths, exact, e);
	for (size_t i = 0; r == GS_OK && i < s->nr; i++) {
		if (s->v[i].attrs.sealed && exact[i] == 0)
			s->v[i].odd |= GS_ODD_CASE;
	}
	gs_strs_clear(&paths);
	free(exact);
	return r;
}

void
gs_survey_keep(struct gs_survey *s,
    bool (*keep)(void *ctx, const struct gs_surveyed *f), void *ctx)
{
	size_t to = 0;

	for (size_t i = 0; i < s->nr; i++) {
		if (keep(ctx, &s->v[i]))
			s->v[to++] = s->v[i];
	}
	s->nr = to;
}

void
gs_survey_clear(struct gs_survey *s)
{
	gs_looks_clear(&s->looks);
	gs_entries_clear(&s->entries);
	free(s->v);
	memset(s, 0, sizeof(*s));
}
