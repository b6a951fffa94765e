#include <string.h>

#include "engine/clean_job.h"
#include "engine/merge_job.h"
#include "format/envline.h"
#include "format/envmerge.h"
#include "git/mergefile.h"

#include "engine/merge.h"

void
gs_merged_clear(struct gs_merged *out)
{
	gs_buf_clear(&out->blob);
	memset(out, 0, sizeof(*out));
}

/* A conflict in which ours stays as it is, as Git leaves binary files. */
static int
leave_ours(struct gs_merge_job *j, const char *why)
{
	j->out->conflict = true;
	j->out->ours = true;
	if (j->out->why.what[0] == '\0') {
		(void)gs_fail(&j->out->why, GS_EREFUSED, "not merged, %s: '%s'",
		    why, j->m->path);
		gs_hint(&j->out->why,
		    "git checkout --theirs -- FILE takes the other side");
	}
	return GS_OK;
}

static bool
any_binary(const struct gs_merge_job *j)
{
	for (int k = 0; k < GS_SIDES; k++) {
		if (gs_git_binary(j->side[k].text))
			return true;
	}
	return false;
}

static int
begin_text(struct gs_merge_job *j)
{
	struct gs_cur side[GS_SIDES];

	for (int k = 0; k < GS_SIDES; k++)
		side[k] = j->side[k].text;
	return gs_mergefile_start(&j->merge, side, &j->m->marks, j->e);
}

/* Git's merge takes as long as all that has to be asked before it may be
 * used; so it is begun where it will be needed, unless a side is in doubt. */
static int
begin_early(struct gs_merge_job *j)
{
	for (int k = 0; k < GS_SIDES; k++) {
		if (!j->side[k].sealed ||
		    gs_merge_same(&j->side[k], &j->side[(k + 1) % GS_SIDES]))
			return GS_OK;
	}
	if (gs_envline_file(j->m->path) || any_binary(j))
		return GS_OK;
	return begin_text(j);
}

/* What j->text begins with: the room that sealing needs. */
static int
make_room(struct gs_merge_job *j, size_t room)
{
	size_t most = 0;

	for (int k = 0; k < GS_SIDES; k++)
		most += j->side[k].text.n;
	if (gs_buf_reserve(&j->text, room + most) != GS_OK)
		return gs_no_memory(j->e);
	memset(j->text.p, 0, room);
	j->text.n = room;
	return GS_OK;
}

static int
end_text(struct gs_merge_job *j, size_t room)
{
	int r = gs_mergefile_end(&j->merge, &j->text, &j->out->conflict, j->e);

	j->result = (struct gs_cur){ j->text.p + room, j->text.n - room };
	return r;
}

static int
merge_variables(struct gs_merge_job *j, size_t room)
{
	struct gs_cur side[GS_SIDES];
	int r;

	for (int k = 0; k < GS_SIDES; k++)
		side[k] = j->side[k].text;
	r = gs_envmerge(side, &j->m->marks, &j->text, &j->out->conflict);
	j->result = (struct gs_cur){ j->text.p + room, j->text.n - room };
	return r == GS_ENOMEM ? gs_no_memory(j->e) : r;
}

static int
merge_text(struct gs_merge_job *j, size_t room)
{
	int r = GS_ENOTFOUND;

	if (any_binary(j))
		return leave_ours(j, "binary content cannot be merged");
	if (make_room(j, room) != GS_OK)
		return GS_ENOMEM;
	if (gs_envline_file(j->m->path))
		r = merge_variables(j, room);
	if (r != GS_ENOTFOUND)
		return r;
	if (!j->merge.running && (r = begin_text(j)) != GS_OK)
		return r;
	return end_text(j, room);
}

/* Without a base to trust: whatever differs is for a person to look at. */
static int
mark_all(struct gs_merge_job *j)
{
	int r;

	if (any_binary(j))
		return leave_ours(j, "binary content cannot be merged");
	if (make_room(j, GS_FILTER_ROOM) != GS_OK)
		return GS_ENOMEM;
	gs_mergefile_drop(&j->merge);
	r = gs_mergefile_differ(&j->merge, j->side[GS_OURS].text,
	    j->side[GS_THEIRS].text, &j->m->marks, j->e);
	if (r == GS_OK)
		r = end_text(j, GS_FILTER_ROOM);
	j->out->conflict = true;
	return r;
}

/* ${why}: a change of this side cannot be taken on trust; or NULL. */
static int
doubt(const struct gs_merge_job *j, enum gs_side which, const char **why)
{
	const struct gs_merge_side *s = &j->side[which];
	enum gs_standing standing = GS_STANDS_OPEN;
	int r = GS_OK;

	*why = NULL;
	if (s->text.n == 0 || gs_merge_same(s, &j->side[GS_BASE]))
		return GS_OK;
	if (!s->sealed) {
		*why = "is plain in the repository, so anybody could have "
		       "changed it";
		return GS_OK;
	}
	if (j->m->standing != NULL)
		r = j->m->standing(
		    j->m->ctx, j->attrs.keyring, s->id, &standing, j->e);
	if (standing == GS_STANDS_CLOSED)
		*why = "was changed under a generation that is closed by now, "
		       "so somebody who left could have done it";
	else if (standing == GS_STANDS_APART)
		*why = "was changed under another keyring than the path's";
	return r;
}

