#include <string.h>

#include "codec/base64.h"
#include "crypto/chapoly.h"

#include "format/age/wrap.h"

#define ARG_MAX_LEN 64

static const uint8_t zero_nonce[GS_CHAPOLY_NONCE_LEN];

int
gs_age_wrap_body(const uint8_t key[GS_AGE_WRAP_KEY_LEN],
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], uint8_t body[GS_AGE_WRAP_LEN])
{
	memcpy(body, file_key, GS_AGE_FILE_KEY_LEN);
	return gs_chapoly_seal(key, zero_nonce, NULL, 0, body,
	    GS_AGE_FILE_KEY_LEN, body + GS_AGE_FILE_KEY_LEN);
}

int
gs_age_unwrap_body(const uint8_t key[GS_AGE_WRAP_KEY_LEN],
    const uint8_t body[GS_AGE_WRAP_LEN], uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	int r;

	memcpy(file_key, body, GS_AGE_FILE_KEY_LEN);
	r = gs_chapoly_open(key, zero_nonce, NULL, 0, file_key,
	    GS_AGE_FILE_KEY_LEN, body + GS_AGE_FILE_KEY_LEN);
	return r == GS_EDAMAGED ? GS_ENOKEY : r;
}

int
gs_age_wrap_arg(const struct gs_age_arg *a, uint8_t *out, size_t n)
{
	struct gs_buf b = { .max = ARG_MAX_LEN };
	int r;

	GS_BUG(n > ARG_MAX_LEN);
	r = gs_base64_parse(GS_BASE64_RAW, a->p, a->n, &b);
	if (r == GS_ETOOBIG || (r == GS_OK && b.n != n))
		r = GS_EDAMAGED;
	if (r == GS_OK)
		memcpy(out, b.p, n);
	gs_buf_clear(&b);
	return r;
}

int
gs_age_wrap_word(struct gs_buf *args, const uint8_t *p, size_t n)
{
	int r;

	if ((r = gs_buf_addc(args, ' ')) != GS_OK)
		return r;
	return gs_base64_print(GS_BASE64_RAW, p, n, args);
}

int
gs_age_wrap_add(
    struct gs_buf *args, const uint8_t *body, size_t n, struct gs_buf *out)
{
	const char *text = gs_buf_str(args);

	return text == NULL ? GS_ENOMEM : gs_age_header_add(text, body, n, out);
}

bool
gs_age_wrap_fits_ssh(const struct gs_identity *id, enum gs_recipient_type type,
    const struct gs_age_stanza *s)
{
	const struct gs_age_arg *tag = &s->arg[1];

	/* Such a file does not say what it holds before it is unlocked. */
	if (id->type == GS_IDENTITY_PEM && !id->public_known)
		return true;
	return id->public_known && id->pub.type == type &&
	    tag->n == GS_RECIPIENT_TAG_LEN &&
	    memcmp(tag->p, id->pub.tag, GS_RECIPIENT_TAG_LEN) == 0;
}
