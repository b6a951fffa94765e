#include <string.h>

#include "base/wipe.h"
#include "crypto/hash.h"
#include "format/age/armor.h"
#include "format/age/header.h"
#include "format/age/stream.h"
#include "format/age/wrap.h"

#include "format/age/age.h"

#define MAGIC "age-encryption.org/"

bool
gs_age_is(const void *p, size_t n)
{
	const size_t len = strlen(MAGIC);

	return (n >= len && memcmp(p, MAGIC, len) == 0) ||
	    gs_age_armor_is(p, n);
}

int
gs_age_armor(struct gs_buf *b)
{
	struct gs_buf armored = GS_BUF_INIT;
	int r;

	if ((r = gs_age_armor_seal(b->p, b->n, &armored)) == GS_OK)
		gs_buf_swap(b, &armored);
	gs_buf_clear(&armored);
	return r;
}

static int
add_stanza(const struct gs_recipient *to,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], struct gs_buf *out)
{
	switch (to->type) {
	case GS_RECIPIENT_X25519:
		return gs_age_x25519_seal(to, file_key, out);
	case GS_RECIPIENT_SSH_ED25519:
		return gs_age_ssh_ed25519_seal(to, file_key, out);
	case GS_RECIPIENT_SSH_RSA:
		return gs_age_ssh_rsa_seal(to, file_key, out);
	}
	GS_BUG(to->type > GS_RECIPIENT_SSH_RSA);
	return GS_ECRYPTO;
}

/* Behind the stanzas: the MAC and the payload. */
static int
finish(size_t from, const uint8_t file_key[GS_AGE_FILE_KEY_LEN], const void *p,
    size_t n, struct gs_buf *out)
{
	int r;

	if ((r = gs_age_header_end(from, file_key, out)) != GS_OK)
		return r;
	return gs_age_stream_seal(file_key, p, n, out);
}

int
gs_age_seal(const struct gs_recipient *to, size_t nr, const void *p, size_t n,
    struct gs_buf *out, struct gs_err *e)
{
	uint8_t file_key[GS_AGE_FILE_KEY_LEN];
	size_t from = out->n, i = 0;
	int r;

	GS_BUG(nr == 0);
	if (nr > GS_AGE_RECIPIENTS_MAX)
		return gs_fail(e, GS_ETOOBIG, "more than %d recipients",
		    GS_AGE_RECIPIENTS_MAX);
	if ((r = gs_random(file_key, sizeof(file_key))) == GS_OK)
		r = gs_age_header_begin(out);
	for (; r == GS_OK && i < nr; i++)
		r = add_stanza(&to[i], file_key, out);
	if (r == GS_OK)
		r = finish(from, file_key, p, n, out);
	gs_wipe(file_key, sizeof(file_key));
	if (r == GS_OK)
		return r;
	gs_buf_cut(out, from);
	if (r == GS_EUSAGE)
		return gs_fail(e, r,
		    "nobody can open what is encrypted to '%s'",
		    to[i - 1].text);
	return gs_fail(e, r, "cannot encrypt: %s", gs_strerror(r));
}

int
gs_age_seal_passphrase(const struct gs_buf *pass, unsigned log_n, const void *p,
    size_t n, struct gs_buf *out, struct gs_err *e)
{
	uint8_t file_key[GS_AGE_FILE_KEY_LEN];
	size_t from = out->n;
	int r;

	if ((r = gs_random(file_key, sizeof(file_key))) == GS_OK &&
	    (r = gs_age_header_begin(out)) == GS_OK &&
	    (r = gs_age_scrypt_seal(pass, log_n, file_key, out)) == GS_OK)
		r = finish(from, file_key, p, n, out);
	gs_wipe(file_key, sizeof(file_key));
	if (r == GS_OK)
		return r;
	gs_buf_cut(out, from);
	return gs_fail(e, r, "cannot encrypt: %s", gs_strerror(r));
}
