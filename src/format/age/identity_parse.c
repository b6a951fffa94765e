#include <string.h>

#include "base/cur.h"
#include "codec/bech32.h"
#include "crypto/pem.h"
#include "format/age/age.h"
#include "format/age/identity_foreign.h"
#include "format/age/identity_list.h"
#include "format/openssh.h"

#include "format/age/identity.h"

#define KEY_PREFIX "AGE-SECRET-KEY-1"
#define KEY_HUMAN "age-secret-key-"
#define KEY_LEN GS_BECH32_LEN(sizeof(KEY_HUMAN) - 1, (size_t)GS_X25519_LEN)

struct parser {
	const char *name;
	struct gs_identities *found;
	struct gs_err *e;
};

static int
refuse(const struct parser *s, const char *what)
{
	return gs_fail(s->e, GS_EUSAGE, "identity '%s' %s", s->name, what);
}

static int
failed(const struct parser *s, int r)
{
	return gs_fail(s->e, r, "identity '%s': %s", s->name, gs_strerror(r));
}

/* One that is kept as it is until its passphrase comes. */
static int
add_locked(const struct parser *s, enum gs_identity_type type,
    const struct gs_cur *raw, struct gs_recipient *pub)
{
	struct gs_identity *id;
	int r;

	if ((r = gs_identity_new(type, s->name, &id)) != GS_OK)
		return failed(s, r);
	id->locked = true;
	if ((r = gs_buf_add(&id->raw, raw->p, raw->n)) != GS_OK) {
		gs_identity_free(id);
		return failed(s, r);
	}
	if (pub != NULL) {
		id->pub = *pub;
		id->public_known = true;
		memset(pub, 0, sizeof(*pub));
	}
	r = gs_identities_add(s->found, id);
	return r == GS_OK ? r : failed(s, r);
}

/* ${key} is empty afterwards. */
static int
add_keypair(const struct parser *s, struct gs_keypair *key)
{
	struct gs_identity *id;
	int r;

	r = gs_identity_new(GS_IDENTITY_SSH_ED25519, s->name, &id);
	if (r != GS_OK)
		return failed(s, r);
	if ((r = gs_identity_set_keypair(id, key)) != GS_OK)
		gs_identity_free(id);
	else
		r = gs_identities_add(s->found, id);
	return r == GS_OK ? r : failed(s, r);
}

static int
refuse_key(const struct parser *s, int r)
{
	if (r == GS_EUSAGE)
		return refuse(s,
		    "is a key of a kind or size that age cannot use: Ed25519 "
		    "and RSA of 2,048 bits or more work");
	if (r == GS_EDAMAGED)
		return refuse(s, "is a private key that is damaged");
	return failed(s, r);
}

static int
read_openssh(const struct parser *s, const struct gs_cur *text)
{
	struct gs_keypair key = { 0 };
	struct gs_openssh outer;
	struct gs_recipient pub;
	struct gs_err why;
	int r;

	if ((r = gs_openssh_parse(text->p, text->n, &outer, &why)) != GS_OK)
		return gs_fail(s->e, r, "identity '%s': %s", s->name, why.what);
	r = gs_recipient_ssh(outer.blob.p, outer.blob.n, &pub);
	if (r != GS_OK) {
		r = refuse_key(s, r == GS_EDAMAGED ? GS_EUSAGE : r);
	} else if (outer.cipher != NULL) {
		r = add_locked(s,
		    pub.rsa != NULL ? GS_IDENTITY_SSH_RSA
				    : GS_IDENTITY_SSH_ED25519,
		    text, &pub);
	} else {
		r = gs_openssh_open(&outer, NULL, &key);
		r = r == GS_OK ? add_keypair(s, &key) : refuse_key(s, r);
	}
	gs_keypair_clear(&key);
	gs_recipient_clear(&pub);
	gs_openssh_clear(&outer);
	return r;
}

static int
read_pem(const struct parser *s, const struct gs_cur *text)
{
	struct gs_keypair key;
	int r;

	r = gs_pem_read(text->p, text->n, NULL, &key);
	if (r == GS_ENOKEY)
		return add_locked(s, GS_IDENTITY_PEM, text, NULL);
	r = r == GS_OK ? add_keypair(s, &key) : refuse_key(s, r);
	gs_keypair_clear(&key);
	return r;
}

