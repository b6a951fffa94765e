#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"

#include "repo/scratch.h"

int
gs_scratch_make(const struct gs_repo *r, struct gs_scratch *s, struct gs_err *e)
{
	char *dir = gs_asprintf("%s/git-seal", r->git_dir);
	char *path = gs_asprintf("%s/git-seal/tmp-XXXXXX", r->git_dir);
	int code = GS_OK;

	memset(s, 0, sizeof(*s));
	if (dir == NULL || path == NULL)
		code = gs_no_memory(e);
	else if ((code = gs_file_mkdirs(dir, 0700, e)) == GS_OK &&
	    mkdtemp(path) == NULL)
		code = gs_fail_errno(
		    e, GS_EIO, "cannot make a folder in '%s'", dir);
	free(dir);
	if (code == GS_OK)
		s->path = path;
	else
		free(path);
	return code;
}

static int
write_file(const char *path, const void *p, size_t n, struct gs_err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int r = GS_OK;

	if (fd < 0)
		return gs_fail_errno(e, GS_EIO, "cannot make '%s'", path);
	if (gs_io_write(fd, p, n) != GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", path);
	return r;
}

int
gs_scratch_put(struct gs_scratch *s, const char *name, const void *p, size_t n,
    struct gs_err *e)
{
	char *path = gs_asprintf("%s/%s", s->path, name), *slash;
	int r;

	if (path == NULL || gs_strs_add(&s->made, name) != GS_OK) {
		free(path);
		return gs_no_memory(e);
	}
	slash = strrchr(path, '/');
	*slash = '\0';
	r = gs_file_mkdirs(path, 0700, e);
	*slash = '/';
	if (r == GS_OK)
		r = write_file(path, p, n, e);
	free(path);
	return r;
}

bool
gs_scratch_has(const struct gs_scratch *s, const char *name)
{
	return gs_strs_has(&s->made, name) != 0;
}

/* The file, then the folders above it as far as they are empty. */
static void
remove_up(const char *base, const char *name)
{
	char *path = gs_asprintf("%s/%s", base, name), *slash;

	if (path == NULL)
		return;
	(void)unlink(path);
	while ((slash = strrchr(path, '/')) != NULL &&
	    (size_t)(slash - path) > strlen(base)) {
		*slash = '\0';
		if (rmdir(path) != 0)
			break;
	}
	free(path);
}

void
gs_scratch_drop(struct gs_scratch *s)
{
	if (s->path == NULL)
		return;
	for (size_t i = 0; i < s->made.nr; i++)
		remove_up(s->path, s->made.v[i]);
	(void)rmdir(s->path);
	free(s->path);
	gs_strs_clear(&s->made);
	memset(s, 0, sizeof(*s));
}
