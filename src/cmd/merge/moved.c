#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "format/alike.h"
#include "repo/treediff.h"

#include "cmd/merge/moved.h"

#define ALIKE_MIN 50   /* percent, as Git's own for renames */
#define LOOKED_MAX 500 /* files that are opened to compare them */
#define HEAD_FILE_MAX ((size_t)64 << 10)

/* What Git writes when it stops at a conflict, and the commit in it whose
 * changes it was about to make; a revert makes those of its parent. */
static const struct {
	const char *file, *theirs;
} heads[] = {
	{ "MERGE_HEAD", "MERGE_HEAD" },
	{ "CHERRY_PICK_HEAD", "CHERRY_PICK_HEAD" },
	{ "REBASE_HEAD", "REBASE_HEAD" },
	{ "REVERT_HEAD", "REVERT_HEAD^" },
};

static void
read_head(const struct gs_dir *dir, const char *name, struct gs_oid *id)
{
	char *path = gs_asprintf("%s/%s", dir->git_dir, name);
	struct gs_buf b = GS_BUF_INIT;
	struct gs_cur c;
	const uint8_t *line;
	size_t n;

	memset(id, 0, sizeof(*id));
	if (path != NULL &&
	    gs_file_read(path, HEAD_FILE_MAX, &b, NULL) == GS_OK) {
		c = (struct gs_cur){ b.p, b.n };
		if (gs_cur_line(&c, &line, &n) != GS_OK ||
		    gs_oid_parse((const char *)line, n, id) != GS_OK)
			memset(id, 0, sizeof(*id));
	}
	gs_buf_clear(&b);
	free(path);
}

void
gs_moved_begin(struct gs_cmd_filter *c)
{
	if (c->moved.begun)
		return;
	c->moved.begun = true;
	for (size_t i = 0; i < GS_NR(heads); i++)
		read_head(&c->dir, heads[i].file, &c->moved.head[i]);
}

/* The commit at which Git has stopped in this run, or NULL. */
static const char *
stopped_at(const struct gs_cmd_filter *c)
{
	struct gs_oid now;

	for (size_t i = 0; c->moved.begun && i < GS_NR(heads); i++) {
		read_head(&c->dir, heads[i].file, &now);
		if (now.n != 0 && !gs_oid_eq(&now, &c->moved.head[i]))
			return heads[i].theirs;
	}
	return NULL;
}

/* The plain text of a sealed blob; false where it is none, or is not for us
 * to read. */
static bool
open_blob(struct gs_cmd_filter *c, const struct gs_oid *id, struct gs_buf *b,
    struct gs_cur *text)
{
	const struct gs_oid none = { { 0 }, 0 };
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off;

	gs_buf_reset(b);
	if (c->world.w.blob(&c->world, id, b, NULL) != GS_OK ||
	    gs_sealed_peek(b->p, b->n, &head) != GS_OK)
		return false;
	gen = gs_keys_find(&c->keys, head.id, NULL);
	if (gen == NULL)
		gen = gs_trusts_find(&c->trusts, head.id, &none);
	if (gen == NULL ||
	    gs_sealed_open(&gen->content, GS_SEALED_INFLATE_MAX, b, &off) !=
		GS_OK)
		return false;
	*text = (struct gs_cur){ b->p + off, b->n - off };
	return true;
}

/* The path of ${new} whose text has most in common with the blob ${old}. */
static const char *
find_new(struct gs_cmd_filter *c, const struct gs_oid *old,
    const struct gs_treediff *new, unsigned *best)
{
	struct gs_buf was = GS_BUF_INIT, is = GS_BUF_INIT;
	struct gs_cur a, b;
	const char *path = NULL;
	unsigned percent;

	*best = ALIKE_MIN - 1;
	if (!open_blob(c, old, &was, &a))
		goto out;
	for (size_t i = 0; i < new->nr &&i < LOOKED_MAX; i++) {
		const struct gs_treediff_one *one = &new->v[i];

		if (one->old_mode != 0 ||
		    (one->new_mode & 0170000u) != 0100000u)
			continue;
		if (!open_blob(c, &one->new, &is, &b) ||
		    gs_alike(a, b, &percent) != GS_OK || percent <= *best)
			continue;
		*best = percent;
		path = one->path;
	}
out:
	gs_buf_clear(&was);
	gs_buf_clear(&is);
	return path;
}

static void
tell_one(struct gs_cmd_filter *c, const struct gs_entry *base, bool ours,
    const char *rev)
{
	struct gs_treediff new = { NULL, 0, 0, GS_BUF_INIT };
	const char *path = NULL;
	unsigned percent;

	if (gs_treediff_index(rev, &new, NULL) == GS_OK)
		path = find_new(c, &base->id, &new, &percent);
	if (path != NULL)
		gs_say(c->f.report, GS_WARNING,
		    "carry the other side's change over to the new path, then "
		    "git rm the old one",
		    "'%s' was probably renamed to '%s' by %s (%u%% alike), "
		    "not deleted",
		    base->path, path, ours ? "ours" : "theirs", percent);
	gs_treediff_clear(&new);
}

/* ${base} is stage 1 of a path; what of it do the sides have? */
static void
judge(struct gs_cmd_filter *c, const struct gs_entry *base,
    const struct gs_entry *end, const char *theirs)
{
	bool has[4] = { false, false, false, false };

	for (const struct gs_entry *en = base;
	     en < end && strcmp(en->path, base->path) == 0; en++)
		has[en->stage & 3] = true;
	if (has[2] != has[3])
		tell_one(c, base, !has[2], has[2] ? "HEAD" : theirs);
}

void
gs_moved_tell(struct gs_cmd_filter *c)
{
	const char *theirs = stopped_at(c);
	const struct gs_entry *v, *end;

	if (theirs == NULL || c->broken != GS_OK || c->keys.nr == 0 ||
	    c->keys.locked || c->keys.locked_worktree ||
	    gs_world_index(&c->world, NULL) != GS_OK)
		return;
	v = c->world.entries.v;
	end = v + c->world.entries.nr;
	for (; v < end; v++) {
		if (v->stage == 1)
			judge(c, v, end, theirs);
	}
}
