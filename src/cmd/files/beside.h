/*
 * beside: the .git-seal/ that lies on disk beside a file, as in an archive
 * that was downloaded: enough to open the file with an identity, outside of
 * any repository.  It proves nothing but that the wrap was meant for us; that
 * the file authenticates is proof of the rest.
 */
#ifndef GS_CMD_FILES_BESIDE_H
#define GS_CMD_FILES_BESIDE_H

#include "base/ask.h"
#include "format/age/identity.h"
#include "format/keyring.h"

/**
 * gs_beside_open(file, id, ids, ask, out, e):
 * Open the generation ${id} from the .git-seal/ beside ${file}, or in the
 * nearest folder above it, and add it to ${out}.  GS_ENOKEY: there is none,
 * or no wrap in it is for ${ids}.
 */
int gs_beside_open(const char *file, const uint8_t id[GS_GEN_ID_LEN],
    struct gs_identities *ids, const struct gs_ask *ask, struct gs_gens *out,
    struct gs_err *e) GS_MUST_USE;

#endif
