/*
 * siv: AES-SIV with a 512-bit key (AEAD_AES_SIV_CMAC_512, RFC 5297) and
 * exactly one associated string.  S2V is our own, over AES-256-CBC of
 * libcrypto: libcrypto's AES-SIV counts in int, takes one call for the whole
 * text, and gets the empty text wrong (docs/design.md).
 */
#ifndef GS_CRYPTO_SIV_H
#define GS_CRYPTO_SIV_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define GS_SIV_KEY_LEN 64
#define GS_SIV_TAG_LEN 16

/**
 * gs_siv_seal(key, ad, ad_len, p, n, tag):
 * Encrypt ${n} bytes (0 allowed, any size_t) at ${p} in place and write the
 * synthetic IV to ${tag} (RFC 5297, section 2.6).  Same inputs, same output:
 * this is what lets Git see an unchanged file as unchanged.
 *
 *   key  S2V key, then CTR key.  Not kept.
 *   ad   ${ad_len} bytes (0 allowed: an empty string is an input).
 *
 * GS_OK or GS_ECRYPTO; on failure the ${n} bytes are wiped.
 */
int
gs_siv_seal(const uint8_t key[GS_SIV_KEY_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, uint8_t tag[GS_SIV_TAG_LEN]) GS_MUST_USE;

/**
 * gs_siv_open(key, ad, ad_len, p, n, tag):
 * Decrypt ${n} bytes in place and compare the synthetic IV in constant time
 * (RFC 5297, section 2.7).  GS_OK; GS_EDAMAGED if it does not authenticate,
 * GS_ECRYPTO; in both cases the ${n} bytes are wiped.
 */
int
gs_siv_open(const uint8_t key[GS_SIV_KEY_LEN], const void *ad, size_t ad_len,
    uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN]) GS_MUST_USE;

/*
 * A reader opens a text while it still arrives, so that waiting for bytes
 * and working on them overlap; where there is a second processor a thread of
 * its own authenticates.  Nobody may use a byte before gs_siv_reader_end has
 * said that all of them are authentic.
 */
struct gs_siv_reader; /* opaque */

/**
 * gs_siv_reader_new(key, ad, ad_len, p, n, tag, out):
 * Begin with a text that will be ${n} bytes at ${p}, which stays where it is
 * until the reader is freed.  Else as gs_siv_open.  GS_OK, GS_ENOMEM,
 * GS_ECRYPTO.
 */
int gs_siv_reader_new(const uint8_t key[GS_SIV_KEY_LEN], const void *ad,
    size_t ad_len, uint8_t *p, size_t n, const uint8_t tag[GS_SIV_TAG_LEN],
    struct gs_siv_reader **out) GS_MUST_USE;

/** gs_siv_reader_more(r, have): the first ${have} bytes are there; they are
 * decrypted in place.  GS_OK or GS_ECRYPTO. */
int gs_siv_reader_more(struct gs_siv_reader *r, size_t have) GS_MUST_USE;

/** gs_siv_reader_end(r): all bytes are there.  As gs_siv_open. */
int gs_siv_reader_end(struct gs_siv_reader *r) GS_MUST_USE;

/** gs_siv_reader_free(r): NULL is fine.  The text is the caller's to wipe. */
void gs_siv_reader_free(struct gs_siv_reader *r);

/* One associated string. */
struct gs_siv_ad {
	const void *p; /* borrowed */
	size_t n;
};

#define GS_SIV_ADS_MAX 126

/**
 * gs_siv_seal_any(key, key_len, ads, nr, p, n, tag),
 * gs_siv_open_any(key, key_len, ads, nr, p, n, tag):
 * The same for every key length of RFC 5297 (${key_len} 32, 48 or 64) and
 * any number of associated strings up to GS_SIV_ADS_MAX, so that what we
 * use can be proved with everybody's vectors.
 */
int
gs_siv_seal_any(const uint8_t *key, size_t key_len, const struct gs_siv_ad *ads,
    size_t nr, uint8_t *p, size_t n, uint8_t tag[GS_SIV_TAG_LEN]) GS_MUST_USE;
int gs_siv_open_any(const uint8_t *key, size_t key_len,
    const struct gs_siv_ad *ads, size_t nr, uint8_t *p, size_t n,
    const uint8_t tag[GS_SIV_TAG_LEN]) GS_MUST_USE;

#endif
