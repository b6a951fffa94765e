/* Opening everything, and sealing it, before anything is replaced. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/hash.h"
#include "git/batch.h"
#include "repo/attrfile.h"

#include "cmd/front/progress.h"
#include "cmd/import/job.h"
#include "cmd/keys/init.h"

#define ROOM GS_SEALED_HEADER_LEN

/* Failures that are one file's own. */
static bool
is_own(int r)
{
	return r == GS_ENOKEY || r == GS_EDAMAGED || r == GS_ENEWER ||
	    r == GS_ETOOBIG || r == GS_EREFUSED || r == GS_ENOTFOUND;
}

/* What the command ends with: damage goes before a missing key. */
static int
shut(struct gs_import_job *j, const struct gs_import_file *f, int r,
    const struct gs_err *why)
{
	struct gs_err own = *why;

	if (own.what[0] == '\0')
		(void)gs_fail(&own, r, "'%s': %s", f->from,
		    r == GS_ENOTFOUND ? "its blob is not here"
				      : gs_strerror(r));
	if (j->why == GS_OK || (r != GS_ENOKEY && j->why == GS_ENOKEY)) {
		j->why = r;
		memcpy(j->hint, own.hint, sizeof(j->hint));
	}
	return gs_strs_add(&j->refused, own.what);
}

static bool
same(const struct gs_buf *a, const struct gs_buf *b)
{
	return a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0);
}

/* Whether the old tool gives the plain bytes ${b} for what the tree has, too:
 * it may be the blob, or one layer of several. */
static int
is_cipher(struct gs_import_job *j, struct gs_import_file *f,
    const struct gs_buf *b, bool *yes)
{
	const char *said = f->said;
	bool emptied = f->emptied;
	int r;

	*yes = false;
	gs_buf_reset(&j->again);
	if (gs_buf_add(&j->again, j->tree.p, j->tree.n) != GS_OK)
		return GS_ENOMEM;
	r = j->im.tool->open(&j->im, f, &j->again, NULL);
	f->said = said;
	f->emptied = emptied;
	*yes = r == GS_OK && same(&j->again, b);
	return r == GS_OK || is_own(r) ? GS_OK : r;
}

/* The file in the working tree at ${path}; GS_ENOTFOUND: none. */
static int
read_tree(struct gs_import_job *j, const char *path, struct stat *st)
{
	int r = gs_placer_stat(&j->placer, path, st);

	gs_buf_reset(&j->tree);
	if (r != GS_OK)
		return r;
	if (!S_ISREG(st->st_mode))
		return GS_EREFUSED;
	return gs_placer_read(&j->placer, path, GS_BUF_MAX, &j->tree);
}

bool
gs_import_unchanged(struct gs_import_job *j, const struct gs_entry *entry)
{
	struct gs_oid id;
	struct stat st;

	return read_tree(j, entry->path, &st) == GS_OK &&
	    gs_blob_id(entry->id.n, j->tree.p, j->tree.n, &id) == GS_OK &&
	    gs_oid_eq(&id, &entry->id);
}

/* How the tree has PATH, whose blob stands under another name. */
static int
look_beside(struct gs_import_job *j, struct gs_import_file *f,
    const struct gs_buf *b, struct stat *st)
{
	const struct gs_entry *from = gs_import_entry(&j->im, f->from);
	struct stat there;
	bool old;
	int r;

	/* Without the old tool's file the plain one is not wanted here. */
	old = gs_placer_stat(&j->placer, f->from, &there) == GS_OK;
	f->state = GS_IMPORT_CHANGED;
	if (old && (from == NULL || !gs_import_unchanged(j, from)))
		return GS_OK;
	r = read_tree(j, f->path, st);
	if (r == GS_OK && same(&j->tree, b))
		f->state = GS_IMPORT_PLAIN;
	else if (r == GS_ENOTFOUND || (r == GS_OK && j->tree.n == 0))
		/* An empty one is what a kill has left of making it. */
		f->state = old ? GS_IMPORT_NEW : GS_IMPORT_ABSENT;
	else if (r != GS_OK && r != GS_EREFUSED)
		return r;
	return GS_OK;
}

