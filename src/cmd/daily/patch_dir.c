#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "git/run.h"

#include "cmd/daily/patch_dir.h"

static int
put(struct gs_patch *p, const char *name, const void *bytes, size_t n)
{
	char *path = gs_asprintf("%s/%s", p->dir.path, name), *slash;
	struct gs_err *e = &p->ctx->e;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	slash = strrchr(path, '/');
	*slash = '\0';
	r = gs_file_mkdirs(path, 0700, e);
	*slash = '/';
	if (r == GS_OK)
		r = gs_file_pass(path, 0600, bytes, n, e);
	free(path);
	return r;
}

static int
putf(struct gs_patch *p, const char *name, const char *format, const char *text)
{
	char *s = gs_asprintf("%s%s\n", format, text);
	int r =
	    s == NULL ? gs_no_memory(&p->ctx->e) : put(p, name, s, strlen(s));

	free(s);
	return r;
}

/* A copy of the file ${from}, if there is one. */
static int
copy(struct gs_patch *p, const char *name, const char *from)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_err *e = &p->ctx->e;
	int r = gs_file_read(from, GS_BUF_MAX, &b, e);

	if (r == GS_OK)
		r = put(p, name, b.p, b.n);
	else if (r == GS_ENOTFOUND) {
		memset(e, 0, sizeof(*e));
		r = GS_OK;
	}
	gs_buf_clear(&b);
	return r;
}

static int
put_head(struct gs_patch *p)
{
	struct gs_oid head;
	char hex[GS_OID_HEX_MAX + 1];
	struct gs_err *e = &p->ctx->e;
	int r = gs_repo_rev(p->ctx->repo, "HEAD", &head, e);

	if (r == GS_OK) {
		(void)gs_oid_print(&head, hex);
		return putf(p, "git/HEAD", "", hex);
	}
	if (r != GS_ENOTFOUND)
		return r;
	memset(e, 0, sizeof(*e));
	return putf(p, "git/HEAD", "ref: ", "refs/heads/git-seal-unborn");
}

static int
add_env(struct gs_patch *p, const char *name, const char *a, const char *b)
{
	char *s = gs_asprintf("%s=%s%s", name, a, b);
	int r = s == NULL ? GS_ENOMEM : gs_strs_add(&p->env, s);

	free(s);
	return r == GS_OK ? r : gs_no_memory(&p->ctx->e);
}

/* Objects are looked for in the real store, and written in memory. */
static int
put_objects(struct gs_patch *p)
{
	static const char *const argv[] = { "rev-parse", "--git-path",
		"objects", NULL };
	struct gs_buf b = GS_BUF_INIT;
	const char *path;
	char *full = NULL;
	int r = gs_git(NULL, argv, &b, &p->ctx->e);

	if (r == GS_OK && b.n > 0)
		gs_buf_cut(&b, b.n - 1);
	if (r == GS_OK && (path = gs_buf_str(&b)) != NULL)
		full = path[0] == '/'
		    ? gs_strdup(path)
		    : gs_asprintf("%s/%s", p->ctx->repo->top, path);
	if (r == GS_OK)
		r = full == NULL ? gs_no_memory(&p->ctx->e)
				 : putf(p, "objects/info/alternates", "", full);
	gs_buf_clear(&b);
	free(full);
	return r;
}

/* Beside the real one as a linked worktree is: refs and settings are those
 * of the clone, what a worktree has of its own lies in memory. */
int
gs_patch_dir(struct gs_patch *p)
{
	const struct gs_repo *repo = p->ctx->repo;
	char *config = gs_asprintf("%s/config.worktree", repo->git_dir);
	int r;

	if (config == NULL)
		return gs_no_memory(&p->ctx->e);
	if ((r = put_head(p)) == GS_OK &&
	    (r = putf(p, "git/commondir", "", repo->common_dir)) == GS_OK &&
	    (r = copy(p, "git/config.worktree", config)) == GS_OK &&
	    (r = copy(p, "git/index", repo->index)) == GS_OK &&
	    (r = put_objects(p)) == GS_OK &&
	    (r = add_env(p, "GIT_DIR", p->dir.path, "/git")) == GS_OK &&
	    (r = add_env(p, "GIT_COMMON_DIR", repo->common_dir, "")) == GS_OK &&
	    (r = add_env(p, "GIT_WORK_TREE", repo->top, "")) == GS_OK &&
	    (r = add_env(p, "GIT_INDEX_FILE", p->dir.path, "/git/index")) ==
		GS_OK)
		r = add_env(p, "GIT_OBJECT_DIRECTORY", p->dir.path, "/objects");
	free(config);
	return r;
}
