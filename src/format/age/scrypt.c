#include <string.h>

#include "base/wipe.h"
#include "crypto/hash.h"
#include "crypto/scrypt.h"

#include "format/age/wrap.h"

#define LABEL "age-encryption.org/v1/scrypt"
#define LABEL_LEN (sizeof(LABEL) - 1)
#define SALT_LEN 16

/* ^[1-9][0-9]*$ */
static int
read_log_n(const struct gs_age_arg *a, unsigned *log_n)
{
	*log_n = 0;
	if (a->p[0] == '0')
		return GS_EDAMAGED;
	for (size_t i = 0; i < a->n; i++) {
		if (a->p[i] < '0' || a->p[i] > '9')
			return GS_EDAMAGED;
	}
	if (a->n > 2)
		return GS_ETOOBIG;
	for (size_t i = 0; i < a->n; i++)
		*log_n = 10 * *log_n + (unsigned)(a->p[i] - '0');
	return *log_n > GS_SCRYPT_LOG_N_MAX ? GS_ETOOBIG : GS_OK;
}

/* It stands alone, so that who knows the passphrase knows who can read. */
static int
check(const struct gs_age_header *h, const struct gs_age_stanza *s)
{
	uint8_t salt[SALT_LEN];
	unsigned log_n;
	int r;

	if (h->nr != 1 || s->n != GS_AGE_WRAP_LEN)
		return GS_EDAMAGED;
	if ((r = gs_age_wrap_arg(&s->arg[1], salt, sizeof(salt))) != GS_OK)
		return r;
	return read_log_n(&s->arg[2], &log_n);
}

static bool
fits(const struct gs_identity *id, const struct gs_age_stanza *s)
{
	(void)s;
	return id->type == GS_IDENTITY_PASSPHRASE;
}

static int
derive(const struct gs_buf *pass, const uint8_t salt[SALT_LEN], unsigned log_n,
    uint8_t key[GS_AGE_WRAP_KEY_LEN])
{
	uint8_t labelled[LABEL_LEN + SALT_LEN];

	memcpy(labelled, LABEL, LABEL_LEN);
	memcpy(labelled + LABEL_LEN, salt, SALT_LEN);
	return gs_scrypt(pass->p, pass->n, labelled, sizeof(labelled), log_n,
	    key, GS_AGE_WRAP_KEY_LEN);
}

static int
open_wrap(const struct gs_identity *id, const struct gs_age_header *h,
    const struct gs_age_stanza *s, uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	uint8_t salt[SALT_LEN], key[GS_AGE_WRAP_KEY_LEN];
	unsigned log_n;
	int r;

	if ((r = gs_age_wrap_arg(&s->arg[1], salt, sizeof(salt))) != GS_OK ||
	    (r = read_log_n(&s->arg[2], &log_n)) != GS_OK)
		return r;
	if ((r = derive(&id->secret, salt, log_n, key)) == GS_OK)
		r = gs_age_unwrap_body(key, gs_age_header_body(h, s), file_key);
	gs_wipe(key, sizeof(key));
	return r;
}

const struct gs_age_wrap gs_age_scrypt = { "scrypt", 3, check, fits,
	open_wrap };

int
gs_age_scrypt_seal(const struct gs_buf *pass, unsigned log_n,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], struct gs_buf *out)
{
	uint8_t salt[SALT_LEN], key[GS_AGE_WRAP_KEY_LEN];
	uint8_t body[GS_AGE_WRAP_LEN];
	struct gs_buf args = GS_BUF_INIT;
	int r;

	if ((r = gs_random(salt, sizeof(salt))) == GS_OK &&
	    (r = derive(pass, salt, log_n, key)) == GS_OK &&
	    (r = gs_age_wrap_body(key, file_key, body)) == GS_OK &&
	    (r = gs_buf_adds(&args, gs_age_scrypt.type)) == GS_OK &&
	    (r = gs_age_wrap_word(&args, salt, sizeof(salt))) == GS_OK &&
	    (r = gs_buf_addf(&args, " %u", log_n)) == GS_OK)
		r = gs_age_wrap_add(&args, body, sizeof(body), out);
	gs_buf_clear(&args);
	gs_wipe(key, sizeof(key));
	return r;
}
