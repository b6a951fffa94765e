#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "crypto/ctr.h"
#include "crypto/legacy.h"

#include "format/foreign/gitcrypt.h"

#define MAGIC "\0GITCRYPT" /* with its own NUL at the end: 10 bytes */
#define MAGIC_LEN 10
#define NONCE_LEN 12

#define KEY_MAGIC "\0GITCRYPTKEY"
#define KEY_MAGIC_LEN 12
#define KEY_VERSION 2
#define LEGACY_LEN 96
#define FIELD_MAX ((uint32_t)1 << 20)

enum {
	END = 0,
	HEAD_NAME = 1,
	ENTRY_VERSION = 1,
	ENTRY_AES = 3,
	ENTRY_HMAC = 5
};

bool
gs_gitcrypt_is(const void *p, size_t n)
{
	return n >= GS_GITCRYPT_HEAD && memcmp(p, MAGIC, MAGIC_LEN) == 0;
}

/* One field; ${id} END: there is no more. */
static int
take_field(struct gs_cur *c, uint32_t *id, const uint8_t **p, uint32_t *n)
{
	if (gs_cur_be32(c, id) != GS_OK)
		return GS_EDAMAGED;
	if (*id == END)
		return GS_OK;
	if (gs_cur_be32(c, n) != GS_OK || *n > FIELD_MAX)
		return GS_EDAMAGED;
	return gs_cur_take(c, *n, p);
}

/* Odd numbers must be known, even ones may be passed over. */
static int
pass_over(uint32_t id)
{
	return id % 2 == 1 ? GS_ENEWER : GS_OK;
}

static int
take_name(const uint8_t *p, size_t n, char out[GS_GITCRYPT_NAME_MAX + 1])
{
	static const char ok[] = "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

	if (n == 0 || n > GS_GITCRYPT_NAME_MAX)
		return GS_EDAMAGED;
	memcpy(out, p, n);
	out[n] = '\0';
	return strspn(out, ok) == n ? GS_OK : GS_EDAMAGED;
}

static int
take_head(struct gs_cur *c, struct gs_gitcrypt_key *out)
{
	const uint8_t *p = NULL;
	uint32_t id = END, n = 0;
	int r;

	while ((r = take_field(c, &id, &p, &n)) == GS_OK && id != END) {
		r = id == HEAD_NAME ? take_name(p, n, out->name)
				    : pass_over(id);
		if (r != GS_OK)
			return r;
	}
	return r;
}

static int
take_entry(struct gs_cur *c, struct gs_gitcrypt_entry *out)
{
	const uint8_t *p = NULL;
	uint32_t id = END, n = 0;
	unsigned had = 0;
	int r;

	while ((r = take_field(c, &id, &p, &n)) == GS_OK && id != END) {
		if (id == ENTRY_VERSION && n == 4) {
			out->version = gs_be32_get(p);
			had |= 1;
		} else if (id == ENTRY_AES && n == sizeof(out->aes)) {
			memcpy(out->aes, p, n);
			had |= 2;
		} else if (id == ENTRY_HMAC && n == sizeof(out->hmac)) {
			memcpy(out->hmac, p, n);
			had |= 4;
		} else if (id <= ENTRY_HMAC && id % 2 == 1) {
			return GS_EDAMAGED;
		} else if ((r = pass_over(id)) != GS_OK) {
			return r;
		}
	}
	return r == GS_OK && had != 7 ? GS_EDAMAGED : r;
}

static int
parse(struct gs_cur *c, struct gs_gitcrypt_key *out)
{
	uint32_t version;
	int r;

	if (gs_cur_be32(c, &version) != GS_OK)
		return GS_EDAMAGED;
	if (version != KEY_VERSION)
		return GS_ENEWER;
	if ((r = take_head(c, out)) != GS_OK)
		return r;
	while (c->n > 0) {
		if (out->nr == GS_GITCRYPT_ENTRIES_MAX)
			return GS_EDAMAGED;
		if ((r = take_entry(c, &out->v[out->nr])) != GS_OK)
			return r;
		out->nr++;
	}
	return out->nr > 0 ? GS_OK : GS_EDAMAGED;
}

int
gs_gitcrypt_key_parse(const void *p, size_t n, struct gs_gitcrypt_key *out)
{
	struct gs_cur c = { p, n };
	const uint8_t *magic;
	int r;

	memset(out, 0, sizeof(*out));
	if (n > GS_GITCRYPT_KEYFILE_MAX)
		return GS_EUSAGE;
	if (gs_cur_take(&c, KEY_MAGIC_LEN, &magic) != GS_OK ||
	    memcmp(magic, KEY_MAGIC, KEY_MAGIC_LEN) != 0) {
		if (n != LEGACY_LEN)
			return GS_EUSAGE;
		memcpy(out->v[0].aes, p, sizeof(out->v[0].aes));
		memcpy(out->v[0].hmac,
		    (const uint8_t *)p + sizeof(out->v[0].aes),
		    sizeof(out->v[0].hmac));
		out->nr = 1;
		return GS_OK;
	}
	if ((r = parse(&c, out)) != GS_OK)
		gs_wipe(out, sizeof(*out));
	return r;
}

/* In place, there and back again where the key does not fit: the same
 * keystream encrypts what it decrypted. */
static int
try_entry(const struct gs_gitcrypt_entry *k, const uint8_t *nonce, uint8_t *p,
    size_t n)
{
	struct gs_ctr ctr = { k->aes, sizeof(k->aes), { 0 } };
	uint8_t mac[GS_SHA1_LEN];
	int r;

	memcpy(ctr.start, nonce, NONCE_LEN);
	if (n > 0 && (r = gs_ctr_run(&ctr, p, n, NULL, NULL)) != GS_OK)
		return r;
	r = gs_hmac_sha1(k->hmac, sizeof(k->hmac), p, n, mac);
	if (r == GS_OK && gs_ct_eq(mac, nonce, NONCE_LEN))
		return GS_OK;
	if (n > 0 && gs_ctr_run(&ctr, p, n, NULL, NULL) != GS_OK)
		return GS_ECRYPTO;
	return r == GS_OK ? GS_ENOKEY : r;
}

int
gs_gitcrypt_open(const struct gs_gitcrypt_key *key, struct gs_buf *b)
{
	uint8_t nonce[NONCE_LEN];
	int r = GS_ENOKEY;

	if (!gs_gitcrypt_is(b->p, b->n))
		return GS_EDAMAGED;
	memcpy(nonce, b->p + MAGIC_LEN, NONCE_LEN);
	for (size_t i = 0; r == GS_ENOKEY && i < key->nr; i++)
		r = try_entry(&key->v[i], nonce, b->p + GS_GITCRYPT_HEAD,
		    b->n - GS_GITCRYPT_HEAD);
	if (r != GS_OK)
		return r;
	memmove(b->p, b->p + GS_GITCRYPT_HEAD, b->n - GS_GITCRYPT_HEAD);
	gs_buf_cut(b, b->n - GS_GITCRYPT_HEAD);
	return GS_OK;
}
