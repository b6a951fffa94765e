#include <string.h>

#include "base/wipe.h"
#include "crypto/bcrypt_pbkdf.h"
#include "crypto/x25519.h"
#include "format/sshwire.h"

#include "format/openssh.h"

static int
decrypt(struct gs_openssh *k, const struct gs_buf *pass)
{
	uint8_t secret[GS_SSHCIPHER_SECRET_MAX];
	uint8_t *priv = k->raw.p + (k->priv.p - k->raw.p);
	int r;

	/* OpenSSH gives no key a passphrase of no characters. */
	if (pass == NULL || pass->n == 0)
		return GS_ENOKEY;
	r = gs_bcrypt_pbkdf(pass->p, pass->n, k->salt.p, k->salt.n, k->rounds,
	    secret, k->cipher->key_len + k->cipher->iv_len);
	if (r == GS_OK)
		r = gs_sshcipher_open(
		    k->cipher, secret, priv, k->priv.n, k->tag.p);
	gs_wipe(secret, sizeof(secret));
	/* An authenticated cipher cannot tell damage from a wrong key. */
	if (r == GS_EDAMAGED && k->cipher->tag_len != 0)
		r = GS_ENOKEY;
	return r;
}

/* string public, string seed || public */
static int
read_ed25519(struct gs_cur *c, struct gs_keypair *out)
{
	uint8_t pub[GS_ED25519_PUBLIC_LEN];
	struct gs_cur a, b;
	int r;

	if (gs_sshwire_string(c, &a) != GS_OK ||
	    gs_sshwire_string(c, &b) != GS_OK || a.n != sizeof(pub) ||
	    b.n != GS_ED25519_SEED_LEN + sizeof(pub))
		return GS_EDAMAGED;
	if ((r = gs_ed25519_public(b.p, pub)) != GS_OK)
		return r;
	if (memcmp(pub, a.p, sizeof(pub)) != 0 ||
	    memcmp(pub, b.p + GS_ED25519_SEED_LEN, sizeof(pub)) != 0)
		return GS_EDAMAGED;
	return gs_buf_add(&out->seed, b.p, GS_ED25519_SEED_LEN);
}

/* mpint n, e, d, iqmp, p, q */
static int
read_rsa(struct gs_cur *c, struct gs_keypair *out)
{
	struct gs_rsa_nums nums;
	struct gs_rsa_num *const order[] = { &nums.n, &nums.e, &nums.d,
		&nums.iqmp, &nums.p, &nums.q };
	struct gs_cur one;

	memset(&nums, 0, sizeof(nums));
	for (size_t i = 0; i < GS_NR(order); i++) {
		if (gs_sshwire_mpint(c, &one) != GS_OK)
			return GS_EDAMAGED;
		*order[i] = (struct gs_rsa_num){ one.p, one.n };
	}
	return gs_rsa_private(&nums, &out->rsa);
}

/* Behind the key: a comment, then 1, 2, 3 ... up to a whole block. */
static int
read_rest(struct gs_cur *c, size_t block)
{
	struct gs_cur comment;

	if (gs_sshwire_string(c, &comment) != GS_OK || c->n >= block)
		return GS_EDAMAGED;
	for (size_t i = 0; i < c->n; i++) {
		if (c->p[i] != i + 1)
			return GS_EDAMAGED;
	}
	return GS_OK;
}

/* Whether the public key in clear is that of ${key}. */
static int
same_key(const struct gs_openssh *k, const struct gs_keypair *key)
{
	struct gs_buf blob = GS_BUF_INIT;
	int r = gs_sshwire_add_public(key, &blob);

	if (r == GS_OK &&
	    (blob.n != k->blob.n || memcmp(blob.p, k->blob.p, blob.n) != 0))
		r = GS_EDAMAGED;
	gs_buf_clear(&blob);
	return r;
}

static int
read_inner(const struct gs_openssh *k, struct gs_keypair *out)
{
	struct gs_cur c = k->priv, type;
	uint32_t a, b;
	int r = GS_EUSAGE;

	if (gs_cur_be32(&c, &a) != GS_OK || gs_cur_be32(&c, &b) != GS_OK)
		return GS_EDAMAGED;
	if (a != b)
		return k->cipher == NULL ? GS_EDAMAGED : GS_ENOKEY;
	if (gs_sshwire_string(&c, &type) != GS_OK)
		return GS_EDAMAGED;
	if (gs_sshwire_is(&type, GS_SSH_ED25519))
		r = read_ed25519(&c, out);
	else if (gs_sshwire_is(&type, GS_SSH_RSA))
		r = read_rsa(&c, out);
	if (r == GS_OK)
		r = read_rest(&c, k->block);
	return r == GS_OK ? same_key(k, out) : r;
}

int
gs_openssh_open(
    struct gs_openssh *k, const struct gs_buf *pass, struct gs_keypair *out)
{
	int r = GS_OK;

	memset(out, 0, sizeof(*out));
	if (k->cipher != NULL)
		r = decrypt(k, pass);
	if (r == GS_OK)
		r = read_inner(k, out);
	if (r != GS_OK)
		gs_keypair_clear(out);
	return r;
}
