#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include "repo/place.h"

#define FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
#define DEPTH_MAX 64

/* Everything below ${fd} (taken over), as far as it can be removed. */
static void
empty(int fd, unsigned depth)
{
	DIR *d = fdopendir(fd);
	const struct dirent *at;
	int sub;

	if (d == NULL) {
		(void)close(fd);
		return;
	}
	while ((at = readdir(d)) != NULL) {
		if (strcmp(at->d_name, ".") == 0 ||
		    strcmp(at->d_name, "..") == 0)
			continue;
		if (unlinkat(dirfd(d), at->d_name, 0) == 0 ||
		    depth >= DEPTH_MAX)
			continue;
		if ((sub = openat(dirfd(d), at->d_name, FOLDER)) >= 0)
			empty(sub, depth + 1);
		(void)unlinkat(dirfd(d), at->d_name, AT_REMOVEDIR);
	}
	(void)closedir(d);
}

static void
empty_tmp(const struct gs_place *p)
{
	int fd = openat(p->tmp, ".", FOLDER);

	if (fd >= 0)
		empty(fd, 0);
}

static int
open_tmp(struct gs_place *p, const char *git_dir, struct gs_err *e)
{
	char *path = gs_asprintf("%s/git-seal/tmp", git_dir);
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = gs_file_mkdirs(path, 0700, e)) != GS_OK)
		goto out;
	if ((p->tmp = open(path, FOLDER)) < 0) {
		r = gs_fail_errno(e, GS_EIO, "cannot open '%s'", path);
		goto out;
	}
	if (flock(p->tmp, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
		(void)close(p->tmp);
		p->tmp = -1;
		r = gs_fail(e, GS_EIO, "'%s' is in use", path);
		gs_hint(e, "another git-seal is at work here; wait for it");
		goto out;
	}
	empty_tmp(p);
out:
	free(path);
	return r;
}

int
gs_place_open(
    struct gs_place *p, const char *top, const char *git_dir, struct gs_err *e)
{
	struct stat a, b;
	int r;

	memset(p, 0, sizeof(*p));
	p->tmp = -1;
	p->umask = (mode_t)gs_sys_umask();
	if (clock_gettime(CLOCK_REALTIME, &p->mtime) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot tell the time");
	p->mtime.tv_sec -= 2;
	/* Where the user's own path leads is his business: links allowed. */
	if ((p->top = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
		return gs_fail_errno(e, GS_EIO, "cannot open '%s'", top);
	if ((r = open_tmp(p, git_dir, e)) != GS_OK)
		return r;
	p->beside = fstat(p->top, &a) != 0 || fstat(p->tmp, &b) != 0 ||
	    a.st_dev != b.st_dev;
	return GS_OK;
}

void
gs_place_close(struct gs_place *p)
{
	if (p->top >= 0)
		(void)close(p->top);
	if (p->tmp >= 0) {
		empty_tmp(p);
		(void)close(p->tmp);
	}
	p->top = p->tmp = -1;
}
