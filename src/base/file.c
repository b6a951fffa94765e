#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/text.h"

#include "base/file.h"

int
gs_file_read(const char *path, size_t max, struct gs_buf *out, struct gs_err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), r;
	struct stat st;

	if (fd < 0)
		return gs_fail_errno(e,
		    errno == ENOENT || errno == ENOTDIR ? GS_ENOTFOUND : GS_EIO,
		    "cannot open '%s'", path);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
	    (uint64_t)st.st_size <= max)
		/* One byte more lets read(2) see the end without growing. */
		(void)!gs_buf_reserve(out, (size_t)st.st_size + 1);
	r = gs_io_read(fd, max, out);
	if (r == GS_EIO)
		r = gs_fail_errno(e, r, "cannot read '%s'", path);
	else if (r != GS_OK)
		r = gs_fail(e, r, "cannot read '%s': %s", path, gs_strerror(r));
	(void)close(fd);
	return r;
}

int
gs_file_sync_dir(const char *path, struct gs_err *e)
{
	char *copy = gs_strdup(path);
	int fd, r = GS_OK;

	if (copy == NULL)
		return gs_no_memory(e);
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* Some file systems cannot sync a folder (EINVAL): nothing to do. */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL))
		r = gs_fail_errno(
		    e, GS_EIO, "cannot sync the folder of '%s'", path);
	if (fd >= 0)
		(void)close(fd);
	free(copy);
	return r;
}

/* A new file on its way to the place of another. */
struct new_file {
	int fd;
	char *tmp; /* owned */
	bool sync; /* it must outlive a crash of the system */
};

/* Write, close, then rename; the temporary goes on failure. */
static int
finish(const struct new_file *f, const char *path, const void *p, size_t n,
    struct gs_err *e)
{
	int r = GS_OK;

	if (gs_io_write(f->fd, p, n) != GS_OK || (f->sync && fsync(f->fd) != 0))
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (gs_io_close(f->fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (r == GS_OK && rename(f->tmp, path) != 0)
		r = gs_fail_errno(e, GS_EIO, "cannot replace '%s'", path);
	if (r != GS_OK) {
		(void)unlink(f->tmp);
		return r;
	}
	return f->sync ? gs_file_sync_dir(path, e) : GS_OK;
}

static int
replace(const char *path, mode_t mode, bool sync, const void *p, size_t n,
    struct gs_err *e)
{
	struct new_file f = { -1, gs_asprintf("%s.tmp-XXXXXX", path), sync };
	int r;

	if (f.tmp == NULL)
		return gs_no_memory(e);
	if ((f.fd = mkstemp(f.tmp)) < 0) {
		r = gs_fail_errno(e, GS_EIO, "cannot write beside '%s'", path);
	} else if (fchmod(gs_io_cloexec(f.fd), mode) != 0) {
		r = gs_fail_errno(
		    e, GS_EIO, "cannot set the mode of '%s'", f.tmp);
		(void)close(f.fd);
		(void)unlink(f.tmp);
	} else {
		r = finish(&f, path, p, n, e);
	}
	free(f.tmp);
	return r;
}

int
gs_file_write(
    const char *path, mode_t mode, const void *p, size_t n, struct gs_err *e)
{
	return replace(path, mode, true, p, n, e);
}

int
gs_file_pass(
    const char *path, mode_t mode, const void *p, size_t n, struct gs_err *e)
{
	return replace(path, mode, false, p, n, e);
}

int
gs_file_create(
    const char *path, mode_t mode, const void *p, size_t n, struct gs_err *e)
{
	int fd, r = GS_OK;

	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0 && errno == EEXIST)
		return gs_fail(e, GS_EREFUSED, "'%s' is there already", path);
	if (fd < 0)
		return gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (fchmod(fd, mode) != 0 || gs_io_write(fd, p, n) != GS_OK ||
	    fsync(fd) != 0)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (r != GS_OK) {
		(void)unlink(path);
		return r;
	}
	return gs_file_sync_dir(path, e);
}

int
gs_file_mkdirs(const char *path, mode_t mode, struct gs_err *e)
{
	char *copy = gs_strdup(path), *p;
	struct stat st;
	int r = GS_OK;

	if (copy == NULL)
		return gs_no_memory(e);
	for (p = copy + strspn(copy, "/"); r == GS_OK; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		if (mkdir(copy, mode) != 0 && errno != EEXIST)
			r = gs_fail_errno(
			    e, GS_EIO, "cannot make the folder '%s'", copy);
		*p = c;
		if (c == '\0')
			break;
	}
	free(copy);
	/* What was there already may have been something else. */
	if (r == GS_OK && (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)))
		r = gs_fail(e, GS_EIO, "'%s' is no folder", path);
	return r;
}

bool
gs_file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}
