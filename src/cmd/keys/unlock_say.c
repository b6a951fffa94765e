#include <stdlib.h>
#include <string.h>

#include "cmd/front/say.h"

#include "cmd/keys/unlock_say.h"

int
gs_unlock_news_first(
    struct gs_unlock_news *n, const char *ring, const struct gs_gen *tip)
{
	char fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	char *line = gs_asprintf("fingerprint of the keyring '%s': %s", ring,
	    gs_fingerprint_print(tip->fingerprint, true, fp));
	int r = line == NULL ? GS_ENOMEM : gs_strs_add(&n->first, line);

	free(line);
	return r;
}

void
gs_unlock_news_clear(struct gs_unlock_news *n)
{
	gs_strs_clear(&n->first);
}

/* Why a file that a key is here for is not plain; NULL: it is, or need not
 * be. */
static const char *
why_left(const struct gs_work *v)
{
	if (v->look == GS_LOOK_GONE || v->look == GS_LOOK_OTHER)
		return NULL;
	if (!v->written && v->look == GS_LOOK_CHANGED &&
	    !gs_look_stays(v->opened))
		return "changed while it was unlocked";
	switch (v->opened) {
	case GS_EDAMAGED:
		return "damaged";
	case GS_ENEWER:
		return "sealed by a newer git-seal";
	case GS_ETOOBIG:
		return "larger than seal.maxSize allows";
	case GS_ENOKEY:
		return "sealed by a generation that the keyring lacks";
	default:
		return NULL;
	}
}

static int
list_left(const struct gs_bulk *b, struct gs_buf *list, size_t *nr)
{
	const char *why;
	int r = GS_OK;

	for (size_t i = 0; i < b->nr; i++) {
		const struct gs_bulk_tree *t = &b->tree[i];

		if (gs_bulk_skips(t, GS_REWRITE_PLAIN))
			continue;
		for (size_t k = 0; r == GS_OK && k < t->nr; k++) {
			if (gs_bulk_foreign(t, k) ||
			    (why = why_left(&t->v[k])) == NULL)
				continue;
			(*nr)++;
			r = gs_bulk_name(t, t->v[k].path, why, list);
		}
	}
	return r;
}

static void
say_done(struct gs_bulk *b, const struct gs_keyring *ring)
{
	const struct gs_gen *tip = gs_gens_newest(&ring->gens);
	char hex[GS_GEN_ID_HEX_LEN + 1];
	size_t nr = 0, seen = 0;

	for (size_t i = 0; i < b->nr; i++) {
		const struct gs_bulk_tree *t = &b->tree[i];

		for (size_t k = 0; k < t->nr; k++) {
			if (strcmp(t->ring[k], ring->name) != 0)
				continue;
			seen++;
			nr += t->v[k].written;
		}
	}
	if (nr == 0 && seen == 0 && b->keys->nr > 1)
		return;
	gs_note(b->ctx->quiet,
	    "unlocked %zu file%s (keyring '%s', generation %s)", nr,
	    nr == 1 ? "" : "s", ring->name,
	    gs_gen_id_print(tip->content.id, hex));
}

/* Files whose keyring is not here. */
static void
say_others(const struct gs_bulk *b)
{
	size_t nr = 0;

	for (size_t i = 0; i < b->nr; i++) {
		const struct gs_bulk_tree *t = &b->tree[i];

		for (size_t k = 0; k < t->nr; k++)
			nr += gs_bulk_foreign(t, k) &&
			    t->v[k].opened == GS_ENOKEY;
	}
	if (nr > 0)
		gs_say(&b->ctx->report, GS_NOTE, NULL,
		    "%zu file%s of other keyrings stay%s sealed", nr,
		    nr == 1 ? "" : "s", nr == 1 ? "s" : "");
}

static void
say_places(const struct gs_bulk *b)
{
	for (size_t i = 0; i < b->nr_wt && !b->alone; i++) {
		if (!b->wt[i].reachable)
			gs_warn(NULL,
			    "the worktree '%s' cannot be reached and stays as "
			    "it is",
			    b->wt[i].path);
	}
	for (size_t i = 0; i < b->nr; i++) {
		const struct gs_bulk_tree *t = &b->tree[i];

		if (gs_bulk_skips(t, GS_REWRITE_PLAIN) && t->nr > 0)
			gs_say(&b->ctx->report, GS_NOTE, NULL,
			    "the worktree '%s' was locked by itself and stays "
			    "sealed; git seal unlock --worktree%s opens it",
			    t->wt->path, t->wt->here ? "" : ", in there,");
	}
}

int
gs_unlock_say(
    const struct gs_unlock_news *n, struct gs_bulk *b, struct gs_err *e)
{
	struct gs_buf list = GS_BUF_INIT;
	size_t nr = 0;
	int r;

	for (size_t i = 0; i < b->keys->nr; i++)
		say_done(b, &b->keys->v[i]);
	for (size_t i = 0; i < n->first.nr; i++)
		gs_note(b->ctx->quiet, "%s", n->first.v[i]);
	say_others(b);
	say_places(b);
	if ((r = list_left(b, &list, &nr)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
	} else if (nr > 0) {
		(void)gs_fail(e, GS_EREFUSED,
		    "%zu file%s could not be unlocked and stay%s as %s:", nr,
		    nr == 1 ? "" : "s", nr == 1 ? "s" : "",
		    nr == 1 ? "it is" : "they are");
		gs_hint(e, "git seal status");
		gs_bulk_tell(e, GS_EREFUSED, &list);
		r = GS_EREFUSED;
	}
	gs_buf_clear(&list);
	return r;
}
