#include <string.h>

#include "cmd/front/prompt.h"
#include "cmd/keys/idfile.h"

#include "cmd/daily/edit_sops.h"

/* Before identities are read: those of -i may be a key file, for a sealed
 * file. */
static bool
is_sops(const char *path, const struct gs_buf *b)
{
	struct gs_sops s;
	int r = gs_sops_read(path, b->p, b->n, &s, NULL);

	gs_sops_clear(&s);
	return r != GS_ENOTFOUND;
}

int
gs_edit_sops_open(struct gs_ctx *ctx, const struct gs_strs *typed,
    const char *path, struct gs_buf *b, struct gs_sops_file *f,
    struct gs_err *e)
{
	struct gs_identities ids = { 0 };
	const struct gs_ask ask = gs_prompt_ask(NULL);
	struct gs_sops_opener o = {
		.ctx = ctx, .ids = &ids, .ask = &ask, .typed = typed->nr != 0
	};
	int r = GS_OK;

	memset(f, 0, sizeof(*f));
	if (!is_sops(path, b))
		return GS_ENOTFOUND;
	for (size_t i = 0; r == GS_OK && i < typed->nr; i++)
		r = gs_idfile_read(ctx, typed->v[i], &ids, e);
	if (r == GS_ENOTFOUND)
		r = GS_EIO; /* the identity, not the file */
	if (r == GS_OK)
		r = gs_sops_file_open(&o, path, b, f, e);
	gs_identities_clear(&ids);
	return r;
}

int
gs_edit_sops_seal(const struct gs_sops_file *f, const char *path,
    struct gs_buf *b, struct gs_err *e)
{
	struct gs_buf out = GS_BUF_INIT;
	int r = gs_sops_file_seal(f, path, b, &out, e);

	if (r == GS_OK)
		gs_buf_swap(&out, b);
	gs_buf_clear(&out);
	return r;
}
