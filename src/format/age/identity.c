#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/wipe.h"
#include "codec/bech32.h"
#include "crypto/hash.h"
#include "format/age/identity_list.h"
#include "format/sshwire.h"

#include "format/age/identity.h"

int
gs_identity_new(
    enum gs_identity_type type, const char *name, struct gs_identity **out)
{
	struct gs_identity *id = calloc(1, sizeof(*id));

	*out = NULL;
	if (id == NULL)
		return GS_ENOMEM;
	id->type = type;
	if ((id->name = gs_strdup(name)) == NULL) {
		free(id);
		return GS_ENOMEM;
	}
	*out = id;
	return GS_OK;
}

void
gs_identity_free(struct gs_identity *id)
{
	if (id == NULL)
		return;
	gs_recipient_clear(&id->pub);
	gs_buf_clear(&id->raw);
	gs_buf_clear(&id->secret);
	gs_rsa_free(id->rsa);
	free(id->name);
	free(id);
}

int
gs_identity_set_x25519(
    struct gs_identity *id, const uint8_t scalar[GS_X25519_LEN])
{
	uint8_t point[GS_X25519_LEN];
	int r;

	if ((r = gs_x25519_public(scalar, point)) != GS_OK ||
	    (r = gs_buf_add(&id->secret, scalar, GS_X25519_LEN)) != GS_OK ||
	    (r = gs_recipient_x25519(point, &id->pub)) != GS_OK)
		return r;
	id->type = GS_IDENTITY_X25519;
	id->public_known = true;
	return GS_OK;
}

int
gs_identity_set_keypair(struct gs_identity *id, struct gs_keypair *key)
{
	struct gs_buf blob = GS_BUF_INIT;
	struct gs_recipient pub;
	int r;

	if ((r = gs_sshwire_add_public(key, &blob)) == GS_OK)
		r = gs_recipient_ssh(blob.p, blob.n, &pub);
	gs_buf_clear(&blob);
	if (r != GS_OK)
		return r;
	gs_recipient_clear(&id->pub);
	id->pub = pub;
	id->public_known = true;
	id->type =
	    key->rsa != NULL ? GS_IDENTITY_SSH_RSA : GS_IDENTITY_SSH_ED25519;
	id->locked = false;
	id->rsa = key->rsa;
	key->rsa = NULL;
	gs_buf_swap(&id->secret, &key->seed);
	gs_buf_clear(&id->raw);
	return GS_OK;
}

static int
make_room(struct gs_identities *l, size_t more)
{
	size_t cap = l->cap == 0 ? 4 : l->cap;
	struct gs_identity **v;

	if (more > GS_IDENTITIES_MAX - l->nr)
		return GS_ETOOBIG;
	if (more <= l->cap - l->nr)
		return GS_OK;
	while (cap < l->nr + more)
		cap *= 2;
	if ((v = realloc(l->v, cap * sizeof(struct gs_identity *))) == NULL)
		return GS_ENOMEM;
	l->v = v;
	l->cap = cap;
	return GS_OK;
}

int
gs_identities_add(struct gs_identities *l, struct gs_identity *id)
{
	int r = make_room(l, 1);

	if (r != GS_OK)
		gs_identity_free(id);
	else
		l->v[l->nr++] = id;
	return r;
}

int
gs_identities_move(
    struct gs_identities *from, size_t first, struct gs_identities *to)
{
	int r;

	if ((r = make_room(to, from->nr - first)) != GS_OK)
		return r;
	for (size_t i = first; i < from->nr; i++)
		to->v[to->nr++] = from->v[i];
	from->nr = first;
	return GS_OK;
}

void
gs_identities_clear(struct gs_identities *l)
{
	for (size_t i = 0; i < l->nr; i++)
		gs_identity_free(l->v[i]);
	free(l->v);
	memset(l, 0, sizeof(*l));
}

const char *
gs_identities_recipient(const struct gs_identities *l, size_t i)
{
	return l->v[i]->public_known ? l->v[i]->pub.text : NULL;
}

int
gs_identities_add_passphrase(
    struct gs_identities *l, const struct gs_buf *pass, struct gs_err *e)
{
	struct gs_identity *id;
	int r;

	r = gs_identity_new(GS_IDENTITY_PASSPHRASE, "passphrase", &id);
	if (r != GS_OK)
		return gs_fail(e, r, "out of memory");
	id->locked = pass == NULL;
	if (pass != NULL &&
	    (r = gs_buf_add(&id->secret, pass->p, pass->n)) != GS_OK)
		gs_identity_free(id);
	else
		r = gs_identities_add(l, id);
	if (r != GS_OK)
		return gs_fail(e, r, "%s", gs_strerror(r));
	return GS_OK;
}

void
gs_identities_add_public(
    struct gs_identities *l, size_t i, const void *p, size_t n)
{
	struct gs_identity *id = l->v[i];
	struct gs_recipient pub;

	if (id->type != GS_IDENTITY_PEM || id->public_known ||
	    gs_recipient_parse(p, n, &pub, NULL) != GS_OK)
		return;
	if (pub.blob == NULL) { /* an age1... key */
		gs_recipient_clear(&pub);
		return;
	}
	id->pub = pub;
	id->public_known = true;
}

/* As Go's RFC 3339 does it, which age-keygen uses: local time, its offset. */
static int
print_time(uint64_t now, struct gs_buf *out)
{
	time_t t = (time_t)now;
	char date[64], zone[8];
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL ||
	    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm) == 0 ||
	    strftime(zone, sizeof(zone), "%z", &tm) != 5)
		return gs_buf_adds(out, "unknown");
	if (tm.tm_gmtoff == 0)
		return gs_buf_addf(out, "%sZ", date);
	return gs_buf_addf(out, "%s%.3s:%s", date, zone, zone + 3);
}

static int
print_identity(uint64_t now, const uint8_t scalar[GS_X25519_LEN],
    const struct gs_recipient *pub, struct gs_buf *out)
{
	int r;

	if ((r = gs_buf_adds(out, "# created: ")) != GS_OK ||
	    (r = print_time(now, out)) != GS_OK ||
	    (r = gs_buf_addf(out, "\n# public key: %s\n", pub->text)) !=
		GS_OK ||
	    (r = gs_bech32_print(
		 "age-secret-key-", true, scalar, GS_X25519_LEN, out)) != GS_OK)
		return r;
	return gs_buf_addc(out, '\n');
}

int
gs_identity_make(uint64_t now, struct gs_buf *text, struct gs_recipient *pub)
{
	uint8_t scalar[GS_X25519_LEN], point[GS_X25519_LEN];
	size_t from = text->n;
	struct gs_recipient own;
	int r;

	memset(&own, 0, sizeof(own));
	if (pub != NULL)
		memset(pub, 0, sizeof(*pub));
	if ((r = gs_random(scalar, sizeof(scalar))) == GS_OK &&
	    (r = gs_x25519_public(scalar, point)) == GS_OK &&
	    (r = gs_recipient_x25519(point, &own)) == GS_OK)
		r = print_identity(now, scalar, &own, text);
	gs_wipe(scalar, sizeof(scalar));
	if (r != GS_OK)
		gs_buf_cut(text, from);
	if (r == GS_OK && pub != NULL) {
		*pub = own;
		return GS_OK;
	}
	gs_recipient_clear(&own);
	return r;
}
