#include <string.h>

#include "crypto/rsa.h"
#include "format/sshwire.h"

#include "format/age/wrap.h"

#define LABEL "age-encryption.org/v1/ssh-rsa"

static int
check(const struct gs_age_header *h, const struct gs_age_stanza *s)
{
	uint8_t tag[4];

	(void)h;
	if (s->n < GS_RSA_BITS_MIN / 8 || s->n > GS_RSA_LEN_MAX)
		return GS_EDAMAGED;
	return gs_age_wrap_arg(&s->arg[1], tag, sizeof(tag));
}

static bool
fits(const struct gs_identity *id, const struct gs_age_stanza *s)
{
	return gs_age_wrap_fits_ssh(id, GS_RECIPIENT_SSH_RSA, s);
}

static int
open_wrap(const struct gs_identity *id, const struct gs_age_header *h,
    const struct gs_age_stanza *s, uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	struct gs_buf out = GS_BUF_INIT;
	int r;

	r = gs_rsa_oaep_open(
	    id->rsa, LABEL, gs_age_header_body(h, s), s->n, &out);
	if (r == GS_OK && out.n != GS_AGE_FILE_KEY_LEN)
		r = GS_EDAMAGED;
	else if (r == GS_EDAMAGED)
		r = GS_ENOKEY;
	if (r == GS_OK)
		memcpy(file_key, out.p, GS_AGE_FILE_KEY_LEN);
	gs_buf_clear(&out);
	return r;
}

const struct gs_age_wrap gs_age_ssh_rsa = { GS_SSH_RSA, 2, check, fits,
	open_wrap };

int
gs_age_ssh_rsa_seal(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], struct gs_buf *out)
{
	struct gs_buf body = GS_BUF_INIT, args = GS_BUF_INIT;
	int r;

	if ((r = gs_rsa_oaep_seal(to->rsa, LABEL, file_key, GS_AGE_FILE_KEY_LEN,
		 &body)) == GS_OK &&
	    (r = gs_buf_addf(&args, "%s %s", GS_SSH_RSA, to->tag)) == GS_OK)
		r = gs_age_wrap_add(&args, body.p, body.n, out);
	gs_buf_clear(&body);
	gs_buf_clear(&args);
	return r;
}
