#include <libgen.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cmd/front/say.h"
#include "git/run.h"

#include "cmd/front/intree.h"

void
gs_intree_warn(const char *path, const char *shown)
{
	static const char *const argv[] = { "rev-parse",
		"--is-inside-work-tree", NULL };
	struct gs_git_opt opt = { .quiet = true };
	struct gs_buf out = GS_BUF_INIT;
	char *copy = gs_strdup(path);
	const char *text;

	if (copy == NULL)
		return;
	opt.dir = dirname(copy);
	if (gs_git(&opt, argv, &out, NULL) == GS_OK &&
	    (text = gs_buf_str(&out)) != NULL && strcmp(text, "true\n") == 0)
		gs_warn("move it out of the tree, or see that it is ignored",
		    "'%s' is a secret in a work tree: Git could commit it",
		    shown);
	gs_buf_clear(&out);
	free(copy);
}
