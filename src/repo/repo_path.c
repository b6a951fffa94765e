#include <stdlib.h>
#include <string.h>

#include "repo/repo.h"

/* The length of the folders that ${a} and ${b} share, with their slash. */
static size_t
shared(const char *a, const char *b)
{
	size_t n = 0;

	for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++) {
		if (a[i] == '/')
			n = i + 1;
	}
	return n;
}

int
gs_repo_show_path(const struct gs_repo *r, const char *path, struct gs_buf *out)
{
	size_t n = shared(r->prefix, path);
	int rc = GS_OK;

	for (const char *p = r->prefix + n; rc == GS_OK && *p != '\0'; p++) {
		if (*p == '/')
			rc = gs_buf_adds(out, "../");
	}
	return rc == GS_OK ? gs_buf_adds(out, path + n) : rc;
}

static bool
is_top(const char *top, const char *path, size_t n)
{
	char *part = gs_strndup(path, n), *real = NULL;
	bool yes;

	if (part != NULL)
		real = realpath(n > 0 ? part : "/", NULL);
	yes = real != NULL && strcmp(real, top) == 0;
	free(part);
	free(real);
	return yes;
}

/*
 * What the absolute ${arg} names below ${top}, or NULL: by the letters, else
 * by the folder that some part of it leads to through symbolic links.
 */
static const char *
below(const char *top, const char *arg)
{
	size_t n = strlen(top);

	while (n > 0 && top[n - 1] == '/')
		n--;
	if (strncmp(arg, top, n) == 0 && (arg[n] == '/' || arg[n] == '\0'))
		return arg + n;
	for (n = 1; arg[n - 1] != '\0'; n++) {
		if ((arg[n] == '/' || arg[n] == '\0') && is_top(top, arg, n))
			return arg + n;
	}
	return NULL;
}

/* Take the last folder off; GS_EUSAGE where there is none. */
static int
up(struct gs_buf *out, size_t from)
{
	size_t n = out->n;

	if (n == from)
		return GS_EUSAGE;
	for (n--; n > from && out->p[n - 1] != '/'; n--)
		;
	gs_buf_cut(out, n);
	return GS_OK;
}

/* Append the parts of ${path}, each with a slash. */
static int
add_parts(struct gs_buf *out, size_t from, const char *path)
{
	int r = GS_OK;

	while (r == GS_OK && *path != '\0') {
		size_t n = strcspn(path, "/");

		if (n == 2 && memcmp(path, "..", 2) == 0)
			r = up(out, from);
		else if (n > 1 || (n == 1 && path[0] != '.'))
			if ((r = gs_buf_add(out, path, n)) == GS_OK)
				r = gs_buf_addc(out, '/');
		path += n;
		path += strspn(path, "/");
	}
	return r;
}

int
gs_repo_path(const struct gs_repo *r, const char *arg, struct gs_buf *out,
    struct gs_err *e)
{
	const char *path = arg;
	size_t from = out->n;
	int rc = GS_OK;

	if (arg[0] == '/' &&
	    (r->top == NULL || (path = below(r->top, arg)) == NULL))
		rc = GS_EUSAGE;
	else if (arg[0] != '/')
		rc = add_parts(out, from, r->prefix);
	if (rc == GS_OK)
		rc = add_parts(out, from, path);
	if (rc == GS_OK && out->n > from)
		gs_buf_cut(out, out->n - 1); /* the last slash */
	if (rc != GS_OK)
		gs_buf_cut(out, from);
	if (rc == GS_EUSAGE)
		return gs_fail(e, rc, "'%s' is outside the repository at '%s'",
		    arg, r->top != NULL ? r->top : r->git_dir);
	return rc == GS_OK ? rc : gs_fail(e, rc, "out of memory");
}
