/*
 * merge_job: one merge on its way.  Shared by the merge*.c files and nobody
 * else.
 */
#ifndef GS_ENGINE_MERGE_JOB_H
#define GS_ENGINE_MERGE_JOB_H

#include "engine/merge.h"
#include "git/mergefile.h"

struct gs_merge_side {
	const struct gs_buf *blob; /* borrowed: as Git holds it */
	struct gs_buf b;	   /* owned: opened */
	struct gs_cur text; /* the plain bytes, in one of them; or none */
	bool sealed;	    /* by ${id}, and authentic */
	uint8_t id[GS_GEN_ID_LEN];
	int why; /* GS_OK, or why it cannot be read */
};

struct gs_merge_job {
	const struct gs_merge *m;
	struct gs_attrs attrs;
	struct gs_merge_side side[GS_SIDES];
	struct gs_mergefile merge; /* Git's text merge, if it was begun */
	struct gs_buf text; /* owned: room for a header, then the merge */
	struct gs_cur result;
	struct gs_merged *out;
	struct gs_err *e;
};

/** gs_merge_open(j, blob): open the three versions.  What cannot be read is
 * no failure: side->why says so.  GS_OK, GS_ENOMEM, GS_ECRYPTO. */
int gs_merge_open(struct gs_merge_job *j,
    const struct gs_buf *const blob[GS_SIDES]) GS_MUST_USE;

/** gs_merge_unreadable(j, which): side->why as a sentence. */
int gs_merge_unreadable(const struct gs_merge_job *j, enum gs_side which);

/** gs_merge_same(a, b): whether two versions hold the same plain bytes. */
bool
gs_merge_same(const struct gs_merge_side *a, const struct gs_merge_side *b);

/** gs_merge_name(which): "ours", "the base", "theirs". */
const char *gs_merge_name(enum gs_side which);

/**
 * gs_merge_store(j):
 * Make j->out->blob what Git should store of j->result: the blob of a side
 * that holds the same already, or sealed anew.
 */
int gs_merge_store(struct gs_merge_job *j) GS_MUST_USE;

#endif
