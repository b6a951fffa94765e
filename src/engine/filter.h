/*
 * filter: what clean and smudge do with one file (the table of spec section
 * 5).  It knows keys and bytes; what it must know of the repository it asks
 * through a struct gs_world, so that it can be tested without one.
 */
#ifndef GS_ENGINE_FILTER_H
#define GS_ENGINE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/oid.h"
#include "engine/keys.h"
#include "git/attr.h"

/* What the engine asks of the repository.  None of it ever fetches. */
struct gs_world {
	void *ctx;
	size_t oid_len; /* 20 or 32 */
	/* The attributes of ${path}, as Git would read them for a check-in. */
	int (*attrs)(void *ctx, const char *path, struct gs_attrs *out,
	    struct gs_err *e);
	/* The ids that the index has for ${path}, by stage; n == 0: none. */
	int (*staged)(
	    void *ctx, const char *path, struct gs_oid id[4], struct gs_err *e);
	/* Append a blob; GS_ENOTFOUND where it is not here. */
	int (*blob)(void *ctx, const struct gs_oid *id, struct gs_buf *out,
	    struct gs_err *e);
	/* Whether any object of this id is here. */
	int (*has)(
	    void *ctx, const struct gs_oid *id, bool *yes, struct gs_err *e);
	/* As gs_history_holds. */
	int (*in_history)(void *ctx, const char *path, const struct gs_oid *id,
	    bool *yes, struct gs_err *e);
};

enum gs_strict {
	GS_STRICT_NONE,	  /* what cannot be opened passes, with a warning */
	GS_STRICT_DAMAGE, /* seal.strict = damage */
	GS_STRICT_ALL	  /* seal.strict = all */
};

/* Why something is said: once a cause, not once a file. */
enum gs_cause {
	GS_CAUSE_NEVER,	      /* a path that is never sealed is filtered */
	GS_CAUSE_PLAIN_KEPT,  /* clean passed plain bytes that history holds */
	GS_CAUSE_OWN_KEY,     /* a keyring line inside its own box */
	GS_CAUSE_PLAIN_BLOB,  /* smudge met a plain blob */
	GS_CAUSE_UNKNOWN_KEY, /* smudge lacks the generation */
	GS_CAUSE_DAMAGED,     /* smudge met a blob that does not open */
	GS_CAUSE_NEWER,	      /* ... one of a newer git-seal */
	GS_CAUSE_TOO_BIG,     /* ... one over seal.maxSize */
	GS_CAUSE_NR
};

struct gs_filter {
	const struct gs_keys *keys;	/* borrowed */
	const struct gs_world *world;	/* borrowed */
	const struct gs_report *report; /* borrowed */
	enum gs_strict strict;
	uint64_t max_size; /* seal.maxSize; 0: the default */

	/*
	 * The generation that seals new content of the keyring ${ring}, and
	 * one that the keyrings lack, out of what the repository carries
	 * (engine/trust.h); NULL: the keyrings alone decide.  sealing fails
	 * with the sentence for new content that nothing may seal; unchanged
	 * content keeps its blob all the same.
	 */
	int (*sealing)(void *ctx, const char *ring, const struct gs_gen **gen,
	    struct gs_err *e);
	const struct gs_gen *(*find)(void *ctx, const uint8_t id[GS_GEN_ID_LEN],
	    const struct gs_oid *treeish);
	void *trust_ctx;

	/*
	 * Seal as gs_sealed_seal does; NULL: by it.  The long-running filter
	 * puts its sealing ahead here.
	 */
	int (*seal)(void *ctx, const char *path,
	    const struct gs_content_key *key, const struct gs_seal_opt *opt,
	    struct gs_buf *b);
	void *seal_ctx;

	unsigned long met[GS_CAUSE_NR]; /* files, by cause */
};

/* Room that the callers leave in front of the bytes they read, so that
 * sealing needs no copy. */
#define GS_FILTER_ROOM GS_SEALED_HEADER_LEN

/**
 * gs_filter_clean(f, path, b, off, e):
 * ${b} holds GS_FILTER_ROOM bytes of room and then the file.  On GS_OK what
 * Git should store is b->p + *off up to b->p + b->n.  Any failure means that
 * Git must stop: nothing plain may be stored.
 */
int gs_filter_clean(struct gs_filter *f, const char *path, struct gs_buf *b,
    size_t *off, struct gs_err *e) GS_MUST_USE;

/* What Git tells of a blob that it checks out; n == 0 where it does not. */
struct gs_filter_meta {
	struct gs_oid blob;    /* its id */
	struct gs_oid treeish; /* the commit */
};

/**
 * gs_filter_smudge(f, path, meta, b, off, e):
 * ${b} holds the content of the blob, without room.  On GS_OK what belongs into the working
 * tree is b->p + *off up to b->p + b->n.  Fails only under ${strict}, or
 * where the system does.
 */
int gs_filter_smudge(struct gs_filter *f, const char *path,
    const struct gs_filter_meta *meta, struct gs_buf *b, size_t *off,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_filter_finish(f):
 * Say for each cause how many more files it had than the one named.
 */
void gs_filter_finish(struct gs_filter *f);

/**
 * gs_filter_never(path):
 * Whether ${path} is never sealed, whatever the attributes say:
 * .gitattributes, .gitignore, .gitmodules, .mailmap in any folder, and all
 * of .git-seal/.
 */
bool gs_filter_never(const char *path);

/**
 * gs_trap_names(traps, out, out_len):
 * The attributes behind GS_TRAP_* bits as people write them.
 */
const char *gs_trap_names(unsigned traps, char *out, size_t out_len);

#endif
