#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "git/run.h"

#include "repo/repo.h"

#define POINTER_MAX ((size_t)64 << 10)

struct list {
	struct gs_worktree *v;
	size_t nr, cap;
};

void
gs_repo_worktrees_free(struct gs_worktree *w, size_t nr)
{
	for (size_t i = 0; i < nr; i++) {
		free(w[i].path);
		free(w[i].git_dir);
	}
	free(w);
}

static int
add(struct list *l, const char *path)
{
	struct gs_worktree *v;
	size_t cap = l->cap == 0 ? 8 : 2 * l->cap;

	if (l->nr == l->cap) {
		if ((v = realloc(l->v, cap * sizeof(*v))) == NULL)
			return GS_ENOMEM;
		l->v = v;
		l->cap = cap;
	}
	memset(&l->v[l->nr], 0, sizeof(*l->v));
	if ((l->v[l->nr].path = gs_strdup(path)) == NULL)
		return GS_ENOMEM;
	l->nr++;
	return GS_OK;
}

/* Lines "worktree PATH", "bare", ... ended by ${text}'s NULs. */
static int
parse(const char *text, size_t n, struct list *l)
{
	static const char word[] = "worktree ";
	const char *end = text + n;
	int r = GS_OK;

	for (; r == GS_OK && text < end; text += strlen(text) + 1) {
		if (strncmp(text, word, sizeof(word) - 1) == 0)
			r = add(l, text + sizeof(word) - 1);
		else if (l->nr > 0 && strcmp(text, "bare") == 0)
			l->v[l->nr - 1].bare = true;
	}
	return r;
}

/* Where nobody ever linked a worktree there is nothing to ask. */
static bool
is_alone(const struct gs_repo *r)
{
	char *linked = gs_asprintf("%s/worktrees", r->common_dir);
	bool alone = linked != NULL && !gs_file_exists(linked) &&
	    r->top != NULL && strcmp(r->git_dir, r->common_dir) == 0;

	free(linked);
	return alone;
}

/*
 * Git before 2.36 has no -z here: there the lines end with LF, and a path
 * that holds one is out of reach.
 */
