/*
 * noise: whether bytes look random, as a sealed body must.  It finds plain
 * bytes behind a sealed file's header without any key.  The bound is fixed:
 * ciphertext fails with a probability below 2^-40, whatever its length
 * (docs/design.md shows why), so a gate may refuse by it.
 */
#ifndef GS_FORMAT_NOISE_H
#define GS_FORMAT_NOISE_H

#include <stdbool.h>
#include <stddef.h>

/* Fewer bytes say too little: they always look random. */
#define GS_NOISE_MIN ((size_t)64)

/**
 * gs_noise_looks(p, n):
 * Whether the ${n} bytes at ${p} look random: each of the eight bits of a
 * byte is set in about half of them, and no byte value is far too frequent.
 */
bool gs_noise_looks(const void *p, size_t n);

#endif
