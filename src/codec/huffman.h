/*
 * huffman: prefix codes as DEFLATE uses them (RFC 1951, section 3.2.2): the
 * lengths of the codes for given frequencies, and the codes for given
 * lengths.  The same frequencies give the same lengths on every machine.
 */
#ifndef GS_CODEC_HUFFMAN_H
#define GS_CODEC_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>

#define GS_HUFFMAN_NR_MAX 288 /* symbols of one alphabet */
#define GS_HUFFMAN_LEN_MAX 15
#define GS_HUFFMAN_FREQUENCY_MAX ((uint32_t)1 << 22)

/**
 * gs_huffman_lengths(frequency, nr, max, len):
 * Give each of ${nr} (2 to 288) symbols the length of its code, 1 to ${max}
 * bits, 0 where it never occurs.  At least two symbols get one, since some
 * decoders refuse a single code.  Each frequency is at most
 * GS_HUFFMAN_FREQUENCY_MAX.
 */
void gs_huffman_lengths(
    const uint32_t *frequency, size_t nr, unsigned max, uint8_t *len);

/**
 * gs_huffman_codes(len, nr, code):
 * The codes of these lengths, first bit lowest, as they are written.
 */
void gs_huffman_codes(const uint8_t *len, size_t nr, uint16_t *code);

#endif
