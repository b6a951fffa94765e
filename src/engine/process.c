#include <string.h>

#include "base/sys.h"
#include "git/pkt.h"

#include "engine/process.h"

#define LINE_MAX_LEN (GS_REQUEST_PATH_MAX + 16)

struct session {
	struct gs_pkt_in in;
	int out;
	bool wide; /* the pipe of out was widened */
	const struct gs_process_ops *ops;
	struct gs_err *e;
	struct gs_buf content;
	struct gs_buf head, tail; /* what stands around an answer */
	struct gs_request q;
	char command[16];
	char line[LINE_MAX_LEN];
};

static int
broken(struct session *s, int r, const char *what)
{
	if (r == GS_EDAMAGED)
		return gs_fail(s->e, r,
		    "this is not Git's filter protocol, version 2: %s", what);
	return gs_fail_errno(s->e, r, "cannot talk to Git: %s", what);
}

/* The next text packet of a list; *more is false at its flush. */
static int
next_line(struct session *s, bool *more)
{
	enum gs_pkt_kind kind;
	const uint8_t *p;
	size_t n;
	int r;

	*more = false;
	if ((r = gs_pkt_read(&s->in, &kind, &p, &n)) != GS_OK)
		return r;
	if (kind == GS_PKT_EOF)
		return GS_EDAMAGED;
	if (kind == GS_PKT_FLUSH)
		return GS_OK;
	*more = true;
	return gs_pkt_line(p, n, s->line, sizeof(s->line));
}

/* Read one list; whether ${want} was in it. */
static int
read_list(struct session *s, const char *want, bool *found)
{
	bool more = true;
	int r;

	*found = false;
	while ((r = next_line(s, &more)) == GS_OK && more) {
		if (strcmp(s->line, want) == 0)
			*found = true;
	}
	return r;
}

static int
send_lines(struct session *s, const char *const *lines)
{
	int r = GS_OK;

	gs_buf_reset(&s->head);
	for (; *lines != NULL && r == GS_OK; lines++)
		r = **lines == '\0' ? gs_pkt_add_flush(&s->head)
				    : gs_pkt_add(&s->head, *lines);
	gs_buf_reset(&s->tail);
	return r == GS_OK ? gs_pkt_send(s->out, &s->head, NULL, 0, &s->tail)
			  : r;
}

/* "A list of desired capabilities, which must be a subset of the supported
 * capabilities list." */
static int
agree(struct session *s)
{
	static const char *const able[] = { "capability=clean",
		"capability=smudge" };
	const char *want[GS_NR(able) + 2] = { "", NULL };
	bool more, asked[GS_NR(able)] = { false };
	size_t nr = 0;
	int r;

	while ((r = next_line(s, &more)) == GS_OK && more) {
		for (size_t i = 0; i < GS_NR(able); i++) {
			if (strcmp(s->line, able[i]) == 0)
				asked[i] = true;
		}
	}
	if (r != GS_OK)
		return broken(s, r, "no capabilities");
	for (size_t i = 0; i < GS_NR(able); i++) {
		if (asked[i])
			want[nr++] = able[i];
	}
	want[nr++] = "";
	want[nr] = NULL;
	r = send_lines(s, want);
	return r == GS_OK ? GS_OK : broken(s, r, "capabilities");
}

static int
handshake(struct session *s)
{
	static const char *const greeting[] = { "git-filter-server",
		"version=2", "", NULL };
	bool more, v2;
	int r;

	if ((r = next_line(s, &more)) != GS_OK)
		return broken(s, r, "no greeting");
	if (!more || strcmp(s->line, "git-filter-client") != 0)
		return broken(s, GS_EDAMAGED, "another greeting");
	if ((r = read_list(s, "version=2", &v2)) != GS_OK)
		return broken(s, r, "no version");
	if (!v2)
		return broken(s, GS_EDAMAGED, "another version");
	if ((r = send_lines(s, greeting)) != GS_OK)
		return broken(s, r, "greeting");
	return agree(s);
}

static const char *
value_of(const char *line, const char *key)
{
	size_t n = strlen(key);

	return strncmp(line, key, n) == 0 && line[n] == '=' ? line + n + 1
							    : NULL;
}

/* Unknown keys are the future's: ignored. */
static int
take_key(struct session *s)
{
	const char *v;

	if ((v = value_of(s->line, "command")) != NULL) {
		if (strlen(v) < sizeof(s->command))
			memcpy(s->command, v, strlen(v) + 1);
	} else if ((v = value_of(s->line, "pathname")) != NULL) {
		if (strlen(v) >= sizeof(s->q.path))
			return GS_EDAMAGED;
		memcpy(s->q.path, v, strlen(v) + 1);
	} else if ((v = value_of(s->line, "blob")) != NULL) {
		(void)!gs_oid_parse(v, strlen(v), &s->q.blob);
	} else if ((v = value_of(s->line, "treeish")) != NULL) {
		(void)!gs_oid_parse(v, strlen(v), &s->q.treeish);
	}
	return GS_OK;
}

