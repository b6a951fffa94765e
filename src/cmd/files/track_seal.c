#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#include "cmd/files/past.h"
#include "cmd/files/restage.h"
#include "cmd/files/survey.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/files/track_seal.h"

struct job {
	struct gs_ctx *ctx;
	struct gs_survey s;
	struct gs_map wanted; /* covered path -> its own name */
	struct gs_err *e;
};

static bool
is_wanted(void *ctx, const struct gs_surveyed *f)
{
	const struct job *j = ctx;

	return gs_map_get(&j->wanted, f->entry->path, f->entry->n) != NULL;
}

/* The entries of the covered files, judged. */
static int
survey(struct job *j, const struct gs_covered *c)
{
	const unsigned both = GS_COVER_MATCH | GS_COVER_SEALED;
	const char *const spec[] = { ".", NULL };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < c->paths.nr; i++) {
		char *path = c->paths.v[i];

		if ((c->is[i] & both) == both)
			r = gs_map_put(&j->wanted, path, strlen(path), path);
	}
	if (r != GS_OK)
		return gs_no_memory(j->e);
	if ((r = gs_survey_index(j->ctx, spec, &j->s, j->e)) != GS_OK)
		return r;
	gs_survey_keep(&j->s, is_wanted, j);
	if ((r = gs_survey_head(j->ctx, spec, false, &j->s, j->e)) != GS_OK)
		return r;
	return gs_survey_judge(j->ctx, &j->s, j->e);
}

/* One line for people, with a path in it. */
static int
note(const struct job *j, const char *what, const char *path)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_path_show(j->ctx, path, &b);

	if (r != GS_OK) {
		r = gs_no_memory(j->e);
	} else if (!j->ctx->quiet) {
		gs_outs(what);
		gs_out(b.p, b.n);
		gs_outs("\n");
	}
	gs_buf_clear(&b);
	return r;
}

static int
say_result(struct job *j, const struct gs_restaged *it, size_t *refused)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_OK;

	if (it->code == GS_OK)
		return it->changed
		    ? note(j, "sealed and staged ", it->entry->path)
		    : GS_OK;
	(*refused)++;
	if (gs_path_show(j->ctx, it->entry->path, &b) != GS_OK ||
	    (show = gs_buf_str(&b)) == NULL)
		r = gs_no_memory(j->e);
	else
		gs_restage_why(it, show);
	gs_buf_clear(&b);
	return r;
}

static int
seal(struct job *j, size_t *refused)
{
	struct gs_restaged *v = calloc(j->s.nr + 1, sizeof(*v));
	size_t nr = 0;
	int r;

	if (v == NULL)
		return gs_no_memory(j->e);
	for (size_t i = 0; i < j->s.nr; i++) {
		const struct gs_surveyed *f = &j->s.v[i];

		if (f->entry->stage == 0 &&
		    f->judged.verdict == GS_VERDICT_PLAIN)
			v[nr++] = (struct gs_restaged){ .entry = f->entry,
				.attrs = &f->attrs };
	}
	r = gs_restage(j->ctx, GS_RESTAGE_SEAL, v, nr, j->e);
	for (size_t i = 0; r == GS_OK && i < nr; i++)
		r = say_result(j, &v[i], refused);
	free(v);
	return r;
}

/* The names under one heading; few are shown. */
static int
name_plain(const struct job *j, const char *where, const struct gs_strs *l)
{
	static const size_t few = 10;
	struct gs_buf b = GS_BUF_INIT;
	const char *text;
	int r = GS_OK;

	if (l->nr == 0)
		return GS_OK;
	for (size_t i = 0; r == GS_OK && i < l->nr && i < few; i++) {
		if (i > 0)
			r = gs_buf_adds(&b, ", ");
		if (r == GS_OK)
			r = gs_path_show(j->ctx, l->v[i], &b);
	}
	if (r == GS_OK && l->nr > few)
		r = gs_buf_addf(&b, " and %zu more", l->nr - few);
	if (r != GS_OK || (text = gs_buf_str(&b)) == NULL)
		r = gs_no_memory(j->e);
	else
		gs_warn("history keeps them: change the secrets in them",
		    "plain in %s: %s", where, text);
	gs_buf_clear(&b);
	return r;
}

/* What sealing cannot take back. */
static int
name_exposed(struct job *j)
{
	struct gs_strs head = { NULL, 0, 0 }, rest = { NULL, 0, 0 };
	struct gs_strs past = { NULL, 0, 0 };
	struct gs_err why;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->s.nr; i++) {
		const struct gs_surveyed *f = &j->s.v[i];

		r = gs_strs_add((f->odd & GS_ODD_HEAD) != 0 ? &head : &rest,
		    f->entry->path);
	}
	if (r != GS_OK)
		r = gs_no_memory(j->e);
	else if ((r = name_plain(j, "HEAD", &head)) == GS_OK) {
		if (gs_past_plain(&rest, &past, &why) == GS_OK)
			r = name_plain(j, "history", &past);
		else
			gs_warn(NULL, "history could not be searched: %s",
			    why.what);
	}
	gs_strs_clear(&head);
	gs_strs_clear(&rest);
	gs_strs_clear(&past);
	return r;
}

int
gs_track_seal(struct gs_ctx *ctx, const struct gs_covered *c, size_t *refused,
    struct gs_err *e)
{
	struct job j = { .ctx = ctx, .e = e };
	int r;

	*refused = 0;
	if ((r = survey(&j, c)) == GS_OK && (r = seal(&j, refused)) == GS_OK)
		r = name_exposed(&j);
	gs_map_clear(&j.wanted, NULL);
	gs_survey_clear(&j.s);
	return r;
}
