#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "codec/base64.h"
#include "codec/bech32.h"
#include "codec/hex.h"
#include "crypto/hash.h"
#include "format/sshwire.h"

#include "format/age/recipient.h"

#define AGE_HUMAN "age"

void
gs_recipient_clear(struct gs_recipient *r)
{
	free(r->text);
	free(r->blob);
	gs_rsa_free(r->rsa);
	memset(r, 0, sizeof(*r));
}

/* A copy of ${b} as a string on the heap. */
static int
to_string(struct gs_buf *b, char **out)
{
	const char *s = gs_buf_str(b);

	if (s == NULL || (*out = gs_strndup(s, b->n)) == NULL)
		return GS_ENOMEM;
	return GS_OK;
}

int
gs_recipient_x25519(
    const uint8_t point[GS_X25519_LEN], struct gs_recipient *out)
{
	struct gs_buf text = GS_BUF_INIT;
	int r;

	memset(out, 0, sizeof(*out));
	out->type = GS_RECIPIENT_X25519;
	memcpy(out->point, point, GS_X25519_LEN);
	r = gs_bech32_print(AGE_HUMAN, false, point, GS_X25519_LEN, &text);
	if (r == GS_OK)
		r = to_string(&text, &out->text);
	gs_buf_clear(&text);
	return r;
}

/* string type, then: string point | mpint e, mpint n; and nothing else. */
static int
read_blob(struct gs_cur c, struct gs_recipient *out)
{
	struct gs_rsa_nums nums = { 0 };
	struct gs_cur type, a, b;

	if (gs_sshwire_string(&c, &type) != GS_OK)
		return GS_EDAMAGED;
	if (gs_sshwire_is(&type, GS_SSH_ED25519)) {
		out->type = GS_RECIPIENT_SSH_ED25519;
		if (gs_sshwire_string(&c, &a) != GS_OK ||
		    a.n != GS_ED25519_PUBLIC_LEN || c.n != 0)
			return GS_EDAMAGED;
		return gs_ed25519_to_x25519(a.p, out->point);
	}
	if (!gs_sshwire_is(&type, GS_SSH_RSA))
		return GS_EDAMAGED;
	out->type = GS_RECIPIENT_SSH_RSA;
	if (gs_sshwire_mpint(&c, &a) != GS_OK ||
	    gs_sshwire_mpint(&c, &b) != GS_OK || c.n != 0)
		return GS_EDAMAGED;
	nums.e = (struct gs_rsa_num){ a.p, a.n };
	nums.n = (struct gs_rsa_num){ b.p, b.n };
	return gs_rsa_public(&nums, &out->rsa);
}

static int
print_ssh(struct gs_recipient *r)
{
	struct gs_buf text = GS_BUF_INIT;
	int rc;

	rc = gs_buf_addf(&text, "%s ",
	    r->type == GS_RECIPIENT_SSH_RSA ? GS_SSH_RSA : GS_SSH_ED25519);
	if (rc == GS_OK)
		rc = gs_base64_print(
		    GS_BASE64_PADDED, r->blob, r->blob_n, &text);
	if (rc == GS_OK)
		rc = to_string(&text, &r->text);
	gs_buf_clear(&text);
	return rc;
}

/* The first 4 bytes of SHA-256(blob), in base64. */
static int
set_tag(struct gs_recipient *r)
{
	struct gs_buf text = GS_BUF_INIT;
	uint8_t hash[GS_SHA256_LEN];
	int rc;

	if ((rc = gs_sha256(r->blob, r->blob_n, hash)) == GS_OK)
		rc = gs_base64_print(GS_BASE64_RAW, hash, 4, &text);
	if (rc == GS_OK)
		memcpy(r->tag, text.p, GS_RECIPIENT_TAG_LEN);
	gs_buf_clear(&text);
	return rc;
}

int
gs_recipient_ssh(const uint8_t *blob, size_t n, struct gs_recipient *out)
{
	int r;

	memset(out, 0, sizeof(*out));
	if ((r = read_blob((struct gs_cur){ blob, n }, out)) != GS_OK)
		goto out;
	r = GS_ENOMEM;
	if ((out->blob = malloc(n)) == NULL)
		goto out;
	memcpy(out->blob, blob, n);
	out->blob_n = n;
	if ((r = set_tag(out)) == GS_OK)
		r = print_ssh(out);
out:
	if (r != GS_OK)
		gs_recipient_clear(out);
	return r;
}

int
gs_recipient_copy(const struct gs_recipient *r, struct gs_recipient *out)
{
	int rc;

	memset(out, 0, sizeof(*out));
	out->type = r->type;
	memcpy(out->point, r->point, sizeof(out->point));
	memcpy(out->tag, r->tag, sizeof(out->tag));
	if (r->rsa != NULL && (rc = gs_rsa_copy(r->rsa, &out->rsa)) != GS_OK)
		return rc;
	rc = GS_ENOMEM;
	if ((out->text = gs_strdup(r->text)) == NULL)
		goto out;
	if (r->blob_n != 0) {
		if ((out->blob = malloc(r->blob_n)) == NULL)
			goto out;
		memcpy(out->blob, r->blob, r->blob_n);
		out->blob_n = r->blob_n;
	}
	return GS_OK;
out:
	gs_recipient_clear(out);
	return rc;
}

int
gs_recipient_id(const char *text, uint8_t id[GS_RECIPIENT_ID_LEN])
{
	static const char label[] = "git-seal v1 recipient"; /* and its NUL */
	struct gs_buf in = GS_BUF_INIT;
	uint8_t hash[GS_SHA256_LEN];
	int r;

	memset(id, 0, GS_RECIPIENT_ID_LEN);
	if ((r = gs_buf_add(&in, label, sizeof(label))) == GS_OK &&
	    (r = gs_buf_adds(&in, text)) == GS_OK &&
	    (r = gs_sha256(in.p, in.n, hash)) == GS_OK)
		memcpy(id, hash, GS_RECIPIENT_ID_LEN);
	gs_buf_clear(&in);
	return r;
}

int
gs_recipient_id_hex(const char *text, char out[GS_RECIPIENT_ID_HEX_LEN + 1])
{
	uint8_t id[GS_RECIPIENT_ID_LEN];
	int r = gs_recipient_id(text, id);

	(void)gs_hex_print(id, sizeof(id), out);
	return r;
}
