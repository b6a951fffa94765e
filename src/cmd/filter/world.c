#include <stdlib.h>
#include <string.h>

#include "git/run.h"
#include "git/setting.h"
#include "repo/indexlist.h"

#include "cmd/filter/world.h"

static int
ask_attrs(void *ctx, const char *path, struct gs_attrs *out, struct gs_err *e)
{
	struct gs_repo_world *w = ctx;

	if (w->ahead != NULL)
		gs_attr_cache_use(w->attrs, gs_ahead_asked(w->ahead, path));
	return gs_attr_cache_get(w->attrs, path, out, e);
}

/* Git renames a new index into place: another inode, or another time. */
static bool
same_index(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	    a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	    a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The entries of w->only and .git-seal/ alone, or all. */
static int
list_index(struct gs_repo_world *w, struct gs_err *e)
{
	const char *one[] = { NULL, ".git-seal", NULL };
	const char *literal = getenv("GIT_LITERAL_PATHSPECS");
	char *spec;
	int r;

	if (w->only == NULL)
		return gs_indexlist_read(
		    NULL, w->index, w->w.oid_len, &w->entries, e);
	/* With `git --literal-pathspecs` the magic itself would be a name. */
	spec = gs_asprintf("%s%s",
	    literal != NULL && strcmp(literal, "1") == 0 ? "" : ":(literal)",
	    w->only);
	if ((one[0] = spec) == NULL)
		return gs_no_memory(e);
	r = gs_entries_of_index(NULL, one, &w->entries, e);
	free(spec);
	return r;
}

int
gs_world_index(struct gs_repo_world *w, struct gs_err *e)
{
	struct stat now;
	int r;

	if (stat(w->index, &now) != 0)
		memset(&now, 0, sizeof(now));
	if (w->index_read && same_index(&now, &w->index_stat))
		return GS_OK;
	gs_entries_clear(&w->entries);
	w->index_read = false;
	if (now.st_ino == 0)
		r = GS_OK; /* no index yet */
	else
		r = list_index(w, e);
	if (r != GS_OK)
		return r;
	w->index_stat = now;
	w->index_read = true;
	w->index_nr++;
	if (w->entries.nr != 0)
		w->w.oid_len = w->entries.v[0].id.n;
	return GS_OK;
}

static int
ask_staged(void *ctx, const char *path, struct gs_oid id[4], struct gs_err *e)
{
	struct gs_repo_world *w = ctx;
	const struct gs_entry *en, *end;
	size_t n = strlen(path);
	int r;

	memset(id, 0, 4 * sizeof(*id));
	if ((r = gs_world_index(w, e)) != GS_OK)
		return r;
	end = w->entries.v + w->entries.nr;
	en = gs_entries_find(&w->entries, path, n);
	for (; en != NULL && en < end && en->n == n &&
	     memcmp(en->path, path, n) == 0;
	     en++) {
		/* A symbolic link or a submodule is no blob of this file. */
		if ((en->mode & 0170000u) == 0100000u && en->stage < 4)
			id[en->stage] = en->id;
	}
	return GS_OK;
}

static int
ask_blob(
    void *ctx, const struct gs_oid *id, struct gs_buf *out, struct gs_err *e)
{
	struct gs_repo_world *w = ctx;

	return gs_batch_get(w->batch, id, GS_BUF_MAX, out, e);
}

static int
ask_has(void *ctx, const struct gs_oid *id, bool *yes, struct gs_err *e)
{
	struct gs_repo_world *w = ctx;
	uint64_t size;
	int r;

	r = gs_batch_size(w->batch, id, &size, e);
	*yes = r == GS_OK;
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
ask_history(void *ctx, const char *path, const struct gs_oid *id, bool *yes,
    struct gs_err *e)
{
	struct gs_repo_world *w = ctx;
	int r;

	if (w->history == NULL &&
	    (r = gs_history_new(NULL, &w->history)) != GS_OK)
		return gs_fail(e, r, "out of memory");
	return gs_history_holds(w->history, path, id, yes, e);
}

/* Only a repository that says so has SHA-256 names. */
static int
find_oid_len(struct gs_repo_world *w, struct gs_err *e)
{
	static const char *const argv[] = { "rev-parse", "--show-object-format",
		NULL };
	struct gs_buf out = GS_BUF_INIT;
	int r = GS_OK;

	w->w.oid_len = 20;
	if (!gs_setting_possible(w->dir, "objectformat"))
		return GS_OK;
	r = gs_git(NULL, argv, &out, e);
	if (r == GS_OK && out.n >= 6 && memcmp(out.p, "sha256", 6) == 0)
		w->w.oid_len = 32;
	gs_buf_clear(&out);
	return r;
}

/* The paths of the index, for the scout of engine/ahead. */
static int
list_tracked(void *ctx, const char *path, struct gs_strs *out)
{
	struct gs_repo_world *w = ctx;
	const char *last = NULL;
	int r = GS_OK;

	if (!w->index_read ||
	    gs_entries_find(&w->entries, path, strlen(path)) == NULL)
		return GS_OK;
	for (size_t i = 0; r == GS_OK && i < w->entries.nr; i++) {
		const struct gs_entry *en = &w->entries.v[i];

		if ((en->mode & 0170000u) == 0100000u &&
		    (last == NULL || strcmp(last, en->path) != 0))
			r = gs_strs_addn(out, en->path, en->n);
		last = en->path;
	}
	return r;
}

int
gs_world_open(struct gs_repo_world *w, const struct gs_dir *dir,
    const char *only, struct gs_ahead *ahead, struct gs_err *e)
{
	const char *index = getenv("GIT_INDEX_FILE");
	int r;

	memset(w, 0, sizeof(*w));
	w->w = (struct gs_world){ .ctx = w,
		.attrs = ask_attrs,
		.staged = ask_staged,
		.blob = ask_blob,
		.has = ask_has,
		.in_history = ask_history };
	w->dir = dir;
	w->only = only;
	w->ahead = ahead;
	if (ahead != NULL)
		gs_ahead_tracked(ahead, list_tracked, w);
	w->index = index != NULL && *index != '\0'
	    ? gs_strdup(index)
	    : gs_asprintf("%s/index", dir->git_dir);
	if (w->index == NULL || (r = gs_attr_cache_new(&w->attrs)) != GS_OK ||
	    (r = gs_batch_new(NULL, true, &w->batch)) != GS_OK) {
		gs_world_close(w);
		return gs_no_memory(e);
	}
	return find_oid_len(w, e);
}

void
gs_world_close(struct gs_repo_world *w)
{
	gs_history_free(w->history);
	gs_batch_free(w->batch);
	gs_attr_cache_free(w->attrs);
	gs_entries_clear(&w->entries);
	free(w->index);
	memset(w, 0, sizeof(*w));
}
