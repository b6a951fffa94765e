#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "cmd/say.h"
#include "git/run.h"

#include "cmd/secretfile.h"

/* Whether the folder of ${path} lies in a work tree; where git cannot tell
 * there is nothing to warn of. */
static bool
in_tree(const char *path)
{
	static const char *const argv[] = { "rev-parse",
		"--is-inside-work-tree", NULL };
	char *copy = gs_strdup(path);
	struct gs_git_opt opt = { .quiet = true };
	struct gs_buf out = GS_BUF_INIT;
	int code = 1;
	bool yes;

	if (copy == NULL)
		return false;
	opt.dir = dirname(copy);
	yes = gs_git_code(&opt, argv, &out, &code, NULL) == GS_OK &&
	    code == 0 && out.n >= 4 && memcmp(out.p, "true", 4) == 0;
	gs_buf_clear(&out);
	free(copy);
	return yes;
}

static int
write_to(int fd, const char *word, bool sync, const void *p, size_t n,
    struct gs_err *e)
{
	int r = GS_OK;

	if (gs_io_write(fd, p, n) != GS_OK || (sync && fsync(fd) != 0))
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", word);
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", word);
	return r;
}

static int
write_new(const char *path, const char *word, const void *p, size_t n,
    struct gs_err *e)
{
	int fd = open(
	    path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0 && errno == EEXIST) {
		r = gs_fail(e, GS_EREFUSED, "'%s' exists already", word);
		gs_hint(e, "--force replaces it");
		return r;
	}
	if (fd < 0)
		return gs_fail_errno(e, GS_EIO, "cannot create '%s'", word);
	if ((r = write_to(fd, word, true, p, n, e)) != GS_OK)
		(void)unlink(path);
	else
		r = gs_file_sync_dir(path, e);
	return r;
}

static int
write_old(const char *path, const char *word, const struct stat *st, bool force,
    const void *p, size_t n, struct gs_err *e)
{
	int fd;

	if (S_ISDIR(st->st_mode))
		return gs_fail(e, GS_EUSAGE, "'%s' is a folder", word);
	if (S_ISREG(st->st_mode))
		return force ? gs_file_write(path, 0600, p, n, e)
			     : write_new(path, word, p, n, e);
	if ((fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)) < 0)
		return gs_fail_errno(e, GS_EIO, "cannot open '%s'", word);
	return write_to(fd, word, false, p, n, e);
}

int
gs_secretfile_write(const struct gs_ctx *ctx, const char *word, bool force,
    const void *p, size_t n, struct gs_err *e)
{
	char *path = gs_cmd_path(ctx, word);
	struct stat st;
	bool there;
	int r;

	if (path == NULL)
		return gs_fail(e, GS_ENOMEM, "out of memory");
	there = stat(path, &st) == 0;
	r = there ? write_old(path, word, &st, force, p, n, e)
		  : write_new(path, word, p, n, e);
	if (r == GS_OK && (!there || S_ISREG(st.st_mode)) && in_tree(path))
		gs_warn("keep it outside, or git add will take it along",
		    "'%s' lies in a work tree, and holds a key", word);
	free(path);
	return r;
}

void
gs_secretfile_stdout(const void *p, size_t n)
{
	if (isatty(STDOUT_FILENO) == 1)
		gs_warn(NULL,
		    "a key shows on this terminal, and may stay in "
		    "its scrollback");
	gs_out(p, n);
}
