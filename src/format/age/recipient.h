/*
 * recipient: public keys that a file can be encrypted to, as text and as
 * what wrapping needs of them.  R is the one canonical spelling of each
 * (spec section 4): `age1...` in lower case, `ssh-ed25519 BASE64`,
 * `ssh-rsa BASE64`.
 */
#ifndef GS_FORMAT_AGE_RECIPIENT_H
#define GS_FORMAT_AGE_RECIPIENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "crypto/rsa.h"
#include "crypto/x25519.h"

#define GS_RECIPIENT_ID_LEN 8
#define GS_RECIPIENT_ID_HEX_LEN (2 * GS_RECIPIENT_ID_LEN)
#define GS_RECIPIENT_TAG_LEN 6
#define GS_RECIPIENT_TEXT_MAX 8192 /* bytes of one line */

enum gs_recipient_type {
	GS_RECIPIENT_X25519,
	GS_RECIPIENT_SSH_ED25519,
	GS_RECIPIENT_SSH_RSA
};

struct gs_recipient {
	enum gs_recipient_type type;
	char *text;		      /* R; owned */
	uint8_t point[GS_X25519_LEN]; /* X25519; ssh-ed25519: its u */
	uint8_t *blob;		      /* ssh: the key in wire form; owned */
	size_t blob_n;
	char tag[GS_RECIPIENT_TAG_LEN + 1]; /* ssh: its name in stanzas */
	struct gs_rsa *rsa;		    /* ssh-rsa; owned */
};

/**
 * gs_recipient_parse(s, n, out, e):
 * Read one recipient: `age1...` (either case), or an OpenSSH public key line
 * `ssh-ed25519 BASE64 [comment]` or `ssh-rsa BASE64 [comment]` (2,048 to
 * 16,384 bits).  Blanks and CR around it do not matter.
 *
 * GS_OK; GS_EUSAGE with a sentence that names what stands there instead (a
 * secret key, a post-quantum, plugin, ECDSA or hardware key, ...), never a
 * byte of it; GS_ENOMEM, GS_ECRYPTO.
 */
int gs_recipient_parse(const char *s, size_t n, struct gs_recipient *out,
    struct gs_err *e) GS_MUST_USE;

/** gs_recipient_x25519(point, out), gs_recipient_ssh(blob, n, out): from the
 * key's bytes.  gs_recipient_ssh: GS_EDAMAGED if the ${n} bytes are not a
 * whole ssh-ed25519 or ssh-rsa key of a size that we take. */
int gs_recipient_x25519(
    const uint8_t point[GS_X25519_LEN], struct gs_recipient *out) GS_MUST_USE;
int gs_recipient_ssh(
    const uint8_t *blob, size_t n, struct gs_recipient *out) GS_MUST_USE;

/** gs_recipient_copy(r, out): a recipient of its own. */
int gs_recipient_copy(
    const struct gs_recipient *r, struct gs_recipient *out) GS_MUST_USE;

void gs_recipient_clear(struct gs_recipient *r);

/**
 * gs_recipient_id(text, id):
 * The ID of the recipient with the canonical spelling ${text} (`gpg:...`
 * too): the first 8 bytes of SHA-256("git-seal v1 recipient" 00 R).
 */
int
gs_recipient_id(const char *text, uint8_t id[GS_RECIPIENT_ID_LEN]) GS_MUST_USE;

/** gs_recipient_id_hex(text, out): the same as 16 lower-case digits, NUL. */
int gs_recipient_id_hex(
    const char *text, char out[GS_RECIPIENT_ID_HEX_LEN + 1]) GS_MUST_USE;

#endif
