/*
 * verdict: what one blob is, for the path that it stands at.  Judged from
 * bytes, keys and attributes alone: it asks no repository and says nothing.
 */
#ifndef GS_ENGINE_VERDICT_H
#define GS_ENGINE_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/keys.h"
#include "git/attr.h"

enum gs_verdict {
	GS_VERDICT_SEALED,	/* by the generation that seals now */
	GS_VERDICT_OLD,		/* by another generation of the keyring */
	GS_VERDICT_CLOSED,	/* by one that a later one closed */
	GS_VERDICT_OTHER_RING,	/* by a keyring that is not the path's */
	GS_VERDICT_UNKNOWN_KEY, /* by a generation that its keyring lacks */
	GS_VERDICT_LOCKED,	/* its keyring is not here, or locked */
	GS_VERDICT_DAMAGED,	/* begins like a sealed file and is none */
	GS_VERDICT_NEWER,	/* a version or flag of the future */
	GS_VERDICT_PLAIN,	/* not sealed at all */
	GS_VERDICT_EMPTY,	/* nothing to seal */
	GS_VERDICT_NR
};

struct gs_judged {
	enum gs_verdict verdict;
	bool has_id; /* a well-formed header: id is the generation's */
	uint8_t id[GS_GEN_ID_LEN];
	const struct gs_gen *gen;      /* borrowed from the keys; or NULL */
	const struct gs_keyring *ring; /* whose generation that is; or NULL */
};

/**
 * gs_verdict_look(keys, ring, p, n, out):
 * Judge the ${n} bytes of a whole blob by its header alone; ${ring} is the
 * keyring that the path's attributes name.  A blob with out->gen set may
 * turn out to be damaged when gs_verdict_open tries it.
 */
void gs_verdict_look(const struct gs_keys *keys, const char *ring,
    const void *p, size_t n, struct gs_judged *out);

/**
 * gs_verdict_open(j, max, b, off):
 * Open the blob in ${b} with j->gen (not NULL) as gs_sealed_open does, and
 * make j->verdict GS_VERDICT_DAMAGED where it is.  GS_OK also for damage,
 * with ${b} empty; GS_ETOOBIG: authentic, but over ${max} plain bytes;
 * GS_ENOMEM, GS_ECRYPTO.
 */
int gs_verdict_open(struct gs_judged *j, uint64_t max, struct gs_buf *b,
    size_t *off) GS_MUST_USE;

/** gs_verdict_name(v): as people and programs read it; never NULL. */
const char *gs_verdict_name(enum gs_verdict v);

/** gs_verdict_sealed(v): whether Git holds no plain bytes of it. */
bool gs_verdict_sealed(enum gs_verdict v);

#endif
