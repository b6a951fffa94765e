#include <stdlib.h>
#include <string.h>

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

void
gs_rerere_warn(const struct gs_dir *dir, const char *path)
{
	if (is_on(dir))
		gs_warn("git config rerere.enabled false, and remove rr-cache",
		    "git rerere keeps this conflict in plain text in "
		    "'%s/rr-cache': '%s'",
		    dir->common_dir, path);
}
