#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"

#include "repo/place.h"

#define FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)

void
gs_placer_init(struct gs_placer *w, const struct gs_place *p, unsigned id)
{
	memset(w, 0, sizeof(*w));
	w->place = p;
	w->dir = -1;
	(void)snprintf(w->tmp, sizeof(w->tmp), ".git-seal-tmp%u", id);
}

static void
forget_dir(struct gs_placer *w)
{
	if (w->dir >= 0)
		(void)close(w->dir);
	free(w->dir_path);
	w->dir_path = NULL;
	w->dir_n = 0;
	w->dir = -1;
}

void
gs_placer_clear(struct gs_placer *w)
{
	forget_dir(w);
}

/* Open the folder of ${n} bytes at ${path}, a component at a time. */
static int
walk_down(const struct gs_placer *w, const char *path, size_t n)
{
	int at = openat(w->place->top, ".", FOLDER), next;
	char *copy = gs_strndup(path, n), *name, *slash;

	for (name = copy; at >= 0 && name != NULL && *name != '\0';
	     name = slash) {
		slash = strchr(name, '/');
		if (slash != NULL)
			*slash++ = '\0';
		next = openat(at, name, FOLDER);
		(void)close(at);
		at = next;
	}
	if (copy == NULL && at >= 0) {
		(void)close(at);
		at = -1;
		errno = ENOMEM;
	}
	free(copy);
	return at;
}

static int
nothing_there(void)
{
	/* ELOOP, on BSD EMLINK: a symbolic link where a folder should be. */
	return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ||
		errno == EMLINK
	    ? GS_ENOTFOUND
	    : GS_EIO;
}

/* w->dir becomes the folder of ${path}; ${name} is what it is called there. */
static int
enter(struct gs_placer *w, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - path);

	*name = slash == NULL ? path : slash + 1;
	if (w->dir >= 0 && w->dir_n == n &&
	    (n == 0 || memcmp(w->dir_path, path, n) == 0))
		return GS_OK;
	forget_dir(w);
	if ((w->dir = walk_down(w, path, n)) < 0)
		return nothing_there();
	if ((w->dir_path = gs_strndup(path, n)) == NULL) {
		forget_dir(w);
		errno = ENOMEM;
		return GS_EIO;
	}
	w->dir_n = n;
	return GS_OK;
}

int
gs_placer_stat(struct gs_placer *w, const char *path, struct stat *st)
{
	const char *name;
	int r;

	if ((r = enter(w, path, &name)) != GS_OK)
		return r;
	return fstatat(w->dir, name, st, AT_SYMLINK_NOFOLLOW) == 0
	    ? GS_OK
	    : nothing_there();
}

int
gs_placer_open(struct gs_placer *w, const char *path, int *fd, struct stat *st)
{
	const char *name;
	int r;

	*fd = -1;
	if ((r = enter(w, path, &name)) != GS_OK)
		return r;
	/* A FIFO must not hold us up. */
	*fd = openat(
	    w->dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (*fd < 0)
		return nothing_there();
	if (fstat(*fd, st) == 0 && S_ISREG(st->st_mode))
		return GS_OK;
	(void)close(*fd);
	*fd = -1;
	return GS_ENOTFOUND;
}

int
gs_placer_read(
    struct gs_placer *w, const char *path, size_t max, struct gs_buf *b)
{
	struct stat st;
	size_t n;
	int r, fd;
	ssize_t k;

	if ((r = gs_placer_open(w, path, &fd, &st)) != GS_OK)
		return r;
	n = (uint64_t)st.st_size < max ? (size_t)st.st_size : max;
	r = gs_buf_reserve(b, n + 1);
	while (r == GS_OK && n > 0) {
		k = read(fd, b->p + b->n, n);
		if (k > 0) {
			b->n += (size_t)k;
			n -= (size_t)k;
		} else if (k == 0) {
			break;
		} else if (errno != EINTR) {
			r = GS_EIO;
		}
	}
	(void)close(fd);
	return r;
}

static bool
unchanged(const struct stat *a, const struct stat *b)
{
	struct gs_stat x, y;

	gs_stat_of(a, &x);
	gs_stat_of(b, &y);
	return gs_stat_eq(&x, &y) && a->st_size == b->st_size;
}

/* Reading and writing for whom the old file and the umask let; executing
 * for those who may then read. */
static mode_t
mode_for(const struct gs_placer *w, bool exec, mode_t old)
{
	mode_t m = 0666 & old & ~w->place->umask;

	if (exec)
		m |= (m & 0444) >> 2 & ~w->place->umask;
	return m;
}

static int
fill(struct gs_placer *w, int fd, const void *p, size_t n)
{
	const struct timespec times[2] = { { 0, UTIME_OMIT }, w->place->mtime };

	if (gs_io_write(fd, p, n) != GS_OK || futimens(fd, times) != 0)
		return GS_EIO;
	return GS_OK;
}

/* The stat data after the rename, which changes the ctime.  Somebody may
 * have written into the file already: then they tell of his bytes. */
static int
settle_with(const struct gs_placer *w, int fd, size_t n, struct gs_stat *now)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return GS_EIO;
	gs_stat_of(&st, now);
	if ((uint64_t)st.st_size != n ||
	    now->mtime != (uint32_t)w->place->mtime.tv_sec)
		memset(now, 0, sizeof(*now));
	return GS_OK;
}

