/*
 * ahead: sealing the next files before Git asks for them.  `git add` sends
 * one file, waits for it sealed, then deflates and hashes; meanwhile another
 * processor can read, deflate and seal the files that will come.  A result
 * is used only if the bytes that Git then sends are the very same, so no
 * answer ever depends on the guess.
 *
 * The first thing it finds out is which files there are and what their
 * attributes say: an attribute question to Git for each file would cost more
 * than sealing it.
 */
#ifndef GS_ENGINE_AHEAD_H
#define GS_ENGINE_AHEAD_H

#include "engine/attrcache.h"
#include "engine/keys.h"
#include "git/pkt.h"

struct gs_ahead; /* opaque */

/**
 * gs_ahead_new(keys, out):
 * ${keys} is borrowed and must not change.  Nothing starts yet.
 */
int gs_ahead_new(const struct gs_keys *keys, struct gs_ahead **out) GS_MUST_USE;

/** gs_ahead_free(a): stop the threads, wipe what was not used. */
void gs_ahead_free(struct gs_ahead *a);

/**
 * gs_ahead_tracked(a, fn, ctx):
 * ${fn} appends the paths that the index holds to a list, if ${path} is one
 * of them; then nobody else need be asked which files there are.
 */
void gs_ahead_tracked(struct gs_ahead *a,
    int (*fn)(void *ctx, const char *path, struct gs_strs *out), void *ctx);

/**
 * gs_ahead_asked(a, path):
 * Git asks to clean ${path}.  From the second request on the threads run.
 * Returns the attribute list, once there is one; else NULL.  Borrowed until
 * gs_ahead_free.
 */
const struct gs_attr_list *gs_ahead_asked(struct gs_ahead *a, const char *path);

/**
 * gs_ahead_idle(ctx):
 * Seal one small file while the filter waits for Git; ${ctx} is the struct
 * gs_ahead.  For the thread that calls gs_ahead_asked.  Among files that the
 * threads seal it is better to sleep: a processor for Git, the others for
 * them.
 */
enum gs_pkt_work gs_ahead_idle(void *ctx);

/**
 * gs_ahead_seal(ctx, path, key, opt, b):
 * As gs_sealed_seal (the hook of struct gs_filter; ${ctx} is the struct
 * gs_ahead), by a result made ahead where there is one.
 */
int gs_ahead_seal(void *ctx, const char *path, const struct gs_content_key *key,
    const struct gs_seal_opt *opt, struct gs_buf *b) GS_MUST_USE;

#endif
