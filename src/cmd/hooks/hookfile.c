#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include "cmd/hooks/hookfile.h"

#define MARK "\n# git-seal-hook: "
#define HOOK_MAX ((size_t)1 << 20)
#define WAIT_MS 5000

/* The names a hook can have.  ${legacy} is where the pre-commit framework
 * moves what it finds, to run it first. */
struct names {
	const char *name; /* borrowed */
	char *path, *kept, *legacy;
};

static void
clear_names(struct names *n)
{
	free(n->path);
	free(n->kept);
	free(n->legacy);
}

static int
make_names(struct names *n, const char *dir, const char *name, struct gs_err *e)
{
	n->name = name;
	n->path = gs_asprintf("%s/%s", dir, name);
	n->kept = gs_asprintf("%s/%s.before-git-seal", dir, name);
	n->legacy = gs_asprintf("%s/%s.legacy", dir, name);
	if (n->path != NULL && n->kept != NULL && n->legacy != NULL)
		return GS_OK;
	clear_names(n);
	return gs_no_memory(e);
}

/* Its text, links followed; what cannot be read as one is empty. */
static void
read_hook(const char *path, struct gs_buf *b)
{
	struct stat st;

	gs_buf_reset(b);
	/* A FIFO would hold us up. */
	if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
		return;
	if (gs_file_read(path, HOOK_MAX, b, NULL) != GS_OK ||
	    gs_buf_str(b) == NULL)
		gs_buf_reset(b);
}

static bool
is_ours(const char *path)
{
	struct gs_buf b = GS_BUF_INIT;
	bool yes;

	read_hook(path, &b);
	yes = b.n > 0 && strncmp((const char *)b.p, "#!", 2) == 0 &&
	    strstr((const char *)b.p, MARK) != NULL;
	gs_buf_clear(&b);
	return yes;
}

/*
 * Whether a hook asks for its own name, as husky's and overcommit's do to
 * know which one they are: under another name it would do nothing, or harm.
 */
static bool
asks_its_name(const char *path)
{
	static const char *const self[] = { "$0", "${0", "__FILE__", "argv",
		"$PROGRAM_NAME", "BASH_SOURCE" };
	struct gs_buf b = GS_BUF_INIT;
	bool yes = false;

	read_hook(path, &b);
	for (char *at = b.n > 0 ? (char *)b.p : NULL, *end; at != NULL && !yes;
	     at = end) {
		if ((end = strchr(at, '\n')) != NULL)
			*end++ = '\0';
		yes = strstr(at, "${0##") != NULL;
		if (strstr(at, "basename") == NULL)
			continue;
		for (size_t i = 0; i < GS_NR(self); i++)
			yes = yes || strstr(at, self[i]) != NULL;
	}
	gs_buf_clear(&b);
	return yes;
}

static bool
same_inode(const char *a, const char *b)
{
	struct stat x, y;

	return lstat(a, &x) == 0 && lstat(b, &y) == 0 && x.st_dev == y.st_dev &&
	    x.st_ino == y.st_ino;
}

/* A second name for what stands there, which stays in force meanwhile. */
static int
keep(const struct names *n, struct gs_err *e)
{
	if (linkat(AT_FDCWD, n->path, AT_FDCWD, n->kept, 0) != 0 &&
	    rename(n->path, n->kept) != 0) /* no links on this file system */
		return gs_fail_errno(e, GS_EIO, "cannot keep '%s'", n->path);
	return gs_file_sync_dir(n->path, e);
}

/* Make way.  ${chained}: a hook that was there will run first. */
static int
make_way(const struct names *n, bool *chained, struct gs_err *e)
{
	struct stat st;
	int r;

	*chained = gs_file_exists(n->kept);
	if (lstat(n->path, &st) != 0 || is_ours(n->path))
		return GS_OK;
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return gs_fail(e, GS_EREFUSED, "'%s' is no file", n->path);
	if (*chained && same_inode(n->path, n->kept)) /* a run was killed */
		return GS_OK;
	if (*chained) {
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' took the place of git-seal's, and '%s' is what was "
		    "there before: nobody can tell which is to run",
		    n->path, n->kept);
		gs_hint(e, "remove one of the two, then again");
		return r;
	}
	if (asks_its_name(n->path)) {
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' asks for its own name, so it cannot run under "
		    "another one beside git-seal's",
		    n->path);
		gs_hint(e,
		    "add git-seal to it yourself: docs/hooks.md has the line "
		    "for each hook; or name the hooks to install");
		return r;
	}
	*chained = true;
	return keep(n, e);
}

