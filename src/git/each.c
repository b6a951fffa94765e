#include <stdlib.h>
#include <string.h>

#include "git/absent.h"
#include "git/answer.h"

#include "git/batch.h"

/* One walk over many ids: a child at a time, from ${at} on. */
struct walk {
	struct gs_git_opt opt;
	const struct gs_oid *ids;
	size_t nr;
	size_t max_each;
	int (*fn)(void *ctx, size_t i, struct gs_buf *b);
	int (*more)(void *ctx, size_t i, struct gs_buf *b, size_t n);
	void *ctx;
	uint8_t *absent;       /* owned: not asked for; NULL until needed */
	size_t at;	       /* the next answer's index */
	struct gs_buf content; /* handed to fn */
};

static bool
is_absent(const struct walk *w, size_t i)
{
	return w->absent != NULL && w->absent[i];
}

static int
tell_more(void *ctx, struct gs_buf *b, size_t n)
{
	struct walk *w = ctx;

	return w->more(w->ctx, w->at, b, n);
}

/* One answer into w->content; GS_ENOTFOUND where there is none. */
static int
read_answer(struct walk *w, struct gs_pipe *p)
{
	const struct gs_answer_live live = { tell_more, w };
	struct gs_answer a;
	int r;

	gs_buf_reset(&w->content);
	if (is_absent(w, w->at))
		return GS_ENOTFOUND;
	if ((r = gs_answer_head(p, &a)) != GS_OK)
		return r;
	if (a.missing)
		return GS_ENOTFOUND;
	return gs_answer_live(
	    p, &a, w->max_each, w->more != NULL ? &live : NULL, &w->content);
}

/* Hand over what one child answers; GS_EIO when it ends too early. */
static int
read_answers(struct walk *w, struct gs_pipe *p, bool *stop)
{
	int r;

	while (w->at < w->nr) {
		r = read_answer(w, p);
		if (r != GS_OK && r != GS_ENOTFOUND && r != GS_ETOOBIG)
			return r;
		r = w->fn(w->ctx, w->at, r == GS_OK ? &w->content : NULL);
		if (r != GS_OK) {
			*stop = true;
			return r;
		}
		w->at++;
		if (!p->open)
			break; /* a big one was dropped with its child */
	}
	return GS_OK;
}

static int
run_child(struct walk *w, bool *stop, int *code, struct gs_err *e)
{
	/* Large blobs come as they are inflated, not once all of one is. */
	static const char *const argv[] = { "-c", "core.bigFileThreshold=1m",
		"cat-file", "--batch", "--buffer", NULL };
	struct gs_buf ask = GS_BUF_INIT;
	struct gs_pipe p;
	int r;

	r = gs_absent_lines(w->ids + w->at, w->nr - w->at,
	    w->absent != NULL ? w->absent + w->at : NULL, &ask);
	if (r != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		*stop = true;
	} else if ((r = gs_pipe_open(&p, &w->opt, argv, e)) != GS_OK) {
		*stop = true;
	} else {
		if (w->nr - w->at >= GS_PIPE_CALM_MIN)
			gs_pipe_calm(&p);
		gs_pipe_feed(&p, ask.p, ask.n, true);
		r = read_answers(w, &p, stop);
		*code = gs_pipe_close(&p);
	}
	gs_buf_clear(&ask);
	return r;
}

static int
is_partial(const char *dir, bool *yes, struct gs_err *e)
{
	char *remote;
	int r = gs_absent_remote(dir, &remote, e);

	*yes = remote != NULL;
	free(remote);
	return r;
}

/* cat-file would fetch one by one.  What cannot be had shows itself later. */
static int
fetch_all(
    const char *dir, const struct gs_oid *ids, size_t nr, struct gs_err *e)
{
	bool partial;
	int r;

	if ((r = is_partial(dir, &partial, e)) == GS_OK && partial)
		(void)!gs_absent_fetch(dir, ids, nr, NULL);
	return r;
}

/*
 * The child died of the question at w->at, of it alone.  In a partial clone
 * that object is not here, and others may lack too.
 */
static int
died(struct walk *w, int code, struct gs_err *e)
{
	char hex[GS_OID_HEX_MAX + 1];
	bool partial;
	int r;

	if ((r = is_partial(w->opt.dir, &partial, e)) != GS_OK)
		return r;
	if (!partial)
		return gs_fail(e, GS_EGIT,
		    "'git cat-file' cannot read object %s (exit code %d)",
		    gs_oid_print(&w->ids[w->at], hex), code);
	if (w->absent == NULL) {
		if ((w->absent = calloc(w->nr, 1)) == NULL)
			return gs_no_memory(e);
		/* Where Git may fetch, the next child gets what it can. */
		if (w->opt.no_fetch)
			r = gs_absent_find(w->opt.dir, w->ids + w->at,
			    w->nr - w->at, w->absent + w->at, e);
	}
	w->absent[w->at] = 1;
	return r;
}

int
gs_batch_each(const char *dir, bool no_fetch, const struct gs_oid *ids,
    size_t nr, size_t max_each,
    int (*fn)(void *ctx, size_t i, struct gs_buf *b), void *ctx,
    struct gs_err *e)
{
	return gs_batch_live(
	    dir, no_fetch, ids, nr, max_each, fn, NULL, ctx, e);
}

int
gs_batch_live(const char *dir, bool no_fetch, const struct gs_oid *ids,
    size_t nr, size_t max_each,
    int (*fn)(void *ctx, size_t i, struct gs_buf *b),
    int (*more)(void *ctx, size_t i, struct gs_buf *b, size_t n), void *ctx,
    struct gs_err *e)
{
	struct walk w = {
		.opt = { .dir = dir, .no_fetch = no_fetch, .quiet = no_fetch },
		.ids = ids,
		.nr = nr,
		.max_each = max_each,
		.fn = fn,
		.more = more,
		.ctx = ctx
	};
	bool stop = false;
	int r = GS_OK, code = 0;

	if (!no_fetch && nr > 0 && (r = fetch_all(dir, ids, nr, e)) != GS_OK)
		return r;
	while (w.at < nr && !stop) {
		size_t from = w.at;

		r = run_child(&w, &stop, &code, e);
		if (stop || r == GS_OK)
			continue;
		if (r != GS_EIO) {
			r = gs_fail(
			    e, r, "cannot read objects: %s", gs_strerror(r));
			break;
		}
		/* One that got nowhere died of its first question. */
		if (w.at == from)
			r = died(&w, code, e);
		else
			r = GS_OK;
		stop = r != GS_OK;
	}
	gs_buf_clear(&w.content);
	free(w.absent);
	return r;
}
