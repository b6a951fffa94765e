#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "engine/filter.h"
#include "format/foreign/gitcrypt.h"
#include "git/batch.h"
#include "repo/blobs.h"
#include "repo/settle.h"

#include "cmd/front/limit.h"
#include "cmd/front/progress.h"
#include "cmd/front/say.h"

#include "cmd/files/restage.h"

#define ROOM GS_SEALED_HEADER_LEN

/* One run. */
struct job {
	struct gs_ctx *ctx;
	enum gs_restage_how how;
	const struct gs_restage_rule *rule; /* borrowed, or NULL */
	struct gs_restaged *v;
	size_t nr;
	struct gs_settled *files; /* owned: a file's stat data as it was */
	bool *there;		  /* owned: it is in the working tree */
	bool *trusted;		  /* owned: Git knows that it did not change */
	bool *same;		  /* owned: it is what the new entry says */
	struct gs_blobs *blobs;	  /* owned */
	struct gs_buf file;	  /* scratch: a file of the working tree */
	uint64_t max;
	struct gs_progress progress;
	struct gs_err *e;
};

static void
clear(struct job *j)
{
	gs_blobs_free(j->blobs);
	free(j->files);
	free(j->there);
	free(j->trusted);
	free(j->same);
	gs_buf_clear(&j->file);
}

/* How the files stand before anything is changed. */
static int
look_at_files(struct job *j)
{
	const struct gs_repo *repo = j->ctx->repo;
	int r;

	for (size_t i = 0; i < j->nr; i++) {
		const struct gs_entry *entry = j->v[i].entry;
		struct stat st;

		j->files[i].path = entry->path;
		j->files[i].id = entry->id;
		if (lstat(entry->path, &st) != 0 || !S_ISREG(st.st_mode))
			continue;
		j->there[i] = true;
		gs_stat_of(&st, &j->files[i].st);
	}
	r = gs_settle_trusts(
	    repo->index, repo->oid_len, j->files, j->nr, j->trusted, NULL);
	/* An index that we do not know: then all files are compared. */
	return r == GS_ENOMEM ? gs_no_memory(j->e) : GS_OK;
}

static int
begin(struct job *j)
{
	int r;

	j->files = calloc(j->nr, sizeof(*j->files));
	j->there = calloc(j->nr, sizeof(*j->there));
	j->trusted = calloc(j->nr, sizeof(*j->trusted));
	j->same = calloc(j->nr, sizeof(*j->same));
	if (j->files == NULL || j->there == NULL || j->trusted == NULL ||
	    j->same == NULL ||
	    gs_blobs_new(NULL, j->ctx->repo->oid_len, &j->blobs) != GS_OK)
		return gs_no_memory(j->e);
	if ((r = gs_limit_read(j->ctx->repo, &j->max, j->e)) != GS_OK)
		return r;
	return look_at_files(j);
}

/* Read the file of item ${i}; false where there is none to compare with. */
static bool
read_file(struct job *j, size_t i)
{
	gs_buf_reset(&j->file);
	return j->there[i] &&
	    gs_file_read(j->v[i].entry->path, GS_BUF_MAX, &j->file, NULL) ==
	    GS_OK;
}

static bool
file_is(const struct job *j, const uint8_t *p, size_t n)
{
	return j->file.n == n && (n == 0 || memcmp(j->file.p, p, n) == 0);
}

static const struct gs_gen *
sealing(const struct job *j, const struct gs_restaged *it)
{
	if (!it->attrs->keyring_ok)
		return NULL;
	return gs_keys_sealing(&j->ctx->keys, it->attrs->keyring);
}

/* Room and plain bytes become a sealed file, under today's rules. */
static int
seal(const struct job *j, const struct gs_restaged *it, struct gs_buf *b)
{
	const struct gs_gen *gen = sealing(j, it);
	struct gs_seal_opt opt = { it->attrs->compress, it->attrs->pad };

	if (!it->attrs->keyring_ok || !it->attrs->pad_ok ||
	    it->attrs->traps != 0)
		return GS_EREFUSED;
	if (gen == NULL)
		return GS_ENOKEY;
	return gs_sealed_seal(&gen->content, &opt, b);
}

/*
 * Seal what the index has.  Where Git knows the file to be unchanged and it
 * still is not the same bytes (it was converted on its way out), the file's
 * own bytes are what `git add` would take from now on.
 */
