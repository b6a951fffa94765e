#include <stdlib.h>

#include "cmd/files/restage.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/files/unseal.h"

int
gs_unseal_check(
    const struct gs_ctx *ctx, const struct gs_survey *s, struct gs_err *e)
{
	for (size_t i = 0; i < s->nr; i++) {
		const struct gs_surveyed *f = &s->v[i];
		const char *path = f->entry->path;
		int r = GS_OK;

		if (f->entry->stage != 0)
			r = gs_fail(e, GS_EREFUSED,
			    "'%s' is in conflict; nothing was changed", path);
		else if (f->judged.verdict == GS_VERDICT_DAMAGED)
			r = gs_fail(e, GS_EDAMAGED,
			    "'%s' is damaged; nothing was changed", path);
		else if (f->judged.verdict == GS_VERDICT_NEWER)
			r = gs_fail(e, GS_ENEWER,
			    "'%s' was sealed by a newer git-seal; nothing was "
			    "changed",
			    path);
		else if (f->judged.gen == NULL || ctx->keys.locked_worktree) {
			r = gs_fail(e, GS_ENOKEY,
			    "'%s' is locked; nothing was changed", path);
			gs_hint(e, "%s", gs_keys_unlock(&ctx->keys));
		}
		if (r != GS_OK)
			return r;
	}
	return GS_OK;
}

static int
say_plain(const struct gs_ctx *ctx, const struct gs_restaged *v, size_t nr,
    struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		gs_buf_reset(&b);
		if (gs_path_show(ctx, v[i].entry->path, &b) != GS_OK ||
		    (show = gs_buf_str(&b)) == NULL)
			r = gs_no_memory(e);
		else if (v[i].code == GS_OK)
			gs_note(ctx->quiet, "plain in the index now: %s", show);
		else
			gs_restage_why(&v[i], show);
	}
	gs_buf_clear(&b);
	return r;
}

int
gs_unseal_index(struct gs_ctx *ctx, const struct gs_survey *s, struct gs_err *e)
{
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	int r;

	if (v == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < s->nr; i++)
		v[i] = (struct gs_restaged){ .entry = s->v[i].entry,
			.attrs = &s->v[i].attrs };
	r = gs_restage(ctx, GS_RESTAGE_PLAIN, v, s->nr, e);
	if (r == GS_OK)
		r = say_plain(ctx, v, s->nr, e);
	free(v);
	return r;
}
