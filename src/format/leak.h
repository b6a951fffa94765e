/*
 * leak: secret keys as text, found by their checksums.  A line of a keyring
 * or an age identity in plain content is a key that everybody has; an
 * example with a wrong checksum is none.
 */
#ifndef GS_FORMAT_LEAK_H
#define GS_FORMAT_LEAK_H

#include "format/keyring.h"

enum gs_leak_kind { GS_LEAK_NONE, GS_LEAK_KEYRING, GS_LEAK_AGE };

struct gs_leak {
	enum gs_leak_kind kind;
	size_t line;		   /* counted from 1 */
	uint8_t id[GS_GEN_ID_LEN]; /* of a keyring line: its generation */
};

/**
 * gs_leak_next(p, n, at, out):
 * The next key in the ${n} bytes at ${p}, from the offset ${at} on, which is
 * moved behind it; out->kind is GS_LEAK_NONE where there is no more.  Begin
 * with ${at} 0 and a zeroed ${out}.  GS_OK, GS_ENOMEM, GS_ECRYPTO.
 */
int gs_leak_next(
    const void *p, size_t n, size_t *at, struct gs_leak *out) GS_MUST_USE;

#endif
