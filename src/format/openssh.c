#include <string.h>

#include "codec/base64.h"
#include "format/sshwire.h"

#include "format/openssh.h"

#define BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define END "-----END OPENSSH PRIVATE KEY-----"
#define MAGIC "openssh-key-v1" /* and its NUL */
#define TEXT_MAX ((size_t)1 << 20)

/* Where ${what} stands in the ${n} bytes at ${p}, or NULL. */
static const uint8_t *
find(const uint8_t *p, size_t n, const char *what)
{
	size_t len = strlen(what);

	for (; n >= len; p++, n--) {
		if (memcmp(p, what, len) == 0)
			return p;
	}
	return NULL;
}

bool
gs_openssh_is(const void *p, size_t n)
{
	return find(p, n, BEGIN) != NULL;
}

/* Decode what stands between the two lines. */
static int
decode(const uint8_t *p, size_t n, struct gs_buf *raw)
{
	const uint8_t *from = find(p, n, BEGIN), *to;
	struct gs_buf digits = GS_BUF_INIT;
	int r = GS_OK;

	if (from == NULL)
		return GS_EDAMAGED;
	from += strlen(BEGIN);
	to = find(from, n - (size_t)(from - p), END);
	if (to == NULL)
		return GS_EDAMAGED;
	for (; r == GS_OK && from < to; from++) {
		if (*from != '\n' && *from != '\r' && *from != ' ' &&
		    *from != '\t')
			r = gs_buf_addc(&digits, (char)*from);
	}
	if (r == GS_OK)
		r = gs_base64_parse(GS_BASE64_PADDED,
		    digits.p == NULL ? "" : (const char *)digits.p, digits.n,
		    raw);
	gs_buf_clear(&digits);
	return r;
}

static int
read_cipher(const struct gs_cur *cipher, const struct gs_cur *kdf,
    struct gs_cur options, struct gs_openssh *k, struct gs_err *e)
{
	bool none = gs_sshwire_is(cipher, "none");

	if (none != gs_sshwire_is(kdf, "none"))
		return gs_fail(e, GS_EUSAGE,
		    "the OpenSSH key names a cipher and a key derivation "
		    "that do not go together");
	if (none)
		return GS_OK;
	k->cipher = gs_sshcipher_find((const char *)cipher->p, cipher->n);
	if (k->cipher == NULL || !gs_sshwire_is(kdf, "bcrypt"))
		return gs_fail(e, GS_EUSAGE,
		    "the OpenSSH key is encrypted in a way that is not "
		    "supported: 'ssh-keygen -p' with its default cipher "
		    "changes that");
	if (gs_sshwire_string(&options, &k->salt) != GS_OK ||
	    gs_cur_be32(&options, &k->rounds) != GS_OK || options.n != 0 ||
	    k->salt.n == 0 || k->rounds == 0)
		return GS_EDAMAGED;
	if (k->rounds > GS_OPENSSH_ROUNDS_MAX)
		return gs_fail(e, GS_EUSAGE,
		    "the OpenSSH key asks for more than %d rounds of "
		    "derivation",
		    GS_OPENSSH_ROUNDS_MAX);
	return GS_OK;
}

/* magic, cipher, kdf, its options, 1, public key, private part, tag */
static int
read_outer(struct gs_openssh *k, struct gs_err *e)
{
	struct gs_cur c = { k->raw.p, k->raw.n }, cipher, kdf, options;
	const uint8_t *magic;
	uint32_t keys;
	int r;

	if (gs_cur_take(&c, sizeof(MAGIC), &magic) != GS_OK ||
	    memcmp(magic, MAGIC, sizeof(MAGIC)) != 0 ||
	    gs_sshwire_string(&c, &cipher) != GS_OK ||
	    gs_sshwire_string(&c, &kdf) != GS_OK ||
	    gs_sshwire_string(&c, &options) != GS_OK ||
	    gs_cur_be32(&c, &keys) != GS_OK)
		return GS_EDAMAGED;
	if (keys != 1)
		return gs_fail(e, GS_EUSAGE,
		    "the OpenSSH key file holds more or less than one key");
	if ((r = read_cipher(&cipher, &kdf, options, k, e)) != GS_OK)
		return r;
	if (gs_sshwire_string(&c, &k->blob) != GS_OK ||
	    gs_sshwire_string(&c, &k->priv) != GS_OK)
		return GS_EDAMAGED;
	k->tag = c;
	k->block = k->cipher == NULL ? 8 : k->cipher->block;
	if (c.n != (k->cipher == NULL ? 0 : k->cipher->tag_len) ||
	    k->priv.n % k->block != 0)
		return GS_EDAMAGED;
	return GS_OK;
}

int
gs_openssh_parse(
    const void *p, size_t n, struct gs_openssh *out, struct gs_err *e)
{
	int r = GS_EDAMAGED;

	memset(out, 0, sizeof(*out));
	if (e != NULL)
		e->what[0] = '\0';
	if (n <= TEXT_MAX && (r = decode(p, n, &out->raw)) == GS_OK)
		r = read_outer(out, e);
	if (r == GS_EDAMAGED)
		r = gs_fail(
		    e, GS_EUSAGE, "the OpenSSH key is cut short or damaged");
	if (r != GS_OK)
		gs_openssh_clear(out);
	return r;
}

void
gs_openssh_clear(struct gs_openssh *k)
{
	gs_buf_clear(&k->raw);
	memset(k, 0, sizeof(*k));
}
