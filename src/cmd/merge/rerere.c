#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/front/say.h"
#include "git/run.h"
#include "git/setting.h"

#include "cmd/merge/rerere.h"

/* Where nobody says, the folder is what switches it on. */
static bool
is_on(const struct gs_dir *dir)
{
	static const char *const argv[] = { "config", "--type=bool", "--get",
		"rerere.enabled", NULL };
	struct gs_buf b = GS_BUF_INIT;
	const char *v = NULL;
	char *cache = NULL;
	bool on = false;

	if (gs_setting_possible(dir, "rerere") &&
	    gs_git(NULL, argv, &b, NULL) == GS_OK)
		v = gs_buf_str(&b);
	if (v != NULL)
		on = strcmp(v, "true\n") == 0;
	else if ((cache = gs_asprintf("%s/rr-cache", dir->common_dir)) != NULL)
		on = gs_file_exists(cache);
	free(cache);
	gs_buf_clear(&b);
	return on;
}

/* Whether the file holds exactly these bytes. */
static bool
holds(const char *path, const struct gs_buf *want)
{
	struct gs_buf b = GS_BUF_INIT;
	struct stat st;
	bool yes;

	if (stat(path, &st) != 0 || (size_t)st.st_size != want->n)
		return false;
	yes = gs_file_read(path, want->n, &b, NULL) == GS_OK &&
	    b.n == want->n && (b.n == 0 || memcmp(b.p, want->p, b.n) == 0);
	gs_buf_clear(&b);
	return yes;
}

/* One conflict's folder: preimage and postimage, preimage.1 and ... */
static bool
folder_holds(
    const char *folder, const struct gs_buf *base, const struct gs_buf *theirs)
{
	static const char pre[] = "preimage";
	DIR *d = opendir(folder);
	const struct dirent *en;
	bool yes = false;

	while (d != NULL && !yes && (en = readdir(d)) != NULL) {
		char *a, *b;

		if (strncmp(en->d_name, pre, sizeof(pre) - 1) != 0)
			continue;
		a = gs_asprintf("%s/%s", folder, en->d_name);
		b = gs_asprintf(
		    "%s/postimage%s", folder, en->d_name + sizeof(pre) - 1);
		yes = a != NULL && b != NULL && holds(a, base) &&
		    holds(b, theirs);
		free(a);
		free(b);
	}
	if (d != NULL)
		(void)closedir(d);
	return yes;
}

bool
gs_rerere_replays(const struct gs_dir *dir, const struct gs_buf *base,
    const struct gs_buf *theirs)
{
	char *cache = gs_asprintf("%s/rr-cache", dir->common_dir);
	DIR *d = cache == NULL ? NULL : opendir(cache);
	const struct dirent *en;
	bool yes = false;

	while (d != NULL && !yes && (en = readdir(d)) != NULL) {
		char *folder;

		if (en->d_name[0] == '.')
			continue;
		folder = gs_asprintf("%s/%s", cache, en->d_name);
		yes = folder != NULL && folder_holds(folder, base, theirs);
		free(folder);
	}
	if (d != NULL)
		(void)closedir(d);
	free(cache);
	return yes;
}

void
gs_rerere_warn(const struct gs_dir *dir, const char *path)
{
	if (is_on(dir))
		gs_warn("git config rerere.enabled false, and remove rr-cache",
		    "git rerere keeps this conflict in plain text in "
		    "'%s/rr-cache': '%s'",
		    dir->common_dir, path);
}
