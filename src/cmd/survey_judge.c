#include <stdlib.h>
#include <string.h>

#include "git/batch.h"

#include "cmd/limit.h"
#include "cmd/survey.h"

/* A blob to read: of a file's stage in the index, or of HEAD. */
struct want {
	size_t file; /* in the survey */
	bool head;
};

struct reading {
	struct gs_ctx *ctx;
	struct gs_survey *s;
	struct gs_oid *ids; /* owned */
	struct want *wants; /* owned */
	size_t nr, cap;
	uint64_t max;
};

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

static int
want(struct reading *rd, size_t file, const struct gs_oid *id, bool head)
{
	if (rd->nr == rd->cap) {
		size_t cap = rd->cap == 0 ? 256 : 2 * rd->cap;
		struct gs_oid *ids = realloc(rd->ids, cap * sizeof(*ids));
		struct want *w;

		if (ids == NULL)
			return GS_ENOMEM;
		rd->ids = ids;
		if ((w = realloc(rd->wants, cap * sizeof(*w))) == NULL)
			return GS_ENOMEM;
		rd->wants = w;
		rd->cap = cap;
	}
	rd->ids[rd->nr] = *id;
	rd->wants[rd->nr++] = (struct want){ file, head };
	return GS_OK;
}

static bool
judgeable(const struct gs_surveyed *f)
{
	return (f->odd & (GS_ODD_NEVER | GS_ODD_SYMLINK)) == 0;
}

static int
list(struct reading *rd)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < rd->s->nr; i++) {
		const struct gs_surveyed *f = &rd->s->v[i];

		if (!judgeable(f))
			continue;
		for (size_t k = 0; r == GS_OK && k < f->nr; k++) {
			if (gs_survey_regular(&f->entry[k]))
				r = want(rd, i, &f->entry[k].id, false);
		}
		if (r == GS_OK && f->head.n != 0 && f->attrs.sealed &&
		    !gs_oid_eq(&f->head, &f->entry->id))
			r = want(rd, i, &f->head, true);
	}
	return r;
}

static int
judge_index(struct reading *rd, struct gs_surveyed *f, struct gs_buf *b)
{
	struct gs_judged j;
	size_t off, size = b->n;
	int r = GS_OK;

	gs_verdict_look(&rd->ctx->keys, f->attrs.keyring, b->p, b->n, &j);
	if (j.gen != NULL && f->attrs.sealed)
		r = gs_verdict_open(&j, rd->max, b, &off);
	if (r != GS_OK && r != GS_ETOOBIG) /* too big, but authentic */
		return r;
	if (f->size == 0 || badness(j.verdict) > badness(f->judged.verdict)) {
		f->judged = j;
		f->size = size;
	}
	return GS_OK;
}

static int
judge(void *ctx, size_t i, struct gs_buf *b)
{
	struct reading *rd = ctx;
	struct gs_surveyed *f = &rd->s->v[rd->wants[i].file];
	struct gs_judged j;

	if (b == NULL) {
		if (!rd->wants[i].head)
			f->odd |= GS_ODD_ABSENT;
		return GS_OK;
	}
	if (!rd->wants[i].head)
		return judge_index(rd, f, b);
	gs_verdict_look(&rd->ctx->keys, f->attrs.keyring, b->p, b->n, &j);
	if (j.verdict == GS_VERDICT_PLAIN)
		f->odd |= GS_ODD_HEAD;
	return GS_OK;
}

/* What was looked at only to see whether it is sealed, and is not. */
static bool
is_ours(void *ctx, const struct gs_surveyed *f)
{
	(void)ctx;
	return f->attrs.sealed || gs_verdict_sealed(f->judged.verdict);
}

static void
conclude(struct gs_survey *s)
{
	gs_survey_keep(s, is_ours, NULL);
	for (size_t i = 0; i < s->nr; i++) {
		struct gs_surveyed *f = &s->v[i];

		if (!f->attrs.sealed)
			f->odd |= GS_ODD_NO_ATTR;
		if (f->judged.verdict == GS_VERDICT_PLAIN && f->head.n != 0 &&
		    gs_oid_eq(&f->head, &f->entry->id))
			f->odd |= GS_ODD_HEAD;
	}
}

int
gs_survey_judge(struct gs_ctx *ctx, struct gs_survey *s, struct gs_err *e)
{
	struct reading rd = { .ctx = ctx, .s = s };
	int r;

	if ((r = gs_limit_read(ctx->repo, &rd.max, e)) != GS_OK)
		return r;
	/* Nothing was read of those; they leave unless proven sealed. */
	for (size_t i = 0; i < s->nr; i++)
		s->v[i].judged.verdict = GS_VERDICT_EMPTY;
	if ((r = list(&rd)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_batch_each(
		    NULL, true, rd.ids, rd.nr, GS_BUF_MAX, judge, &rd, e);
	if (r == GS_OK)
		conclude(s);
	free(rd.ids);
	free(rd.wants);
	return r;
}