static int
list_all(const struct gs_repo *repo, struct list *l, struct gs_err *e)
{
	static const char *const with_z[] = { "worktree", "list", "--porcelain",
		"-z", NULL };
	static const char *const without[] = { "worktree", "list",
		"--porcelain", NULL };
	const struct gs_git_opt opt = { .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	int r, code;

	if (is_alone(repo)) {
		r = add(l, repo->top);
		return r == GS_OK ? r : gs_fail(e, r, "out of memory");
	}
	if ((r = gs_git_code(&opt, with_z, &b, &code, e)) != GS_OK)
		goto out;
	if (code != 0) {
		gs_buf_reset(&b);
		if ((r = gs_git(NULL, without, &b, e)) != GS_OK)
			goto out;
		for (size_t i = 0; i < b.n; i++) {
			if (b.p[i] == '\n')
				b.p[i] = '\0';
		}
	}
	if (gs_buf_str(&b) == NULL || parse((const char *)b.p, b.n, l) != GS_OK)
		r = gs_no_memory(e);
out:
	gs_buf_clear(&b);
	return r;
}

/*
 * Where ${path}/.git leads, absolute and without symbolic links: the folder
 * itself, or what the file names in "gitdir: PATH".  NULL if nowhere.
 */
static char *
follow(const char *path)
{
	static const char word[] = "gitdir: ";
	char *file = gs_asprintf("%s/.git", path), *to = NULL, *real = NULL;
	struct gs_buf b = GS_BUF_INIT;
	const char *text;
	struct stat st;

	if (file == NULL || lstat(file, &st) != 0)
		goto out;
	if (!S_ISREG(st.st_mode)) {
		real = realpath(file, NULL);
		goto out;
	}
	if (gs_file_read(file, POINTER_MAX, &b, NULL) != GS_OK)
		goto out;
	while (b.n > 0 && (b.p[b.n - 1] == '\n' || b.p[b.n - 1] == '\r'))
		gs_buf_cut(&b, b.n - 1);
	if ((text = gs_buf_str(&b)) == NULL ||
	    strncmp(text, word, sizeof(word) - 1) != 0)
		goto out;
	text += sizeof(word) - 1;
	to =
	    text[0] == '/' ? gs_strdup(text) : gs_asprintf("%s/%s", path, text);
	if (to != NULL)
		real = realpath(to, NULL);
out:
	free(file);
	free(to);
	gs_buf_clear(&b);
	return real;
}

/* Whether ${git_dir} is COMMON_DIR/worktrees/NAME. */
static bool
is_linked(const char *common_dir, const char *git_dir)
{
	static const char mid[] = "/worktrees/";
	size_t n = strlen(common_dir);

	return strncmp(git_dir, common_dir, n) == 0 &&
	    strncmp(git_dir + n, mid, sizeof(mid) - 1) == 0 &&
	    strchr(git_dir + n + sizeof(mid) - 1, '/') == NULL;
}

/*
 * The working tree of the main worktree.  Git lists its Git folder less
 * "/.git", which for a submodule or another Git folder that lies elsewhere
 * is no working tree: there core.worktree tells, as it does to Git.
 */
static char *
main_path(const struct gs_repo *r, const char *listed)
{
	char *config = gs_asprintf("%s/config", r->common_dir);
	const char *const argv[] = { "config", "--file", config, "--get",
		"core.worktree", NULL };
	struct gs_buf b = GS_BUF_INIT;
	char *path = NULL, *joined;
	int code = 1;

	if (config != NULL &&
	    gs_git_code(NULL, argv, &b, &code, NULL) == GS_OK && code == 0 &&
	    b.n > 1) {
		b.p[b.n - 1] = '\0';
		joined = b.p[0] == '/'
		    ? gs_strdup((char *)b.p)
		    : gs_asprintf("%s/%s", r->common_dir, (char *)b.p);
		path = joined != NULL ? realpath(joined, NULL) : NULL;
		free(joined);
	}
	gs_buf_clear(&b);
	free(config);
	return path != NULL ? path : gs_strdup(listed);
}

static int
replace(char **to, char *with)
{
	if (with == NULL)
		return GS_ENOMEM;
	free(*to);
	*to = with;
	return GS_OK;
}

static int
fill_main(const struct gs_repo *r, struct gs_worktree *w)
{
	char *real;
	int rc;

	if (strcmp(r->git_dir, r->common_dir) == 0 && r->top != NULL) {
		if ((rc = replace(&w->path, gs_strdup(r->top))) != GS_OK)
			return rc;
		w->reachable = true;
		w->bare = false;
		return replace(&w->git_dir, gs_strdup(r->common_dir));
	}
	if (w->bare) {
		w->reachable = true;
		return replace(&w->git_dir, gs_strdup(r->common_dir));
	}
	real = follow(w->path);
	if (real == NULL || strcmp(real, r->common_dir) != 0) {
		free(real);
		if ((rc = replace(&w->path, main_path(r, w->path))) != GS_OK)
			return rc;
		real = follow(w->path);
	}
	w->reachable = real != NULL && strcmp(real, r->common_dir) == 0;
	if (w->reachable)
		return replace(&w->git_dir, real);
	free(real);
	return GS_OK;
}

static void
fill_linked(const struct gs_repo *r, struct gs_worktree *w)
{
	char *real = follow(w->path);

	if (real != NULL && is_linked(r->common_dir, real)) {
		w->git_dir = real;
		w->reachable = true;
	} else {
		free(real);
	}
}

int
gs_repo_worktrees(const struct gs_repo *r, struct gs_worktree **out, size_t *nr,
    struct gs_err *e)
{
	struct list l = { NULL, 0, 0 };
	int rc;

	*out = NULL;
	*nr = 0;
	if ((rc = list_all(r, &l, e)) != GS_OK)
		goto out;
	for (size_t i = 0; i < l.nr; i++) {
		struct gs_worktree *w = &l.v[i];

		if (i > 0)
			fill_linked(r, w);
		else if ((rc = fill_main(r, w)) != GS_OK) {
			rc = gs_fail(e, rc, "out of memory");
			goto out;
		}
		w->here =
		    w->git_dir != NULL && strcmp(w->git_dir, r->git_dir) == 0;
		w->dir = w->here ? NULL : w->path;
	}
	*out = l.v;
	*nr = l.nr;
	l.v = NULL;
	l.nr = 0;
out:
	gs_repo_worktrees_free(l.v, l.nr);
	return rc;
}
