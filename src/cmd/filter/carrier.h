/*
 * carrier: the .git-seal/ of trunk, HEAD, index and one more commit, read
 * through one `cat-file` child and the entries of the index.
 */
#ifndef GS_CMD_FILTER_CARRIER_H
#define GS_CMD_FILTER_CARRIER_H

#include "engine/carrier.h"
#include "git/batch.h"
#include "repo/index.h"

struct gs_cmd_carrier {
	struct gs_carrier c;
	struct gs_batch *batch; /* borrowed */
	const struct gs_entries
	    *index;		       /* borrowed; holds .git-seal/ at least */
	char *trunk;		       /* owned: a rev, or NULL: none */
	char tree[GS_OID_HEX_MAX + 1]; /* GS_WHERE_TREE; "": none */
	/* A commit that is being merged, so that the index is about to carry
	 * what it does: GS_WHERE_INDEX has it as well; "": none. */
	char merged[GS_OID_HEX_MAX + 1];
};

/**
 * gs_carrier_init(c, batch, index, trunk):
 * ${trunk} NULL: there is none.  GS_OK or GS_ENOMEM.
 */
int gs_carrier_init(struct gs_cmd_carrier *c, struct gs_batch *batch,
    const struct gs_entries *index, const char *trunk) GS_MUST_USE;
void gs_carrier_clear(struct gs_cmd_carrier *c);

/** gs_carrier_tree(c, commit): what GS_WHERE_TREE is from now on; n == 0:
 * nothing. */
void gs_carrier_tree(struct gs_cmd_carrier *c, const struct gs_oid *commit);

#endif