static int
seal_plain(struct job *j, size_t i, struct gs_buf *b)
{
	static const uint8_t room[ROOM] = { 0 };
	struct gs_buf out = GS_BUF_INIT;
	const struct gs_buf *from = b;
	int r;

	if (b->n == 0)
		return GS_OK;
	/* Sealed as they are, its bytes would open to what nobody reads. */
	if ((j->v[i].foreign = gs_gitcrypt_is(b->p, b->n)))
		return GS_EREFUSED;
	j->same[i] = read_file(j, i) && file_is(j, b->p, b->n);
	if (!j->same[i] && j->trusted[i] && j->file.n > 0) {
		from = &j->file;
		j->same[i] = true;
	}
	if ((r = gs_buf_add(&out, room, ROOM)) == GS_OK &&
	    (r = gs_buf_add(&out, from->p, from->n)) == GS_OK)
		r = seal(j, &j->v[i], &out);
	if (r == GS_OK)
		gs_buf_swap(b, &out);
	gs_buf_clear(&out);
	return r;
}

static int
open_blob(const struct job *j, struct gs_buf *b, size_t *off)
{
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	int r;

	if ((r = gs_sealed_peek(b->p, b->n, &head)) != GS_OK)
		return r;
	if ((gen = gs_keys_find(&j->ctx->keys, head.id, NULL)) == NULL)
		return GS_ENOKEY;
	return gs_sealed_open(&gen->content, j->max, b, off);
}

static enum gs_restage_may
may(const struct job *j, size_t i, const struct gs_buf *b)
{
	struct gs_sealed_head head;

	if (j->rule == NULL || gs_sealed_peek(b->p, b->n, &head) != GS_OK)
		return GS_RESTAGE_MAY;
	return j->rule->may(j->rule->ctx, j->v[i].entry, head.id);
}

/* Open, compare with the file, and seal again or leave it plain. */
static int
reopen(struct job *j, size_t i, struct gs_buf *b, size_t *off)
{
	int r;

	if (!gs_sealed_is(b->p, b->n)) {
		if (j->rule != NULL &&
		    j->rule->may_plain(j->rule->ctx, j->v[i].entry))
			return seal_plain(j, i, b);
		j->v[i].plain = b->n > 0;
		*off = b->n; /* nothing new to store */
		return GS_OK;
	}
	if ((j->v[i].may = may(j, i, b)) != GS_RESTAGE_MAY) {
		*off = b->n;
		return GS_OK;
	}
	if ((r = open_blob(j, b, off)) != GS_OK)
		return r;
	j->same[i] = j->trusted[i] ||
	    (read_file(j, i) && file_is(j, b->p + *off, b->n - *off));
	if (j->how == GS_RESTAGE_PLAIN)
		return GS_OK;
	GS_BUG(*off != ROOM);
	*off = 0;
	return seal(j, &j->v[i], b);
}

/* Failures that are one file's own. */
static bool
is_own(int r)
{
	return r == GS_ENOKEY || r == GS_EDAMAGED || r == GS_ENEWER ||
	    r == GS_ETOOBIG || r == GS_EREFUSED || r == GS_ENOTFOUND;
}

static int
treat(void *ctx, size_t i, struct gs_buf *b)
{
	struct job *j = ctx;
	struct gs_restaged *it = &j->v[i];
	size_t off = 0;

	gs_progress_add(&j->progress, 1);
	it->id = it->entry->id;
	if (b == NULL) {
		it->code = GS_ENOTFOUND;
		return GS_OK;
	}
	it->code = j->how == GS_RESTAGE_SEAL ? seal_plain(j, i, b)
					     : reopen(j, i, b, &off);
	if (it->code != GS_OK)
		return is_own(it->code)
		    ? GS_OK
		    : gs_fail(j->e, it->code, "cannot treat '%s': %s",
			  it->entry->path, gs_strerror(it->code));
	if (b->n == off)
		return GS_OK;
	return gs_blobs_add(j->blobs, b->p + off, b->n - off, &it->id, j->e);
}

static int
read_all(struct job *j)
{
	struct gs_oid *ids = calloc(j->nr, sizeof(*ids));
	int r;

	if (ids == NULL)
		return gs_no_memory(j->e);
	for (size_t i = 0; i < j->nr; i++)
		ids[i] = j->v[i].entry->id;
	gs_progress_start(&j->progress,
	    j->how == GS_RESTAGE_PLAIN ? "Opening files" : "Sealing files",
	    j->nr, j->ctx->quiet);
	r = gs_batch_each(NULL, false, ids, j->nr, GS_BUF_MAX, treat, j, j->e);
	gs_progress_end(&j->progress, r == GS_OK);
	free(ids);
	return r;
}

