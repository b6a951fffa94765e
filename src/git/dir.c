#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"

#include "git/dir.h"

#define CWD_MAX ((size_t)1 << 16)

static bool
is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* ${path} as seen from the folder ${base}. */
static char *
join(const char *base, const char *path)
{
	return path[0] == '/' ? gs_strdup(path)
			      : gs_asprintf("%s/%s", base, path);
}

static bool
has_folder(const char *base, const char *name)
{
	char *path = gs_asprintf("%s/%s", base, name);
	bool yes = path != NULL && is_folder(path);

	free(path);
	return yes;
}

/* The first line of a small file, after ${lead}; *out NULL without file. */
static int
read_pointer(const char *path, const char *lead, char **out, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	size_t skip = strlen(lead);
	const char *s;
	int r;

	*out = NULL;
	r = gs_file_read(path, GS_DIR_POINTER_MAX, &b, e);
	if (r == GS_ENOTFOUND) {
		r = GS_OK;
		goto out;
	}
	if (r != GS_OK)
		goto out;
	while (b.n > 0 && (b.p[b.n - 1] == '\n' || b.p[b.n - 1] == '\r'))
		b.n--;
	if ((s = gs_buf_str(&b)) == NULL) {
		r = gs_no_memory(e);
	} else if (strncmp(s, lead, skip) != 0 || s[skip] == '\0') {
		r = gs_fail(
		    e, GS_EDAMAGED, "'%s' does not point to a folder", path);
	} else if ((*out = gs_strdup(s + skip)) == NULL) {
		r = gs_no_memory(e);
	}
out:
	gs_buf_clear(&b);
	return r;
}

/* Where the objects of ${git_dir} are: GIT_COMMON_DIR, commondir, itself. */
static int
find_common(const char *git_dir, char **out, struct gs_err *e)
{
	const char *env = getenv("GIT_COMMON_DIR");
	char *file = NULL, *to = NULL;
	int r = GS_OK;

	*out = NULL;
	if (env != NULL && *env != '\0') {
		*out = gs_strdup(env);
		return *out == NULL ? gs_no_memory(e) : GS_OK;
	}
	if ((file = gs_asprintf("%s/commondir", git_dir)) == NULL)
		return gs_no_memory(e);
	if ((r = read_pointer(file, "", &to, e)) == GS_OK) {
		*out = to == NULL ? gs_strdup(git_dir) : join(git_dir, to);
		if (*out == NULL)
			r = gs_no_memory(e);
	}
	free(file);
	free(to);
	return r;
}

/*
 * Take ${git_dir} (owned) if it is a Git folder: HEAD, and objects and refs
 * in it or in the common one.
 */
static int
take(char *git_dir, struct gs_dir *out, struct gs_err *e)
{
	char *head = gs_asprintf("%s/HEAD", git_dir), *common = NULL;
	int r;

	if (head == NULL) {
		r = gs_no_memory(e);
	} else if (!gs_file_exists(head)) {
		r = GS_ENOTFOUND;
	} else if ((r = find_common(git_dir, &common, e)) == GS_OK &&
	    (!has_folder(common, "refs") ||
		(getenv("GIT_OBJECT_DIRECTORY") == NULL &&
		    !has_folder(common, "objects")))) {
		r = GS_ENOTFOUND;
	}
	free(head);
	if (r != GS_OK) {
		free(git_dir);
		free(common);
		return r;
	}
	out->git_dir = git_dir;
	out->common_dir = common;
	return GS_OK;
}

/* What ${to}, read from the file ${path}, means there. */
static char *
beside(const char *path, const char *to)
{
	const char *slash = strrchr(path, '/');
	char *base, *target;

	if (slash == NULL)
		return gs_strdup(to);
	if ((base = gs_strndup(path, (size_t)(slash - path))) == NULL)
		return NULL;
	target = join(base, to);
	free(base);
	return target;
}

/* ${path} (owned) is a Git folder, or a file that points to one. */
static int
follow(char *path, struct gs_dir *out, struct gs_err *e)
{
	char *to = NULL, *target;
	int r;

	if (!gs_file_exists(path) || is_folder(path))
		return take(path, out, e);
	if ((r = read_pointer(path, "gitdir: ", &to, e)) == GS_OK &&
	    to != NULL) {
		target = beside(path, to);
		r = target == NULL ? gs_no_memory(e) : take(target, out, e);
		/* A pointer into the void is damage, not "look further". */
		if (r == GS_ENOTFOUND)
			r = gs_fail(e, GS_EDAMAGED,
			    "'%s' points to '%s', which is no Git folder", path,
			    to);
	}
	free(path);
	free(to);
	return r;
}

static int
from_env(const char *env, struct gs_dir *out, struct gs_err *e)
{
	char *path = gs_strdup(env);
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = follow(path, out, e);
	if (r == GS_ENOTFOUND)
		r = gs_fail(
		    e, GS_EDAMAGED, "GIT_DIR: '%s' is no Git folder", env);
	return r;
}

/* ${at} is cut to its parent at each step; "" stands for the root. */
static int
walk_up(char *at, struct gs_dir *out, struct gs_err *e)
{
	char *path, *slash;
	int r;

	for (;;) {
		if ((path = gs_asprintf("%s/.git", at)) == NULL)
			return gs_no_memory(e);
		if ((r = follow(path, out, e)) != GS_ENOTFOUND)
			return r;
		if ((path = gs_strdup(*at == '\0' ? "/" : at)) == NULL)
			return gs_no_memory(e);
		if ((r = take(path, out, e)) != GS_ENOTFOUND)
			return r;
		if ((slash = strrchr(at, '/')) == NULL)
			return gs_fail(e, GS_ENOTFOUND,
			    "not a git repository (or any of the folders "
			    "above)");
		*slash = '\0';
	}
}

static char *
here(void)
{
	char *p;

	for (size_t n = 512; n <= CWD_MAX; n *= 2) {
		if ((p = malloc(n)) == NULL || getcwd(p, n) != NULL)
			return p;
		free(p);
		if (errno != ERANGE)
			break;
	}
	return NULL;
}

int
gs_dir_find(const char *from, struct gs_dir *out, struct gs_err *e)
{
	const char *env = getenv("GIT_DIR");
	char *at;
	size_t n;
	int r;

	memset(out, 0, sizeof(*out));
	if (env != NULL && *env != '\0')
		return from_env(env, out, e);
	if ((at = from == NULL ? here() : gs_strdup(from)) == NULL)
		return gs_fail_errno(
		    e, GS_EIO, "cannot find the current folder");
	n = strlen(at);
	while (n > 0 && at[n - 1] == '/')
		at[--n] = '\0';
	r = walk_up(at, out, e);
	free(at);
	return r;
}

void
gs_dir_clear(struct gs_dir *d)
{
	free(d->git_dir);
	free(d->common_dir);
	memset(d, 0, sizeof(*d));
}
