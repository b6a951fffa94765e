/*
 * wipe: erasing and comparing secrets.  What this cannot do: reach copies
 * that the compiler spilled to the stack or left in registers, pages that
 * the kernel wrote to swap before they were locked, or what libcrypto keeps
 * in a context that has not been freed.
 */
#ifndef GS_BASE_WIPE_H
#define GS_BASE_WIPE_H

#include <stdbool.h>
#include <stddef.h>

/** gs_wipe(p, n): overwrite ${n} bytes with zeros, whatever the optimizer
 * thinks of it. */
void gs_wipe(void *p, size_t n);

/**
 * gs_ct_eq(a, b, n):
 * Compare ${n} bytes in a time that depends on ${n} alone.
 */
bool gs_ct_eq(const void *a, const void *b, size_t n);

/**
 * gs_secret_new(n):
 * ${n} zeroed bytes (1 to 64 MiB) on pages of their own that are locked into
 * memory where the system allows it and left out of core dumps.  NULL when
 * out of memory.  Owned by the caller, who ends them with gs_secret_free,
 * which wipes (NULL is fine).
 */
void *gs_secret_new(size_t n);
void gs_secret_free(void *p);

#endif
