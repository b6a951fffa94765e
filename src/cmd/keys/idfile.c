#include <stdlib.h>

#include "base/file.h"
#include "base/text.h"
#include "cmd/front/say.h"
#include "engine/private.h"

#include "cmd/keys/idfile.h"

static void
add_public(struct gs_identities *l, size_t first, const char *path)
{
	struct gs_buf text = GS_BUF_INIT;
	char *pub = gs_asprintf("%s.pub", path);

	if (pub != NULL &&
	    gs_file_read(pub, GS_RECIPIENT_TEXT_MAX, &text, NULL) == GS_OK)
		gs_identities_add_public(l, first, text.p, text.n);
	gs_buf_clear(&text);
	free(pub);
}

int
gs_idfile_read(const struct gs_ctx *ctx, const char *word,
    struct gs_identities *out, struct gs_err *e)
{
	char *path = gs_cmd_path(ctx, word);
	struct gs_private file = { path, word, false, GS_IDENTITY_TEXT_MAX,
		false };
	struct gs_buf text = GS_BUF_INIT;
	size_t first = out->nr;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	r = gs_private_read(&file, &text, e);
	if (r == GS_ETOOBIG)
		r = gs_fail(
		    e, GS_EUSAGE, "'%s' is too long for an identity", word);
	if (r == GS_OK && file.exposed)
		gs_warn(NULL, "others can read '%s', and you cannot chmod it",
		    word);
	if (r == GS_OK)
		r = gs_identities_parse(out, word, text.p, text.n, e);
	if (r == GS_OK && out->v[first]->type == GS_IDENTITY_PEM)
		add_public(out, first, path);
	gs_buf_clear(&text);
	free(path);
	return r;
}
