#include <string.h>

#include "engine/verdict.h"

/* The generation ${id}: of the path's keyring, else of any other. */
static const struct gs_gen *
find(const struct gs_keys *keys, const struct gs_keyring *own,
    const uint8_t id[GS_GEN_ID_LEN], const struct gs_keyring **ring)
{
	const struct gs_gen *gen = NULL;

	*ring = own;
	if (own != NULL)
		gen = gs_gens_find(&own->gens, id);
	return gen != NULL ? gen : gs_keys_find(keys, id, ring);
}

static enum gs_verdict
by_generation(const struct gs_keys *keys, const char *name,
    const struct gs_keyring *own, const struct gs_judged *j)
{
	if (j->gen != NULL && j->ring != own)
		return GS_VERDICT_OTHER_RING;
	if (own == NULL || keys->locked || keys->locked_worktree)
		return GS_VERDICT_LOCKED;
	if (j->gen == NULL)
		return GS_VERDICT_UNKNOWN_KEY;
	if (gs_keyring_closed(own, j->id))
		return GS_VERDICT_CLOSED;
	return j->gen == gs_keys_sealing(keys, name) ? GS_VERDICT_SEALED
						     : GS_VERDICT_OLD;
}

void
gs_verdict_look(const struct gs_keys *keys, const char *ring, const void *p,
    size_t n, struct gs_judged *out)
{
	const struct gs_keyring *own = gs_keys_ring(keys, ring);
	struct gs_sealed_head head;

	memset(out, 0, sizeof(*out));
	if (n == 0) {
		out->verdict = GS_VERDICT_EMPTY;
		return;
	}
	if (!gs_sealed_is(p, n)) {
		out->verdict = GS_VERDICT_PLAIN;
		return;
	}
	switch (gs_sealed_peek(p, n, &head)) {
	case GS_OK:
		break;
	case GS_ENEWER:
		out->verdict = GS_VERDICT_NEWER;
		return;
	default:
		out->verdict = GS_VERDICT_DAMAGED;
		return;
	}
	out->has_id = true;
	memcpy(out->id, head.id, GS_GEN_ID_LEN);
	out->gen = find(keys, own, head.id, &out->ring);
	if (out->gen == NULL)
		out->ring = NULL;
	out->verdict = by_generation(keys, ring, own, out);
}

int
gs_verdict_open(
    struct gs_judged *j, uint64_t max, struct gs_buf *b, size_t *off)
{
	int r = gs_sealed_open(&j->gen->content, max, b, off);

	if (r != GS_EDAMAGED)
		return r;
	j->verdict = GS_VERDICT_DAMAGED;
	return GS_OK;
}

const char *
gs_verdict_name(enum gs_verdict v)
{
	static const char *const name[GS_VERDICT_NR] = {
		[GS_VERDICT_SEALED] = "sealed",
		[GS_VERDICT_OLD] = "old generation",
		[GS_VERDICT_CLOSED] = "closed generation",
		[GS_VERDICT_OTHER_RING] = "other keyring",
		[GS_VERDICT_UNKNOWN_KEY] = "unknown key",
		[GS_VERDICT_LOCKED] = "locked",
		[GS_VERDICT_DAMAGED] = "damaged",
		[GS_VERDICT_NEWER] = "newer version",
		[GS_VERDICT_PLAIN] = "plain",
		[GS_VERDICT_EMPTY] = "empty",
	};

	return name[v];
}

bool
gs_verdict_sealed(enum gs_verdict v)
{
	return v != GS_VERDICT_PLAIN && v != GS_VERDICT_EMPTY;
}
