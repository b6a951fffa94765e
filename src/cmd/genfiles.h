/*
 * genfiles: the generation files that index, HEAD and trunk carry, as far as
 * unlocking needs them: whose keyring a key belongs to, by its fingerprint.
 * A file proves nothing here but that the repository speaks of that key.
 */
#ifndef GS_CMD_GENFILES_H
#define GS_CMD_GENFILES_H

#include "cmd/cmd.h"
#include "repo/index.h"

#define GS_GENFILES_NR 3

/* A zeroed one is empty. */
struct gs_genfiles {
	struct gs_entries in[GS_GENFILES_NR]; /* index, HEAD, trunk */
};

/** gs_genfiles_load(ctx, g, e): list them.  Where HEAD is unborn, or there is
 * no trunk, they carry none. */
int gs_genfiles_load(const struct gs_ctx *ctx, struct gs_genfiles *g,
    struct gs_err *e) GS_MUST_USE;
void gs_genfiles_clear(struct gs_genfiles *g);

/** gs_genfiles_any(g, ring): whether there is a file of the keyring ${ring};
 * NULL: of any. */
bool gs_genfiles_any(const struct gs_genfiles *g, const char *ring);

/**
 * gs_genfiles_ring(ctx, g, gen, ring, e):
 * ${ring} becomes the keyring that has a file with the fingerprint of
 * ${gen}; "" where none has.  Files that do not parse are passed over.
 */
int gs_genfiles_ring(const struct gs_ctx *ctx, const struct gs_genfiles *g,
    const struct gs_gen *gen, char ring[GS_KEYRING_NAME_MAX + 1],
    struct gs_err *e) GS_MUST_USE;

#endif
