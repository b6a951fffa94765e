#include <string.h>
#include <strings.h>

#include "base/wipe.h"
#include "codec/base64.h"
#include "crypto/hash.h"
#include "crypto/legacy.h"

#include "format/foreign/transcrypt.h"

#define LEAD "U2FsdGVkX1" /* base64 of Salted__, as far as it goes */
#define MAGIC "Salted__"
#define MAGIC_LEN 8
#define SALT_LEN 8
#define HEAD_LEN (MAGIC_LEN + SALT_LEN)
#define KEY_MAX 32

bool
gs_transcrypt_is(const void *p, size_t n)
{
	return n >= strlen(LEAD) && memcmp(p, LEAD, strlen(LEAD)) == 0;
}

/* Bytes of key; 0: not one of ours. */
static size_t
key_len(const char *cipher)
{
	static const struct {
		const char *name;
		size_t n;
	} known[] = {
		{ "aes-128-cbc", 16 },
		{ "aes128", 16 },
		{ "aes-192-cbc", 24 },
		{ "aes192", 24 },
		{ "aes-256-cbc", 32 },
		{ "aes256", 32 },
	};

	for (size_t i = 0; i < GS_NR(known); i++) {
		if (strcasecmp(cipher, known[i].name) == 0)
			return known[i].n;
	}
	return 0;
}

bool
gs_transcrypt_cipher_ok(const char *name)
{
	return key_len(name) != 0;
}

/* The text without its line ends, decoded. */
static int
decode(const struct gs_buf *b, struct gs_buf *out)
{
	struct gs_buf text = GS_BUF_INIT;
	int r = gs_buf_reserve(&text, b->n + 1);

	for (size_t i = 0; r == GS_OK && i < b->n; i++) {
		if (b->p[i] != '\n' && b->p[i] != '\r')
			text.p[text.n++] = b->p[i];
	}
	if (r == GS_OK)
		r = gs_base64_parse(
		    GS_BASE64_PADDED, (const char *)text.p, text.n, out);
	gs_buf_clear(&text);
	if (r == GS_OK &&
	    (out->n < HEAD_LEN + GS_CBC_BLOCK ||
		memcmp(out->p, MAGIC, MAGIC_LEN) != 0))
		r = GS_EDAMAGED;
	return r;
}

static int
check_salt(const struct gs_buf *pass, const char *path, const uint8_t *salt,
    const uint8_t *p, size_t n, bool *proved)
{
	uint8_t mac[GS_SHA256_LEN];
	struct gs_buf key = GS_BUF_INIT;
	int r;

	if ((r = gs_buf_addf(&key, "%s:", path)) == GS_OK &&
	    (r = gs_buf_add(&key, pass->p, pass->n)) == GS_OK &&
	    (r = gs_hmac_sha256(key.p, key.n, p, n, mac)) == GS_OK)
		*proved =
		    gs_ct_eq(mac + sizeof(mac) - SALT_LEN, salt, SALT_LEN);
	gs_buf_clear(&key);
	gs_wipe(mac, sizeof(mac));
	return r;
}

static int
open_raw(const struct gs_buf *pass, size_t key_n, const char *path,
    struct gs_buf *raw, size_t *plain_n, bool *proved)
{
	uint8_t secret[KEY_MAX + GS_CBC_BLOCK], salt[SALT_LEN];
	uint8_t *body = raw->p + HEAD_LEN;
	int r;

	memcpy(salt, raw->p + MAGIC_LEN, SALT_LEN);
	r = gs_bytes_to_key(
	    pass->p, pass->n, salt, secret, key_n + GS_CBC_BLOCK);
	if (r == GS_OK)
		r = gs_cbc_open(secret, key_n, secret + key_n, body,
		    raw->n - HEAD_LEN, plain_n);
	gs_wipe(secret, sizeof(secret));
	if (r == GS_EDAMAGED)
		r = GS_ENOKEY;
	if (r == GS_OK && path != NULL && proved != NULL)
		r = check_salt(pass, path, salt, body, *plain_n, proved);
	return r;
}

int
gs_transcrypt_open(const struct gs_buf *pass, const char *cipher,
    const char *path, struct gs_buf *b, bool *proved)
{
	size_t key_n = key_len(cipher), n = 0;
	struct gs_buf raw = GS_BUF_INIT;
	int r;

	if (proved != NULL)
		*proved = false;
	if (key_n == 0)
		return GS_EUSAGE;
	if (!gs_transcrypt_is(b->p, b->n))
		return GS_EDAMAGED;
	if ((r = decode(b, &raw)) == GS_OK &&
	    (r = open_raw(pass, key_n, path, &raw, &n, proved)) == GS_OK) {
		memmove(raw.p, raw.p + HEAD_LEN, n);
		gs_buf_cut(&raw, n);
		gs_buf_swap(b, &raw);
	}
	gs_buf_clear(&raw);
	return r;
}
