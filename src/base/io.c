#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <unistd.h>

#include "base/io.h"

#define CHUNK ((size_t)64 << 10)

/*
 * Whether to try again: after a signal, or once ${fd} is ready where somebody
 * who shares it has made it non-blocking.
 */
static bool
again(int fd, short event)
{
	struct pollfd p = { fd, event, 0 };

	if (errno == EINTR)
		return true;
	return (errno == EAGAIN || errno == EWOULDBLOCK) &&
	    (poll(&p, 1, -1) >= 0 || errno == EINTR);
}

int
gs_io_write(int fd, const void *p, size_t n)
{
	const char *c = p;

	while (n > 0) {
		ssize_t k = write(fd, c, n);

		if (k < 0 && again(fd, POLLOUT))
			continue;
		if (k < 0)
			return GS_EIO;
		c += k;
		n -= (size_t)k;
	}
	return GS_OK;
}

int
gs_io_read(int fd, size_t max, struct gs_buf *out)
{
	size_t from = out->n;
	ssize_t k;
	int r;

	for (;;) {
		if ((r = gs_buf_reserve(out, CHUNK)) != GS_OK)
			return r;
		k = read(fd, out->p + out->n, out->cap - out->n);
		if (k < 0 && again(fd, POLLIN))
			continue;
		if (k < 0)
			return GS_EIO;
		if (k == 0)
			return GS_OK;
		out->n += (size_t)k;
		if (out->n - from > max)
			return GS_ETOOBIG;
	}
}

int
gs_io_close(int fd)
{
	/* After EINTR the descriptor is gone on Linux: do not retry. */
	if (close(fd) != 0 && errno != EINTR)
		return GS_EIO;
	return GS_OK;
}

int
gs_io_cloexec(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags >= 0)
		(void)fcntl(fd, F_SETFD, flags | FD_CLOEXEC);
	return fd;
}
