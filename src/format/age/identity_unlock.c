#include <string.h>

#include "crypto/pem.h"
#include "format/age/age.h"
#include "format/age/identity_list.h"
#include "format/openssh.h"

#include "format/age/identity.h"

static int
ask_for(const struct gs_identity *id, const struct gs_ask *ask,
    struct gs_buf *pass, struct gs_err *e)
{
	struct gs_buf what = GS_BUF_INIT;
	const char *text;
	int r;

	if (id->type == GS_IDENTITY_PASSPHRASE)
		r = gs_buf_adds(&what, "the age file");
	else
		r = gs_buf_addf(&what, "identity '%s'", id->name);
	text = gs_buf_str(&what);
	if (r != GS_OK || text == NULL)
		r = gs_no_memory(e);
	else if (ask == NULL || ask->passphrase == NULL) {
		r = gs_fail(e, GS_ENOKEY,
		    "%s needs a passphrase, and nobody can be asked for it "
		    "here",
		    text);
		gs_hint(e, "git seal unlock");
	} else
		r = ask->passphrase(ask->ctx, text, pass, e);
	gs_buf_clear(&what);
	return r;
}

static int
wrong(const struct gs_identity *id, int r, struct gs_err *e)
{
	if (r == GS_ENOKEY)
		return gs_fail(
		    e, r, "wrong passphrase for identity '%s'", id->name);
	if (r == GS_EUSAGE)
		return gs_fail(e, r,
		    "identity '%s' is a key of a kind or size that age cannot "
		    "use",
		    id->name);
	return gs_fail(e, r, "identity '%s': %s", id->name, gs_strerror(r));
}

/* An OpenSSH or PEM key. */
static int
unlock_key(struct gs_identity *id, const struct gs_buf *pass, struct gs_err *e)
{
	struct gs_openssh outer;
	struct gs_keypair key;
	int r;

	memset(&key, 0, sizeof(key));
	memset(&outer, 0, sizeof(outer));
	if (gs_openssh_is(id->raw.p, id->raw.n)) {
		r = gs_openssh_parse(id->raw.p, id->raw.n, &outer, NULL);
		if (r == GS_OK)
			r = gs_openssh_open(&outer, pass, &key);
	} else {
		r = gs_pem_read(id->raw.p, id->raw.n, pass, &key);
	}
	if (r == GS_OK)
		r = gs_identity_set_keypair(id, &key);
	gs_keypair_clear(&key);
	gs_openssh_clear(&outer);
	return r == GS_OK ? r : wrong(id, r, e);
}

/* The decrypted text of an identity file, in place of the file. */
static int
replace(struct gs_identities *l, size_t i, const struct gs_buf *text,
    struct gs_err *e)
{
	struct gs_identities held = { 0 };
	struct gs_identity *old = l->v[i];
	int r;

	r = gs_identities_parse(&held, old->name, text->p, text->n, e);
	if (r != GS_OK)
		goto out;
	for (size_t k = 0; k < held.nr; k++) {
		if (held.v[k]->type == GS_IDENTITY_FILE) {
			r = gs_fail(e, GS_EUSAGE,
			    "identity '%s' is encrypted twice", old->name);
			goto out;
		}
	}
	if ((r = gs_identities_move(&held, 1, l)) != GS_OK) {
		r = gs_fail(
		    e, r, "identity '%s': %s", old->name, gs_strerror(r));
		goto out;
	}
	l->v[i] = held.v[0];
	held.v[0] = old;
out:
	gs_identities_clear(&held);
	return r;
}

static int
unlock_file(struct gs_identities *l, size_t i, const struct gs_buf *pass,
    struct gs_err *e)
{
	struct gs_identities with = { 0 };
	struct gs_buf text = { .max = GS_IDENTITY_TEXT_MAX };
	struct gs_identity *id = l->v[i];
	int r;

	if ((r = gs_identities_add_passphrase(&with, pass, e)) != GS_OK)
		goto out;
	r = gs_age_open(&with, NULL, id->raw.p, id->raw.n, &text, NULL);
	if (r == GS_OK)
		r = replace(l, i, &text, e);
	else
		r = wrong(id, r, e);
out:
	gs_identities_clear(&with);
	gs_buf_clear(&text);
	return r;
}

int
gs_identities_unlock(struct gs_identities *l, size_t i,
    const struct gs_ask *ask, struct gs_err *e)
{
	struct gs_identity *id = l->v[i];
	struct gs_buf pass = GS_BUF_INIT;
	int r;

	if (id->type == GS_IDENTITY_FOREIGN)
		return gs_fail(e, GS_ENOKEY,
		    "identity '%s' is of a kind that git-seal cannot use",
		    id->name);
	if (!id->locked)
		return GS_OK;
	if ((r = ask_for(id, ask, &pass, e)) != GS_OK)
		goto out;
	if (id->type == GS_IDENTITY_FILE) {
		r = unlock_file(l, i, &pass, e);
	} else if (id->type == GS_IDENTITY_PASSPHRASE) {
		gs_buf_swap(&id->secret, &pass);
		id->locked = false;
	} else {
		r = unlock_key(id, &pass, e);
	}
out:
	gs_buf_clear(&pass);
	return r;
}
