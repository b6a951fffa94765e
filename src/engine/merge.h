/*
 * merge: what becomes of one file that two branches changed.  The three
 * versions are opened, their plain text is merged, and the result sealed as
 * clean would seal it.  What cannot be proved to come from somebody who may
 * write the file (a side that is plain, or sealed by a closed generation) is
 * never merged silently.  Whatever the outcome, what Git stores of it holds
 * no plain bytes.
 */
#ifndef GS_ENGINE_MERGE_H
#define GS_ENGINE_MERGE_H

#include "base/marks.h"
#include "engine/filter.h"

/* What a generation is to the one that seals. */
enum gs_standing {
	GS_STANDS_OPEN,
	GS_STANDS_CLOSED, /* somebody who left knows it */
	GS_STANDS_APART	  /* none of the path's keyring */
};

struct gs_merge {
	struct gs_filter *f; /* borrowed: keys, attributes, what seals */
	const char *path;
	struct gs_oid treeish; /* the commit that is merged; n == 0: unknown */
	struct gs_marks marks;
	bool plain; /* all three are the working tree's own: so is the result */
	/* How the generation ${id} stands in the keyring ${ring}. */
	int (*standing)(void *ctx, const char *ring,
	    const uint8_t id[GS_GEN_ID_LEN], enum gs_standing *out,
	    struct gs_err *e);
	void *ctx;
};

struct gs_merged {
	bool conflict;
	bool ours;	    /* ours stays as it is, and blob is empty */
	struct gs_buf blob; /* owned: what Git should store */
	/* Why it is a conflict, where the marks do not say it; or "". */
	struct gs_err why;
};

/**
 * gs_merge_run(m, blob, out, e):
 * Merge the three blobs, as Git holds them.
 *
 * GS_OK: ${out} is what Git should be told.  Any failure means a conflict in
 * which ours stays as it is, with the sentence for it: GS_ENOKEY (locked, or
 * a generation that is not here), GS_EDAMAGED, GS_ENEWER, GS_ETOOBIG (a side
 * cannot be read), GS_EREFUSED (the attributes let nothing be sealed), or
 * what the system says.
 */
int gs_merge_run(const struct gs_merge *m,
    const struct gs_buf *const blob[GS_SIDES], struct gs_merged *out,
    struct gs_err *e) GS_MUST_USE;
void gs_merged_clear(struct gs_merged *out);

#endif
