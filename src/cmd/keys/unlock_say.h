/*
 * unlock_say: what `unlock` tells its user at the end.
 */
#ifndef GS_CMD_KEYS_UNLOCK_SAY_H
#define GS_CMD_KEYS_UNLOCK_SAY_H

#include "cmd/keys/bulk.h"

/* A zeroed one is empty. */
struct gs_unlock_news {
	struct gs_strs first; /* lines to compare, of keyrings that are new */
};

/** gs_unlock_news_first(n, ring, tip): ${ring} was unlocked for the first
 * time.  GS_OK or GS_ENOMEM. */
int gs_unlock_news_first(struct gs_unlock_news *n, const char *ring,
    const struct gs_gen *tip) GS_MUST_USE;
void gs_unlock_news_clear(struct gs_unlock_news *n);

/**
 * gs_unlock_say(n, b, e):
 * What was done, and what could not be.  GS_OK, or GS_EREFUSED where files
 * were left that should have been opened: they have been listed.
 */
int gs_unlock_say(const struct gs_unlock_news *n, struct gs_bulk *b,
    struct gs_err *e) GS_MUST_USE;

#endif
