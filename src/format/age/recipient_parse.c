#include <string.h>

#include "base/cur.h"
#include "codec/base64.h"
#include "codec/bech32.h"
#include "format/sshwire.h"

#include "format/age/recipient.h"

/* Words that begin something else, and what that is. */
static const struct {
	const char *prefix;
	const char *what;
} others[] = {
	{ "AGE-SECRET-KEY-",
	    "is an age identity, a secret key: give its public half, "
	    "which begins with age1" },
	{ "AGE-PLUGIN-", "is the identity of an age plugin, not a recipient" },
	{ "GIT-SEAL-KEY-1", "is a git-seal key, not a recipient" },
	{ "-----BEGIN ",
	    "is a key file, perhaps a secret one: give the public half as "
	    "age1... or an ssh public key line" },
	{ "ssh-dss", "is a DSA key, which age has no way to encrypt to" },
	{ "ecdsa-",
	    "is an ECDSA key, which age has no way to encrypt to; "
	    "ssh-ed25519 and ssh-rsa work" },
	{ "sk-",
	    "is a hardware security key, which can sign but not decrypt; "
	    "ssh-ed25519 and ssh-rsa work" },
	{ "---- BEGIN SSH2",
	    "is a public key in the SSH2 format: convert it with "
	    "'ssh-keygen -i'" },
};

static bool
begins(const char *s, size_t n, const char *prefix)
{
	size_t len = strlen(prefix);

	return n >= len && memcmp(s, prefix, len) == 0;
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t
word(const char *s, size_t n)
{
	size_t k = 0;

	while (k < n && !blank(s[k]))
		k++;
	return k;
}

static int
refuse(const char *s, size_t n, struct gs_err *e)
{
	for (size_t i = 0; i < GS_NR(others); i++) {
		if (begins(s, n, others[i].prefix))
			return gs_fail(
			    e, GS_EUSAGE, "the recipient %s", others[i].what);
	}
	if (n == 0)
		return gs_fail(e, GS_EUSAGE, "the recipient is empty");
	return gs_fail(e, GS_EUSAGE,
	    "this is no recipient: it begins with neither age1, ssh-ed25519 "
	    "nor ssh-rsa");
}

static int
parse_age(const char *s, size_t n, struct gs_recipient *out, struct gs_err *e)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf point = GS_BUF_INIT;
	int r;

	r = gs_bech32_parse(s, n, human, &point);
	if (r == GS_OK && strcmp(human, "age1pq") == 0)
		r = gs_fail(e, GS_EUSAGE,
		    "the recipient is a post-quantum one, which this version "
		    "cannot encrypt to");
	else if (r == GS_OK && strcmp(human, "age") != 0)
		r = gs_fail(e, GS_EUSAGE,
		    "the recipient is one of an age plugin, which is not "
		    "supported");
	else if (r == GS_EDAMAGED || (r == GS_OK && point.n != GS_X25519_LEN))
		r = gs_fail(
		    e, GS_EUSAGE, "the age recipient is cut short or mistyped");
	else if (r == GS_OK)
		r = gs_recipient_x25519(point.p, out);
	gs_buf_clear(&point);
	return r;
}

/* ${n} characters of base64 that hold a key of the kind ${type}. */
static int
parse_ssh(const char *type, const char *s, size_t n, struct gs_recipient *out,
    struct gs_err *e)
{
	struct gs_buf blob = GS_BUF_INIT;
	struct gs_cur c, inner;
	int r;

	r = gs_base64_parse(GS_BASE64_PADDED, s, n, &blob);
	if (r == GS_EDAMAGED)
		r = gs_fail(
		    e, GS_EUSAGE, "the %s key is cut short or mistyped", type);
	if (r != GS_OK)
		goto out;
	c = (struct gs_cur){ blob.p, blob.n };
	r = GS_EDAMAGED;
	if (gs_sshwire_string(&c, &inner) == GS_OK &&
	    gs_sshwire_is(&inner, type))
		r = gs_recipient_ssh(blob.p, blob.n, out);
	if (r == GS_EDAMAGED)
		r = gs_fail(e, GS_EUSAGE,
		    "the %s key is damaged, or of a size that is not taken%s",
		    type,
		    strcmp(type, GS_SSH_RSA) == 0
			? " (2,048 to 16,384 bits are)"
			: "");
out:
	gs_buf_clear(&blob);
	return r;
}

int
gs_recipient_parse(
    const char *s, size_t n, struct gs_recipient *out, struct gs_err *e)
{
	static const char *const ssh[] = { GS_SSH_ED25519, GS_SSH_RSA };
	size_t k;

	memset(out, 0, sizeof(*out));
	for (; n > 0 && blank(s[0]); n--)
		s++;
	while (n > 0 && blank(s[n - 1]))
		n--;
	if (n > GS_RECIPIENT_TEXT_MAX)
		return gs_fail(e, GS_EUSAGE, "the recipient is too long");
	k = word(s, n);
	for (size_t i = 0; i < GS_NR(ssh); i++) {
		if (k != strlen(ssh[i]) || memcmp(s, ssh[i], k) != 0)
			continue;
		while (k < n && blank(s[k]))
			k++;
		return parse_ssh(ssh[i], s + k, word(s + k, n - k), out, e);
	}
	if (k == n && (begins(s, n, "age1") || begins(s, n, "AGE1")))
		return parse_age(s, n, out, e);
	return refuse(s, n, e);
}
