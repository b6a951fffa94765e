#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "repo/blobs.h"
#include "repo/index.h"

#include "cmd/files/stage.h"

/* Make the folder ${dir} if there is nothing, and refuse all but a folder. */
static int
make_folder(const char *dir, struct gs_err *e)
{
	struct stat st;

	if (mkdir(dir, 0777 & ~(mode_t)gs_sys_umask()) == 0)
		/* Our own umask took more away. */
		return chmod(dir, 0777 & ~(mode_t)gs_sys_umask()) == 0
		    ? GS_OK
		    : gs_fail_errno(e, GS_EIO, "cannot chmod '%s'", dir);
	if (errno != EEXIST)
		return gs_fail_errno(
		    e, GS_EIO, "cannot make the folder '%s'", dir);
	if (lstat(dir, &st) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot look at '%s'", dir);
	if (!S_ISDIR(st.st_mode))
		return gs_fail(e, GS_EIO, "'%s' is in the way: %s", dir,
		    S_ISLNK(st.st_mode) ? "a symbolic link" : "not a folder");
	return GS_OK;
}

/* Not flushed to disk as a key is: the index and its objects are what counts,
 * and a thousand flushes would take as many revolutions. */
static int
create(const char *path, const struct gs_stage *f, struct gs_err *e)
{
	int fd =
	    open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		0666 & ~(mode_t)gs_sys_umask());
	int r = GS_OK;

	if (fd < 0)
		return gs_fail_errno(e, GS_EIO, "cannot make '%s'", path);
	/* Our own umask took more away. */
	if (fchmod(fd, 0666 & ~(mode_t)gs_sys_umask()) != 0 ||
	    gs_io_write(fd, f->p, f->n) != GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	return r;
}

/* The process stands in top, so that paths below it can be used. */
static int
write_file(const struct gs_stage *f, struct gs_err *e)
{
	char *path = gs_strdup(f->path), *slash;
	int r = GS_OK;

	if (path == NULL)
		return gs_no_memory(e);
	for (slash = strchr(path, '/'); slash != NULL && r == GS_OK;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		r = make_folder(path, e);
		*slash = '/';
	}
	/* No temporary beside it that a kill would leave for `git add -A`:
	 * what counts is the index, and half a file is replaced next time. */
	if (r == GS_OK && unlink(path) != 0 && errno != ENOENT)
		r = gs_fail_errno(e, GS_EIO, "cannot replace '%s'", path);
	if (r == GS_OK)
		r = create(path, f, e);
	free(path);
	return r;
}

/* Objects first: a kill leaves what nothing refers to, never the reverse. */
static int
write_blobs(const struct gs_ctx *ctx, const struct gs_stage *files, size_t nr,
    struct gs_index_change *c, struct gs_err *e)
{
	struct gs_blobs *blobs;
	int r;

	if (gs_blobs_new(NULL, ctx->repo->oid_len, &blobs) != GS_OK)
		return gs_no_memory(e);
	r = GS_OK;
	for (size_t i = 0; i < nr && r == GS_OK; i++) {
		c[i].path = files[i].path;
		c[i].mode = 0100644;
		r = gs_blobs_add(blobs, files[i].p, files[i].n, &c[i].id, e);
	}
	if (r == GS_OK)
		r = gs_blobs_finish(blobs, e);
	gs_blobs_free(blobs);
	return r;
}

int
gs_stage_files(const struct gs_ctx *ctx, const struct gs_stage *files,
    size_t nr, struct gs_err *e)
{
	struct gs_index_change *c = calloc(nr + 1, sizeof(*c));
	int r;

	GS_BUG(ctx->repo == NULL || ctx->repo->top == NULL);
	if (c == NULL)
		return gs_no_memory(e);
	r = write_blobs(ctx, files, nr, c, e);
	for (size_t i = 0; i < nr && r == GS_OK; i++)
		r = write_file(&files[i], e);
	if (r == GS_OK && nr > 0)
		r = gs_index_update(NULL, c, nr, e);
	free(c);
	return r;
}
