#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/files/stage.h"

#include "cmd/team/team.h"

#define PATH_LEN 512

bool
gs_team_carries(const struct gs_team *t, const char *path)
{
	char full[PATH_LEN];
	int n =
	    snprintf(full, sizeof(full), ".git-seal/%s/%s", t->ctx->ring, path);

	return n > 0 && (size_t)n < sizeof(full) &&
	    gs_entries_find(&t->index, full, (size_t)n) != NULL;
}

int
gs_team_each(const struct gs_team *t, const char *folder, gs_carrier_fn *fn,
    void *arg, struct gs_err *e)
{
	char *full = gs_asprintf("%s/%s", t->ctx->ring, folder);
	/* A bare repository has no index. */
	enum gs_where where = t->of_tree ? GS_WHERE_TREE
	    : t->ctx->repo->top == NULL	 ? GS_WHERE_HEAD
					 : GS_WHERE_INDEX;
	int r;

	if (full == NULL)
		return gs_no_memory(e);
	r = t->carrier.c.each(t->carrier.c.ctx, where, full, fn, arg, e);
	free(full);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
room_for_file(struct gs_team *t)
{
	size_t cap = t->cap_files == 0 ? 16 : 2 * t->cap_files;
	struct gs_team_file *v;

	if (t->nr_files < t->cap_files)
		return GS_OK;
	if ((v = realloc(t->file, cap * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	t->file = v;
	t->cap_files = cap;
	return GS_OK;
}

static struct gs_team_file *
find_slot(const struct gs_team *t, const char *path)
{
	size_t at =
	    (size_t)(uintptr_t)gs_map_get(&t->file_at, path, strlen(path));

	return at == 0 ? NULL : &t->file[at - 1];
}

/* The place of ${rest} among the files to be staged, made if need be. */
static int
slot(struct gs_team *t, const char *rest, struct gs_team_file **out)
{
	char *path = gs_asprintf(".git-seal/%s/%s", t->ctx->ring, rest);
	struct gs_team_file *f;
	int r = GS_ENOMEM;

	if (path != NULL && (f = find_slot(t, path)) != NULL) {
		gs_buf_clear(&f->b);
		f->removed = false;
		*out = f;
		free(path);
		return GS_OK;
	}
	if (path == NULL || (r = room_for_file(t)) != GS_OK ||
	    (r = gs_map_put(&t->file_at, path, strlen(path),
		 (void *)(uintptr_t)(t->nr_files + 1))) != GS_OK) {
		free(path);
		return r;
	}
	*out = &t->file[t->nr_files++];
	memset(*out, 0, sizeof(**out));
	(*out)->path = path;
	return GS_OK;
}

int
gs_team_read(const struct gs_team *t, const char *path, size_t max,
    struct gs_buf *out, struct gs_err *e)
{
	char *full = gs_asprintf(".git-seal/%s/%s", t->ctx->ring, path);
	const struct gs_team_file *f;
	const struct gs_entry *en;
	int r;

	if (full == NULL)
		return gs_no_memory(e);
	f = find_slot(t, full);
	en = gs_entries_find(&t->index, full, strlen(full));
	if (f != NULL && !f->removed)
		r = f->b.n > max ? GS_ETOOBIG : gs_buf_add(out, f->b.p, f->b.n);
	else if (f != NULL || en == NULL || en->stage != 0 ||
	    en->mode != GS_MODE_FILE)
		r = GS_ENOTFOUND;
	else
		r = t->carrier.c.blob(t->carrier.c.ctx, &en->id, max, out, e);
	if (r != GS_OK && e != NULL && e->what[0] == '\0')
		r = gs_fail(e, r, "cannot read '%s': %s", full, gs_strerror(r));
	free(full);
	return r;
}

static int
name_it(char rest[PATH_LEN], const char *fmt, va_list ap) GS_PRINTF(2, 0);

static int
name_it(char rest[PATH_LEN], const char *fmt, va_list ap)
{
	int n = vsnprintf(rest, PATH_LEN, fmt, ap);

	return n > 0 && n < PATH_LEN ? GS_OK : GS_ENOMEM;
}

int
gs_team_add(struct gs_team *t, struct gs_buf *b, const char *fmt, ...)
{
	struct gs_team_file *f;
	char rest[PATH_LEN];
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = name_it(rest, fmt, ap);
	va_end(ap);
	if (r == GS_OK && (r = slot(t, rest, &f)) == GS_OK)
		gs_buf_swap(&f->b, b);
	gs_buf_clear(b);
	return r;
}

int
gs_team_remove(struct gs_team *t, const char *fmt, ...)
{
	struct gs_team_file *f;
	char rest[PATH_LEN];
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = name_it(rest, fmt, ap);
	va_end(ap);
	if (r == GS_OK && (r = slot(t, rest, &f)) == GS_OK)
		f->removed = true;
	return r;
}

/* Out of the index first: a file that stays in the tree is only litter. */
static int
remove_files(struct gs_team *t, struct gs_err *e)
{
	struct gs_index_change *c = calloc(t->nr_files + 1, sizeof(*c));
	size_t nr = 0;
	int r = GS_OK;

	if (c == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < t->nr_files; i++) {
		if (t->file[i].removed)
			c[nr++].path = t->file[i].path;
	}
	if (nr != 0)
		r = gs_index_update(NULL, c, nr, e);
	for (size_t i = 0; r == GS_OK && i < nr; i++)
		(void)unlink(c[i].path);
	free(c);
	return r;
}

int
gs_team_stage(struct gs_team *t, struct gs_err *e)
{
	struct gs_stage *s = calloc(t->nr_files + 1, sizeof(*s));
	size_t nr = 0;
	int r = GS_OK;

	if (s == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < t->nr_files; i++) {
		const struct gs_team_file *f = &t->file[i];

		if (!f->removed)
			s[nr++] = (struct gs_stage){ f->path, f->b.p, f->b.n };
	}
	if (nr != 0)
		r = gs_stage_files(t->ctx, s, nr, e);
	free(s);
	return r == GS_OK ? remove_files(t, e) : r;
}
