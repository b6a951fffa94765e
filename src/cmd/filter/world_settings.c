#include <stdlib.h>
#include <string.h>

#include "git/run.h"
#include "git/setting.h"

#include "cmd/filter/world.h"

/* One setting's value; an empty buffer where it is not set. */
static int
get(const char *key, const char *type, struct gs_buf *out, struct gs_err *e)
{
	const char *const argv[] = { "config", "-z", type, "--get", key, NULL };
	int code = 0, r;

	gs_buf_reset(out);
	r = gs_git_code(NULL, argv, out, &code, e);
	if (r == GS_OK && code > 1)
		r = gs_fail(e, GS_EGIT, "the setting '%s' has no sense", key);
	return r;
}

static int
get_strict(struct gs_filter *f, struct gs_buf *b, struct gs_err *e)
{
	const char *v;
	int r;

	if ((r = get("seal.strict", "--no-type", b, e)) != GS_OK)
		return r;
	if ((v = gs_buf_str(b)) == NULL)
		return gs_no_memory(e);
	if (*v == '\0' || strcmp(v, "none") == 0)
		f->strict = GS_STRICT_NONE;
	else if (strcmp(v, "damage") == 0)
		f->strict = GS_STRICT_DAMAGE;
	else if (strcmp(v, "all") == 0)
		f->strict = GS_STRICT_ALL;
	else
		return gs_fail(e, GS_EUSAGE,
		    "the setting 'seal.strict' is "
		    "'%s', neither 'damage' nor 'all'",
		    v);
	return GS_OK;
}

static int
get_max_size(struct gs_filter *f, struct gs_buf *b, struct gs_err *e)
{
	const char *v;
	int r;

	if ((r = get("seal.maxSize", "--int", b, e)) != GS_OK)
		return r;
	if ((v = gs_buf_str(b)) == NULL)
		return gs_no_memory(e);
	if (*v == '-')
		return gs_fail(
		    e, GS_EUSAGE, "the setting 'seal.maxSize' is negative");
	f->max_size = strtoull(v, NULL, 10);
	return GS_OK;
}

int
gs_world_settings(
    const struct gs_dir *dir, struct gs_filter *f, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	if (gs_setting_possible(dir, "strict"))
		r = get_strict(f, &b, e);
	if (r == GS_OK && gs_setting_possible(dir, "maxsize"))
		r = get_max_size(f, &b, e);
	gs_buf_clear(&b);
	return r;
}
