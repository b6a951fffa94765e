#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "engine/private.h"
#include "format/age/age.h"

#include "cmd/keys/keyfile.h"

static bool
is_blank(const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != ' ' && p[i] != '\t' && p[i] != '\r' && p[i] != '\n')
			return false;
	}
	return true;
}

int
gs_keyfile_parse(const char *what, const void *p, size_t n, struct gs_gens *out,
    struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r;

	if (is_blank(p, n)) {
		r = gs_fail(e, GS_EUSAGE, "%s is empty", what);
	} else if ((r = gs_keyring_parse(p, n, out, &why)) != GS_OK) {
		if (r == GS_ETOOBIG || r == GS_EREFUSED)
			r = GS_EUSAGE; /* no setting and no answer mends it */
		r = gs_fail(e, r, "%s: %s", what,
		    why.what[0] != '\0' ? why.what : gs_strerror(r));
	}
	if (r == GS_EUSAGE)
		gs_hint(e,
		    "a key is the text that 'git seal export-key' "
		    "prints, whole and unchanged");
	return r;
}

static int
read_stdin(const struct gs_ctx *ctx, struct gs_buf *text, struct gs_err *e)
{
	int r;

	if (isatty(STDIN_FILENO) == 1)
		gs_say(&ctx->report, GS_NOTE, NULL,
		    "paste the key, then press Ctrl-D "
		    "(it will show on the screen)");
	r = gs_io_read(STDIN_FILENO, GS_KEYRING_TEXT_MAX, text);
	if (r == GS_EIO)
		return gs_fail_errno(e, r, "cannot read standard input");
	if (r != GS_OK)
		return gs_fail(e, r == GS_ETOOBIG ? GS_EUSAGE : r,
		    "cannot read standard input: %s", gs_strerror(r));
	return GS_OK;
}

static int
read_file(const struct gs_ctx *ctx, const char *word, struct gs_buf *text,
    struct gs_err *e)
{
	char *path = gs_cmd_path(ctx, word);
	struct gs_private file = { path, word, false, GS_KEYRING_TEXT_MAX,
		false };
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = gs_private_read(&file, text, e);
	if (r == GS_ETOOBIG)
		r = gs_fail(e, GS_EUSAGE, "'%s' is too long for a key", word);
	if (r == GS_OK && file.exposed)
		gs_warn(NULL, "others can read '%s', and you cannot chmod it",
		    word);
	free(path);
	return r;
}

/* What `export-key --passphrase` wrote, or `age -p`. */
static int
decrypt(const char *what, struct gs_buf *text, struct gs_err *e)
{
	struct gs_identities ids = { NULL, 0, 0 };
	struct gs_buf plain = { .max = GS_KEYRING_TEXT_MAX };
	struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_err why = { "", "" };
	int r;

	r = gs_identities_add_passphrase(&ids, NULL, &why);
	if (r == GS_OK)
		r = gs_age_open(&ids, &ask, text->p, text->n, &plain, &why);
	if (r == GS_OK) {
		gs_buf_swap(text, &plain);
	} else {
		r = gs_fail(e, r, "%s: %s", what,
		    why.what[0] != '\0' ? why.what : gs_strerror(r));
		gs_hint(e, "%s", why.hint);
	}
	gs_buf_clear(&plain);
	gs_identities_clear(&ids);
	return r;
}

int
gs_keyfile_read(const struct gs_ctx *ctx, const char *word, struct gs_gens *out,
    struct gs_err *e)
{
	struct gs_buf text = GS_BUF_INIT;
	bool dash = strcmp(word, "-") == 0;
	char *what =
	    dash ? gs_strdup("standard input") : gs_asprintf("'%s'", word);
	int r;

	if (what == NULL)
		return gs_no_memory(e);
	r = dash ? read_stdin(ctx, &text, e) : read_file(ctx, word, &text, e);
	if (r == GS_OK && gs_age_is(text.p, text.n))
		r = decrypt(what, &text, e);
	if (r == GS_OK)
		r = gs_keyfile_parse(what, text.p, text.n, out, e);
	gs_buf_clear(&text);
	free(what);
	return r;
}
