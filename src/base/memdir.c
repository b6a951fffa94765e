#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "base/text.h"

#include "base/memdir.h"

#define PREFIX "git-seal-"
#define FOLDER (O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
#define DEPTH_MAX 64

/* The bytes first: another program may still have the file open. */
static void
wipe_file(int dir, const char *name)
{
	static const uint8_t zero[65536];
	struct stat st;
	off_t left;
	int fd = openat(dir, name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		for (left = st.st_size; left > 0; left -= (off_t)sizeof(zero)) {
			size_t n = left < (off_t)sizeof(zero) ? (size_t)left
							      : sizeof(zero);

			if (gs_io_write(fd, zero, n) != GS_OK)
				break;
		}
	}
	(void)close(fd);
}

/* Everything below ${fd} (taken over), as far as it can be removed. */
static void
empty(int fd, unsigned depth)
{
	DIR *d = fdopendir(fd);
	const struct dirent *at;
	struct stat st;
	int sub;

	if (d == NULL) {
		(void)close(fd);
		return;
	}
	while ((at = readdir(d)) != NULL) {
		const char *name = at->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    fstatat(dirfd(d), name, &st, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		if (!S_ISDIR(st.st_mode)) {
			if (S_ISREG(st.st_mode))
				wipe_file(dirfd(d), name);
			(void)unlinkat(dirfd(d), name, 0);
			continue;
		}
		if (depth < DEPTH_MAX &&
		    (sub = openat(dirfd(d), name, FOLDER)) >= 0)
			empty(sub, depth + 1);
		(void)unlinkat(dirfd(d), name, AT_REMOVEDIR);
	}
	(void)closedir(d);
}

/* Remove the folder ${name} of ${dir} if whoever made it is dead: its file
 * "held" is there, and nobody holds it. */
static void
sweep_one(int dir, const char *name)
{
	struct stat st;
	int sub = openat(dir, name, FOLDER), fd = -1;

	if (sub < 0)
		return;
	if (fstat(sub, &st) == 0 && st.st_uid == geteuid() &&
	    (fd = openat(sub, "held", O_RDWR | O_CLOEXEC | O_NOFOLLOW)) >= 0 &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0) {
		empty(sub, 0);
		sub = -1;
		(void)unlinkat(dir, name, AT_REMOVEDIR);
	}
	if (fd >= 0)
		(void)close(fd);
	if (sub >= 0)
		(void)close(sub);
}

static void
sweep(const char *place)
{
	DIR *d = opendir(place);
	const struct dirent *at;

	if (d == NULL)
		return;
	while ((at = readdir(d)) != NULL) {
		if (strncmp(at->d_name, PREFIX, strlen(PREFIX)) == 0)
			sweep_one(dirfd(d), at->d_name);
	}
	(void)closedir(d);
}

/* The one of the user's session goes away with it, so it comes first. */
static const char *
find_place(void)
{
	const char *run = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (run != NULL && run[0] == '/' && stat(run, &st) == 0 &&
	    S_ISDIR(st.st_mode) && st.st_uid == geteuid() &&
	    access(run, W_OK | X_OK) == 0 && gs_sys_in_memory(run))
		return run;
	if (access("/dev/shm", W_OK | X_OK) == 0 &&
	    gs_sys_in_memory("/dev/shm"))
		return "/dev/shm";
	return NULL;
}

/* Under another name until it is held, or a sweep would take it. */
static int
hold(const char *path)
{
	char *fresh = gs_asprintf("%s/held.new", path);
	char *name = gs_asprintf("%s/held", path);
	int fd = -1;

	if (fresh != NULL && name != NULL)
		fd = open(fresh,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd >= 0 &&
	    (flock(fd, LOCK_EX | LOCK_NB) != 0 || rename(fresh, name) != 0)) {
		(void)close(fd);
		fd = -1;
	}
	free(fresh);
	free(name);
	return fd;
}

static void
guard(struct gs_memdir *d)
{
	sigset_t ends;

	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGHUP);
	(void)sigaddset(&ends, SIGINT);
	(void)sigaddset(&ends, SIGQUIT);
	(void)sigaddset(&ends, SIGTERM);
	/* Nobody may be reading what we say; the folder is still ours. */
	(void)sigaddset(&ends, SIGPIPE);
	(void)sigprocmask(SIG_BLOCK, &ends, &d->was);
}

int
gs_memdir_make(struct gs_memdir *d, struct gs_err *e)
{
	const char *place = find_place();
	int r;

	memset(d, 0, sizeof(*d));
	d->held = -1;
	if (place == NULL) {
		r = gs_fail(e, GS_EIO,
		    "there is no place in memory for plain text, and it must "
		    "not lie on a disk");
		gs_hint(e,
		    "mount a tmpfs on /dev/shm, or let XDG_RUNTIME_DIR name "
		    "a folder of yours in one");
		return r;
	}
	sweep(place);
	if ((d->path = gs_asprintf("%s/" PREFIX "XXXXXX", place)) == NULL)
		return gs_no_memory(e);
	guard(d);
	if (mkdtemp(d->path) == NULL) {
		r = gs_fail_errno(
		    e, GS_EIO, "cannot make a folder in '%s'", place);
		free(d->path);
		d->path = NULL;
		(void)sigprocmask(SIG_SETMASK, &d->was, NULL);
		return r;
	}
	if ((d->held = hold(d->path)) < 0) {
		r = gs_fail_errno(e, GS_EIO, "cannot write in '%s'", d->path);
		gs_memdir_drop(d);
		return r;
	}
	return GS_OK;
}

void
gs_memdir_share(const struct gs_memdir *d, bool yes)
{
	(void)fcntl(d->held, F_SETFD, yes ? 0 : FD_CLOEXEC);
}

static void
end(struct gs_memdir *d)
{
	if (d->held >= 0)
		(void)close(d->held);
	free(d->path);
	d->path = NULL;
	d->held = -1;
	(void)sigprocmask(SIG_SETMASK, &d->was, NULL);
}

void
gs_memdir_keep(struct gs_memdir *d)
{
	char *name;

	if (d->path == NULL)
		return;
	/* Without that file it is nobody's to sweep. */
	if ((name = gs_asprintf("%s/held", d->path)) != NULL)
		(void)unlink(name);
	free(name);
	end(d);
}

void
gs_memdir_drop(struct gs_memdir *d)
{
	int fd;

	if (d->path == NULL)
		return;
	if ((fd = open(d->path, FOLDER)) >= 0)
		empty(fd, 0);
	(void)rmdir(d->path);
	end(d);
}