static bool
holds(const char *path, const char *text)
{
	struct gs_buf b = GS_BUF_INIT;
	bool yes;

	read_hook(path, &b);
	yes = b.n == strlen(text) && memcmp(b.p, text, b.n) == 0 &&
	    access(path, X_OK) == 0;
	gs_buf_clear(&b);
	return yes;
}

static int
put(const struct names *n, struct gs_lock *lock, const char *text,
    enum gs_hookfile *done, struct gs_err *e)
{
	bool chained;
	int r;

	/* The framework runs it already: chaining again would be a circle. */
	if (holds(n->path, text) || (!is_ours(n->path) && is_ours(n->legacy))) {
		*done = GS_HOOKFILE_SAME;
		return GS_OK;
	}
	if ((r = make_way(n, &chained, e)) != GS_OK)
		return r;
	*done = chained ? GS_HOOKFILE_CHAINED : GS_HOOKFILE_WRITTEN;
	return gs_lock_commit(lock, text, strlen(text), e);
}

/* Under the hook's lock, with the modes that the user would give a file. */
static int
locked(struct gs_lock *lock, const struct names *n, struct gs_err *e)
{
	mode_t old = umask((mode_t)gs_sys_umask());
	int r = gs_lock_take(lock, n->path, 0777, WAIT_MS, e);

	(void)umask(old);
	return r;
}

int
gs_hookfile_put(const char *dir, const char *name, const char *text,
    enum gs_hookfile *done, struct gs_err *e)
{
	struct gs_lock lock;
	struct names n;
	int r;

	*done = GS_HOOKFILE_NONE;
	if ((r = make_names(&n, dir, name, e)) != GS_OK)
		return r;
	if ((r = locked(&lock, &n, e)) == GS_OK) {
		r = put(&n, &lock, text, done, e);
		gs_lock_drop(&lock);
	}
	clear_names(&n);
	return r;
}

/* ${path}, which is git-seal's or nobody's, becomes what was kept. */
static int
give_back(const struct names *n, const char *path, enum gs_hookfile *done,
    struct gs_err *e)
{
	bool kept = gs_file_exists(n->kept);
	int r = kept ? rename(n->kept, path) : unlink(path);

	if (r != 0 && errno != ENOENT)
		return gs_fail_errno(e, GS_EIO, "cannot remove '%s'", path);
	if (kept || r == 0)
		*done = kept ? GS_HOOKFILE_RESTORED : GS_HOOKFILE_REMOVED;
	return gs_file_sync_dir(path, e);
}

static int
drop(const struct names *n, enum gs_hookfile *done, struct gs_err *e)
{
	*done = GS_HOOKFILE_NONE;
	if (!gs_file_exists(n->path) || is_ours(n->path))
		return give_back(n, n->path, done, e);
	if (is_ours(n->legacy))
		return give_back(n, n->legacy, done, e);
	/* Killed before the first moment at which it would have run. */
	if (same_inode(n->path, n->kept) && unlink(n->kept) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot remove '%s'", n->kept);
	return GS_OK;
}

int
gs_hookfile_drop(
    const char *dir, const char *name, enum gs_hookfile *done, struct gs_err *e)
{
	struct gs_lock lock;
	struct names n;
	int r;

	*done = GS_HOOKFILE_NONE;
	if ((r = make_names(&n, dir, name, e)) != GS_OK)
		return r;
	if ((r = locked(&lock, &n, e)) == GS_OK) {
		r = drop(&n, done, e);
		gs_lock_drop(&lock);
	}
	clear_names(&n);
	return r;
}
