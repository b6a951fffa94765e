#include <string.h>

#include "base/wipe.h"
#include "codec/base64.h"
#include "crypto/chapoly.h"
#include "crypto/hash.h"

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
gs_age_wrap_add(const struct gs_age_words *w, const uint8_t *body, size_t n,
    struct gs_buf *out)
{
	struct gs_buf line = GS_BUF_INIT;
	const char *args;
	int r;

	if ((r = gs_buf_addf(&line, "%s ", w->type)) == GS_OK &&
	    (r = gs_base64_print(GS_BASE64_RAW, w->arg, w->n, &line)) ==
		GS_OK &&
	    (r = gs_buf_adds(&line, w->more)) == GS_OK) {
		args = gs_buf_str(&line);
		r = args == NULL ? GS_ENOMEM
				 : gs_age_header_add(args, body, n, out);
	}
	gs_buf_clear(&line);
	return r;
}

int
gs_age_wrap_tag(const struct gs_recipient *r, uint8_t tag[GS_AGE_TAG_LEN])
{
	uint8_t hash[GS_SHA256_LEN];
	int rc;

	if ((rc = gs_sha256(r->blob, r->blob_n, hash)) == GS_OK)
		memcpy(tag, hash, GS_AGE_TAG_LEN);
	return rc;
}

bool
gs_age_wrap_fits_ssh(const struct gs_identity *id, enum gs_recipient_type type,
    const struct gs_age_stanza *s)
{
	uint8_t want[GS_AGE_TAG_LEN], got[GS_AGE_TAG_LEN];

	/* Such a file does not say what it holds before it is unlocked. */
	if (id->type == GS_IDENTITY_PEM && !id->public_known)
		return true;
	return id->public_known && id->pub.type == type &&
	    gs_age_wrap_tag(&id->pub, want) == GS_OK &&
	    gs_age_wrap_arg(&s->arg[1], got, sizeof(got)) == GS_OK &&
	    memcmp(want, got, sizeof(got)) == 0;
}
