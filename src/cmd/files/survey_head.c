#include <stdlib.h>
#include <string.h>

#include "engine/filter.h"
#include "repo/treediff.h"

#include "cmd/files/survey_lost.h"

#include "cmd/files/survey.h"

/* What differs from HEAD: note what HEAD has; new[i] marks entries. */
static void
note_changes(struct gs_survey *s, const struct gs_treediff *d, uint8_t *new)
{
	for (size_t i = 0; i < s->nr; i++)
		s->v[i].head = s->v[i].entry->id;
	for (size_t i = 0; i < d->nr; i++) {
		const struct gs_treediff_one *c = &d->v[i];
		const struct gs_entry old = { .mode = c->old_mode };
		const struct gs_entry *entry =
		    gs_entries_find(&s->entries, c->path, strlen(c->path));
		struct gs_surveyed *f = gs_survey_find(s, c->path);

		if (entry != NULL)
			new[entry - s->entries.v] = 1;
		if (f == NULL)
			continue;
		memset(&f->head, 0, sizeof(f->head));
		if (gs_survey_regular(&old))
			f->head = c->old;
	}
}

/* In a conflict stage 2, "ours", is what HEAD has. */
static void
note_conflicts(struct gs_survey *s)
{
	for (size_t i = 0; i < s->nr; i++) {
		struct gs_surveyed *f = &s->v[i];

		for (size_t k = 0; k < f->nr; k++) {
			if (f->entry[k].stage == 2)
				f->head = f->entry[k].id;
		}
	}
}

/* Add the marked entries that no attribute covers. */
static int
add_strangers(struct gs_survey *s, const uint8_t *marked)
{
	size_t covered = s->nr, k = 0;
	struct gs_surveyed *f;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < s->entries.nr; i++) {
		const struct gs_entry *entry = &s->entries.v[i];

		while (k < covered && s->v[k].entry + s->v[k].nr <= entry)
			k++;
		if (marked[i] == 0 || (k < covered && s->v[k].entry <= entry) ||
		    !gs_survey_regular(entry) || gs_filter_never(entry->path))
			continue;
		r = gs_survey_add(s, entry, 1, &f);
	}
	gs_survey_sort(s);
	return r;
}

static int
compare(struct gs_ctx *ctx, const char *const *pathspecs, bool strangers,
    struct gs_survey *s, uint8_t *marked, struct gs_err *e)
{
	bool whole = pathspecs == NULL || pathspecs[0] == NULL;
	struct gs_treediff d;
	int r;

	r = gs_treediff_head_index(ctx->repo->prefix, pathspecs, &d, e);
	if (r != GS_OK)
		return r;
	note_changes(s, &d, marked);
	note_conflicts(s);
	if (strangers)
		r = gs_survey_lost(ctx, s, whole, &d, marked, e);
	gs_treediff_clear(&d);
	return r;
}

int
gs_survey_head(struct gs_ctx *ctx, const char *const *pathspecs, bool strangers,
    struct gs_survey *s, struct gs_err *e)
{
	uint8_t *marked = calloc(s->entries.nr + 1, 1);
	struct gs_err none;
	struct gs_oid head;
	int r;

	if (marked == NULL)
		return gs_no_memory(e);
	r = gs_repo_rev(ctx->repo, "HEAD", &head, &none);
	if (r == GS_ENOTFOUND) {
		/* Nothing was committed yet: all is new. */
		memset(marked, 1, s->entries.nr);
		r = GS_OK;
	} else if (r != GS_OK) {
		*e = none;
	} else {
		r = compare(ctx, pathspecs, strangers, s, marked, e);
	}
	if (r == GS_OK && strangers && add_strangers(s, marked) != GS_OK)
		r = gs_no_memory(e);
	free(marked);
	return r;
}
