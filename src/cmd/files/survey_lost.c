#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/map.h"
#include "repo/settle.h"
#include "repo/whatif.h"

#include "cmd/files/survey_lost.h"

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

/* The attributes files: of the index, and what differs from HEAD. */
struct files {
	struct gs_entry *index; /* owned; what they point to is borrowed */
	size_t nr;
	struct gs_treediff_one *d; /* owned */
	size_t nr_d;
	bool changed; /* something differs from HEAD, or may */
};

static void
clear(struct files *f)
{
	free(f->index);
	free(f->d);
	memset(f, 0, sizeof(*f));
}

static bool
is_attributes(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, NAME) == 0;
}

/* Pick them out of lists that hold more. */
static int
pick(const struct gs_entries *l, const struct gs_treediff *d, struct files *f)
{
	f->index = calloc(l->nr + 1, sizeof(*f->index));
	f->d = calloc(d->nr + 1, sizeof(*f->d));
	if (f->index == NULL || f->d == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < l->nr; i++) {
		if (is_attributes(l->v[i].path))
			f->index[f->nr++] = l->v[i];
	}
	for (size_t i = 0; i < d->nr; i++) {
		if (is_attributes(d->v[i].path))
			f->d[f->nr_d++] = d->v[i];
	}
	f->changed = f->nr_d > 0;
	return GS_OK;
}

/*
 * Whether Git takes those in the working tree for what the index has, without
 * a look into them; if not, they may be anything.  One that is missing there
 * is read from the index.
 */
static int
trust_tree(const struct gs_repo *repo, struct files *f)
{
	struct gs_settled *v = calloc(f->nr + 1, sizeof(*v));
	bool *yes = calloc(f->nr + 1, sizeof(*yes));
	size_t nr = 0;
	int r = v == NULL || yes == NULL ? GS_ENOMEM : GS_OK;

	for (size_t i = 0; r == GS_OK && i < f->nr; i++) {
		struct stat st;

		if (lstat(f->index[i].path, &st) != 0)
			continue;
		v[nr].path = f->index[i].path;
		v[nr].id = f->index[i].id;
		gs_stat_of(&st, &v[nr++].st);
	}
	/* An index that we do not know proves nothing: all stay false. */
	if (r == GS_OK && nr > 0)
		r = gs_settle_trusts(
		    repo->index, repo->oid_len, v, nr, yes, NULL);
	for (size_t i = 0; yes != NULL && i < nr; i++)
		f->changed |= !yes[i];
	free(v);
	free(yes);
	return r == GS_ENOMEM ? r : GS_OK;
}

/* Of a survey that is not of the whole index: by Git's own lists. */
static int
ask_git(struct gs_entries *l, struct gs_treediff *d, struct gs_err *e)
{
	static const char *const spec[] = { ":(top,glob)**/" NAME, NULL };
	int r = gs_entries_of_index(NULL, spec, l, e);

	return r == GS_OK ? gs_treediff_head_files("", spec, d, e) : r;
}

static bool
differs(const struct files *f, const char *path)
{
	for (size_t i = 0; i < f->nr_d; i++) {
		if (strcmp(f->d[i].path, path) == 0)
			return true;
	}
	return false;
}

/* The attributes files of HEAD: those of the index that are the same there,
 * and the old side of what differs. */
static int
files_of_head(const struct files *f, struct gs_entry **out, size_t *nr)
{
	struct gs_entry *v = calloc(f->nr + f->nr_d + 1, sizeof(*v));

	*out = v;
	*nr = 0;
	if (v == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < f->nr; i++) {
		if (f->index[i].stage == 0 && gs_survey_regular(&f->index[i]) &&
		    !differs(f, f->index[i].path))
			v[(*nr)++] = f->index[i];
	}
	for (size_t i = 0; i < f->nr_d; i++) {
		struct gs_entry old = { .path = f->d[i].path,
			.id = f->d[i].old,
			.mode = f->d[i].old_mode };

		if (gs_survey_regular(&old))
			v[(*nr)++] = old;
	}
	return GS_OK;
}

static int
ask(struct gs_ctx *ctx, const struct gs_survey *s, const struct files *f,
    uint8_t *lost, struct gs_err *e)
{
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_entry *head = NULL;
	size_t nr;
	int r = files_of_head(f, &head, &nr);

	for (size_t i = 0; r == GS_OK && i < s->entries.nr; i++)
		r = gs_strs_add(&paths, s->entries.v[i].path);
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else
		r = gs_whatif_tree(ctx->repo, head, nr, &paths, lost, e);
	gs_strs_clear(&paths);
	free(head);
	return r;
}

int
gs_survey_lost(struct gs_ctx *ctx, const struct gs_survey *s, bool whole,
    const struct gs_treediff *d, uint8_t *lost, struct gs_err *e)
{
	struct gs_entries asked = { NULL, 0, 0, GS_BUF_INIT };
	struct gs_treediff asked_d = { NULL, 0, 0, GS_BUF_INIT };
	const struct gs_entries *tracked = whole ? &s->entries : &asked;
	struct files f = { .nr = 0 };
	bool untracked = false;
	int r = whole ? GS_OK : ask_git(&asked, &asked_d, e);

	if (r != GS_OK)
		goto out;
	r = pick(tracked, whole ? d : &asked_d, &f);
	if (r == GS_OK && whole && !f.changed)
		r = trust_tree(ctx->repo, &f);
	if (r == GS_OK && !f.changed)
		r = has_untracked(s, tracked, &untracked);
	if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else if (f.changed || untracked)
		r = ask(ctx, s, &f, lost, e);
out:
	gs_entries_clear(&asked);
	gs_treediff_clear(&asked_d);
	clear(&f);
	return r;
}
