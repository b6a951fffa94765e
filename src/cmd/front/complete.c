#include <string.h>

#include "cmd/front/opt.h"

#include "cmd/front/complete.h"

enum gs_complete_what
gs_complete_words(const struct gs_cmd *c)
{
	if (strstr(c->args, "COMMAND") != NULL)
		return GS_COMPLETE_COMMAND;
	if (strstr(c->args, "REV") != NULL)
		return GS_COMPLETE_REV;
	if (strstr(c->args, "FILE") != NULL ||
	    strstr(c->args, "PATH") != NULL ||
	    strstr(c->args, "PATTERN") != NULL)
		return GS_COMPLETE_FILE;
	return GS_COMPLETE_NOTHING;
}

enum gs_complete_what
gs_complete_value(const struct gs_opt *o)
{
	if (o->value == NULL)
		return GS_COMPLETE_NOTHING;
	if (o->letter == 'k')
		return GS_COMPLETE_RING;
	return strstr(o->value, "FILE") != NULL ? GS_COMPLETE_FILE
						: GS_COMPLETE_NOTHING;
}

static int
each(const struct gs_opt *o, gs_complete_fn *fn, struct gs_buf *b)
{
	int r = GS_OK;

	for (; o != NULL && !gs_opt_end(o) && r == GS_OK; o++) {
		if (o->help != NULL)
			r = fn(o, b);
	}
	return r;
}

int
gs_complete_options(
    const struct gs_cmd *c, gs_complete_fn *fn, struct gs_buf *b)
{
	struct gs_opt common[GS_COMMON_NR + 1];
	int r = each(c->opts, fn, b);

	gs_common_of(c, common);
	return r != GS_OK ? r : each(common, fn, b);
}

int
gs_complete(const char *shell, struct gs_buf *b, struct gs_err *e)
{
	if (strcmp(shell, "bash") == 0)
		return gs_complete_bash(b);
	if (strcmp(shell, "zsh") == 0)
		return gs_complete_zsh(b);
	if (strcmp(shell, "fish") == 0)
		return gs_complete_fish(b);
	return gs_fail(e, GS_EUSAGE, "'%s' is none of bash, zsh, fish", shell);
}
