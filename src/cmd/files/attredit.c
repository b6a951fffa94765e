#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sys.h"
#include "git/run.h"
#include "repo/attrfile.h"
#include "repo/index.h"

#include "cmd/files/attredit.h"

static int
read_there(struct gs_attredit *a, const struct stat *st, struct gs_err *e)
{
	int r;

	if (S_ISLNK(st->st_mode)) {
		r = gs_fail(e, GS_EUSAGE,
		    "'%s' is a symbolic link, which Git does not follow",
		    a->path);
		gs_hint(e, "put a file in its place");
		return r;
	}
	if (!S_ISREG(st->st_mode))
		return gs_fail(e, GS_EUSAGE, "'%s' is not a file", a->path);
	a->there = true;
	a->mode = st->st_mode & 0777;
	return gs_file_read(a->path, GS_ATTRFILE_MAX, &a->old, e);
}

/* Git reads the index's where the working tree has none. */
static int
read_index(const struct gs_ctx *ctx, struct gs_attredit *a, struct gs_err *e)
{
	char *spec = gs_asprintf(":(top,literal)%s", a->path);
	const char *const specs[] = { spec, NULL };
	struct gs_entries l = { NULL, 0, 0, GS_BUF_INIT };
	int r;

	if (spec == NULL)
		return gs_no_memory(e);
	if ((r = gs_entries_of_index(NULL, specs, &l, e)) == GS_OK && l.nr == 1)
		r = gs_repo_blob(
		    ctx->repo, &l.v[0].id, GS_ATTRFILE_MAX, &a->old, e);
	gs_entries_clear(&l);
	free(spec);
	return r;
}

int
gs_attredit_read_at(const struct gs_ctx *ctx, const char *path,
    struct gs_attredit *a, struct gs_err *e)
{
	struct stat st;
	int r;

	memset(a, 0, sizeof(*a));
	a->top = strchr(path, '/') == NULL;
	a->mode = (mode_t)(0666 & ~gs_sys_umask());
	if ((a->path = gs_strdup(path)) == NULL)
		return gs_no_memory(e);
	if (lstat(a->path, &st) == 0)
		r = read_there(a, &st, e);
	else if (errno == ENOENT)
		r = read_index(ctx, a, e);
	else
		r = gs_fail_errno(e, GS_EIO, "cannot look at '%s'", a->path);
	if (r == GS_OK)
		r = gs_attrfile_check(a->old.p, a->old.n, a->path, e);
	return r;
}

int
gs_attredit_read(
    const struct gs_ctx *ctx, struct gs_attredit *a, struct gs_err *e)
{
	char *path = gs_asprintf("%s.gitattributes", ctx->repo->prefix);
	int r;

	memset(a, 0, sizeof(*a));
	r = path != NULL ? gs_attredit_read_at(ctx, path, a, e)
			 : gs_no_memory(e);
	free(path);
	return r;
}

int
gs_attredit_write(
    const struct gs_attredit *a, const void *p, size_t n, struct gs_err *e)
{
	if (n > 0)
		return gs_file_write(a->path, a->mode, p, n, e);
	if (unlink(a->path) != 0 && errno != ENOENT)
		return gs_fail_errno(e, GS_EIO, "cannot remove '%s'", a->path);
	return GS_OK;
}

int
gs_attredit_restore(const struct gs_attredit *a, struct gs_err *e)
{
	if (a->there)
		return gs_file_write(a->path, a->mode, a->old.p, a->old.n, e);
	return gs_attredit_write(a, NULL, 0, e);
}

int
gs_attredit_stage(const struct gs_attredit *a, struct gs_err *e)
{
	const char *const argv[] = { "update-index", "--add", "--remove", "--",
		a->path, NULL };
	/* What a filter says of this file, we have said ourselves. */
	const struct gs_git_opt opt = { .err_out = true };
	struct gs_buf out = GS_BUF_INIT;
	const char *text;
	int r, code;

	r = gs_git_code(&opt, argv, &out, &code, e);
	if (r == GS_OK && code != 0) {
		r = gs_git_failed(argv, code, e);
		if (out.n > 0 && (text = gs_buf_str(&out)) != NULL)
			gs_git_words(text, e);
	}
	gs_buf_clear(&out);
	return r;
}

void
gs_attredit_clear(struct gs_attredit *a)
{
	free(a->path);
	gs_buf_clear(&a->old);
	memset(a, 0, sizeof(*a));
}
