#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/keys/idfile.h"
#include "git/run.h"
#include "git/setting.h"

#include "cmd/keys/ids.h"

bool
gs_ids_env_set(void)
{
	const char *v = getenv("GIT_SEAL_IDENTITY");

	/* CI systems set variables that they do not hand out to "". */
	return v != NULL && v[0] != '\0';
}

/* "(text or file)": no path looks like a key. */
static bool
is_text(const char *v)
{
	return strchr(v, '\n') != NULL ||
	    strstr(v, "AGE-SECRET-KEY-") != NULL ||
	    strncmp(v, "-----BEGIN", 10) == 0 ||
	    strncmp(v, "age-encryption.org/", 19) == 0;
}

static int
from_env(const struct gs_ctx *ctx, struct gs_identities *out, struct gs_err *e)
{
	const char *v = getenv("GIT_SEAL_IDENTITY");

	if (!gs_ids_env_set())
		return GS_OK;
	return is_text(v)
	    ? gs_identities_parse(out, "GIT_SEAL_IDENTITY", v, strlen(v), e)
	    : gs_idfile_read(ctx, v, out, e);
}

static int
from_config(const struct gs_ctx *ctx, const struct gs_dir *dir,
    struct gs_identities *out, struct gs_err *e)
{
	static const char *const argv[] = { "config", "-z", "--type=path",
		"--get-all", "seal.identity", NULL };
	struct gs_buf text = GS_BUF_INIT;
	const uint8_t *p, *nul;
	int r, code = 0;

	if (dir != NULL && !gs_setting_possible(dir, "identity"))
		return GS_OK;
	r = gs_git_code(NULL, argv, &text, &code, e);
	for (p = text.p;
	     r == GS_OK && code == 0 && p != NULL && p < text.p + text.n;
	     p = nul + 1) {
		nul = memchr(p, '\0', (size_t)(text.p + text.n - p));
		if (nul == NULL)
			break;
		if (nul != p)
			r = gs_idfile_read(ctx, (const char *)p, out, e);
	}
	gs_buf_clear(&text);
	return r;
}

static int
try_file(const struct gs_ctx *ctx, const char *dir, const char *name,
    struct gs_identities *out, struct gs_err *e)
{
	char *path;
	int r;

	if (dir == NULL || dir[0] == '\0')
		return GS_OK;
	if ((path = gs_asprintf("%s/%s", dir, name)) == NULL)
		return gs_no_memory(e);
	r = gs_file_exists(path) ? gs_idfile_read(ctx, path, out, NULL) : GS_OK;
	free(path);
	return r == GS_ENOMEM ? gs_no_memory(e) : GS_OK;
}

static int
from_defaults(
    const struct gs_ctx *ctx, struct gs_identities *out, struct gs_err *e)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	int r;

	r = xdg != NULL && xdg[0] != '\0'
	    ? try_file(ctx, xdg, "git-seal/identity", out, e)
	    : try_file(ctx, home, ".config/git-seal/identity", out, e);
	if (r == GS_OK)
		r = try_file(ctx, home, ".ssh/id_ed25519", out, e);
	if (r == GS_OK)
		r = try_file(ctx, home, ".ssh/id_rsa", out, e);
	return r;
}

int
gs_ids_load(const struct gs_ctx *ctx, const struct gs_dir *dir, unsigned which,
    struct gs_identities *out, struct gs_err *e)
{
	int r = GS_OK;

	if ((which & GS_IDS_ENV) != 0)
		r = from_env(ctx, out, e);
	if (r == GS_OK && (which & GS_IDS_CONFIG) != 0)
		r = from_config(ctx, dir, out, e);
	if (r == GS_OK && (which & GS_IDS_DEFAULT) != 0)
		r = from_defaults(ctx, out, e);
	return r;
}
