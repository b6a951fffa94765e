#include <string.h>

#include "crypto/x25519.h"

#include "format/sshwire.h"

#define STRING_MAX ((size_t)1 << 30)

int
gs_sshwire_string(struct gs_cur *c, struct gs_cur *out)
{
	struct gs_cur in = *c;
	uint32_t n;

	memset(out, 0, sizeof(*out));
	if (gs_cur_be32(&in, &n) != GS_OK ||
	    gs_cur_take(&in, n, &out->p) != GS_OK)
		return GS_EDAMAGED;
	out->n = n;
	*c = in;
	return GS_OK;
}

int
gs_sshwire_mpint(struct gs_cur *c, struct gs_cur *out)
{
	struct gs_cur in = *c, raw;

	memset(out, 0, sizeof(*out));
	if (gs_sshwire_string(&in, &raw) != GS_OK)
		return GS_EDAMAGED;
	if (raw.n > 0 && raw.p[0] >= 0x80)
		return GS_EDAMAGED;
	if (raw.n > 0 && raw.p[0] == 0) {
		if (raw.n == 1 || raw.p[1] < 0x80)
			return GS_EDAMAGED;
		raw.p++;
		raw.n--;
	}
	*out = raw;
	*c = in;
	return GS_OK;
}

bool
gs_sshwire_is(const struct gs_cur *c, const char *text)
{
	return c->n == strlen(text) && memcmp(c->p, text, c->n) == 0;
}

static int
add_length(struct gs_buf *b, size_t n)
{
	uint8_t be[4];

	if (n > STRING_MAX)
		return GS_ETOOBIG;
	gs_be32_put(be, (uint32_t)n);
	return gs_buf_add(b, be, sizeof(be));
}

int
gs_sshwire_add_string(struct gs_buf *b, const void *p, size_t n)
{
	int r;

	if ((r = add_length(b, n)) != GS_OK)
		return r;
	return gs_buf_add(b, p, n);
}

int
gs_sshwire_add_mpint(struct gs_buf *b, const uint8_t *p, size_t n)
{
	bool sign = n > 0 && p[0] >= 0x80;
	int r;

	if ((r = add_length(b, n + sign)) != GS_OK ||
	    (sign && (r = gs_buf_addc(b, '\0')) != GS_OK))
		return r;
	return gs_buf_add(b, p, n);
}

static int
add_ed25519(const struct gs_keypair *key, struct gs_buf *b)
{
	uint8_t pub[GS_ED25519_PUBLIC_LEN];
	int r;

	if ((r = gs_ed25519_public(key->seed.p, pub)) != GS_OK ||
	    (r = gs_sshwire_add_string(
		 b, GS_SSH_ED25519, strlen(GS_SSH_ED25519))) != GS_OK)
		return r;
	return gs_sshwire_add_string(b, pub, sizeof(pub));
}

static int
add_rsa(const struct gs_keypair *key, struct gs_buf *b)
{
	struct gs_buf n = GS_BUF_INIT, e = GS_BUF_INIT;
	int r;

	if ((r = gs_rsa_numbers(key->rsa, &n, &e)) == GS_OK &&
	    (r = gs_sshwire_add_string(b, GS_SSH_RSA, strlen(GS_SSH_RSA))) ==
		GS_OK &&
	    (r = gs_sshwire_add_mpint(b, e.p, e.n)) == GS_OK)
		r = gs_sshwire_add_mpint(b, n.p, n.n);
	gs_buf_clear(&n);
	gs_buf_clear(&e);
	return r;
}

int
gs_sshwire_add_public(const struct gs_keypair *key, struct gs_buf *b)
{
	return key->rsa != NULL ? add_rsa(key, b) : add_ed25519(key, b);
}
