#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"

#include "git/setting.h"

#define CONFIG_MAX ((size_t)1 << 20)

static bool
holds(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (i < n && tolower((unsigned char)text[i]) == word[i])
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* A file that is not there says nothing; one that resists may say anything. */
static bool
file_may(const char *dir, const char *name, const char *word)
{
	char *path;
	struct gs_buf b = GS_BUF_INIT;
	const char *text;
	bool may = true;
	int r;

	if (dir == NULL)
		return false;
	if ((path = gs_asprintf("%s%s", dir, name)) == NULL)
		return true;
	r = gs_file_read(path, CONFIG_MAX, &b, NULL);
	if (r == GS_ENOTFOUND)
		may = false;
	else if (r == GS_OK && (text = gs_buf_str(&b)) != NULL)
		may = holds(text, word) || holds(text, "[include");
	gs_buf_clear(&b);
	free(path);
	return may;
}

static bool
global_may(const char *word)
{
	const char *global = getenv("GIT_CONFIG_GLOBAL");
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (global != NULL)
		return file_may(global, "", word);
	return file_may(home, "/.gitconfig", word) ||
	    (xdg != NULL && *xdg != '\0'
		    ? file_may(xdg, "/git/config", word)
		    : file_may(home, "/.config/git/config", word));
}

static bool
system_may(const char *word)
{
	const char *system = getenv("GIT_CONFIG_SYSTEM");

	if (getenv("GIT_CONFIG_NOSYSTEM") != NULL)
		return false;
	return file_may(system != NULL ? system : "/etc/gitconfig", "", word) ||
	    file_may("/usr/local/etc/gitconfig", "", word);
}

bool
gs_setting_possible(const struct gs_dir *dir, const char *word)
{
	return getenv("GIT_CONFIG_PARAMETERS") != NULL ||
	    getenv("GIT_CONFIG_COUNT") != NULL ||
	    file_may(dir->common_dir, "/config", word) ||
	    file_may(dir->git_dir, "/config.worktree", word) ||
	    global_may(word) || system_may(word);
}
