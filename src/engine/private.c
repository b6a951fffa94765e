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
judge(int fd, const char *name, bool *exposed, struct gs_err *e)
{
	struct stat st;
	int r;

	if (fstat(fd, &st) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot look at '%s'", name);
	if (S_ISDIR(st.st_mode))
		return gs_fail(
		    e, GS_EUSAGE, "'%s' is a folder, not a file", name);
	if (!S_ISREG(st.st_mode) || (st.st_mode & OTHERS) == 0)
		return GS_OK;
	if (st.st_uid != geteuid() || !can_mend(fd, st.st_mode)) {
		*exposed = true;
		return GS_OK;
	}
	r = gs_fail(e, GS_EUSAGE,
	    "'%s' holds a key, and others can read it (mode %04o)", name,
	    (unsigned)st.st_mode & 07777);
	gs_hint(e, "chmod 600 '%s'", name);
	return r;
}

int
gs_private_read(struct gs_private *f, struct gs_buf *out, struct gs_err *e)
{
	const char *name = f->shown != NULL ? f->shown : f->path;
	int how = f->nofollow ? O_NOFOLLOW : 0, fd, r;

	fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | how);
	if (fd < 0 && errno == ELOOP && f->nofollow)
		return gs_fail(e, GS_EIO, "'%s' is a symbolic link", name);
	if (fd < 0)
		return gs_fail_errno(e,
		    errno == ENOENT || errno == ENOTDIR ? GS_ENOTFOUND : GS_EIO,
		    "cannot open '%s'", name);
	if ((r = judge(fd, name, &f->exposed, e)) == GS_OK &&
	    (r = gs_io_read(fd, f->max, out)) != GS_OK) {
		if (r == GS_EIO)
			r = gs_fail_errno(e, r, "cannot read '%s'", name);
		else
			r = gs_fail(
			    e, r, "cannot read '%s': %s", name, gs_strerror(r));
	}
	(void)close(fd);
	return r;
}
