#include <stdlib.h>
#include <string.h>

#include "cmd/files/survey_look.h"

#include "cmd/files/survey.h"

/* Of several stages the worst is shown: the later, the worse. */
static unsigned
badness(enum gs_verdict v)
{
	static const unsigned rank[GS_VERDICT_NR] = {
		[GS_VERDICT_EMPTY] = 0,
		[GS_VERDICT_SEALED] = 1,
		[GS_VERDICT_OLD] = 2,
		[GS_VERDICT_LOCKED] = 3,
		[GS_VERDICT_NEWER] = 4,
		[GS_VERDICT_UNKNOWN_KEY] = 5,
		[GS_VERDICT_CLOSED] = 6,
		[GS_VERDICT_OTHER_RING] = 7,
		[GS_VERDICT_DAMAGED] = 8,
		[GS_VERDICT_PLAIN] = 9,
	};

	return rank[v];
}

int
gs_survey_look(struct gs_survey *s, struct gs_err *e)
{
	size_t at;

	for (size_t i = 0; i < s->nr; i++) {
		struct gs_surveyed *f = &s->v[i];

		if (f->look != GS_LOOK_NONE ||
		    (f->odd & (GS_ODD_NEVER | GS_ODD_SYMLINK)) != 0)
			continue;
		f->look = s->looks.nr;
		for (size_t k = 0; k < f->nr; k++) {
			if (gs_looks_add(&s->looks, &f->entry[k].id, &at) !=
			    GS_OK)
				return gs_no_memory(e);
		}
	}
	return GS_OK;
}

/* HEAD's blobs, where they are others than the index's; place 0 of each
 * file's own is behind it in ${at}. */
static int
look_at_head(struct gs_survey *s, size_t *at, struct gs_err *e)
{
	for (size_t i = 0; i < s->nr; i++) {
		const struct gs_surveyed *f = &s->v[i];

		at[i] = GS_LOOK_NONE;
		if (f->look == GS_LOOK_NONE || f->head.n == 0 ||
		    !f->attrs.sealed || gs_oid_eq(&f->head, &f->entry->id))
			continue;
		if (gs_looks_add(&s->looks, &f->head, &at[i]) != GS_OK)
			return gs_no_memory(e);
	}
	return GS_OK;
}

static void
judge_index(const struct gs_keys *keys, const struct gs_looks *looks,
    struct gs_surveyed *f)
{
	f->judged.verdict = GS_VERDICT_EMPTY;
	for (size_t k = 0; f->look != GS_LOOK_NONE && k < f->nr; k++) {
		const struct gs_look *look = &looks->v[f->look + k];
		struct gs_judged j;

		/* In a conflict one side may be a link, or a submodule. */
		if (!gs_survey_regular(&f->entry[k]))
			continue;
		if (look->absent) {
			f->odd |= GS_ODD_ABSENT;
			continue;
		}
		gs_look_judge(look, keys, f->attrs.keyring, &j);
		if (k > 0 && badness(j.verdict) <= badness(f->judged.verdict))
			continue;
		f->judged = j;
		f->size = look->size;
	}
}

static void
judge_head(const struct gs_keys *keys, const struct gs_looks *looks, size_t at,
    struct gs_surveyed *f)
{
	struct gs_judged j;

	if (at == GS_LOOK_NONE) {
		if (f->attrs.sealed && f->judged.verdict == GS_VERDICT_PLAIN &&
		    f->head.n != 0 && gs_oid_eq(&f->head, &f->entry->id))
			f->odd |= GS_ODD_HEAD;
		return;
	}
	if (looks->v[at].absent)
		return;
	gs_look_judge(&looks->v[at], keys, f->attrs.keyring, &j);
	if (j.verdict == GS_VERDICT_PLAIN)
		f->odd |= GS_ODD_HEAD;
}

/* What was looked at only to see whether it is sealed, and is not, goes. */
static bool
is_ours(void *ctx, const struct gs_surveyed *f)
{
	(void)ctx;
	return f->attrs.sealed || gs_verdict_sealed(f->judged.verdict);
}

int
gs_survey_judge(struct gs_ctx *ctx, struct gs_survey *s, struct gs_err *e)
{
	size_t *heads = calloc(s->nr + 1, sizeof(*heads));
	int r;

	if (heads == NULL)
		return gs_no_memory(e);
	/* First those that are under way: the list cannot grow before. */
	if ((r = gs_looks_finish(&s->looks, &ctx->keys, s->max, e)) != GS_OK ||
	    (r = gs_survey_look(s, e)) != GS_OK ||
	    (r = look_at_head(s, heads, e)) != GS_OK ||
	    (r = gs_looks_finish(&s->looks, &ctx->keys, s->max, e)) != GS_OK)
		goto out;
	for (size_t i = 0; i < s->nr; i++) {
		struct gs_surveyed *f = &s->v[i];

		judge_index(&ctx->keys, &s->looks, f);
		judge_head(&ctx->keys, &s->looks, heads[i], f);
	}
	gs_survey_keep(s, is_ours, NULL);
	for (size_t i = 0; i < s->nr; i++) {
		if (!s->v[i].attrs.sealed)
			s->v[i].odd |= GS_ODD_NO_ATTR;
	}
out:
	free(heads);
	return r;
}
