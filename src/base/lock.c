#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"

#include "base/file.h"

#define NAP_MS 10

static void
nap(void)
{
	const struct timespec t = { 0, NAP_MS * 1000 * 1000 };

	(void)nanosleep(&t, NULL);
}

/* Whether ${path} is the file ${fd}. */
static bool
is_at(int fd, const char *path)
{
	struct stat a, b;

	return fstat(fd, &a) == 0 && lstat(path, &b) == 0 &&
	    a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/*
 * Remove what a killed one left: l->own, which nobody holds any more, and
 * l->tmp where that is the same file.  False: somebody alive holds it.
 */
static bool
clean_up(const struct gs_lock *l)
{
	int fd = open(l->own, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	bool dead;

	if (fd < 0)
		return errno == ENOENT;
	dead = flock(fd, LOCK_EX | LOCK_NB) == 0;
	/* Another may have been as fast, and be at work already. */
	if (dead && is_at(fd, l->own)) {
		if (is_at(fd, l->tmp))
			(void)unlink(l->tmp);
		(void)unlink(l->own);
	}
	(void)close(fd);
	return dead;
}

static void
close_own(struct gs_lock *l)
{
	int saved = errno;

	if (l->fd >= 0 && is_at(l->fd, l->own))
		(void)unlink(l->own);
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
	errno = saved;
}

/* One attempt: our own file, held, and its second name.  0, or -1 and errno;
 * EEXIST: somebody else has it. */
static int
attempt(struct gs_lock *l, mode_t mode)
{
	int r;

	if (!clean_up(l)) {
		errno = EEXIST;
		return -1;
	}
	l->fd = open(
	    l->own, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
	if (l->fd < 0)
		return -1;
	/* Where flock(2) does not work at all, only kills are not noticed. */
	if ((flock(l->fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) ||
	    !is_at(l->fd, l->own)) {
		close_own(l);
		errno = EEXIST;
		return -1;
	}
	r = link(l->own, l->tmp);
	if (r != 0 && errno != EEXIST) {
		/* No links here: the name alone has to do. */
		int fd = open(l->tmp,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

		if (fd >= 0) {
			(void)close(fd);
			r = rename(l->own, l->tmp);
		}
	}
	if (r != 0)
		close_own(l);
	return r;
}

static void
forget(struct gs_lock *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	free(l->path);
	free(l->own);
	free(l->tmp);
	memset(l, 0, sizeof(*l));
	l->fd = -1;
}

int
gs_lock_take(struct gs_lock *l, const char *path, mode_t mode, unsigned wait_ms,
    struct gs_err *e)
{
	unsigned waited = 0;
	int r;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	l->path = gs_strdup(path);
	l->own = gs_asprintf("%s.git-seal", path);
	l->tmp = gs_asprintf("%s.lock", path);
	if (l->path == NULL || l->own == NULL || l->tmp == NULL) {
		r = gs_no_memory(e);
		goto fail;
	}
	while (attempt(l, mode) != 0) {
		if (errno == EEXIST && waited < wait_ms) {
			nap();
			waited += NAP_MS;
			continue;
		}
		r = gs_fail_errno(e, GS_EIO, "cannot lock '%s'", path);
		if (errno == EEXIST)
			gs_hint(e,
			    "another program may be at work; if none is, "
			    "remove '%s'",
			    l->tmp);
		goto fail;
	}
	return GS_OK;
fail:
	forget(l);
	return r;
}

int
gs_lock_commit(struct gs_lock *l, const void *p, size_t n, struct gs_err *e)
{
	int r = GS_OK;

	GS_BUG(l->tmp == NULL);
	if (gs_io_write(l->fd, p, n) != GS_OK || fsync(l->fd) != 0)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", l->path);
	else if (rename(l->tmp, l->path) != 0)
		r = gs_fail_errno(e, GS_EIO, "cannot replace '%s'", l->path);
	if (r != GS_OK) {
		gs_lock_drop(l);
		return r;
	}
	close_own(l);
	r = gs_file_sync_dir(l->path, e);
	forget(l);
	return r;
}

void
gs_lock_drop(struct gs_lock *l)
{
	if (l->tmp == NULL)
		return;
	if (l->fd >= 0 && is_at(l->fd, l->tmp))
		(void)unlink(l->tmp);
	close_own(l);
	forget(l);
}
