#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "format/sealed.h"
#include "git/batch.h"
#include "repo/pathlog.h"

#include "cmd/files/past.h"

struct file {
	const char *path; /* borrowed */
	bool plain;
};

struct past {
	struct file *files; /* owned: by path */
	struct gs_map by_path;
	struct gs_map seen; /* file and id */
	struct gs_oid *ids; /* owned: blobs to read */
	struct file **of;   /* owned: whose they were */
	size_t nr, cap;
};

static int
grow(struct past *p)
{
	size_t cap = p->cap == 0 ? 64 : 2 * p->cap;
	struct gs_oid *ids = realloc(p->ids, cap * sizeof(*ids));
	struct file **of;

	if (ids == NULL)
		return GS_ENOMEM;
	p->ids = ids;
	if ((of = realloc(p->of, cap * sizeof(struct file *))) == NULL)
		return GS_ENOMEM;
	p->of = of;
	p->cap = cap;
	return GS_OK;
}

/* Each blob of a file once, however many commits hold it. */
static int
collect(void *ctx, const char *path, const struct gs_oid *id)
{
	struct past *p = ctx;
	struct file *f = gs_map_get(&p->by_path, path, strlen(path));
	char key[sizeof(f) + GS_OID_MAX];
	int r;

	if (f == NULL)
		return GS_OK;
	memcpy(key, &f, sizeof(f));
	memcpy(key + sizeof(f), id->b, GS_OID_MAX);
	if (gs_map_get(&p->seen, key, sizeof(key)) != NULL)
		return GS_OK;
	if (p->nr == p->cap && (r = grow(p)) != GS_OK)
		return r;
	p->ids[p->nr] = *id;
	p->of[p->nr++] = f;
	return gs_map_put(&p->seen, key, sizeof(key), f);
}

static int
look(void *ctx, size_t i, struct gs_buf *blob)
{
	struct past *p = ctx;

	if (blob != NULL && blob->n > 0 && !gs_sealed_is(blob->p, blob->n))
		p->of[i]->plain = true;
	return GS_OK;
}

static int
begin(struct past *p, const struct gs_strs *paths)
{
	int r = GS_OK;

	p->files = calloc(paths->nr + 1, sizeof(*p->files));
	if (p->files == NULL)
		return GS_ENOMEM;
	for (size_t i = 0; r == GS_OK && i < paths->nr; i++) {
		p->files[i].path = paths->v[i];
		r = gs_map_put(&p->by_path, paths->v[i], strlen(paths->v[i]),
		    &p->files[i]);
	}
	return r;
}

int
gs_past_plain(
    const struct gs_strs *paths, struct gs_strs *out, struct gs_err *e)
{
	struct past p = { .nr = 0 };
	int r;

	if ((r = begin(&p, paths)) != GS_OK)
		r = gs_fail(e, r, "out of memory");
	else if ((r = gs_pathlog(paths, collect, &p, e)) == GS_OK)
		r = gs_batch_each(
		    NULL, true, p.ids, p.nr, GS_BUF_MAX, look, &p, e);
	for (size_t i = 0; r == GS_OK && i < paths->nr; i++) {
		if (p.files[i].plain &&
		    gs_strs_add(out, p.files[i].path) != GS_OK)
			r = gs_no_memory(e);
	}
	gs_map_clear(&p.by_path, NULL);
	gs_map_clear(&p.seen, NULL);
	free(p.files);
	free(p.ids);
	free(p.of);
	return r;
}
