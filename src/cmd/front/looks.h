/*
 * looks: a look at many blobs: how they begin, how long they are, whether
 * they open.  It may go on in a thread while other questions are asked.
 * Never fetches.
 */
#ifndef GS_CMD_FRONT_LOOKS_H
#define GS_CMD_FRONT_LOOKS_H

#include <pthread.h>

#include "cmd/cmd.h"
#include "engine/verdict.h"

struct gs_look {
	struct gs_oid id;
	uint8_t head[GS_SEALED_HEADER_LEN]; /* its first bytes, then zeros */
	uint64_t size;
	bool absent;  /* not here (partial clone) */
	bool damaged; /* its generation is here, and it does not open */
};

/* A zeroed one is empty. */
struct gs_looks {
	struct gs_look *v; /* owned */
	size_t nr;
	size_t cap;
	size_t done;		    /* those before it were read */
	const struct gs_keys *keys; /* borrowed: what opens */
	uint64_t max;		    /* seal.maxSize */
	bool running;
	pthread_t thread;
	int r; /* what became of it */
	struct gs_err why;
};

/** gs_looks_add(l, id, at): one more to look at; ${at} gets its place.
 * Not while a thread is running. */
int gs_looks_add(
    struct gs_looks *l, const struct gs_oid *id, size_t *at) GS_MUST_USE;

/** gs_looks_start(l, keys, max): begin with those added so far, in a thread
 * where there can be one. */
void
gs_looks_start(struct gs_looks *l, const struct gs_keys *keys, uint64_t max);

/** gs_looks_finish(l, keys, max, e): look at all that is left, and wait. */
int gs_looks_finish(struct gs_looks *l, const struct gs_keys *keys,
    uint64_t max, struct gs_err *e) GS_MUST_USE;

/**
 * gs_look_judge(look, keys, ring, out):
 * What that blob is at a path of the keyring ${ring}.  Not of an absent one.
 */
void gs_look_judge(const struct gs_look *look, const struct gs_keys *keys,
    const char *ring, struct gs_judged *out);

void gs_looks_clear(struct gs_looks *l);

#endif