static int
look(struct gs_import_job *j, struct gs_import_file *f, const struct gs_buf *b,
    struct stat *st)
{
	bool yes;
	int r;

	if (strcmp(f->path, f->from) != 0)
		return look_beside(j, f, b, st);
	r = read_tree(j, f->path, st);
	if (r == GS_ENOTFOUND) {
		f->state = GS_IMPORT_ABSENT;
		return GS_OK;
	}
	f->state = GS_IMPORT_CHANGED;
	if (r == GS_EREFUSED)
		return GS_OK;
	if (r == GS_OK && same(&j->tree, b))
		f->state = GS_IMPORT_PLAIN;
	else if (r == GS_OK && f->emptied && j->tree.n == 0)
		f->state = GS_IMPORT_CIPHER;
	else if (r == GS_OK && (r = is_cipher(j, f, b, &yes)) == GS_OK && yes)
		f->state = GS_IMPORT_CIPHER;
	return r;
}

/* The new blob, opened once more, is what the old tool gave. */
static int
seal(
    struct gs_import_job *j, size_t i, const struct gs_buf *b, struct gs_err *e)
{
	static const uint8_t room[ROOM] = { 0 };
	struct gs_import_file *f = &j->im.file[i];
	struct gs_seal_opt opt = { f->attrs.compress, f->attrs.pad };
	const struct gs_gen *gen = NULL;
	size_t off = 0;
	int r;

	for (size_t k = 0; k < j->nr_rings; k++) {
		if (strcmp(j->ring[k].name, f->ring) == 0)
			gen = j->ring[k].seals;
	}
	GS_BUG(gen == NULL);
	gs_buf_reset(&j->sealed);
	gs_buf_reset(&j->again);
	if (b->n == 0) /* stays so */
		return gs_blobs_add(j->blobs, "", 0, &f->sealed, e);
	if ((r = gs_buf_add(&j->sealed, room, ROOM)) == GS_OK &&
	    (r = gs_buf_add(&j->sealed, b->p, b->n)) == GS_OK &&
	    (r = gs_sealed_seal(&gen->content, &opt, &j->sealed)) == GS_OK &&
	    (r = gs_buf_add(&j->again, j->sealed.p, j->sealed.n)) == GS_OK)
		r = gs_sealed_open(
		    &gen->content, (uint64_t)b->n, &j->again, &off);
	if (r == GS_OK &&
	    (j->again.n - off != b->n ||
		memcmp(j->again.p + off, b->p, b->n) != 0))
		r = GS_ECRYPTO;
	if (r != GS_OK)
		return gs_fail(e, r,
		    "cannot seal '%s' so that it opens again: %s", f->path,
		    gs_strerror(r));
	return gs_blobs_add(j->blobs, j->sealed.p, j->sealed.n, &f->sealed, e);
}

struct proving {
	struct gs_import_job *j;
	struct gs_progress progress;
	struct gs_err *e;
};

static int
prove(void *ctx, size_t i, struct gs_buf *b)
{
	struct proving *p = ctx;
	struct gs_import_job *j = p->j;
	struct gs_import_file *f = &j->im.file[i];
	struct gs_err why = { "", "" };
	int r;

	gs_progress_add(&p->progress, 1);
	r = b == NULL ? GS_ENOTFOUND : j->im.tool->open(&j->im, f, b, &why);
	if (r != GS_OK && !is_own(r)) {
		*p->e = why;
		return r;
	}
	if (r != GS_OK)
		return shut(j, f, r, &why) == GS_OK ? GS_OK
						    : gs_no_memory(p->e);
	if ((r = look(j, f, b, &j->was[i])) != GS_OK)
		return gs_fail(
		    p->e, r, "cannot read '%s': %s", f->path, gs_strerror(r));
	if (f->state == GS_IMPORT_CHANGED &&
	    gs_strs_add(&j->changed, f->path) != GS_OK)
		return gs_no_memory(p->e);
	j->settled[i].path = f->path;
	if (f->state == GS_IMPORT_PLAIN)
		gs_stat_of(&j->was[i], &j->settled[i].st);
	return j->im.args->dry_run ? GS_OK : seal(j, i, b, p->e);
}

