#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "git/run.h"
#include "git/setting.h"

#include "engine/worktree.h"

static const char locked_text[] =
    "# this worktree stays sealed; 'git seal unlock --worktree' opens it\n";
static const char met_text[] =
    "# git-seal has met this worktree: it is not new to seal.newWorktree\n";

static char *
mark_path(const char *git_dir, const char *name)
{
	return gs_asprintf("%s/git-seal/%s", git_dir, name);
}

static int
has_mark(const char *git_dir, const char *name, bool *yes, struct gs_err *e)
{
	char *path = mark_path(git_dir, name);

	*yes = false;
	if (path == NULL)
		return gs_no_memory(e);
	*yes = gs_file_exists(path);
	free(path);
	return GS_OK;
}

static int
put_mark(
    const char *git_dir, const char *name, const char *text, struct gs_err *e)
{
	char *folder = gs_asprintf("%s/git-seal", git_dir);
	char *path = mark_path(git_dir, name);
	int r;

	if (folder == NULL || path == NULL)
		r = gs_no_memory(e);
	else if ((r = gs_file_mkdirs(folder, 0700, e)) == GS_OK)
		r = gs_file_write(path, 0600, text, strlen(text), e);
	free(folder);
	free(path);
	return r;
}

static int
take_mark(const char *git_dir, const char *name, struct gs_err *e)
{
	char *path = mark_path(git_dir, name);
	int r = GS_OK;

	if (path == NULL)
		return gs_no_memory(e);
	if (unlink(path) == 0)
		r = gs_file_sync_dir(path, e);
	else if (errno != ENOENT && errno != ENOTDIR)
		r = gs_fail_errno(e, GS_EIO, "cannot remove '%s'", path);
	free(path);
	return r;
}

int
gs_worktree_lock(const char *git_dir, bool locked, struct gs_err *e)
{
	int r;

	if (locked)
		return put_mark(git_dir, "locked-worktree", locked_text, e);
	/* In this order: killed in between it is still locked, not new. */
	if ((r = put_mark(git_dir, "met", met_text, e)) != GS_OK)
		return r;
	return take_mark(git_dir, "locked-worktree", e);
}

/* What seal.newWorktree says of a new one. */
static int
ask_setting(
    const struct gs_dir *at, const char *dir, bool *locked, struct gs_err *e)
{
	static const char *const argv[] = { "config", "--get",
		"seal.newWorktree", NULL };
	const struct gs_git_opt opt = { .dir = dir };
	struct gs_buf b = GS_BUF_INIT;
	const char *v;
	int code = 0, r = GS_OK;

	*locked = false;
	if (!gs_setting_possible(at, "newworktree"))
		return GS_OK;
	if ((r = gs_git_code(&opt, argv, &b, &code, e)) == GS_OK && code > 1)
		r = gs_fail(e, GS_EGIT,
		    "the setting 'seal.newWorktree' cannot be read");
	while (b.n > 0 && b.p[b.n - 1] == '\n')
		gs_buf_cut(&b, b.n - 1);
	if (r == GS_OK && code == 0) {
		if ((v = gs_buf_str(&b)) == NULL)
			r = gs_no_memory(e);
		else if (strcmp(v, "locked") == 0)
			*locked = true;
		else if (strcmp(v, "unlocked") != 0)
			r = gs_fail(e, GS_EUSAGE,
			    "the setting 'seal.newWorktree' is '%s', neither "
			    "'locked' nor 'unlocked'",
			    v);
	}
	gs_buf_clear(&b);
	return r;
}

/* Whether ${git_dir} is a submodule's, below one that is locked by itself. */
static int
in_locked(const char *git_dir, bool *locked, struct gs_err *e)
{
	static const char word[] = "/modules/";
	const char *at = git_dir;
	int r = GS_OK;

	*locked = false;
	while (r == GS_OK && !*locked && (at = strstr(at, word)) != NULL) {
		char *above = gs_strndup(git_dir, (size_t)(at - git_dir));

		r = above == NULL
		    ? gs_no_memory(e)
		    : has_mark(above, "locked-worktree", locked, e);
		free(above);
		at += sizeof(word) - 2; /* its last "/" may begin the next */
	}
	return r;
}

static bool
is_module(const char *git_dir)
{
	return strstr(git_dir, "/modules/") != NULL;
}

int
gs_worktree_meet(const char *common_dir, const char *git_dir, const char *dir,
    bool *locked, bool *fresh, struct gs_err *e)
{
	/* Only read. */
	const struct gs_dir at = { (char *)(uintptr_t)git_dir,
		(char *)(uintptr_t)common_dir };
	bool linked = strcmp(common_dir, git_dir) != 0, met = false;
	int r;

	*fresh = false;
	if ((r = has_mark(git_dir, "locked-worktree", locked, e)) != GS_OK ||
	    *locked || (!linked && !is_module(git_dir)) ||
	    (r = has_mark(git_dir, "met", &met, e)) != GS_OK || met)
		return r;
	r = in_locked(git_dir, locked, e);
	if (r == GS_OK && !*locked && linked)
		r = ask_setting(&at, dir, locked, e);
	if (r != GS_OK)
		return r;
	*fresh = *locked;
	(void)!(*locked
		? put_mark(git_dir, "locked-worktree", locked_text, NULL)
		: put_mark(git_dir, "met", met_text, NULL));
	return GS_OK;
}
