#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"

#include "engine/private.h"

#define OTHERS 077

/*
 * Only trying tells whether a mode can be changed: mounts without modes
 * accept chmod(2) and forget it.  The old mode is put back, since the user
 * must learn that others could read his key.
 */
static bool
can_mend(int fd, mode_t mode)
{
	struct stat st;

	if (fchmod(fd, mode & 07777 & ~(mode_t)OTHERS) != 0)
		return false;
	if (fstat(fd, &st) != 0 || (st.st_mode & OTHERS) != 0)
		return false;
	(void)fchmod(fd, mode & 07777);
	return true;
}

static int
judge(int fd, const char *path, bool *exposed, struct gs_err *e)
{
	struct stat st;
	int r;

	if (fstat(fd, &st) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot look at '%s'", path);
	if (S_ISDIR(st.st_mode)) {
		r = gs_fail(e, GS_EUSAGE, "'%s' is a folder, not a file", path);
		return r;
	}
	if (!S_ISREG(st.st_mode) || (st.st_mode & OTHERS) == 0)
		return GS_OK;
	if (st.st_uid != geteuid() || !can_mend(fd, st.st_mode)) {
		*exposed = true;
		return GS_OK;
	}
	r = gs_fail(e, GS_EUSAGE,
	    "'%s' holds a key, and others can read it (mode %04o)", path,
	    (unsigned)st.st_mode & 07777);
	gs_hint(e, "chmod 600 '%s'", path);
	return r;
}

int
gs_private_read(const char *path, unsigned flags, size_t max,
    struct gs_buf *out, bool *exposed, struct gs_err *e)
{
	int how = (flags & GS_PRIVATE_NOFOLLOW) != 0 ? O_NOFOLLOW : 0, fd, r;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | how)) < 0) {
		if (errno == ELOOP && how != 0)
			return gs_fail(
			    e, GS_EIO, "'%s' is a symbolic link", path);
		return gs_fail_errno(e,
		    errno == ENOENT || errno == ENOTDIR ? GS_ENOTFOUND : GS_EIO,
		    "cannot open '%s'", path);
	}
	if ((r = judge(fd, path, exposed, e)) == GS_OK &&
	    (r = gs_io_read(fd, max, out)) != GS_OK) {
		if (r == GS_EIO)
			r = gs_fail_errno(e, r, "cannot read '%s'", path);
		else
			r = gs_fail(
			    e, r, "cannot read '%s': %s", path, gs_strerror(r));
	}
	(void)close(fd);
	return r;
}
