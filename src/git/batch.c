#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/text.h"
#include "git/absent.h"
#include "git/answer.h"

#include "git/batch.h"

#define GS_BATCH_NAME_MAX 4096

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
	char *remote = NULL;
	int r;

	if ((r = gs_absent_remote(b->dir, &remote, e)) != GS_OK)
		return r;
	r = remote != NULL
	    ? gs_fail(
		  e, GS_ENOTFOUND, "object %s is not here (partial clone)", id)
	    : gs_fail(e, GS_EGIT,
		  "'git cat-file' cannot read object %s (exit code %d)", id,
		  code);
	free(remote);
	return r;
}

/*
 * Ask ${p} for ${name}, with a fresh child if the old one died (it may have
 * been another question's fault), and let ${take} read the answer.
 */
static int
ask(struct gs_batch *b, struct gs_pipe *p, const char *const *argv,
    const char *name,
    int (*take)(struct gs_pipe *p, void *ctx, struct gs_err *e), void *ctx,
    struct gs_err *e)
{
	const struct gs_git_opt opt = {
		.dir = b->dir, .no_fetch = b->no_fetch, .quiet = b->no_fetch
	};
	size_t n = strlen(name);
	char line[GS_BATCH_NAME_MAX + 2];
	bool fresh = false;
	int r, code;

	if (n > GS_BATCH_NAME_MAX || memchr(name, '\n', n) != NULL)
		return gs_fail(
		    e, GS_ENOTFOUND, "there is no object '%s'", name);
	memcpy(line, name, n);
	line[n] = '\n';
	for (;;) {
		if (!p->open) {
			if ((r = gs_pipe_open(p, &opt, argv, e)) != GS_OK)
				return r;
			fresh = true;
		}
		gs_pipe_feed(p, line, n + 1, false);
		r = take(p, ctx, e);
		if (r == GS_OK || r == GS_ENOTFOUND || r == GS_ETOOBIG)
			return r;
		code = gs_pipe_close(p);
		if (r != GS_EIO)
			return gs_fail(e, r, "cannot read object %s: %s", name,
			    gs_strerror(r));
		if (fresh)
			return died(b, name, code, e);
	}
}

static int
ask_id(struct gs_batch *b, struct gs_pipe *p, const char *const *argv,
    const struct gs_oid *id,
    int (*take)(struct gs_pipe *p, void *ctx, struct gs_err *e), void *ctx,
    struct gs_err *e)
{
	char hex[GS_OID_HEX_MAX + 1];

	return ask(b, p, argv, gs_oid_print(id, hex), take, ctx, e);
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

	return ask_id(b, &b->content, argv_content, id, read_content, &g, e);
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
	return ask_id(b, &b->check, argv_check, id, read_size, &s, e);
}

struct tree {
	size_t max;
	size_t oid_len;
	struct gs_buf raw;
};

static int
read_tree(struct gs_pipe *p, void *ctx, struct gs_err *e)
{
	struct tree *t = ctx;
	struct gs_answer a;
	int r;

	(void)e;
	gs_buf_reset(&t->raw);
	if ((r = gs_answer_head(p, &a)) != GS_OK)
		return r;
	if (a.missing)
		return GS_ENOTFOUND;
	t->oid_len = a.oid_len;
	return gs_answer_tree(p, &a, t->max, &t->raw);
}

static int
parse_mode(const uint8_t *p, size_t n, uint32_t *mode)
{
	*mode = 0;
	if (n == 0 || n > 6)
		return GS_EDAMAGED;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '7')
			return GS_EDAMAGED;
		*mode = *mode << 3 | (uint32_t)(p[i] - '0');
	}
	return GS_OK;
}

/* One entry: the mode, SP, the name, NUL, the id (gitformat: tree). */
static int
parse_entry(struct gs_cur *c, size_t oid_len, const char **name, uint32_t *mode,
    struct gs_oid *id)
{
	const uint8_t *sp = memchr(c->p, ' ', c->n), *nul, *raw, *head;
	size_t n;
	int r;

	if (sp == NULL)
		return GS_EDAMAGED;
	n = (size_t)(sp - c->p);
	if ((r = parse_mode(c->p, n, mode)) != GS_OK ||
	    (r = gs_cur_take(c, n + 1, &head)) != GS_OK)
		return r;
	if ((nul = memchr(c->p, '\0', c->n)) == NULL || nul == c->p)
		return GS_EDAMAGED;
	*name = (const char *)c->p;
	if ((r = gs_cur_take(c, (size_t)(nul - c->p) + 1, &head)) != GS_OK ||
	    (r = gs_cur_take(c, oid_len, &raw)) != GS_OK)
		return r;
	memset(id, 0, sizeof(*id));
	memcpy(id->b, raw, oid_len);
	id->n = (uint8_t)oid_len;
	return GS_OK;
}

static int
each_entry(const struct gs_buf *raw, size_t oid_len,
    int (*fn)(
	void *ctx, const char *name, uint32_t mode, const struct gs_oid *id),
    void *ctx)
{
	struct gs_cur c = { raw->p, raw->n };
	const char *name;
	struct gs_oid id;
	uint32_t mode;
	int r;

	while (c.n > 0) {
		r = parse_entry(&c, oid_len, &name, &mode, &id);
		if (r == GS_OK)
			r = fn(ctx, name, mode, &id);
		if (r != GS_OK)
			return r;
	}
	return GS_OK;
}

int
gs_batch_tree(struct gs_batch *b, const char *spec, size_t max,
    int (*fn)(
	void *ctx, const char *name, uint32_t mode, const struct gs_oid *id),
    void *ctx, struct gs_err *e)
{
	struct tree t = { max, 0, GS_BUF_INIT };
	int r;

	r = ask(b, &b->content, argv_content, spec, read_tree, &t, e);
	if (r == GS_OK && t.oid_len != 20 && t.oid_len != 32)
		r = GS_EDAMAGED;
	if (r == GS_OK)
		r = each_entry(&t.raw, t.oid_len, fn, ctx);
	gs_buf_clear(&t.raw);
	return r;
}

/* Only whether: the content is dropped. */
static int
read_there(struct gs_pipe *p, void *ctx, struct gs_err *e)
{
	bool *yes = ctx;
	struct gs_answer a;
	int r;

	(void)e;
	if ((r = gs_answer_head(p, &a)) != GS_OK)
		return r;
	*yes = !a.missing;
	if (a.missing)
		return GS_OK;
	r = gs_answer_body(p, &a, 0, NULL);
	return r == GS_ENOTFOUND || r == GS_ETOOBIG ? GS_OK : r;
}

int
gs_batch_there(
    struct gs_batch *b, const char *spec, bool *yes, struct gs_err *e)
{
	char name[GS_BATCH_NAME_MAX + 1];
	int n = snprintf(name, sizeof(name), "%s^{commit}", spec);

	*yes = false;
	if (n < 0 || (size_t)n >= sizeof(name))
		return GS_OK;
	return ask(b, &b->content, argv_content, name, read_there, yes, e);
}