static int
add_x25519(const struct parser *s, const struct gs_cur *word, size_t line)
{
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf scalar = GS_BUF_INIT;
	struct gs_identity *id = NULL;
	int r;

	r = gs_bech32_parse((const char *)word->p, word->n, human, &scalar);
	if (r == GS_EDAMAGED || (r == GS_OK && scalar.n != GS_X25519_LEN)) {
		gs_buf_clear(&scalar);
		return gs_fail(s->e, GS_EUSAGE,
		    "identity '%s': the key in line %zu is %s", s->name, line,
		    word->n < KEY_LEN	    ? "cut short"
			: word->n > KEY_LEN ? "too long"
					    : "mistyped");
	}
	if (r == GS_OK)
		r = gs_identity_new(GS_IDENTITY_X25519, s->name, &id);
	if (r == GS_OK && (r = gs_identity_set_x25519(id, scalar.p)) == GS_OK) {
		r = gs_identities_add(s->found, id);
		id = NULL;
	}
	gs_identity_free(id);
	gs_buf_clear(&scalar);
	return r == GS_OK ? r : failed(s, r);
}

static int
add_foreign(const struct parser *s)
{
	struct gs_identity *id;
	int r;

	if ((r = gs_identity_new(GS_IDENTITY_FOREIGN, s->name, &id)) == GS_OK)
		r = gs_identities_add(s->found, id);
	return r == GS_OK ? r : failed(s, r);
}

static bool
begins(const struct gs_cur *c, const char *prefix)
{
	size_t n = strlen(prefix);

	return c->n >= n && memcmp(c->p, prefix, n) == 0;
}

static void
trim(struct gs_cur *c)
{
	while (c->n > 0 && (c->p[0] == ' ' || c->p[0] == '\t')) {
		c->p++;
		c->n--;
	}
	while (c->n > 0 &&
	    (c->p[c->n - 1] == ' ' || c->p[c->n - 1] == '\t' ||
		c->p[c->n - 1] == '\r'))
		c->n--;
}

static int
read_lines(const struct parser *s, struct gs_cur text)
{
	struct gs_cur word;
	size_t line;
	int r;

	for (line = 1; gs_cur_line(&text, &word.p, &word.n) == GS_OK; line++) {
		trim(&word);
		if (word.n == 0 || word.p[0] == '#')
			continue;
		if (begins(&word, KEY_PREFIX))
			r = add_x25519(s, &word, line);
		else if (begins(&word, "AGE-SECRET-KEY-PQ-1") ||
		    begins(&word, "AGE-PLUGIN-"))
			r = add_foreign(s);
		else
			r = gs_fail(s->e, GS_EUSAGE, "identity '%s' %s",
			    s->name, gs_identity_foreign(word.p, word.n));
		if (r != GS_OK)
			return r;
	}
	return GS_OK;
}

/* Whether the text has a line "-----BEGIN ... PRIVATE KEY-----" that
 * libcrypto may know. */
static bool
is_pem(const struct gs_cur *text)
{
	static const char *const known[] = {
		"-----BEGIN PRIVATE KEY-----",
		"-----BEGIN ENCRYPTED PRIVATE KEY-----",
		"-----BEGIN RSA PRIVATE KEY-----",
	};
	struct gs_cur rest = *text, line;

	while (gs_cur_line(&rest, &line.p, &line.n) == GS_OK) {
		for (size_t i = 0; i < GS_NR(known); i++) {
			if (begins(&line, known[i]))
				return true;
		}
	}
	return false;
}

static int
read_any(const struct parser *s, struct gs_cur text)
{
	const char *what = gs_identity_unreadable(text.p, text.n);
	int r;

	if (what != NULL)
		return refuse(s, what);
	if (gs_age_is(text.p, text.n))
		return add_locked(s, GS_IDENTITY_FILE, &text, NULL);
	if (begins(&text, "\xef\xbb\xbf")) { /* a byte order mark */
		text.p += 3;
		text.n -= 3;
	}
	if (gs_openssh_is(text.p, text.n))
		return read_openssh(s, &text);
	if (is_pem(&text))
		return read_pem(s, &text);
	if ((r = read_lines(s, text)) != GS_OK)
		return r;
	if (s->found->nr == 0)
		return refuse(s, gs_identity_missing(text.p, text.n));
	return GS_OK;
}

int
gs_identities_parse(struct gs_identities *l, const char *name, const void *p,
    size_t n, struct gs_err *e)
{
	struct gs_identities found = { 0 };
	const struct parser s = { name, &found, e };
	int r;

	if (n > GS_IDENTITY_TEXT_MAX)
		return gs_fail(
		    e, GS_ETOOBIG, "identity '%s' is larger than 1 MiB", name);
	r = read_any(&s, (struct gs_cur){ p, n });
	if (r == GS_OK && (r = gs_identities_move(&found, 0, l)) != GS_OK)
		r = failed(&s, r);
	gs_identities_clear(&found);
	return r;
}
