#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"
#include "git/run.h"

#include "git/mergefile.h"

#define BINARY_SEEN ((size_t)8000)

/* Files of this moment, for one child. */
struct files {
	int fd[GS_SIDES];
	char path[GS_SIDES][GS_SYS_FD_PATH_LEN];
};

bool
gs_git_binary(struct gs_cur text)
{
	size_t n = text.n < BINARY_SEEN ? text.n : BINARY_SEEN;

	return n > 0 && memchr(text.p, 0, n) != NULL;
}

static void
close_files(struct files *f)
{
	for (int k = 0; k < GS_SIDES; k++) {
		if (f->fd[k] >= 0)
			(void)close(f->fd[k]);
		f->fd[k] = -1;
	}
}

static int
open_files(
    struct files *f, const struct gs_cur side[GS_SIDES], struct gs_err *e)
{
	for (int k = 0; k < GS_SIDES; k++)
		f->fd[k] = -1;
	for (int k = 0; k < GS_SIDES; k++) {
		f->fd[k] = gs_sys_memory_file("git-seal-merge");
		if (f->fd[k] < 0 ||
		    gs_io_write(f->fd[k], side[k].p, side[k].n) != GS_OK ||
		    fcntl(f->fd[k], F_SETFD, 0) != 0) {
			close_files(f);
			return gs_fail_errno(e, GS_EIO,
			    "cannot keep a text in memory for git merge-file");
		}
		(void)gs_sys_fd_path(f->fd[k], f->path[k]);
	}
	return GS_OK;
}

static int
run(const char *const *argv, struct files *f, struct gs_buf *out, int *code,
    struct gs_err *e)
{
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_proc p;
	int r;

	if ((r = gs_git_start(&opt, argv, &p, e)) != GS_OK)
		return r;
	/* The child has its own; no later one of ours shall inherit them. */
	close_files(f);
	r = gs_proc_talk(&p, NULL, 0, out);
	*code = gs_proc_wait(&p);
	if (r != GS_OK)
		return gs_fail(e, r, "cannot talk to 'git merge-file': %s",
		    gs_strerror(r));
	return GS_OK;
}

/* ${styled}: conflicts as the user's config wants them. */
static int
merge(const struct gs_cur side[GS_SIDES], const struct gs_marks *marks,
    bool styled, struct gs_buf *out, bool *conflict, struct gs_err *e)
{
	char size[32];
	struct files f;
	const char *const words[] = { "-c", "merge.conflictStyle=merge",
		"merge-file", "-p", "-q", size, "-L", marks->label[GS_OURS],
		"-L", marks->label[GS_BASE], "-L", marks->label[GS_THEIRS],
		f.path[GS_OURS], f.path[GS_BASE], f.path[GS_THEIRS], NULL };
	const char *const *argv = words + (styled ? 2 : 0);
	size_t had = out->n;
	int code = 0, r;

	*conflict = false;
	for (int k = 0; k < GS_SIDES; k++) {
		if (gs_git_binary(side[k]))
			return gs_fail(e, GS_EDAMAGED, "binary content");
	}
	(void)snprintf(size, sizeof(size), "--marker-size=%u", marks->size);
	if ((r = open_files(&f, side, e)) != GS_OK)
		return r;
	r = run(argv, &f, out, &code, e);
	close_files(&f);
	/* So many conflicts, up to 127. */
	if (r == GS_OK && code > 127)
		r = gs_git_failed(argv, code, e);
	if (r != GS_OK)
		gs_buf_cut(out, had);
	else
		*conflict = code != 0;
	return r;
}

int
gs_git_merge_file(const struct gs_cur side[GS_SIDES],
    const struct gs_marks *marks, struct gs_buf *out, bool *conflict,
    struct gs_err *e)
{
	return merge(side, marks, true, out, conflict, e);
}

int
gs_git_differ(struct gs_cur ours, struct gs_cur theirs,
    const struct gs_marks *marks, struct gs_buf *out, bool *conflict,
    struct gs_err *e)
{
	const struct gs_cur side[GS_SIDES] = { ours, { NULL, 0 }, theirs };

	/* An empty base shown as such would say that nothing was there. */
	return merge(side, marks, false, out, conflict, e);
}
