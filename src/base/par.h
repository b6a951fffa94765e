/*
 * par: the same work on many items, on all processors.
 */
#ifndef GS_BASE_PAR_H
#define GS_BASE_PAR_H

#include <stddef.h>

#include "base/err.h"

/**
 * gs_par_for(nr, workers, fn, ctx):
 * Call fn(ctx, i, worker) once for each i below ${nr}, in about rising
 * order, from up to ${workers} threads (0: one a processor; the calling
 * thread is one of them).  ${worker} is below the number of threads, so that
 * each can have state of its own.  After the first failure no new item is
 * begun.  Returns GS_OK or the first failure seen.
 */
int gs_par_for(size_t nr, unsigned workers,
    int (*fn)(void *ctx, size_t i, unsigned worker), void *ctx) GS_MUST_USE;

#define GS_PAR_MAX 64 /* ${worker} is always below */

#endif
