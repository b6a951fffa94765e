#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/file.h"
#include "base/proc.h"
#include "cmd/front/say.h"
#include "engine/private.h"

#include "cmd/keys/ids_sops.h"

static int
read_file(const struct gs_ctx *ctx, const char *word, struct gs_identities *out,
    struct gs_err *e)
{
	char *path = gs_cmd_path(ctx, word);
	struct gs_private file = { path, word, false, GS_IDENTITY_TEXT_MAX,
		false };
	struct gs_buf text = GS_BUF_INIT;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = gs_private_read(&file, &text, e);
	if (r == GS_EUSAGE &&
	    (r = gs_file_read(path, GS_IDENTITY_TEXT_MAX, &text, e)) == GS_OK)
		file.exposed = true;
	if (r == GS_OK && file.exposed)
		gs_warn(NULL, "others can read the key in '%s'", word);
	if (r == GS_OK)
		r = gs_identities_parse(out, word, text.p, text.n, e);
	gs_buf_clear(&text);
	free(path);
	return r;
}

static int
from_file(const struct gs_ctx *ctx, const char *variable,
    struct gs_identities *out, struct gs_err *e)
{
	const char *word = getenv(variable);
	struct gs_err why = { "", "" };
	int r;

	if (word == NULL || word[0] == '\0')
		return GS_OK;
	if ((r = read_file(ctx, word, out, &why)) != GS_OK) {
		r = gs_fail(e, r, "%s: %s", variable, why.what);
		gs_hint(e, "%s", why.hint);
	}
	return r;
}

/* What a command prints, run by sh as seal.keyCommand is. */
static int
from_command(const char *variable, struct gs_identities *out, struct gs_err *e)
{
	const char *line = getenv(variable);
	const char *const argv[] = { "sh", "-c", line, NULL };
	const struct gs_proc_opt opt = { .argv = argv };
	struct gs_buf text = GS_BUF_INIT;
	int r, code;

	if (line == NULL || line[0] == '\0')
		return GS_OK;
	r = gs_proc_run(&opt, NULL, 0, &text, &code, e);
	if (r == GS_OK && code != 0)
		r = gs_fail(e, GS_ENOKEY,
		    "the command of %s failed (exit code %d)", variable, code);
	if (r == GS_OK)
		r = gs_identities_parse(out, variable, text.p, text.n, e);
	gs_buf_clear(&text);
	return r;
}

/* "Several, spaces or lines": a line each, but comments stay whole. */
static int
from_text(struct gs_identities *out, struct gs_err *e)
{
	const char *s = getenv("SOPS_AGE_KEY");
	struct gs_buf lines = GS_BUF_INIT;
	struct gs_cur c = { (const uint8_t *)s, s == NULL ? 0 : strlen(s) };
	const uint8_t *line;
	size_t n;
	int r = GS_OK;

	while (r == GS_OK && gs_cur_line(&c, &line, &n) == GS_OK) {
		bool comment = n > 0 && line[0] == '#';

		for (size_t i = 0; r == GS_OK && i < n; i++)
			r = gs_buf_addc(&lines,
			    line[i] == ' ' && !comment ? '\n' : (char)line[i]);
		if (r == GS_OK)
			r = gs_buf_addc(&lines, '\n');
	}
	if (r != GS_OK)
		r = gs_no_memory(e);
	else if (lines.n > 1)
		r = gs_identities_parse(
		    out, "SOPS_AGE_KEY", lines.p, lines.n, e);
	gs_buf_clear(&lines);
	return r;
}

static int
from_default(
    const struct gs_ctx *ctx, struct gs_identities *out, struct gs_err *e)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	bool own = xdg != NULL && xdg[0] != '\0';
	char *path;
	int r = GS_OK;

	if (!own && (home == NULL || home[0] == '\0'))
		return GS_OK;
	path = gs_asprintf(
	    "%s/%ssops/age/keys.txt", own ? xdg : home, own ? "" : ".config/");
	if (path == NULL)
		return gs_no_memory(e);
	if (gs_file_exists(path) &&
	    read_file(ctx, path, out, NULL) == GS_ENOMEM)
		r = gs_no_memory(e);
	free(path);
	return r;
}

int
gs_ids_sops(
    const struct gs_ctx *ctx, struct gs_identities *out, struct gs_err *e)
{
	int r = from_file(ctx, "SOPS_AGE_SSH_PRIVATE_KEY_FILE", out, e);

	if (r == GS_OK)
		r = from_command("SOPS_AGE_SSH_PRIVATE_KEY_CMD", out, e);
	if (r == GS_OK)
		r = from_text(out, e);
	if (r == GS_OK)
		r = from_file(ctx, "SOPS_AGE_KEY_FILE", out, e);
	if (r == GS_OK)
		r = from_command("SOPS_AGE_KEY_CMD", out, e);
	if (r == GS_OK)
		r = from_default(ctx, out, e);
	return r;
}
