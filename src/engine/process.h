/*
 * process: the long-running filter (gitattributes(5), "Long Running Filter
 * Process", version 2): one process a Git command, one file at a time.
 * Nothing but protocol bytes goes to the output, and nothing at all before
 * Git's greeting.
 */
#ifndef GS_ENGINE_PROCESS_H
#define GS_ENGINE_PROCESS_H

#include "base/buf.h"
#include "base/oid.h"
#include "git/pkt.h"

#define GS_REQUEST_PATH_MAX 65536

/* One request of Git. */
struct gs_request {
	char path[GS_REQUEST_PATH_MAX];
	struct gs_oid blob;    /* smudge: of the sealed bytes; n == 0: untold */
	struct gs_oid treeish; /* the commit being checked out; or n == 0 */
};

struct gs_process_ops {
	void *ctx;
	/*
	 * Both get the content in ${b} behind ${room} bytes of room and
	 * leave the answer in b->p + *off up to b->p + b->n.  A failure ends
	 * this file only, and e says why.
	 */
	int (*clean)(void *ctx, const struct gs_request *q, struct gs_buf *b,
	    size_t *off, struct gs_err *e);
	int (*smudge)(void *ctx, const struct gs_request *q, struct gs_buf *b,
	    size_t *off, struct gs_err *e);
	/* Tell a person about a failed file. */
	void (*failed)(void *ctx, int code, const struct gs_err *e);
	size_t room; /* in front of what clean gets */
	/* As struct gs_pkt_in's work: while Git is busy; or NULL. */
	enum gs_pkt_work (*idle)(void *ctx);
	void *idle_ctx;
};

/**
 * gs_process_run(in, out, ops, e):
 * Serve requests from ${in} to ${out} until Git closes ${in}.  GS_OK;
 * GS_EDAMAGED where what comes is not the protocol, GS_EIO, GS_ENOMEM.
 * SIGPIPE must be ignored by the caller.
 */
int gs_process_run(int in, int out, const struct gs_process_ops *ops,
    struct gs_err *e) GS_MUST_USE;

#endif
