#include <stdlib.h>
#include <string.h>

#include "repo/indexfile.h"
#include "repo/indexlock.h"

#include "repo/indexlist.h"

/* Room for all entries and their names, which must not move afterwards. */
static int
make_room(struct gs_indexfile *f, struct gs_entries *out)
{
	struct gs_indexent ent;
	size_t names = 0, nr = 0;
	unsigned what;
	int r;

	while ((r = gs_indexfile_next(f, &ent)) == GS_OK) {
		names += ent.n + 1;
		nr++;
	}
	if (r != GS_ENOTFOUND)
		return r;
	if ((r = gs_indexfile_end(f, &what)) != GS_OK)
		return r;
	if (what != 0)
		return GS_ENEWER;
	out->v = calloc(nr + 1, sizeof(*out->v));
	out->cap = nr + 1;
	return out->v == NULL ? GS_ENOMEM
			      : gs_buf_reserve(&out->names, names + 1);
}

static int
add(struct gs_entries *out, const struct gs_indexfile *f,
    const struct gs_indexent *ent)
{
	struct gs_entry *x = &out->v[out->nr];
	size_t at = out->names.n;
	int r;

	if ((r = gs_buf_add(&out->names, ent->name, ent->n)) != GS_OK ||
	    (r = gs_buf_addc(&out->names, '\0')) != GS_OK)
		return r;
	x->path = (const char *)out->names.p + at;
	x->n = ent->n;
	memcpy(x->id.b, ent->oid, f->oid_len);
	x->id.n = (uint8_t)f->oid_len;
	x->mode = ent->mode;
	x->stage = (uint8_t)ent->stage;
	x->skip_worktree = ent->skip_worktree;
	out->nr++;
	return GS_OK;
}

static int
read_file(struct gs_buf *b, size_t oid_len, struct gs_entries *out)
{
	struct gs_indexfile f, again;
	struct gs_indexent ent;
	int r;

	if ((r = gs_indexfile_view(&f, b->p, b->n, oid_len)) == GS_OK) {
		again = f; /* nothing is owned yet */
		r = make_room(&f, out);
	}
	gs_indexfile_clear(&f);
	if (r != GS_OK)
		return r;
	while ((r = gs_indexfile_next(&again, &ent)) == GS_OK &&
	    (r = add(out, &again, &ent)) == GS_OK)
		;
	gs_indexfile_clear(&again);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

int
gs_indexlist_read(const char *dir, const char *index, size_t oid_len,
    struct gs_entries *out, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct stat st;
	int r;

	memset(out, 0, sizeof(*out));
	r = gs_indexlock_read(index, &b, &st, NULL);
	if (r == GS_OK)
		r = read_file(&b, oid_len, out);
	gs_buf_clear(&b);
	if (r == GS_OK)
		return r;
	/* Whatever is odd about it, Git says it better. */
	gs_entries_clear(out);
	return gs_entries_of_index(dir, NULL, out, e);
}