/* A side in doubt that says the same as the other one brings nothing. */
static int
find_doubt(struct gs_merge_job *j, bool *doubted)
{
	const char *ours = NULL, *theirs = NULL;
	bool same = gs_merge_same(&j->side[GS_OURS], &j->side[GS_THEIRS]);
	enum gs_side which;
	int r;

	if ((r = doubt(j, GS_THEIRS, &theirs)) != GS_OK ||
	    (r = doubt(j, GS_OURS, &ours)) != GS_OK)
		return r;
	*doubted = same ? ours != NULL && theirs != NULL
			: ours != NULL || theirs != NULL;
	which = theirs != NULL ? GS_THEIRS : GS_OURS;
	if (*doubted) {
		(void)gs_fail(&j->out->why, GS_EREFUSED,
		    "a conflict, since %s %s: '%s'", gs_merge_name(which),
		    theirs != NULL ? theirs : ours, j->m->path);
		gs_hint(&j->out->why,
		    "compare both sides in the file, then git add");
	}
	return GS_OK;
}

/* Both sides can be read; make j->result. */
static int
decide(struct gs_merge_job *j)
{
	const struct gs_merge_side *ours = &j->side[GS_OURS];
	const struct gs_merge_side *theirs = &j->side[GS_THEIRS];
	const struct gs_merge_side *base = &j->side[GS_BASE];
	bool doubted = false;
	int r;

	if ((r = find_doubt(j, &doubted)) != GS_OK)
		return r;
	j->result = ours->text;
	if (gs_merge_same(ours, theirs)) {
		j->out->conflict = doubted;
		return GS_OK;
	}
	if (doubted || base->why != GS_OK)
		return mark_all(j);
	if (gs_merge_same(theirs, base))
		return GS_OK;
	if (gs_merge_same(ours, base)) {
		j->result = theirs->text;
		return GS_OK;
	}
	return merge_text(j, GS_FILTER_ROOM);
}

static int
merge_sealed(struct gs_merge_job *j)
{
	int r;

	if ((r = decide(j)) != GS_OK || j->out->ours)
		return r;
	return gs_merge_store(j);
}

/* A path that nothing seals: Git calls us for `*  merge=seal` as well. */
static int
merge_plain(struct gs_merge_job *j)
{
	int r;

	for (int k = 0; k < GS_SIDES; k++) {
		if (gs_sealed_is(j->side[k].blob->p, j->side[k].blob->n)) {
			r = gs_fail(j->e, GS_EREFUSED,
			    "not merged, %s is sealed and .gitattributes do "
			    "not seal the path: '%s'",
			    gs_merge_name((enum gs_side)k), j->m->path);
			gs_hint(j->e, "git checkout --ours or --theirs");
			return r;
		}
	}
	r = merge_text(j, 0);
	if (r == GS_OK && !j->out->ours)
		gs_buf_swap(&j->out->blob, &j->text);
	return r;
}

static bool
locked(const struct gs_merge_job *j)
{
	const struct gs_filter *f = j->m->f;

	return gs_filter_locked(f) ||
	    gs_keys_ring(f->keys, j->attrs.keyring) == NULL;
}

static int
refuse_locked(const struct gs_merge_job *j)
{
	int r =
	    gs_fail(j->e, GS_ENOKEY, "not merged, locked: '%s' (keyring '%s')",
		j->m->path, j->attrs.keyring);

	gs_hint(j->e, "%s, then git checkout -m -- FILE",
	    gs_keys_unlock(j->m->f->keys));
	return r;
}

static int
run(struct gs_merge_job *j, const struct gs_buf *const blob[GS_SIDES])
{
	const struct gs_world *w = j->m->f->world;
	const struct gs_clean_job c = { .path = j->m->path, .e = j->e };
	int r;

	if ((r = gs_merge_open(j, blob)) != GS_OK ||
	    (r = begin_early(j)) != GS_OK ||
	    (r = w->attrs(w->ctx, j->m->path, &j->attrs, j->e)) != GS_OK)
		return r;
	if (j->m->plain || !j->attrs.sealed || gs_filter_never(j->m->path))
		return merge_plain(j);
	if (!j->attrs.keyring_ok)
		return gs_clean_refuse_attr(&c);
	if (locked(j))
		return refuse_locked(j);
	if (j->side[GS_THEIRS].why != GS_OK)
		return gs_merge_unreadable(j, GS_THEIRS);
	if (j->side[GS_OURS].why != GS_OK)
		return gs_merge_unreadable(j, GS_OURS);
	return merge_sealed(j);
}

int
gs_merge_run(const struct gs_merge *m,
    const struct gs_buf *const blob[GS_SIDES], struct gs_merged *out,
    struct gs_err *e)
{
	static const struct gs_err silent;
	const struct gs_buf *a = blob[GS_OURS], *b = blob[GS_THEIRS];
	struct gs_merge_job j = { .m = m, .out = out, .e = e };
	int r;

	memset(out, 0, sizeof(*out));
	if (a->n == b->n && (a->n == 0 || memcmp(a->p, b->p, a->n) == 0)) {
		out->ours = true;
		return GS_OK;
	}
	r = run(&j, blob);
	gs_mergefile_drop(&j.merge);
	for (int k = 0; k < GS_SIDES; k++)
		gs_buf_clear(&j.side[k].b);
	gs_buf_clear(&j.text);
	if (r != GS_OK)
		gs_merged_clear(out);
	else if (!out->conflict)
		out->why = silent;
	return r;
}
