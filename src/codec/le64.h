/*
 * le64: eight bytes at once, the first one lowest, as one load or store.
 */
#ifndef GS_CODEC_LE64_H
#define GS_CODEC_LE64_H

#include <stdint.h>
#include <string.h>

/** gs_le64_swap(v): to or from the byte order of the machine. */
static inline uint64_t
gs_le64_swap(uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/** gs_le64_get(p): the number that the 8 bytes at ${p} are. */
static inline uint64_t
gs_le64_get(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return gs_le64_swap(v);
}

/** gs_le64_put(p, v): write it. */
static inline void
gs_le64_put(uint8_t *p, uint64_t v)
{
	v = gs_le64_swap(v);
	memcpy(p, &v, sizeof(v));
}

#endif
