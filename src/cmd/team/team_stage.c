#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/stage.h"

#include "cmd/team/team.h"

#define PATH_LEN 512

static int
no_memory(struct gs_err *e)
{
	return gs_fail(e, GS_ENOMEM, "out of memory");
}

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
	int r;

	if (full == NULL)
		return no_memory(e);
	r = t->carrier.c.each(
	    t->carrier.c.ctx, GS_WHERE_INDEX, full, fn, arg, e);
	free(full);
	return r;
}

/* The place of ${rest} among the files to be staged, made if need be. */
static int
slot(struct gs_team *t, const char *rest, struct gs_team_file **out)
{
	char *path = gs_asprintf(".git-seal/%s/%s", t->ctx->ring, rest);
	struct gs_team_file *v;

	if (path == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; i < t->nr_files; i++) {
		if (strcmp(t->file[i].path, path) != 0)
			continue;
		free(path);
		gs_buf_clear(&t->file[i].b);
		t->file[i].removed = false;
		*out = &t->file[i];
		return GS_OK;
	}
	if (t->nr_files == t->cap_files) {
		size_t cap = t->cap_files == 0 ? 16 : 2 * t->cap_files;

		if ((v = realloc(t->file, cap * sizeof(*v))) == NULL) {
			free(path);
			return GS_ENOMEM;
		}
		t->file = v;
		t->cap_files = cap;
	}
	*out = &t->file[t->nr_files++];
	memset(*out, 0, sizeof(**out));
	(*out)->path = path;
	return GS_OK;
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
		return no_memory(e);
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
		return no_memory(e);
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
