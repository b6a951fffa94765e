#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/map.h"
#include "repo/headdiff.h"
#include "repo/whatif.h"

#include "cmd/survey_lost.h"

#define NAME ".gitattributes"

/* Whether the folder path[0..n) has an attributes file that the index lacks:
 * no diff shows it. */
static int
is_untracked(
    const struct gs_entries *tracked, const char *path, size_t n, bool *yes)
{
	char *file = gs_asprintf("%.*s" NAME, (int)n, path);

	if (file == NULL)
		return GS_ENOMEM;
	*yes = gs_file_exists(file) &&
	    gs_entries_find(tracked, file, strlen(file)) == NULL;
	free(file);
	return GS_OK;
}

/* The folders on the way to ${path}, those that ${seen} lacks. */
static int
look_along(const char *path, const struct gs_entries *tracked,
    struct gs_map *seen, bool *yes)
{
	static char mark; /* any address */
	const char *slash;
	size_t n = 0;
	int r;

	for (;;) {
		if (gs_map_get(seen, path, n) == NULL) {
			if ((r = gs_map_put(seen, path, n, &mark)) != GS_OK ||
			    (r = is_untracked(tracked, path, n, yes)) !=
				GS_OK ||
			    *yes)
				return r;
		}
		if ((slash = strchr(path + n, '/')) == NULL)
			return GS_OK;
		n = (size_t)(slash - path) + 1;
	}
}

static int
has_untracked(
    const struct gs_survey *s, const struct gs_entries *tracked, bool *yes)
{
	struct gs_map seen = { NULL, 0, 0, 0 };
	int r = GS_OK;

	*yes = false;
	for (size_t i = 0; r == GS_OK && !*yes && i < s->entries.nr; i++)
		r = look_along(s->entries.v[i].path, tracked, &seen, yes);
	gs_map_clear(&seen, NULL);
	return r;
}

static bool
differs(const struct gs_headdiff *d, const char *path)
{
	for (size_t i = 0; i < d->nr; i++) {
		if (strcmp(d->v[i].path, path) == 0)
			return true;
	}
	return false;
}

/* The attributes files of HEAD: those of the index that are the same there,
 * and the old side of what differs. */
static int
files_of_head(const struct gs_entries *index, const struct gs_headdiff *d,
    struct gs_entry **out, size_t *nr)
{
	struct gs_entry *v = calloc(index->nr + d->nr + 1, sizeof(*v));

	*out = v;
	*nr = 0;
	if (v == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < index->nr; i++) {
		if (index->v[i].stage == 0 && gs_survey_regular(&index->v[i]) &&
		    !differs(d, index->v[i].path))
			v[(*nr)++] = index->v[i];
	}
	for (size_t i = 0; i < d->nr; i++) {
		struct gs_entry old = { .path = d->v[i].path,
			.id = d->v[i].old,
			.mode = d->v[i].old_mode };

		if (gs_survey_regular(&old))
			v[(*nr)++] = old;
	}
	return GS_OK;
}

static int
ask(struct gs_ctx *ctx, const struct gs_survey *s, const struct gs_entry *files,
    size_t nr, uint8_t *lost, struct gs_err *e)
{
	struct gs_strs paths = { NULL, 0, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < s->entries.nr; i++)
		r = gs_strs_add(&paths, s->entries.v[i].path);
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_whatif_tree(ctx->repo, files, nr, &paths, lost, e);
	gs_strs_clear(&paths);
	return r;
}

int
gs_survey_lost(struct gs_ctx *ctx, const struct gs_survey *s, uint8_t *lost,
    struct gs_err *e)
{
	static const char *const spec[] = { ":(top,glob)**/" NAME, NULL };
	struct gs_headdiff d = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_entries index = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_entry *files = NULL;
	bool untracked;
	size_t nr;
	int r;

	if ((r = gs_entries_of_index(NULL, spec, &index, e)) != GS_OK ||
	    (r = gs_headdiff_tree("", spec, &d, e)) != GS_OK)
		goto out;
	if (has_untracked(s, &index, &untracked) != GS_OK) {
		r = gs_fail(e, GS_ENOMEM, "out of memory");
		goto out;
	}
	if (d.nr == 0 && !untracked)
		goto out;
	if (files_of_head(&index, &d, &files, &nr) != GS_OK)
		r = gs_fail(e, GS_ENOMEM, "out of memory");
	else
		r = ask(ctx, s, files, nr, lost, e);
out:
	gs_entries_clear(&index);
	gs_headdiff_clear(&d);
	free(files);
	return r;
}
