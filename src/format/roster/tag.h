/*
 * tag: the HMAC that proves that whoever wrote a file under .git-seal/ knew
 * a generation's secret (spec section 4):
 *
 *	HMAC-SHA-256(roster key, S("git-seal v1 tag") S(kind) S(KEYRING)
 *	    S(file name) S(key) S(value) ...)
 *
 * with S(x) = 4-byte big-endian length, then x.  The fields are those of the
 * file in its order, without tag, parenttag, signer and signature.
 */
#ifndef GS_FORMAT_ROSTER_TAG_H
#define GS_FORMAT_ROSTER_TAG_H

#include <stdbool.h>

#include "base/buf.h"
#include "crypto/hash.h"
#include "format/keyring.h"

#define GS_TAG_LEN GS_SHA256_LEN

/** gs_tag_begin(kind, keyring, file, b): append the input up to the fields. */
int gs_tag_begin(const char *kind, const char *keyring, const char *file,
    struct gs_buf *b) GS_MUST_USE;

/** gs_tag_add(b, key, value): append a field, or nothing for those that no
 * tag covers. */
int
gs_tag_add(struct gs_buf *b, const char *key, const char *value) GS_MUST_USE;

/** gs_tag_make(key, b, out): the tag over the input ${b}. */
int gs_tag_make(const uint8_t key[GS_ROSTER_KEY_LEN], const struct gs_buf *b,
    uint8_t out[GS_TAG_LEN]) GS_MUST_USE;

/** gs_tag_check(key, b, tag): GS_OK, GS_EDAMAGED if ${tag} is another's,
 * GS_ECRYPTO. */
int gs_tag_check(const uint8_t key[GS_ROSTER_KEY_LEN], const struct gs_buf *b,
    const uint8_t tag[GS_TAG_LEN]) GS_MUST_USE;

#endif
