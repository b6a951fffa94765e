/*
 * ahead_made: one file that was sealed before Git asked for it; for the
 * ahead*.c files only.
 */
#ifndef GS_ENGINE_AHEAD_MADE_H
#define GS_ENGINE_AHEAD_MADE_H

#include <sys/types.h>

#include "engine/keys.h"
#include "git/attr.h"

struct gs_ahead_made {
	size_t at; /* place in the attribute list */
	uint8_t id[GS_GEN_ID_LEN];
	struct gs_seal_opt opt;
	struct gs_buf plain, sealed; /* owned; plain: with room in front */
};

/**
 * gs_ahead_make(m, keys, path, attrs, min, max):
 * Read ${path} and seal it, if it is a file of ${min} to below ${max} bytes
 * that Git would have sealed.  False: it is not, or it cannot be done.
 */
bool gs_ahead_make(struct gs_ahead_made *m, const struct gs_keys *keys,
    const char *path, const struct gs_attrs *attrs, off_t min, off_t max);

/** gs_ahead_fits(m, key, opt, b): whether sealing ${b} (room and plain bytes)
 * so would give m->sealed: the bytes are the very same. */
bool
gs_ahead_fits(const struct gs_ahead_made *m, const struct gs_content_key *key,
    const struct gs_seal_opt *opt, const struct gs_buf *b);

void gs_ahead_made_clear(struct gs_ahead_made *m);

#endif
