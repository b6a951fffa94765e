#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"

#include "cmd/keys/bulk.h"

int
gs_bulk_path(const struct gs_bulk_tree *t, const char *path, struct gs_buf *out)
{
	if (t->dir == NULL)
		return gs_repo_show_path(t->bulk->ctx->repo, path, out);
	return gs_buf_addf(out, "%s/%s", t->wt->path, path);
}

int
gs_bulk_name(const struct gs_bulk_tree *t, const char *path, const char *what,
    struct gs_buf *out)
{
	struct gs_buf raw = GS_BUF_INIT;
	const char *s = NULL;
	char *shown = NULL;
	size_t room;
	int r;

	if ((r = gs_bulk_path(t, path, &raw)) != GS_OK)
		goto out;
	room = 4 * raw.n + 5;
	if ((s = gs_buf_str(&raw)) == NULL || (shown = malloc(room)) == NULL) {
		r = GS_ENOMEM;
		goto out;
	}
	gs_text_escape(s, shown, room);
	r = what == NULL ? gs_buf_addf(out, "\t%s\n", shown)
			 : gs_buf_addf(out, "\t%s (%s)\n", shown, what);
out:
	free(shown);
	gs_buf_clear(&raw);
	return r;
}

void
gs_bulk_tell(struct gs_err *e, int code, const struct gs_buf *list)
{
	struct gs_err what = { "", "" }, hint = { "", "" };

	memcpy(what.what, e->what, sizeof(what.what));
	memcpy(hint.hint, e->hint, sizeof(hint.hint));
	gs_say_error(&what, code);
	gs_say_err((const char *)list->p, list->n);
	if (hint.hint[0] != '\0') {
		gs_say_err("git-seal: hint: ", strlen("git-seal: hint: "));
		gs_say_err(hint.hint, strlen(hint.hint));
		gs_say_err("\n", 1);
	}
	memset(e, 0, sizeof(*e));
}

/* Whether ${v} stands in the way of what is ahead. */
static bool
in_the_way(const struct gs_work *v, enum gs_rewrite_to to)
{
	/* What cannot be opened is not going to be written. */
	return v->look == GS_LOOK_CHANGED &&
	    !(to == GS_REWRITE_PLAIN && gs_look_stays(v->opened));
}

static int
list_changed(
    const struct gs_bulk_tree *t, enum gs_rewrite_to to, struct gs_buf *out)
{
	int r = GS_OK;

	if (gs_bulk_skips(t, to))
		return GS_OK;
	for (size_t i = 0; r == GS_OK && i < t->nr; i++) {
		if (in_the_way(&t->v[i], to))
			r = gs_bulk_name(t, t->v[i].path, NULL, out);
	}
	for (size_t i = 0;
	     r == GS_OK && to == GS_REWRITE_BLOB && i < t->torn.nr; i++)
		r = gs_bulk_name(t, t->torn.v[i], "in a conflict", out);
	return r;
}

int
gs_bulk_refuse(struct gs_bulk *b, enum gs_rewrite_to to, const char *verb,
    struct gs_err *e)
{
	struct gs_buf list = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < b->nr; i++)
		r = list_changed(&b->tree[i], to, &list);
	if (r != GS_OK) {
		r = gs_fail(e, r, "out of memory");
	} else if (list.n > 0) {
		(void)gs_fail(e, GS_EREFUSED,
		    "sealed files have changes that would be lost:");
		gs_hint(e,
		    "commit or stash the changes; or lose them with "
		    "'git seal %s --force'",
		    verb);
		gs_bulk_tell(e, GS_EREFUSED, &list);
		r = GS_EREFUSED;
	}
	gs_buf_clear(&list);
	return r;
}