static int
create(struct gs_placer *w, int dir, mode_t mode)
{
	const int how = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;
	int fd = openat(dir, w->tmp, how, mode);

	/* Left by a killed run beside a file; no run of ours is alive. */
	if (fd < 0 && errno == EEXIST && unlinkat(dir, w->tmp, 0) == 0)
		fd = openat(dir, w->tmp, how, mode);
	return fd;
}

/* Write the new file in the folder ${tmp}, then move it to ${name}. */
static int
write_in(struct gs_placer *w, int tmp, const char *name, const void *p,
    size_t n, mode_t mode, struct gs_stat *now)
{
	int fd = create(w, tmp, mode), r, saved;

	if (fd < 0)
		return GS_EIO;
	r = fill(w, fd, p, n);
	if (r == GS_OK && renameat(tmp, w->tmp, w->dir, name) != 0)
		r = GS_EIO;
	if (r == GS_OK) {
		r = settle_with(w, fd, n, now);
	} else {
		saved = errno;
		(void)unlinkat(tmp, w->tmp, 0);
		errno = saved;
	}
	saved = errno;
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		return GS_EIO;
	errno = saved;
	return r;
}

/* The folders above ${path}; walk_down then refuses what is none. */
static int
make_way(const struct gs_placer *w, const char *path)
{
	char *copy = gs_strdup(path), *slash;

	if (copy == NULL) {
		errno = ENOMEM;
		return GS_EIO;
	}
	for (slash = strchr(copy, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		int at;

		*slash = '\0';
		at = walk_down(w, copy, strlen(copy));
		if (at >= 0) {
			(void)close(at);
		} else {
			char *up = strrchr(copy, '/');
			size_t n = up == NULL ? 0 : (size_t)(up - copy);

			at = walk_down(w, copy, n);
			if (at >= 0) {
				(void)mkdirat(
				    at, up == NULL ? copy : up + 1, 0777);
				(void)close(at);
			}
		}
		*slash = '/';
	}
	free(copy);
	return GS_OK;
}

/* As lstat(2) of what is to be replaced; of what is to be made, the mode
 * that a new file gets. */
static int
find_old(
    struct gs_placer *w, const char *path, const char **name, struct stat *st)
{
	int r = enter(w, path, name);

	if (r == GS_ENOTFOUND && w->place->make &&
	    (r = make_way(w, path)) == GS_OK)
		r = enter(w, path, name);
	if (r != GS_OK)
		return r;
	if (fstatat(w->dir, *name, st, AT_SYMLINK_NOFOLLOW) == 0)
		return GS_OK;
	if (errno != ENOENT || !w->place->make)
		return nothing_there();
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFREG | 0666;
	return GS_OK;
}

int
gs_placer_write(struct gs_placer *w, const char *path, const void *p, size_t n,
    bool exec, const struct stat *was, struct gs_stat *now, struct gs_err *e)
{
	struct stat st;
	const char *name;
	mode_t mode;
	int r;

	memset(now, 0, sizeof(*now));
	if ((r = find_old(w, path, &name, &st)) != GS_OK)
		return gs_fail_errno(e, r, "cannot write '%s'", path);
	if (was != NULL && !unchanged(&st, was))
		return gs_fail(
		    e, GS_EREFUSED, "'%s' has just been changed", path);
	mode = mode_for(w, exec, st.st_mode);
	r = write_in(w, w->place->beside ? w->dir : w->place->tmp, name, p, n,
	    mode, now);
	/* A folder of the tree may be another file system. */
	if (r != GS_OK && errno == EXDEV && !w->place->beside)
		r = write_in(w, w->dir, name, p, n, mode, now);
	if (r != GS_OK)
		return gs_fail_errno(e, r, "cannot write '%s'", path);
	return GS_OK;
}
