#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/sys.h"
#include "base/wipe.h"

#include "git/pkt.h"

#define AWAKE_NS 50000u /* longer only burns processor time */
#define IDLE_MAX 100
#define IOV_NR 64

int
gs_pkt_in_init(struct gs_pkt_in *in, int fd)
{
	struct stat st;
	int flags;

	memset(in, 0, sizeof(*in));
	in->fd = fd;
	if ((in->buf = malloc(GS_PKT_BUF_LEN)) == NULL)
		return GS_ENOMEM;
	/* Only a pipe is ours alone: a terminal is shared with the shell. */
	if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
	    (flags = fcntl(fd, F_GETFL)) >= 0 &&
	    fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0)
		in->awake = true;
	return GS_OK;
}

void
gs_pkt_in_clear(struct gs_pkt_in *in)
{
	if (in->buf != NULL)
		gs_wipe(in->buf, GS_PKT_BUF_LEN);
	free(in->buf);
	memset(in, 0, sizeof(*in));
}

static void
sleep_until_readable(struct gs_pkt_in *in)
{
	struct pollfd p = { in->fd, POLLIN, 0 };

	(void)poll(&p, 1, -1);
}

/*
 * read(2) that waits: awake for a moment, then asleep.  Where staying awake
 * never pays (a slow peer, one processor under load), it stops trying.
 */
static ssize_t
read_waiting(struct gs_pkt_in *in, uint8_t *p, size_t n)
{
	enum gs_pkt_work did = GS_PKT_NOTHING;
	uint64_t since = 0;
	ssize_t k;

	for (;;) {
		k = read(in->fd, p, n);
		if (k >= 0 || (errno != EAGAIN && errno != EINTR))
			return k;
		if (errno == EINTR)
			continue;
		if (in->work != NULL)
			did = in->work(in->work_ctx);
		if (did == GS_PKT_WORKED)
			continue;
		if (did == GS_PKT_SLEEP) {
			sleep_until_readable(in);
			continue;
		}
		if (since == 0)
			since = gs_sys_now_ns();
		if (in->awake && gs_sys_now_ns() - since < AWAKE_NS) {
			(void)sched_yield();
			continue;
		}
		if (in->awake && ++in->idle > IDLE_MAX)
			in->awake = false;
		sleep_until_readable(in);
	}
}

static int
fill(struct gs_pkt_in *in)
{
	unsigned idle = in->idle;
	ssize_t k;

	if (in->from == in->to)
		in->from = in->to = 0;
	if (in->to == GS_PKT_BUF_LEN) {
		memmove(in->buf, in->buf + in->from, in->to - in->from);
		in->to -= in->from;
		in->from = 0;
	}
	k = read_waiting(in, in->buf + in->to, GS_PKT_BUF_LEN - in->to);
	if (k < 0)
		return GS_EIO;
	if (k == 0)
		in->eof = true;
	if (in->idle == idle)
		in->idle = 0;
	in->to += (size_t)k;
	return GS_OK;
}

/* Have ${n} bytes in the buffer; fewer only at the end of input. */
static int
need(struct gs_pkt_in *in, size_t n)
{
	int r;

	while (in->to - in->from < n && !in->eof) {
		if ((r = fill(in)) != GS_OK)
			return r;
	}
	return GS_OK;
}

static int
length(const uint8_t p[4], size_t *out)
{
	size_t n = 0;

	for (int i = 0; i < 4; i++) {
		unsigned char c = p[i];

		if (c >= '0' && c <= '9')
			c = (unsigned char)(c - '0');
		else if (c >= 'a' && c <= 'f')
			c = (unsigned char)(c - 'a' + 10);
		else if (c >= 'A' && c <= 'F')
			c = (unsigned char)(c - 'A' + 10);
		else
			return GS_EDAMAGED;
		n = n << 4 | c;
	}
	*out = n;
	return GS_OK;
}

int
gs_pkt_read(
    struct gs_pkt_in *in, enum gs_pkt_kind *kind, const uint8_t **p, size_t *n)
{
	size_t len;
	int r;

