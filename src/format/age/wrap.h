/*
 * wrap: what the recipient types have in common; for this folder alone.  A
 * type is one file with one struct gs_age_wrap and one function that seals.
 */
#ifndef GS_FORMAT_AGE_WRAP_H
#define GS_FORMAT_AGE_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "format/age/header.h"
#include "format/age/identity.h"
#include "format/age/recipient.h"

#define GS_AGE_WRAP_KEY_LEN 32
#define GS_AGE_WRAP_LEN 32 /* a file key and its tag */

struct gs_age_wrap {
	const char *type;
	size_t args; /* words of its first line, with the type */

	/* Whether a stanza of this type, with the right number of words, has
	 * a shape that its writer can have given it: GS_OK, GS_EDAMAGED,
	 * GS_ETOOBIG, GS_ENOMEM. */
	int (*check)(
	    const struct gs_age_header *h, const struct gs_age_stanza *s);

	/* Whether the stanza may be for the identity, locked or not. */
	bool (*fits)(
	    const struct gs_identity *id, const struct gs_age_stanza *s);

	/* Take the file key out; both have been checked, the identity fits
	 * and is unlocked.  GS_OK; GS_ENOKEY: not for this one; GS_EDAMAGED:
	 * nobody can have made this; GS_ENOMEM, GS_ECRYPTO. */
	int (*open)(const struct gs_identity *id, const struct gs_age_header *h,
	    const struct gs_age_stanza *s,
	    uint8_t file_key[GS_AGE_FILE_KEY_LEN]);
};

extern const struct gs_age_wrap gs_age_x25519;
extern const struct gs_age_wrap gs_age_scrypt;
extern const struct gs_age_wrap gs_age_ssh_ed25519;
extern const struct gs_age_wrap gs_age_ssh_rsa;

/** gs_age_TYPE_seal: append to ${out} the stanza that wraps ${file_key} for
 * the recipient.  GS_OK, GS_EUSAGE (nobody can open what is encrypted to
 * this key), GS_ENOMEM, GS_ECRYPTO. */
int gs_age_x25519_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out) GS_MUST_USE;
int gs_age_ssh_ed25519_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out) GS_MUST_USE;
int gs_age_ssh_rsa_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out) GS_MUST_USE;
int gs_age_scrypt_seal(const struct gs_buf *pass, unsigned log_n,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    struct gs_buf *out) GS_MUST_USE;

/**
 * gs_age_wrap_body(key, file_key, body), gs_age_unwrap_body(key, body,
 * file_key): ChaCha20-Poly1305 with a nonce of zeros; every wrap has a key
 * of its own.  GS_OK; GS_ENOKEY: not this key; GS_ECRYPTO.
 */
int gs_age_wrap_body(const uint8_t key[GS_AGE_WRAP_KEY_LEN],
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    uint8_t body[GS_AGE_WRAP_LEN]) GS_MUST_USE;
int gs_age_unwrap_body(const uint8_t key[GS_AGE_WRAP_KEY_LEN],
    const uint8_t body[GS_AGE_WRAP_LEN],
    uint8_t file_key[GS_AGE_FILE_KEY_LEN]) GS_MUST_USE;

/** gs_age_wrap_arg(a, out, n): decode an argument that must stand for
 * exactly ${n} (at most 64) bytes.  GS_OK, GS_EDAMAGED, GS_ENOMEM. */
int
gs_age_wrap_arg(const struct gs_age_arg *a, uint8_t *out, size_t n) GS_MUST_USE;

/** gs_age_wrap_word(args, p, n): append a space and ${n} bytes in base64. */
int
gs_age_wrap_word(struct gs_buf *args, const uint8_t *p, size_t n) GS_MUST_USE;

/** gs_age_wrap_add(args, body, n, out): append a stanza with the words in
 * ${args}. */
int gs_age_wrap_add(struct gs_buf *args, const uint8_t *body, size_t n,
    struct gs_buf *out) GS_MUST_USE;

/** gs_age_wrap_fits_ssh(id, type, s): ->fits of the two ssh types. */
bool gs_age_wrap_fits_ssh(const struct gs_identity *id,
    enum gs_recipient_type type, const struct gs_age_stanza *s);

#endif
