/*
 * survey: what index and HEAD hold of the files that should be sealed, and
 * of those that are sealed and should not be: the one pass behind status,
 * track, untrack and reseal.  It changes nothing, and it never fetches.
 */
#ifndef GS_CMD_FILES_SURVEY_H
#define GS_CMD_FILES_SURVEY_H

#include "cmd/cmd.h"
#include "cmd/front/looks.h"
#include "engine/verdict.h"
#include "git/attr.h"
#include "repo/index.h"

/* What is odd about a file beside what its blob is. */
#define GS_ODD_NEVER 0x01u   /* under a pattern, and never sealed */
#define GS_ODD_SYMLINK 0x02u /* a symbolic link: Git filters none */
#define GS_ODD_CASE 0x04u    /* covered only by core.ignorecase */
#define GS_ODD_NO_ATTR 0x08u /* sealed, and no attribute says so */
#define GS_ODD_HEAD 0x10u    /* plain in HEAD */
#define GS_ODD_ABSENT 0x20u  /* the blob is not here (partial clone) */

struct gs_surveyed {
	const struct gs_entry *entry; /* borrowed: its first stage */
	size_t nr;		      /* stages: 1, or up to 3 in a conflict */
	struct gs_attrs attrs;
	unsigned odd;		 /* GS_ODD_* */
	struct gs_judged judged; /* what the index holds; the worst stage */
	uint64_t size;		 /* bytes of that blob */
	struct gs_oid head;	 /* what HEAD holds; n == 0: nothing */
	size_t look; /* in s->looks, of its first stage; GS_LOOK_NONE */
};

#define GS_LOOK_NONE SIZE_MAX

/* Files in Git's order.  A zeroed one is empty. */
struct gs_survey {
	struct gs_entries entries; /* of the index, those of the pathspecs */
	struct gs_surveyed *v;	   /* owned */
	size_t nr;
	size_t cap;
	struct gs_looks looks; /* at their blobs */
	uint64_t max;	       /* seal.maxSize */
};

/**
 * gs_survey_index(ctx, pathspecs, s, e), gs_survey_begin(...):
 * Fill s->entries, and s->v with the files among them that are sealed by
 * attribute; nothing is judged yet.  gs_survey_begin has the looks at all
 * their blobs under way when it returns, for gs_survey_judge.
 */
int gs_survey_index(struct gs_ctx *ctx, const char *const *pathspecs,
    struct gs_survey *s, struct gs_err *e) GS_MUST_USE;
int gs_survey_begin(struct gs_ctx *ctx, const char *const *pathspecs,
    struct gs_survey *s, struct gs_err *e) GS_MUST_USE;

/**
 * gs_survey_head(ctx, pathspecs, strangers, s, e):
 * Find what HEAD holds for them.  With ${strangers} the files that have no
 * attribute, but differ from HEAD in entry or attribute, are added to s->v.
 */
int gs_survey_head(struct gs_ctx *ctx, const char *const *pathspecs,
    bool strangers, struct gs_survey *s, struct gs_err *e) GS_MUST_USE;

/** gs_survey_keep(s, keep, ctx): drop the files that keep(ctx, f) is false
 * for. */
void gs_survey_keep(struct gs_survey *s,
    bool (*keep)(void *ctx, const struct gs_surveyed *f), void *ctx);

/**
 * gs_survey_judge(ctx, s, e):
 * Read the blobs and judge them: sealed ones are opened.  Files without an
 * attribute that are not sealed leave s->v again.
 */
int gs_survey_judge(
    struct gs_ctx *ctx, struct gs_survey *s, struct gs_err *e) GS_MUST_USE;

/** gs_survey_case(ctx, s, e): find GS_ODD_CASE, where core.ignorecase is on. */
int gs_survey_case(
    struct gs_ctx *ctx, struct gs_survey *s, struct gs_err *e) GS_MUST_USE;

/** gs_survey_regular(entry): whether it is a file, no link or submodule. */
bool gs_survey_regular(const struct gs_entry *entry);

/** gs_survey_find(s, path): the surveyed file, or NULL. */
struct gs_surveyed *gs_survey_find(const struct gs_survey *s, const char *path);

/** gs_survey_add(s, entry, nr, out): room for one more, behind the last. */
int gs_survey_add(struct gs_survey *s, const struct gs_entry *entry, size_t nr,
    struct gs_surveyed **out) GS_MUST_USE;

/** gs_survey_sort(s): by path again, after additions. */
void gs_survey_sort(struct gs_survey *s);

void gs_survey_clear(struct gs_survey *s);

#endif
