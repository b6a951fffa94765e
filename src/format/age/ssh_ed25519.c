#include <string.h>

#include "base/wipe.h"
#include "crypto/hash.h"
#include "crypto/x25519.h"
#include "format/sshwire.h"

#include "format/age/wrap.h"

#define INFO "age-encryption.org/v1/ssh-ed25519"

static int
check(const struct gs_age_header *h, const struct gs_age_stanza *s)
{
	uint8_t tag[4], share[GS_X25519_LEN];
	int r;

	(void)h;
	if (s->n != GS_AGE_WRAP_LEN)
		return GS_EDAMAGED;
	if ((r = gs_age_wrap_arg(&s->arg[1], tag, sizeof(tag))) != GS_OK)
		return r;
	return gs_age_wrap_arg(&s->arg[2], share, sizeof(share));
}

static bool
fits(const struct gs_identity *id, const struct gs_age_stanza *s)
{
	return gs_age_wrap_fits_ssh(id, GS_RECIPIENT_SSH_ED25519, s);
}

/*
 * shared = X25519(tweak, X25519(scalar, point)), where the tweak binds the
 * result to this very ssh key; salt = ephemeral share || u.
 */
static int
derive(const struct gs_recipient *r, const uint8_t scalar[GS_X25519_LEN],
    const uint8_t point[GS_X25519_LEN], const uint8_t salt[2 * GS_X25519_LEN],
    uint8_t key[GS_AGE_WRAP_KEY_LEN])
{
	uint8_t shared[GS_X25519_LEN], tweak[GS_X25519_LEN];
	int rc;

	if ((rc = gs_hkdf(NULL, 0, r->blob, r->blob_n, INFO, strlen(INFO),
		 tweak, sizeof(tweak))) == GS_OK &&
	    (rc = gs_x25519(scalar, point, shared)) == GS_OK &&
	    (rc = gs_x25519(tweak, shared, shared)) == GS_OK)
		rc = gs_hkdf(shared, sizeof(shared), salt, 2 * GS_X25519_LEN,
		    INFO, strlen(INFO), key, GS_AGE_WRAP_KEY_LEN);
	gs_wipe(shared, sizeof(shared));
	return rc;
}

static int
open_wrap(const struct gs_identity *id, const struct gs_age_header *h,
    const struct gs_age_stanza *s, uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	uint8_t salt[2 * GS_X25519_LEN], scalar[GS_X25519_LEN];
	uint8_t key[GS_AGE_WRAP_KEY_LEN];
	int r;

	r = gs_age_wrap_arg(&s->arg[2], salt, GS_X25519_LEN);
	if (r != GS_OK)
		return r;
	memcpy(salt + GS_X25519_LEN, id->pub.point, GS_X25519_LEN);
	if ((r = gs_ed25519_scalar(id->secret.p, scalar)) == GS_OK &&
	    (r = derive(&id->pub, scalar, salt, salt, key)) == GS_OK)
		r = gs_age_unwrap_body(key, gs_age_header_body(h, s), file_key);
	gs_wipe(scalar, sizeof(scalar));
	gs_wipe(key, sizeof(key));
	return r;
}

const struct gs_age_wrap gs_age_ssh_ed25519 = { GS_SSH_ED25519, 3, check, fits,
	open_wrap };

int
gs_age_ssh_ed25519_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], struct gs_buf *out)
{
	uint8_t salt[2 * GS_X25519_LEN], scalar[GS_X25519_LEN];
	uint8_t key[GS_AGE_WRAP_KEY_LEN], body[GS_AGE_WRAP_LEN];
	struct gs_buf args = GS_BUF_INIT;
	int r;

	memcpy(salt + GS_X25519_LEN, to->point, GS_X25519_LEN);
	if ((r = gs_random(scalar, sizeof(scalar))) == GS_OK &&
	    (r = gs_x25519_public(scalar, salt)) == GS_OK &&
	    (r = derive(to, scalar, to->point, salt, key)) == GS_OK &&
	    (r = gs_age_wrap_body(key, file_key, body)) == GS_OK &&
	    (r = gs_buf_addf(&args, "%s %s", GS_SSH_ED25519, to->tag)) ==
		GS_OK &&
	    (r = gs_age_wrap_word(&args, salt, GS_X25519_LEN)) == GS_OK)
		r = gs_age_wrap_add(&args, body, sizeof(body), out);
	gs_buf_clear(&args);
	gs_wipe(scalar, sizeof(scalar));
	gs_wipe(key, sizeof(key));
	return r == GS_EDAMAGED ? GS_EUSAGE : r;
}
