/*
 * look: what the files of a working tree hold, against the blobs that the
 * index has for them: sealed bytes, plain bytes, or something else, which a
 * bulk change would destroy.  Git's own stat data answer for most files; the
 * others are read.  Writes nothing.
 */
#ifndef GS_REPO_LOOK_H
#define GS_REPO_LOOK_H

#include "base/oid.h"
#include "repo/place.h"

enum gs_look {
	GS_LOOK_GONE,	 /* no file there: deleted, or not checked out */
	GS_LOOK_TRUSTED, /* unchanged, says Git: one of the next two */
	GS_LOOK_BLOB,	 /* the bytes of the blob */
	GS_LOOK_PLAIN,	 /* what the blob opens to */
	GS_LOOK_CHANGED, /* anything else */
	GS_LOOK_OTHER	 /* the blob is not a sealed one */
};

/* One file, and the blob of its index entry. */
struct gs_work {
	const char *path; /* borrowed */
	struct gs_oid id;
	bool exec;	   /* the entry's mode */
	bool by_git;	   /* its attributes ask for more than us */
	enum gs_look look; /* filled in by gs_look, as is the rest */
	struct stat was;   /* unless GS_LOOK_GONE */
	int opened;	   /* what opening the blob said, if it was tried */
	bool written;	   /* by gs_rewrite */
	bool doubted;	   /* its entry waits for stat data (gs_rewrite) */
	struct gs_stat st; /* what Git may believe of it */
};

/* The files of one working tree, in the index's order. */
struct gs_works {
	const char *dir; /* as in gs_git_opt: NULL for our own */
	const char *top;
	const char *git_dir;
	const char *index;
	size_t oid_len;
	struct gs_work *v; /* borrowed */
	size_t nr;
	/*
	 * Open the sealed blob ${b} of v[i]: GS_OK, and the plain bytes are
	 * b->p + *off up to b->p + b->n; GS_ENOKEY, GS_EDAMAGED, GS_ENEWER,
	 * GS_ETOOBIG: it stays as it is; anything else ends the work.  Called
	 * by several threads, each with another ${worker} (below GS_FAN_MAX).
	 */
	int (*open)(void *ctx, unsigned worker, size_t i, struct gs_buf *b,
	    size_t *off);
	/* NULL, or: ${b} holds a part of the blob of v[i], of ${n} bytes, as
	 * gs_batch_live tells of it; unless NULL comes, open will follow. */
	int (*arrive)(
	    void *ctx, unsigned worker, size_t i, struct gs_buf *b, size_t n);
	void (*tick)(void *ctx, size_t n); /* ${n} more are done; or NULL */
	void *ctx;
};

/** gs_look(w, place, e): fill in look and was of each.  GS_OK, GS_EIO,
 * GS_EGIT, GS_ENOMEM, GS_ECRYPTO. */
int gs_look(struct gs_works *w, const struct gs_place *place,
    struct gs_err *e) GS_MUST_USE;

/** gs_look_stays(r): whether ${r} of w->open means "it stays as it is". */
bool gs_look_stays(int r);

#endif