static int
write_index(struct job *j)
{
	struct gs_index_change *c = calloc(j->nr, sizeof(*c));
	size_t nr = 0;
	int r = GS_OK;

	if (c == NULL)
		return gs_no_memory(j->e);
	for (size_t i = 0; i < j->nr; i++) {
		struct gs_restaged *it = &j->v[i];

		it->changed =
		    it->code == GS_OK && !gs_oid_eq(&it->id, &it->entry->id);
		if (it->changed)
			c[nr++] = (struct gs_index_change){
				.path = it->entry->path,
				.id = it->id,
				.mode = it->entry->mode,
				.skip_worktree = it->entry->skip_worktree,
			};
	}
	if (nr > 0)
		r = gs_index_update(NULL, c, nr, j->e);
	free(c);
	return r;
}

/* So that the next `git status` need not run the filter over them. */
static void
settle(struct job *j)
{
	size_t nr = 0;

	for (size_t i = 0; i < j->nr; i++) {
		if (!j->v[i].changed || !j->same[i])
			continue;
		j->files[nr] = j->files[i];
		j->files[nr++].id = j->v[i].id;
	}
	/* It is for speed alone: where it cannot be done, Git compares. */
	if (nr > 0)
		(void)!gs_settle(j->ctx->repo->index, j->ctx->repo->oid_len,
		    j->files, nr, NULL, NULL);
}

int
gs_restage(struct gs_ctx *ctx, enum gs_restage_how how, struct gs_restaged *v,
    size_t nr, struct gs_err *e)
{
	return gs_restage_by(ctx, how, NULL, v, nr, e);
}

int
gs_restage_by(struct gs_ctx *ctx, enum gs_restage_how how,
    const struct gs_restage_rule *rule, struct gs_restaged *v, size_t nr,
    struct gs_err *e)
{
	struct job j = {
		.ctx = ctx, .how = how, .rule = rule, .v = v, .nr = nr, .e = e
	};
	int r;

	if (nr == 0)
		return GS_OK;
	if (ctx->keys.locked_worktree) {
		r = gs_fail(e, GS_ENOKEY, "this worktree is locked");
		gs_hint(e, "%s", gs_keys_unlock(&ctx->keys));
		return r;
	}
	if ((r = begin(&j)) == GS_OK && (r = read_all(&j)) == GS_OK &&
	    (r = gs_blobs_finish(j.blobs, e)) == GS_OK &&
	    (r = write_index(&j)) == GS_OK)
		settle(&j);
	clear(&j);
	return r;
}

static void
why_attrs(const struct gs_restaged *r, const char *show)
{
	char names[64];

	if (r->foreign)
		gs_warn("git seal import git-crypt",
		    "'%s' stays as it is: git-crypt encrypted it", show);
	else if (!r->attrs->keyring_ok)
		gs_warn("mend its seal-keyring in .gitattributes",
		    "'%s' names a keyring that cannot be", show);
	else if (!r->attrs->pad_ok)
		gs_warn("seal-pad takes a power of two from 16 to 65536",
		    "'%s' has a seal-pad that cannot be", show);
	else
		gs_warn("write -text for it, and take the others away",
		    "'%s' has attributes by which Git would damage sealed "
		    "bytes: %s",
		    show, gs_trap_names(r->attrs->traps, names, sizeof(names)));
}

void
gs_restage_why(const struct gs_restaged *r, const char *show)
{
	switch (r->code) {
	case GS_ENOKEY:
		gs_warn("git seal unlock",
		    "'%s' stays as it is: its key is not here", show);
		break;
	case GS_EREFUSED:
		why_attrs(r, show);
		break;
	case GS_EDAMAGED:
		gs_warn(NULL, "'%s' stays as it is: it is damaged", show);
		break;
	case GS_ENOTFOUND:
		gs_warn("git fetch",
		    "'%s' stays as it is: its blob is not here", show);
		break;
	default:
		gs_warn(NULL, "'%s' stays as it is: %s", show,
		    gs_strerror(r->code));
		break;
	}
}
