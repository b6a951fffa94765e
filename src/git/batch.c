#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "git/answer.h"

#include "git/batch.h"

struct gs_batch {
	char *dir; /* owned, or NULL */
	bool no_fetch;
	struct gs_pipe content; /* --batch */
	struct gs_pipe check;	/* --batch-check */
};

static const char *const argv_content[] = { "cat-file", "--batch", NULL };
static const char *const argv_check[] = { "cat-file", "--batch-check", NULL };

int
gs_batch_new(const char *dir, bool no_fetch, struct gs_batch **out)
{
	struct gs_batch *b;

	*out = NULL;
	if ((b = calloc(1, sizeof(*b))) == NULL)
		return GS_ENOMEM;
	if (dir != NULL && (b->dir = gs_strdup(dir)) == NULL) {
		free(b);
		return GS_ENOMEM;
	}
	b->no_fetch = no_fetch;
	*out = b;
	return GS_OK;
}

void
gs_batch_free(struct gs_batch *b)
{
	if (b == NULL)
		return;
	(void)gs_pipe_close(&b->content);
	(void)gs_pipe_close(&b->check);
	free(b->dir);
	free(b);
}

/*
 * A child died of this question, twice.  In a partial clone that is how Git
 * says that the object is not here; elsewhere something is broken.
 */
static int
died(const struct gs_batch *b, const char *id, int code, struct gs_err *e)
{
	bool partial = false;
	int r;

	if ((r = gs_answer_partial(b->dir, &partial, e)) != GS_OK)
		return r;
	if (partial)
		return gs_fail(e, GS_ENOTFOUND,
		    "object %s is not here (partial clone)", id);
	return gs_fail(e, GS_EGIT,
	    "'git cat-file' cannot read object %s (exit code %d)", id, code);
}

/*
 * Ask ${p} for ${id}, with a fresh child if the old one died (it may have
 * been another question's fault), and let ${take} read the answer.
 */
static int
ask(struct gs_batch *b, struct gs_pipe *p, const char *const *argv,
    const struct gs_oid *id,
    int (*take)(struct gs_pipe *p, void *ctx, struct gs_err *e), void *ctx,
    struct gs_err *e)
{
	const struct gs_git_opt opt = {
		.dir = b->dir, .no_fetch = b->no_fetch, .quiet = b->no_fetch
	};
	char line[GS_OID_HEX_MAX + 2];
	bool fresh = false;
	int r, code;

	(void)gs_oid_print(id, line);
	for (;;) {
		if (!p->open) {
			if ((r = gs_pipe_open(p, &opt, argv, e)) != GS_OK)
				return r;
			fresh = true;
		}
		line[2 * (size_t)id->n] = '\n';
		gs_pipe_feed(p, line, 2 * (size_t)id->n + 1, false);
		r = take(p, ctx, e);
		if (r == GS_OK || r == GS_ENOTFOUND || r == GS_ETOOBIG)
			return r;
		code = gs_pipe_close(p);
		line[2 * (size_t)id->n] = '\0';
		if (r != GS_EIO)
			return gs_fail(e, r, "cannot read object %s: %s", line,
			    gs_strerror(r));
		if (fresh)
			return died(b, line, code, e);
	}
}

struct get {
	const struct gs_oid *id;
	size_t max;
	struct gs_buf *out;
};

static int
read_content(struct gs_pipe *p, void *ctx, struct gs_err *e)
{
	const struct get *g = ctx;
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_answer a;
	int r;

	if ((r = gs_answer_head(p, &a)) != GS_OK)
		return r;
	if (a.missing)
		return gs_fail(e, GS_ENOTFOUND, "object %s is not here",
		    gs_oid_print(g->id, hex));
	r = gs_answer_body(p, &a, g->max, g->out);
	if (r == GS_ENOTFOUND)
		return gs_fail(e, r, "object %s is not a file's content",
		    gs_oid_print(g->id, hex));
	if (r == GS_ETOOBIG)
		return gs_fail(e, r, "object %s has %llu bytes, more than %zu",
		    gs_oid_print(g->id, hex), (unsigned long long)a.size,
		    g->max);
	return r;
}

int
gs_batch_get(struct gs_batch *b, const struct gs_oid *id, size_t max,
    struct gs_buf *out, struct gs_err *e)
{
	struct get g = { id, max, out };

	return ask(b, &b->content, argv_content, id, read_content, &g, e);
}

struct size {
	const struct gs_oid *id;
	uint64_t *out;
};

static int
read_size(struct gs_pipe *p, void *ctx, struct gs_err *e)
{
	const struct size *s = ctx;
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_answer a;
	int r;

	if ((r = gs_answer_head(p, &a)) != GS_OK)
		return r;
	if (a.missing)
		return gs_fail(e, GS_ENOTFOUND, "object %s is not here",
		    gs_oid_print(s->id, hex));
	*s->out = a.size;
	return GS_OK;
}

int
gs_batch_size(struct gs_batch *b, const struct gs_oid *id, uint64_t *size,
    struct gs_err *e)
{
	struct size s = { id, size };

	*size = 0;
	return ask(b, &b->check, argv_check, id, read_size, &s, e);
}
