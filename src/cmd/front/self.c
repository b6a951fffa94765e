#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/front/self.h"

/* Where packages and `make install` put programs; every PATH has them. */
static const char *const system_path[] = { "/usr/local/bin", "/usr/bin", "/bin",
	"/usr/local/sbin", "/usr/sbin", "/sbin" };

/* Not part of what Git calls a shell command (run-command.c), and of what a
 * shell would not read as itself. */
static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (c != '\0' && strchr("/._-+,:@", c));
}

int
gs_self_quote(const char *word, bool percent, struct gs_buf *b)
{
	bool plain = word[0] != '\0';
	int r;

	for (const char *p = word; *p != '\0'; p++)
		plain = plain && is_plain(*p);
	if (plain)
		return gs_buf_adds(b, word);
	r = gs_buf_addc(b, '\'');
	for (; *word != '\0' && r == GS_OK; word++) {
		if (*word == '\'')
			r = gs_buf_adds(b, "'\\''");
		else if (*word == '%' && percent)
			r = gs_buf_adds(b, "%%");
		else
			r = gs_buf_addc(b, *word);
	}
	return r != GS_OK ? r : gs_buf_addc(b, '\'');
}

/* Whether ${path} is the program that runs here; where the system does not
 * tell, any program will do. */
static bool
is_self(const char *path)
{
	struct stat me, it;

	if (stat(path, &it) != 0 || !S_ISREG(it.st_mode) ||
	    access(path, X_OK) != 0)
		return false;
	if (stat("/proc/self/exe", &me) != 0)
		return true;
	return me.st_dev == it.st_dev && me.st_ino == it.st_ino;
}

/* The folder ${dir}/ of a program called ${name}, absolute; by itself a
 * symbolic link is not followed: what it points to may move. */
static char *
folder_if_self(const struct gs_ctx *ctx, const char *dir, const char *name)
{
	char *joined = gs_cmd_path(ctx, dir), *path = NULL, *real = NULL;

	if (joined != NULL)
		path = gs_asprintf("%s/%s", joined, name);
	if (path != NULL && is_self(path))
		real = realpath(joined, NULL);
	free(joined);
	free(path);
	return real;
}

static char *
folder_in_path(const struct gs_ctx *ctx)
{
	const char *p = getenv("PATH");
	char *dir, *found = NULL;
	size_t n;

	for (; p != NULL && *p != '\0' && found == NULL;
	     p += n + (p[n] == ':')) {
		n = strcspn(p, ":");
		dir = n > 0 ? gs_strndup(p, n) : gs_strdup(".");
		if (dir != NULL)
			found = folder_if_self(ctx, dir, "git-seal");
		free(dir);
	}
	return found;
}

static char *
folder_of_exe(void)
{
	char path[PATH_MAX], *slash;
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n <= 0)
		return NULL;
	path[n] = '\0';
	if ((slash = strrchr(path, '/')) == NULL)
		return NULL;
	*slash = '\0';
	return gs_strdup(path);
}

/* As it was called, else as PATH finds it, else where it really lies. */
static char *
own_folder(const struct gs_ctx *ctx)
{
	const char *slash = strrchr(ctx->self, '/');
	char *dir, *found = NULL;

	if (slash != NULL) {
		dir = slash > ctx->self
		    ? gs_strndup(ctx->self, (size_t)(slash - ctx->self))
		    : gs_strdup("/");
		if (dir != NULL)
			found = folder_if_self(ctx, dir, slash + 1);
		free(dir);
	} else {
		found = folder_in_path(ctx);
	}
	return found != NULL ? found : folder_of_exe();
}

static bool
is_system(const char *dir)
{
	for (size_t i = 0; i < GS_NR(system_path); i++) {
		if (strcmp(dir, system_path[i]) == 0)
			return true;
	}
	return false;
}

int
gs_self_find(const struct gs_ctx *ctx, const char *name, struct gs_buf *out)
{
	char *dir = own_folder(ctx), *path;
	int r = GS_ENOTFOUND;

	gs_buf_reset(out);
	path = dir != NULL ? gs_asprintf("%s/%s", dir, name) : NULL;
	if (path != NULL && access(path, X_OK) == 0)
		r = gs_buf_adds(out, is_system(dir) ? name : path);
	free(dir);
	free(path);
	return r;
}
