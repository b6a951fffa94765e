#include <string.h>

#include "engine/filter_say.h"
#include "engine/foreign.h"

/*
 * Opening works in place and wipes on failure, so what cannot be opened is
 * read again: from the object store where Git told us the id, else from a
 * copy made before.
 */
struct spare {
	const struct gs_oid *blob;
	struct gs_buf copy;
};

static int
spare_keep(struct spare *s, const struct gs_oid *blob, const struct gs_buf *b)
{
	memset(s, 0, sizeof(*s));
	s->blob = blob;
	return blob->n != 0 ? GS_OK : gs_buf_add(&s->copy, b->p, b->n);
}

static int
spare_restore(struct gs_filter *f, const char *path, struct spare *s,
    struct gs_buf *b, struct gs_err *e)
{
	int r;

	gs_buf_reset(b);
	if (s->blob->n == 0) {
		gs_buf_swap(b, &s->copy);
		return GS_OK;
	}
	r = f->world->blob(f->world->ctx, s->blob, b, e);
	if (r != GS_OK)
		r = gs_fail(
		    e, r, "cannot read the sealed bytes again: '%s'", path);
	return r;
}

static int
unknown_key(struct gs_filter *f, const char *path,
    const struct gs_sealed_head *head, struct gs_err *e)
{
	char id[GS_GEN_ID_HEX_LEN + 1];
	int r;

	gs_gen_id_print(head->id, id);
	if (f->strict == GS_STRICT_ALL) {
		r = gs_fail(e, GS_ENOKEY,
		    "sealed by generation %s, which this clone does not have: "
		    "'%s'",
		    id, path);
		gs_hint(e, "git seal unlock");
		return r;
	}
	gs_filter_say(f, GS_CAUSE_UNKNOWN_KEY, "git seal unlock",
	    "stays sealed, no key for generation %s: '%s'", id, path);
	return GS_OK;
}

static int
not_opened(struct gs_filter *f, const char *path, int why, struct gs_err *e)
{
	bool fatal = f->strict == GS_STRICT_ALL ||
	    (f->strict == GS_STRICT_DAMAGE && why == GS_EDAMAGED);
	const char *text;
	enum gs_cause cause;

	switch (why) {
	case GS_EDAMAGED:
		cause = GS_CAUSE_DAMAGED;
		text = "damaged, it does not authenticate";
		break;
	case GS_ENEWER:
		cause = GS_CAUSE_NEWER;
		text = "sealed by a newer git-seal";
		break;
	case GS_ETOOBIG:
		cause = GS_CAUSE_TOO_BIG;
		text = "larger than seal.maxSize allows";
		break;
	default:
		return gs_fail(
		    e, why, "cannot open '%s': %s", path, gs_strerror(why));
	}
	if (fatal)
		return gs_fail(e, why, "%s: '%s'", text, path);
	gs_filter_say(
	    f, cause, "git seal status", "stays sealed, %s: '%s'", text, path);
	return GS_OK;
}

static int
open_sealed(struct gs_filter *f, const char *path, const struct gs_oid *blob,
    const struct gs_gen *gen, struct gs_buf *b, size_t *off, struct gs_err *e)
{
	uint64_t max = f->max_size != 0 ? f->max_size : GS_SEALED_INFLATE_MAX;
	struct spare spare;
	int r;

	if ((r = spare_keep(&spare, blob, b)) != GS_OK) {
		r = gs_fail(e, r, "cannot open '%s': %s", path, gs_strerror(r));
		goto out;
	}
	if ((r = gs_sealed_open(&gen->content, max, b, off)) == GS_OK)
		goto out;
	*off = 0;
	if ((r = not_opened(f, path, r, e)) == GS_OK)
		r = spare_restore(f, path, &spare, b, e);
out:
	gs_buf_clear(&spare.copy);
	return r;
}

/* Ours, or one that the repository carries for us. */
static const struct gs_gen *
find(const struct gs_filter *f, const uint8_t *id, const struct gs_oid *treeish)
{
	const struct gs_gen *gen = gs_keys_find(f->keys, id, NULL);

	if (gen == NULL && f->find != NULL)
		gen = f->find(f->trust_ctx, id, treeish);
	return gen;
}

int
gs_filter_smudge(struct gs_filter *f, const char *path,
    const struct gs_filter_meta *meta, struct gs_buf *b, size_t *off,
    struct gs_err *e)
{
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	int r;

	*off = 0;
	if (b->n == 0)
		return GS_OK;
	if (!gs_sealed_is(b->p, b->n)) {
		/* Of another tool, in a diff with old commits, or in a merge
		 * of a branch from before an import. */
		if (!gs_filter_never(path) && !gs_foreign_is(b->p, b->n))
			gs_filter_say(f, GS_CAUSE_PLAIN_BLOB,
			    "git seal status --fix",
			    "plain in the repository, not sealed: '%s'", path);
		return GS_OK;
	}
	if (gs_filter_locked(f))
		return GS_OK;
	if ((r = gs_sealed_peek(b->p, b->n, &head)) != GS_OK)
		return not_opened(f, path, r, e);
	if ((gen = find(f, head.id, &meta->treeish)) == NULL)
		return unknown_key(f, path, &head, e);
	return open_sealed(f, path, &meta->blob, gen, b, off, e);
}
