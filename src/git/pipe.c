#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/sys.h"

#include "git/pipe.h"

#define FIRST ((size_t)64 << 10)
#define NAP_NS (500L * 1000)

int
gs_pipe_open(struct gs_pipe *p, const struct gs_git_opt *opt,
    const char *const *argv, struct gs_err *e)
{
	int r;

	memset(p, 0, sizeof(*p));
	if ((p->buf = malloc(FIRST)) == NULL)
		return gs_no_memory(e);
	p->cap = FIRST;
	if ((r = gs_git_start(opt, argv, &p->proc, e)) != GS_OK) {
		free(p->buf);
		memset(p, 0, sizeof(*p));
		return r;
	}
	/* Our end alone: the child still blocks while it waits for more. */
	(void)fcntl(p->proc.in, F_SETFL, O_NONBLOCK);
	p->open = true;
	return GS_OK;
}

int
gs_pipe_close(struct gs_pipe *p)
{
	int code;

	if (!p->open)
		return 0;
	code = gs_proc_wait(&p->proc);
	free(p->buf);
	memset(p, 0, sizeof(*p));
	return code;
}

void
gs_pipe_feed(struct gs_pipe *p, const void *in, size_t n, bool last)
{
	GS_BUG(p->in_n != 0);
	p->in = in;
	p->in_n = n;
	p->last = last;
}

/*
 * write(2) without SIGPIPE, whatever its disposition is and whichever other
 * threads run: it is held back and, if this write raised it, taken away.
 */
static ssize_t
write_quietly(int fd, const void *p, size_t n)
{
	sigset_t set, old, pending;
	bool before;
	ssize_t k;
	int saved, sig;

	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGPIPE);
	(void)pthread_sigmask(SIG_BLOCK, &set, &old);
	before = sigpending(&pending) == 0 && sigismember(&pending, SIGPIPE);
	k = write(fd, p, n);
	saved = errno;
	if (k < 0 && saved == EPIPE && !before && sigpending(&pending) == 0 &&
	    sigismember(&pending, SIGPIPE))
		(void)sigwait(&set, &sig);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = saved;
	return k;
}

static void
shut_in(struct gs_pipe *p)
{
	if (p->proc.in >= 0)
		(void)close(p->proc.in);
	p->proc.in = -1;
	p->in_n = 0;
}

/* Feed what the pipe takes now.  A child that no longer reads shows itself
 * when its answers are read. */
static void
feed(struct gs_pipe *p)
{
	ssize_t k;

	if (p->proc.in >= 0 && p->in_n > 0) {
		k = write_quietly(p->proc.in, p->in, p->in_n);
		if (k >= 0) {
			p->in += k;
			p->in_n -= (size_t)k;
		} else if (errno != EINTR && errno != EAGAIN) {
			shut_in(p);
		}
	}
	if (p->in_n == 0 && p->last)
		shut_in(p);
}

void
gs_pipe_calm(struct gs_pipe *p)
{
	gs_sys_widen_pipe(p->proc.in);
	gs_sys_widen_pipe(p->proc.out);
	p->wide = true;
	p->calm = fcntl(p->proc.out, F_SETFL, O_NONBLOCK) == 0;
}

static void
nap(void)
{
	const struct timespec t = { 0, NAP_NS };

	(void)nanosleep(&t, NULL);
}

/* read(2) of at least one byte, feeding meanwhile; GS_EIO at the end. */
static int
read_some(struct gs_pipe *p, uint8_t *to, size_t max, size_t *got)
{
	ssize_t k;

	for (;;) {
		if (p->in_n > 0 || p->last)
			feed(p);
		if (p->in_n > 0 && !p->calm) {
			struct pollfd fds[2] = { { p->proc.out, POLLIN, 0 },
				{ p->proc.in, POLLOUT, 0 } };

			if (poll(fds, 2, -1) < 0 && errno != EINTR)
				return GS_EIO;
			if (fds[0].revents == 0)
				continue;
		}
		k = read(p->proc.out, to, max);
		if (k > 0) {
			*got = (size_t)k;
			return GS_OK;
		}
		if (k < 0 && errno == EAGAIN)
			nap();
		else if (k == 0 || errno != EINTR)
			return GS_EIO;
	}
}

/* Make room behind what was read ahead: move it down, else grow. */
static int
make_room(struct gs_pipe *p)
{
	uint8_t *q;

	if (p->off > 0) {
		memmove(p->buf, p->buf + p->off, p->n);
		p->off = 0;
	}
	if (p->n < p->cap)
		return GS_OK;
	if (p->cap >= GS_PIPE_FIELD_MAX)
		return GS_ETOOBIG;
	if ((q = realloc(p->buf, p->cap * 2)) == NULL)
		return GS_ENOMEM;
	p->buf = q;
	p->cap *= 2;
	return GS_OK;
}

int
gs_pipe_field(struct gs_pipe *p, char end, const uint8_t **out, size_t *n)
{
	size_t seen = 0, got;
	const uint8_t *at;
	int r;

	for (;;) {
		at = memchr(p->buf + p->off + seen, end, p->n - seen);
		if (at != NULL)
			break;
		seen = p->n;
		if (p->off + p->n == p->cap && (r = make_room(p)) != GS_OK)
			return r;
		if (p->n == 0)
			p->off = 0;
		r = read_some(
		    p, p->buf + p->off + p->n, p->cap - p->off - p->n, &got);
		if (r != GS_OK)
			return r;
		p->n += got;
	}
	*out = p->buf + p->off;
	*n = (size_t)(at - *out);
	p->off += *n + 1;
	p->n -= *n + 1;
	return GS_OK;
}

int
gs_pipe_take(struct gs_pipe *p, uint8_t *to, size_t n)
{
	uint8_t spare[4096];
	size_t k = n < p->n ? n : p->n;
	int r;

	if (to != NULL) {
		memcpy(to, p->buf + p->off, k);
		to += k;
	}
	p->off += k;
	p->n -= k;
	if (n - k > FIRST && !p->wide) {
		gs_sys_widen_pipe(p->proc.out);
		p->wide = true;
	}
	for (n -= k; n > 0; n -= k) {
		if (to == NULL)
			r = read_some(p, spare,
			    n < sizeof(spare) ? n : sizeof(spare), &k);
		else
			r = read_some(p, to, n, &k);
		if (r != GS_OK)
			return r;
		if (to != NULL)
			to += k;
	}
	return GS_OK;
}
