/*
 * restage: new content for entries of the index: sealed where they were
 * plain, sealed anew, or plain again.  The files of the working tree stay as
 * they are, and Git goes on knowing that they did not change, wherever they
 * did not.
 */
#ifndef GS_CMD_FILES_RESTAGE_H
#define GS_CMD_FILES_RESTAGE_H

#include "cmd/cmd.h"
#include "git/attr.h"
#include "repo/index.h"

enum gs_restage_how {
	GS_RESTAGE_SEAL,   /* plain blobs, under the keyring of their path */
	GS_RESTAGE_RESEAL, /* sealed ones, as keys and attributes are today */
	GS_RESTAGE_PLAIN   /* sealed ones, to plain */
};

enum gs_restage_may {
	GS_RESTAGE_MAY,
	GS_RESTAGE_CLOSED, /* its generation is closed */
	GS_RESTAGE_OTHER   /* it is another keyring's */
};

struct gs_restaged {
	const struct gs_entry *entry; /* borrowed: of stage 0 */
	const struct gs_attrs *attrs; /* borrowed */
	/* What came of it. */
	int code;     /* GS_OK; or why the entry stays: GS_ENOKEY, GS_EDAMAGED,
			     GS_ENEWER, GS_ETOOBIG, GS_ENOTFOUND (not here),
			     GS_EREFUSED (its attributes, or ${foreign}) */
	bool foreign; /* another tool's blob, which `import` is for */
	struct gs_oid id; /* the new blob; the old one where nothing changed */
	bool changed;
	bool plain; /* GS_RESTAGE_RESEAL met a plain blob, and left it */
	enum gs_restage_may may; /* ... or one that may not be sealed anew */
};

/* Which blobs GS_RESTAGE_RESEAL may seal anew: a leaver could have changed a
 * file under a generation that is closed, and anybody a plain one. */
struct gs_restage_rule {
	enum gs_restage_may (*may)(void *ctx, const struct gs_entry *entry,
	    const uint8_t id[GS_GEN_ID_LEN]);
	/* Whether a plain one may be sealed. */
	bool (*may_plain)(void *ctx, const struct gs_entry *entry);
	void *ctx;
};

/**
 * gs_restage(ctx, how, v, nr, e):
 * Treat the ${nr} files ${v}, in the index's order.  What one of them is
 * refused for is in its code; the others go on.  The index is written once,
 * at the end.  GS_OK, or what stopped all of it, with the index as it was:
 * GS_ENOKEY in a worktree that is locked by itself.
 */
int gs_restage(struct gs_ctx *ctx, enum gs_restage_how how,
    struct gs_restaged *v, size_t nr, struct gs_err *e) GS_MUST_USE;

/** gs_restage_by: the same with a ${rule} (NULL: every blob may). */
int gs_restage_by(struct gs_ctx *ctx, enum gs_restage_how how,
    const struct gs_restage_rule *rule, struct gs_restaged *v, size_t nr,
    struct gs_err *e) GS_MUST_USE;

/** gs_restage_why(r, show): a warning that says why ${r} stayed as it
 * was, with what mends it; ${show} is its path as the user reads it. */
void gs_restage_why(const struct gs_restaged *r, const char *show);

#endif