	*p = NULL;
	*n = 0;
	if ((r = need(in, 4)) != GS_OK)
		return r;
	if (in->to == in->from) {
		*kind = GS_PKT_EOF;
		return GS_OK;
	}
	if (in->to - in->from < 4 || length(in->buf + in->from, &len) != GS_OK)
		return GS_EDAMAGED;
	if (len == 0) {
		*kind = GS_PKT_FLUSH;
		in->from += 4;
		return GS_OK;
	}
	if (len < 4 || len > GS_PKT_DATA_MAX + 4)
		return GS_EDAMAGED;
	if ((r = need(in, len)) != GS_OK)
		return r;
	if (in->to - in->from < len)
		return GS_EDAMAGED;
	*kind = GS_PKT_DATA;
	*p = in->buf + in->from + 4;
	*n = len - 4;
	in->from += len;
	return GS_OK;
}

int
gs_pkt_read_all(struct gs_pkt_in *in, struct gs_buf *out)
{
	enum gs_pkt_kind kind;
	const uint8_t *p;
	int r, failed = GS_OK;
	size_t n;

	for (;;) {
		if ((r = gs_pkt_read(in, &kind, &p, &n)) != GS_OK)
			return r;
		if (kind == GS_PKT_EOF)
			return GS_EDAMAGED;
		if (kind == GS_PKT_FLUSH)
			return failed;
		if (out != NULL && failed == GS_OK)
			failed = gs_buf_add(out, p, n);
		if (n == GS_PKT_DATA_MAX && !in->wide) {
			gs_sys_widen_pipe(in->fd);
			in->wide = true;
		}
	}
}

int
gs_pkt_line(const uint8_t *p, size_t n, char *line, size_t max)
{
	if (n > 0 && p[n - 1] == '\n')
		n--; /* exactly one: a file name may end in one */
	if (n >= max || memchr(p, '\0', n) != NULL)
		return GS_EDAMAGED;
	memcpy(line, p, n);
	line[n] = '\0';
	return GS_OK;
}

int
gs_pkt_add(struct gs_buf *b, const char *s)
{
	GS_BUG(strlen(s) + 1 > GS_PKT_DATA_MAX);
	return gs_buf_addf(b, "%04zx%s\n", strlen(s) + 5, s);
}

int
gs_pkt_add_flush(struct gs_buf *b)
{
	return gs_buf_adds(b, "0000");
}

static int
write_vector(int fd, struct iovec *v, int nr)
{
	while (nr > 0) {
		ssize_t k = writev(fd, v, nr);

		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return GS_EIO;
		for (; nr > 0 && (size_t)k >= v->iov_len; v++, nr--)
			k -= (ssize_t)v->iov_len;
		if (nr > 0) {
			v->iov_base = (uint8_t *)v->iov_base + k;
			v->iov_len -= (size_t)k;
		}
	}
	return GS_OK;
}

/* writev(2) takes what it only reads without const. */
static struct iovec
slice(const void *p, size_t n)
{
	struct iovec v = { (void *)(uintptr_t)p, n };

	return v;
}

int
gs_pkt_send(int fd, const struct gs_buf *head, const uint8_t *p, size_t n,
    const struct gs_buf *tail)
{
	char len[IOV_NR / 2][5];
	struct iovec v[IOV_NR];
	int nr = 0, r;

	v[nr++] = slice(head->p, head->n);
	while (n > 0) {
		size_t take = n < GS_PKT_DATA_MAX ? n : GS_PKT_DATA_MAX;

		if (nr + 3 > IOV_NR) {
			if ((r = write_vector(fd, v, nr)) != GS_OK)
				return r;
			nr = 0;
		}
		(void)snprintf(len[nr / 2], sizeof(len[0]), "%04zx", take + 4);
		v[nr] = slice(len[nr / 2], 4);
		v[nr + 1] = slice(p, take);
		nr += 2;
		p += take;
		n -= take;
	}
	v[nr++] = slice(tail->p, tail->n);
	return write_vector(fd, v, nr);
}