/* GS_ENOTFOUND: Git has closed its end, as it should. */
static int
read_request(struct session *s)
{
	enum gs_pkt_kind kind;
	const uint8_t *p;
	size_t n;
	int r;

	s->command[0] = s->q.path[0] = '\0';
	s->q.blob.n = s->q.treeish.n = 0;
	for (;;) {
		if ((r = gs_pkt_read(&s->in, &kind, &p, &n)) != GS_OK)
			return r;
		if (kind == GS_PKT_FLUSH)
			return GS_OK;
		if (kind == GS_PKT_EOF)
			return s->command[0] == '\0' ? GS_ENOTFOUND
						     : GS_EDAMAGED;
		r = gs_pkt_line(p, n, s->line, sizeof(s->line));
		if (r != GS_OK || (r = take_key(s)) != GS_OK)
			return r;
	}
}

static int
answer_error(struct session *s)
{
	static const char *const error[] = { "status=error", "", NULL };

	return send_lines(s, error);
}

/* All input is read before a byte is answered: neither side can block. */
static int
read_content(struct session *s, size_t room)
{
	int r;

	gs_buf_reset(&s->content);
	if (room != 0) {
		if ((r = gs_buf_reserve(&s->content, room)) != GS_OK)
			return r;
		memset(s->content.p, 0, room);
		s->content.n = room;
	}
	return gs_pkt_read_all(&s->in, &s->content);
}

static int
answer(struct session *s, size_t off)
{
	int r;

	if (s->content.n - off > GS_PKT_DATA_MAX && !s->wide) {
		gs_sys_widen_pipe(s->out);
		s->wide = true;
	}
	gs_buf_reset(&s->head);
	gs_buf_reset(&s->tail);
	if ((r = gs_pkt_add(&s->head, "status=success")) != GS_OK ||
	    (r = gs_pkt_add_flush(&s->head)) != GS_OK ||
	    (r = gs_pkt_add_flush(&s->tail)) != GS_OK ||
	    (r = gs_pkt_add_flush(&s->tail)) != GS_OK)
		return r;
	return gs_pkt_send(
	    s->out, &s->head, s->content.p + off, s->content.n - off, &s->tail);
}

static int
serve(struct session *s)
{
	bool clean = strcmp(s->command, "clean") == 0;
	bool smudge = strcmp(s->command, "smudge") == 0;
	struct gs_err e = { "", "" };
	size_t off = 0;
	int r;

	r = read_content(s, clean ? s->ops->room : 0);
	if (r == GS_EDAMAGED || r == GS_EIO)
		return broken(s, r, s->q.path);
	if (r != GS_OK)
		(void)gs_fail(
		    &e, r, "cannot hold '%s': %s", s->q.path, gs_strerror(r));
	else if (clean)
		r = s->ops->clean(s->ops->ctx, &s->q, &s->content, &off, &e);
	else if (smudge)
		r = s->ops->smudge(s->ops->ctx, &s->q, &s->content, &off, &e);
	else
		r = gs_fail(&e, GS_EDAMAGED,
		    "Git asks for '%s', which was "
		    "not offered",
		    s->command);
	if (r != GS_OK) {
		s->ops->failed(s->ops->ctx, r, &e);
		r = answer_error(s);
	} else {
		r = answer(s, off);
	}
	return r == GS_OK ? r : broken(s, r, s->q.path);
}

static int
run(struct session *s)
{
	int r;

	if ((r = handshake(s)) != GS_OK)
		return r;
	while ((r = read_request(s)) == GS_OK) {
		if ((r = serve(s)) != GS_OK)
			return r;
	}
	return r == GS_ENOTFOUND ? GS_OK : broken(s, r, "request");
}

int
gs_process_run(
    int in, int out, const struct gs_process_ops *ops, struct gs_err *e)
{
	static struct session s; /* too large for the stack */
	int r;

	memset(&s, 0, sizeof(s));
	s.out = out;
	s.ops = ops;
	s.e = e;
	if ((r = gs_pkt_in_init(&s.in, in)) == GS_OK) {
		s.in.work = ops->idle;
		s.in.work_ctx = ops->idle_ctx;
		r = run(&s);
	} else {
		r = gs_fail(e, r, "out of memory");
	}
	gs_pkt_in_clear(&s.in);
	gs_buf_clear(&s.content);
	gs_buf_clear(&s.head);
	gs_buf_clear(&s.tail);
	return r;
}
