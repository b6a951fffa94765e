#include <string.h>

#include "base/wipe.h"
#include "crypto/hash.h"
#include "crypto/x25519.h"

#include "format/age/wrap.h"

#define INFO "age-encryption.org/v1/X25519"

static int
check(const struct gs_age_header *h, const struct gs_age_stanza *s)
{
	uint8_t share[GS_X25519_LEN];

	(void)h;
	if (s->n != GS_AGE_WRAP_LEN)
		return GS_EDAMAGED;
	return gs_age_wrap_arg(&s->arg[1], share, sizeof(share));
}

/* The native stanza names nobody: it may be for any of these. */
static bool
fits(const struct gs_identity *id, const struct gs_age_stanza *s)
{
	(void)s;
	return id->type == GS_IDENTITY_X25519 || id->type == GS_IDENTITY_FILE;
}

/* shared = X25519(scalar, point); salt = ephemeral share || recipient */
static int
derive(const uint8_t scalar[GS_X25519_LEN], const uint8_t point[GS_X25519_LEN],
    const uint8_t salt[2 * GS_X25519_LEN], uint8_t key[GS_AGE_WRAP_KEY_LEN])
{
	uint8_t shared[GS_X25519_LEN];
	int r;

	if ((r = gs_x25519(scalar, point, shared)) == GS_OK)
		r = gs_hkdf(shared, sizeof(shared), salt, 2 * GS_X25519_LEN,
		    INFO, strlen(INFO), key, GS_AGE_WRAP_KEY_LEN);
	gs_wipe(shared, sizeof(shared));
	return r;
}

static int
open_wrap(const struct gs_identity *id, const struct gs_age_header *h,
    const struct gs_age_stanza *s, uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	uint8_t salt[2 * GS_X25519_LEN], key[GS_AGE_WRAP_KEY_LEN];
	int r;

	r = gs_age_wrap_arg(&s->arg[1], salt, GS_X25519_LEN);
	if (r != GS_OK)
		return r;
	memcpy(salt + GS_X25519_LEN, id->pub.point, GS_X25519_LEN);
	r = derive(id->secret.p, salt, salt, key);
	if (r == GS_OK)
		r = gs_age_unwrap_body(key, gs_age_header_body(h, s), file_key);
	gs_wipe(key, sizeof(key));
	return r;
}

const struct gs_age_wrap gs_age_x25519 = { "X25519", 2, check, fits,
	open_wrap };

int
gs_age_x25519_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], struct gs_buf *out)
{
	uint8_t salt[2 * GS_X25519_LEN], scalar[GS_X25519_LEN];
	uint8_t key[GS_AGE_WRAP_KEY_LEN], body[GS_AGE_WRAP_LEN];
	struct gs_buf args = GS_BUF_INIT;
	int r;

	memcpy(salt + GS_X25519_LEN, to->point, GS_X25519_LEN);
	if ((r = gs_random(scalar, sizeof(scalar))) == GS_OK &&
	    (r = gs_x25519_public(scalar, salt)) == GS_OK &&
	    (r = derive(scalar, to->point, salt, key)) == GS_OK &&
	    (r = gs_age_wrap_body(key, file_key, body)) == GS_OK &&
	    (r = gs_buf_adds(&args, gs_age_x25519.type)) == GS_OK &&
	    (r = gs_age_wrap_word(&args, salt, GS_X25519_LEN)) == GS_OK)
		r = gs_age_wrap_add(&args, body, sizeof(body), out);
	gs_buf_clear(&args);
	gs_wipe(scalar, sizeof(scalar));
	gs_wipe(key, sizeof(key));
	return r == GS_EDAMAGED ? GS_EUSAGE : r;
}
