/*
 * stream: the payload of an age file (c2sp.org/age, "Payload"): a nonce,
 * then chunks of 64 KiB, each sealed by itself, the last one marked.
 */
#ifndef GS_FORMAT_AGE_STREAM_H
#define GS_FORMAT_AGE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "format/age/header.h"

#define GS_AGE_NONCE_LEN 16
#define GS_AGE_CHUNK_LEN ((size_t)64 << 10)

/**
 * gs_age_stream_open(file_key, p, n, out):
 * Append to ${out} what the ${n} bytes behind a header hold.  GS_EDAMAGED if
 * any chunk does not authenticate, or is missing, or too many; GS_ENOMEM,
 * GS_ETOOBIG (limit of ${out}), GS_ECRYPTO.  ${out} is unchanged on failure:
 * no chunk comes out before all of them are authentic.
 */
int gs_age_stream_open(const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    const uint8_t *p, size_t n, struct gs_buf *out) GS_MUST_USE;

/** gs_age_stream_seal(file_key, p, n, out): append the payload of ${n}
 * bytes under a new nonce. */
int gs_age_stream_seal(const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    const uint8_t *p, size_t n, struct gs_buf *out) GS_MUST_USE;

#endif
