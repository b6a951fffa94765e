#include "cmd/team/gpg.h"

int
gs_gpg_wrap(const struct gs_team *t, const char *recipient, const char *id,
    const struct gs_buf *line, struct gs_buf *out, struct gs_err *e)
{
	(void)t;
	(void)id;
	(void)line;
	(void)out;
	return gs_fail(e, GS_ENOKEY, "OpenPGP recipient '%s'", recipient);
}
