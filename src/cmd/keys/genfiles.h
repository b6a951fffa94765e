/*
 * genfiles: the generation files that index, HEAD and trunk carry, as far as
 * unlocking needs them: whose keyring a key belongs to, by its fingerprint.
 * A file proves nothing here but that the repository speaks of that key.
 * HEAD and trunk are only read where the index has no answer.
 */
#ifndef GS_CMD_KEYS_GENFILES_H
#define GS_CMD_KEYS_GENFILES_H

#include "cmd/cmd.h"
#include "repo/index.h"

enum gs_genfiles_in {
	GS_GENFILES_INDEX,
	GS_GENFILES_HEAD,
	GS_GENFILES_TRUNK,
	GS_GENFILES_NR
};

struct gs_genfiles {
	const struct gs_ctx *ctx;	/* borrowed */
	const struct gs_entries *index; /* borrowed; NULL: there is none */
	struct gs_entries tree[GS_GENFILES_NR]; /* of the other two */
	bool read[GS_GENFILES_NR]; /* tree[] is filled, when first asked */
};

/** gs_genfiles_init(g, ctx, index): ${index} are all entries of the own
 * worktree's index; NULL in a bare repository. */
void gs_genfiles_init(struct gs_genfiles *g, const struct gs_ctx *ctx,
    const struct gs_entries *index);
void gs_genfiles_clear(struct gs_genfiles *g);

/** gs_genfiles_any(g, ring, yes, e): whether there is a file of the keyring
 * ${ring}. */
int gs_genfiles_any(struct gs_genfiles *g, const char *ring, bool *yes,
    struct gs_err *e) GS_MUST_USE;

/**
 * gs_genfiles_ring(g, gen, ring, e):
 * ${ring} becomes the keyring that has a file with the fingerprint of
 * ${gen}; "" where none has.  Files that do not parse are passed over.
 */
int gs_genfiles_ring(struct gs_genfiles *g, const struct gs_gen *gen,
    char ring[GS_KEYRING_NAME_MAX + 1], struct gs_err *e) GS_MUST_USE;

#endif