/* The generation that each keyring will seal with: one that is here, or one
 * that is made now and stored once all is proved. */
static int
find_ring(struct gs_import_job *j, const char *name, struct gs_err *e)
{
	struct gs_ctx *ctx = j->im.ctx;
	const char *ours = ctx->ring;
	struct gs_import_ring *v;
	int r;

	for (size_t i = 0; i < j->nr_rings; i++) {
		if (strcmp(j->ring[i].name, name) == 0)
			return GS_OK;
	}
	v = realloc(j->ring, (j->nr_rings + 1) * sizeof(*v));
	if (v == NULL)
		return gs_no_memory(e);
	j->ring = v;
	v += j->nr_rings++;
	*v = (struct gs_import_ring){ .name = name };
	v->seals = gs_keys_sealing(&ctx->keys, name);
	if (v->seals != NULL)
		return GS_OK;
	if (gs_keys_ring(&ctx->keys, name) != NULL)
		return gs_fail(e, GS_EREFUSED,
		    "no generation of the keyring '%s' may seal here", name);
	ctx->ring = name;
	r = gs_init_may(ctx);
	ctx->ring = ours;
	if (r == GS_OK)
		r = gs_init_gen(&v->made, e);
	v->seals = v->made;
	return r;
}

static int
begin(struct gs_import_job *j, struct gs_err *e)
{
	const struct gs_repo *repo = j->im.ctx->repo;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->im.nr_files; i++)
		r = find_ring(j, j->im.file[i].ring, e);
	if (r != GS_OK)
		return r;
	j->settled = calloc(j->im.nr_files + 1, sizeof(*j->settled));
	j->was = calloc(j->im.nr_files + 1, sizeof(*j->was));
	if (j->settled == NULL || j->was == NULL ||
	    gs_blobs_new(NULL, repo->oid_len, &j->blobs) != GS_OK)
		return gs_no_memory(e);
	j->placed = true;
	r = gs_place_open(&j->place, repo->top, repo->git_dir, e);
	gs_placer_init(&j->placer, &j->place, 0);
	return r;
}

/* The tree may have what the index holds or, after a kill, what it shall
 * become; anything else is the user's own. */
static int
check_edits(struct gs_import_job *j, struct gs_err *e)
{
	struct stat st;
	int r;

	for (size_t i = 0; i < j->im.nr_edits; i++) {
		const struct gs_import_edit *x = j->im.edit[i];

		if (!gs_import_edit_changed(x))
			continue;
		r = read_tree(j, x->path, &st);
		if (r == GS_ENOTFOUND ||
		    (r == GS_OK &&
			(same(&j->tree, &x->old) || same(&j->tree, &x->now))))
			continue;
		if (r != GS_OK && r != GS_EREFUSED)
			return gs_fail(e, r, "cannot read '%s': %s", x->path,
			    gs_strerror(r));
		r = gs_fail(e, GS_EREFUSED,
		    "'%s' has changes that are not staged; nothing was "
		    "changed",
		    x->path);
		gs_hint(e, "git add '%s', or take them back", x->path);
		return r;
	}
	return GS_OK;
}

int
gs_import_prove(struct gs_import_job *j, struct gs_err *e)
{
	struct proving p = { .j = j, .e = e };
	size_t nr = j->im.nr_files;
	struct gs_oid *ids = calloc(nr + 1, sizeof(*ids));
	int r;

	if (ids == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; i < nr; i++)
		ids[i] = j->im.file[i].id;
	if ((r = begin(j, e)) == GS_OK && (r = check_edits(j, e)) == GS_OK) {
		gs_progress_start(
		    &p.progress, "Opening files", nr, j->im.ctx->quiet);
		r = gs_batch_each(
		    NULL, false, ids, nr, GS_BUF_MAX, prove, &p, e);
		gs_progress_end(&p.progress, r == GS_OK);
	}
	if (r == GS_OK && !j->im.args->dry_run && j->refused.nr == 0)
		r = gs_blobs_finish(j->blobs, e);
	free(ids);
	return r;
}
