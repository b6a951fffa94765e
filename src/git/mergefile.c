#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "git/run.h"

#include "git/mergefile.h"

#define BINARY_SEEN ((size_t)8000)

/*
 * Lines of what all agree in that are handed over all the same: a change may
 * slide into them, and the line before a conflict tells its line ends.
 */
#define KEPT_LINES 100

/* Files of this moment, for one child. */
struct files {
	int fd[GS_SIDES];
	char path[GS_SIDES][GS_SYS_FD_PATH_LEN];
};

bool
gs_git_binary(struct gs_cur text)
{
	size_t n = text.n < BINARY_SEEN ? text.n : BINARY_SEEN;

	return n > 0 && memchr(text.p, 0, n) != NULL;
}

static void
close_files(struct files *f)
{
	for (int k = 0; k < GS_SIDES; k++) {
		if (f->fd[k] >= 0)
			(void)close(f->fd[k]);
		f->fd[k] = -1;
	}
}

static int
open_files(
    struct files *f, const struct gs_cur side[GS_SIDES], struct gs_err *e)
{
	for (int k = 0; k < GS_SIDES; k++) {
		f->fd[k] = gs_sys_memory_file("git-seal-merge");
		if (f->fd[k] < 0 ||
		    gs_io_write(f->fd[k], side[k].p, side[k].n) != GS_OK ||
		    fcntl(f->fd[k], F_SETFD, 0) != 0) {
			close_files(f);
			return gs_fail_errno(e, GS_EIO,
			    "cannot keep a text in memory for git merge-file");
		}
		(void)gs_sys_fd_path(f->fd[k], f->path[k]);
	}
	return GS_OK;
}

static size_t
common_head(struct gs_cur a, struct gs_cur b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0, step = 4096;

	for (; step > 0; step = step > 1 ? 1 : 0) {
		while (n - i >= step && memcmp(a.p + i, b.p + i, step) == 0)
			i += step;
	}
	return i;
}

static size_t
common_tail(struct gs_cur a, struct gs_cur b)
{
	size_t n = a.n < b.n ? a.n : b.n, i = 0, step = 4096;
	const uint8_t *a_end = a.p + a.n, *b_end = b.p + b.n;

	for (; step > 0; step = step > 1 ? 1 : 0) {
		while (n - i >= step &&
		    memcmp(a_end - i - step, b_end - i - step, step) == 0)
			i += step;
	}
	return i;
}

/* As many whole lines from the front of the ${n} bytes at ${p} that
 * KEPT_LINES stand behind them. */
static size_t
spare_head(const uint8_t *p, size_t n)
{
	size_t lines = 0;

	while (n > 0 && (p[n - 1] != '\n' || ++lines <= KEPT_LINES))
		n--;
	return n;
}

/* The same from the end. */
static size_t
spare_tail(const uint8_t *p, size_t n)
{
	size_t lines = 0, i = 0;

	while (i < n && (p[i] != '\n' || ++lines <= KEPT_LINES))
		i++;
	return i < n ? n - i - 1 : 0;
}

/*
 * Leave out what all three begin and end with: Git would read, hash and copy
 * it three times, to find the same.  A NUL further on must not come to stand
 * where Git looks for one.
 */
static void
trim(struct gs_mergefile *m, struct gs_cur side[GS_SIDES])
{
	const struct gs_cur a = side[GS_OURS];
	size_t head = a.n, tail, n;

	for (int k = GS_BASE; k < GS_SIDES; k++) {
		if (side[k].n == 0 || memchr(side[k].p, 0, side[k].n) != NULL)
			return;
		n = common_head(a, side[k]);
		head = n < head ? n : head;
	}
	if (memchr(a.p, 0, a.n) != NULL)
		return;
	head = spare_head(a.p, head);
	for (int k = 0; k < GS_SIDES; k++) {
		side[k].p += head;
		side[k].n -= head;
	}
	tail = side[GS_OURS].n;
	for (int k = GS_BASE; k < GS_SIDES; k++) {
		n = common_tail(side[GS_OURS], side[k]);
		tail = n < tail ? n : tail;
	}
	tail = spare_tail(a.p + a.n - tail, tail);
	for (int k = 0; k < GS_SIDES; k++)
		side[k].n -= tail;
	m->head = (struct gs_cur){ a.p, head };
	m->tail = (struct gs_cur){ a.p + a.n - tail, tail };
}

/* ${styled}: conflicts as the user's config wants them. */
static int
start(struct gs_mergefile *m, const struct gs_cur side[GS_SIDES],
    const struct gs_marks *marks, bool styled, struct gs_err *e)
{
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_cur part[GS_SIDES];
	char size[32];
	struct files f = { { -1, -1, -1 }, { "" } };
	const char *const words[] = { "-c", "merge.conflictStyle=merge",
		"merge-file", "-p", "-q", size, "-L", marks->label[GS_OURS],
		"-L", marks->label[GS_BASE], "-L", marks->label[GS_THEIRS],
		f.path[GS_OURS], f.path[GS_BASE], f.path[GS_THEIRS], NULL };
	int r;

	GS_BUG(m->running);
	memset(m, 0, sizeof(*m));
	memcpy(part, side, sizeof(part));
	if (part[GS_OURS].n > 0)
		trim(m, part);
	(void)snprintf(size, sizeof(size), "--marker-size=%u", marks->size);
	if ((r = open_files(&f, part, e)) != GS_OK)
		return r;
	r = gs_git_start(&opt, words + (styled ? 2 : 0), &m->p, e);
	m->running = r == GS_OK;
	/* The child has its own; no later one of ours shall inherit them. */
	close_files(&f);
	return r;
}

int
gs_mergefile_start(struct gs_mergefile *m, const struct gs_cur side[GS_SIDES],
    const struct gs_marks *marks, struct gs_err *e)
{
	return start(m, side, marks, true, e);
}

int
gs_mergefile_differ(struct gs_mergefile *m, struct gs_cur ours,
    struct gs_cur theirs, const struct gs_marks *marks, struct gs_err *e)
{
	const struct gs_cur side[GS_SIDES] = { ours, { NULL, 0 }, theirs };

	/* An empty base shown as such would say that nothing was there. */
	return start(m, side, marks, false, e);
}

int
gs_mergefile_end(struct gs_mergefile *m, struct gs_buf *out, bool *conflict,
    struct gs_err *e)
{
	static const char *const argv[] = { "merge-file", NULL };
	size_t had = out->n;
	int code, r;

	GS_BUG(!m->running);
	m->running = false;
	r = gs_buf_add(out, m->head.p, m->head.n);
	if (r == GS_OK)
		r = gs_proc_talk(&m->p, NULL, 0, out);
	code = gs_proc_wait(&m->p);
	*conflict = code != 0;
	if (r == GS_OK)
		r = gs_buf_add(out, m->tail.p, m->tail.n);
	if (r != GS_OK)
		r = gs_fail(e, r, "cannot talk to 'git merge-file': %s",
		    gs_strerror(r));
	else if (code > 127) /* up to there it counts conflicts */
		r = gs_git_failed(argv, code, e);
	if (r != GS_OK)
		gs_buf_cut(out, had);
	return r;
}

void
gs_mergefile_drop(struct gs_mergefile *m)
{
	if (m->running)
		(void)gs_proc_wait(&m->p);
	m->running = false;
}
