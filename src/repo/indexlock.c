#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "base/text.h"

#include "repo/indexlock.h"

#define INDEX_MAX ((size_t)1 << 32)
#define WAIT_MS 5000u
#define NAP_MS 10u

static void
nap(void)
{
	const struct timespec t = { 0, NAP_MS * 1000 * 1000 };

	(void)nanosleep(&t, NULL);
}

static bool
same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* Git replaces its index, it never writes into it: another inode tells most,
 * size and times the rest. */
static bool
same_file(const struct stat *a, const struct stat *b)
{
	return same_inode(a, b) && a->st_size == b->st_size &&
	    a->st_mtime == b->st_mtime && a->st_ctime == b->st_ctime;
}

/* Wait until no other git-seal holds the temporary that lies there, then
 * remove it, and index.lock where it is a link to it: its owner is dead. */
static int
clean_up(struct gs_indexlock *l, struct gs_err *e)
{
	int fd = open(l->tmp, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	struct stat mine, at;

	if (fd < 0)
		return errno == ENOENT
		    ? GS_OK
		    : gs_fail_errno(e, GS_EIO, "cannot open '%s'", l->tmp);
	for (unsigned waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0;
	     waited += NAP_MS) {
		if ((errno != EWOULDBLOCK && errno != EINTR) ||
		    waited >= WAIT_MS) {
			(void)close(fd);
			return gs_fail_errno(e, GS_EIO,
			    "another git-seal works on '%s'", l->index);
		}
		nap();
	}
	/* While we waited its owner may have put another one there. */
	if (fstat(fd, &mine) == 0 && lstat(l->tmp, &at) == 0 &&
	    same_inode(&mine, &at)) {
		if (lstat(l->lock, &at) == 0 && same_inode(&mine, &at))
			(void)unlink(l->lock);
		(void)unlink(l->tmp);
	}
	(void)close(fd);
	return GS_OK;
}

/* A new temporary that is ours; GS_EREFUSED: somebody was faster. */
static int
create(struct gs_indexlock *l, struct gs_err *e)
{
	struct stat mine, at;

	l->fd = open(
	    l->tmp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (l->fd < 0)
		return errno == EEXIST
		    ? GS_EREFUSED
		    : gs_fail_errno(
			  e, GS_EIO, "cannot write beside '%s'", l->index);
	if (flock(l->fd, LOCK_EX | LOCK_NB) == 0) {
		if (fstat(l->fd, &mine) == 0 && lstat(l->tmp, &at) == 0 &&
		    same_inode(&mine, &at))
			return GS_OK;
	} else if (errno != EWOULDBLOCK) {
		(void)unlink(l->tmp);
		return gs_fail_errno(e, GS_EIO, "cannot lock '%s'", l->tmp);
	}
	(void)close(l->fd);
	l->fd = -1;
	return GS_EREFUSED;
}

int
gs_indexlock_take(struct gs_indexlock *l, const char *index, struct gs_err *e)
{
	int r;

	memset(l, 0, sizeof(*l));
	l->fd = -1;
	if ((l->index = realpath(index, NULL)) == NULL)
		return gs_fail_errno(e, errno == ENOENT ? GS_ENOTFOUND : GS_EIO,
		    "cannot find '%s'", index);
	l->lock = gs_asprintf("%s.lock", l->index);
	l->tmp = gs_asprintf("%s.git-seal", l->index);
	if (l->lock == NULL || l->tmp == NULL)
		return gs_no_memory(e);
	do {
		if ((r = clean_up(l, e)) == GS_OK)
			r = create(l, e);
	} while (r == GS_EREFUSED);
	return r;
}

int
gs_indexlock_read(
    const char *index, struct gs_buf *b, struct stat *st, struct gs_err *e)
{
	int fd = open(index, O_RDONLY | O_CLOEXEC), r = GS_EIO;

	if (fd < 0)
		return gs_fail_errno(e, errno == ENOENT ? GS_ENOTFOUND : GS_EIO,
		    "cannot open '%s'", index);
	if (fstat(fd, st) == 0 && st->st_size >= 0 &&
	    (r = gs_buf_reserve(b, (size_t)st->st_size + 1)) == GS_OK)
		r = gs_io_read(fd, INDEX_MAX, b);
	if (r == GS_EIO)
		(void)gs_fail_errno(e, r, "cannot read '%s'", index);
	else if (r != GS_OK)
		(void)gs_fail(
		    e, r, "cannot read '%s': %s", index, gs_strerror(r));
	(void)close(fd);
	return r;
}

static int
set_time(const struct gs_indexlock *l, const struct stat *st)
{
#ifdef __APPLE__
	const struct timespec t[2] = { { 0, UTIME_OMIT }, st->st_mtimespec };
#else
	const struct timespec t[2] = { { 0, UTIME_OMIT }, st->st_mtim };
#endif

	return l->keep_time ? futimens(l->fd, t) : 0;
}

static int
write_tmp(struct gs_indexlock *l, const void *p, size_t n,
    const struct stat *st, struct gs_err *e)
{
	if (lseek(l->fd, 0, SEEK_SET) != 0 || ftruncate(l->fd, 0) != 0 ||
	    gs_io_write(l->fd, p, n) != GS_OK ||
	    fchmod(l->fd, st->st_mode & 0777) != 0 || set_time(l, st) != 0 ||
	    fsync(l->fd) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot write '%s'", l->tmp);
	return GS_OK;
}

/* File systems without links: take the name, then move the temporary to it. */
static int
lock_without_link(struct gs_indexlock *l)
{
	int fd = open(l->lock,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return -1;
	(void)close(fd);
	return rename(l->tmp, l->lock);
}

/* Under the lock, which is gone afterwards: compare, then replace. */
static int
replace(struct gs_indexlock *l, const struct stat *st, bool *changed,
    struct gs_err *e)
{
	struct stat now;
	int r = GS_OK;

	*changed = lstat(l->index, &now) != 0 || !same_file(&now, st);
	if (!*changed && rename(l->lock, l->index) == 0) {
		(void)unlink(l->tmp);
		return GS_OK;
	}
	if (!*changed)
		r = gs_fail_errno(e, GS_EIO, "cannot replace '%s'", l->index);
	/* To where it came from; does nothing if it is a link. */
	(void)rename(l->lock, l->tmp);
	(void)unlink(l->lock);
	return r;
}

/* Lock and replace with signals held back, so that nothing but a kill can
 * end the program in between.  GS_EREFUSED: the lock is taken. */
static int
attempt(struct gs_indexlock *l, const struct stat *st, bool *changed,
    struct gs_err *e)
{
	sigset_t all, old;
	int r;

	(void)sigfillset(&all);
	if (pthread_sigmask(SIG_BLOCK, &all, &old) != 0)
		return gs_fail(e, GS_EIO, "cannot hold signals back");
	if (link(l->tmp, l->lock) == 0 ||
	    (errno != EEXIST && lock_without_link(l) == 0))
		r = replace(l, st, changed, e);
	else if (errno == EEXIST)
		r = GS_EREFUSED;
	else
		r = gs_fail_errno(e, GS_EIO, "cannot lock '%s'", l->index);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return r;
}

static int
lock_and_replace(struct gs_indexlock *l, const struct stat *st, bool *changed,
    struct gs_err *e)
{
	unsigned waited = 0;
	int r;

	while ((r = attempt(l, st, changed, e)) == GS_EREFUSED &&
	    waited < WAIT_MS) {
		nap();
		waited += NAP_MS;
	}
	if (r != GS_EREFUSED)
		return r;
	r = gs_fail(
	    e, GS_EIO, "cannot lock '%s': '%s' exists", l->index, l->lock);
	gs_hint(
	    e, "another Git may be at work; if none is, remove '%s'", l->lock);
	return r;
}

int
gs_indexlock_write(struct gs_indexlock *l, const void *p, size_t n,
    const struct stat *st, bool *changed, struct gs_err *e)
{
	int r;

	*changed = false;
	if ((r = write_tmp(l, p, n, st, e)) != GS_OK ||
	    (r = lock_and_replace(l, st, changed, e)) != GS_OK || *changed)
		return r;
	return gs_file_sync_dir(l->index, e);
}

void
gs_indexlock_drop(struct gs_indexlock *l)
{
	struct stat mine, at;

	if (l->fd >= 0) {
		if (fstat(l->fd, &mine) == 0 && lstat(l->tmp, &at) == 0 &&
		    same_inode(&mine, &at))
			(void)unlink(l->tmp);
		(void)close(l->fd);
	}
	free(l->index);
	free(l->lock);
	free(l->tmp);
	memset(l, 0, sizeof(*l));
	l->fd = -1;
}
