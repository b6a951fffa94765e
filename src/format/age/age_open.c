#include <string.h>

#include "base/wipe.h"
#include "format/age/armor.h"
#include "format/age/header.h"
#include "format/age/stream.h"
#include "format/age/wrap.h"

#include "format/age/age.h"

static const struct gs_age_wrap *const wraps[] = {
	&gs_age_x25519,
	&gs_age_scrypt,
	&gs_age_ssh_ed25519,
	&gs_age_ssh_rsa,
};

static bool
is_type(const struct gs_age_stanza *s, const char *type)
{
	return s->arg[0].n == strlen(type) &&
	    memcmp(s->arg[0].p, type, s->arg[0].n) == 0;
}

/* NULL: a type that we do not know, and leave alone. */
static const struct gs_age_wrap *
wrap_of(const struct gs_age_stanza *s)
{
	for (size_t i = 0; i < GS_NR(wraps); i++) {
		if (is_type(s, wraps[i]->type))
			return wraps[i];
	}
	return NULL;
}

/*
 * Every stanza of a type that we know must have its shape, whether or not we
 * have an identity for it: what a file says about itself does not depend on
 * who reads it.
 */
static int
check_shapes(const struct gs_age_header *h)
{
	int r;

	for (size_t i = 0; i < h->nr; i++) {
		const struct gs_age_wrap *w = wrap_of(&h->v[i]);

		if (w == NULL)
			continue;
		if (h->v[i].args != w->args)
			return GS_EDAMAGED;
		if ((r = w->check(h, &h->v[i])) != GS_OK)
			return r;
	}
	return GS_OK;
}

static int
broken(int r, struct gs_err *e)
{
	if (r == GS_ENEWER)
		return gs_fail(e, r, "the age file has a version newer than 1");
	if (r == GS_ETOOBIG)
		return gs_fail(e, r,
		    "the age file is over a limit of git-seal, such as the "
		    "work factor 2^22");
	if (r == GS_EDAMAGED)
		return gs_fail(e, r, "the age file is damaged");
	return gs_fail(e, r, "age file: %s", gs_strerror(r));
}

struct opening {
	const struct gs_age_header *h;
	struct gs_identities *ids;
	const struct gs_ask *ask;
	struct gs_err *e; /* the best reason so far; or NULL */
	bool reason;	  /* whether there is one */
};

/* Whether identity ${i}, locked or not, has anything to try here. */
static bool
concerns(const struct opening *o, size_t i)
{
	for (size_t k = 0; k < o->h->nr; k++) {
		const struct gs_age_wrap *w = wrap_of(&o->h->v[k]);

		if (w != NULL && w->fits(o->ids->v[i], &o->h->v[k]))
			return true;
	}
	return false;
}

/* Try an unlocked identity on every stanza that may be for it. */
static int
try_identity(struct opening *o, const struct gs_identity *id,
    uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	int r;

	for (size_t k = 0; k < o->h->nr; k++) {
		const struct gs_age_stanza *s = &o->h->v[k];
		const struct gs_age_wrap *w = wrap_of(s);

		if (w == NULL || !w->fits(id, s))
			continue;
		if ((r = w->open(id, o->h, s, file_key)) == GS_OK)
			return r;
		if (r != GS_ENOKEY)
			return broken(r, o->e);
	}
	if (id->type == GS_IDENTITY_PASSPHRASE) {
		(void)gs_fail(o->e, GS_ENOKEY, "wrong passphrase");
		o->reason = true;
	}
	return GS_ENOKEY;
}

/* Unlocking may put further identities at the end of the list. */
static int
find_file_key(struct opening *o, uint8_t file_key[GS_AGE_FILE_KEY_LEN])
{
	int r;

	for (size_t i = 0; i < o->ids->nr; i++) {
		if (!concerns(o, i))
			continue;
		r = gs_identities_unlock(o->ids, i, o->ask, o->e);
		if (r == GS_OK)
			r = try_identity(o, o->ids->v[i], file_key);
		else if (r == GS_ENOKEY)
			o->reason = true;
		if (r != GS_ENOKEY)
			return r;
	}
	return GS_ENOKEY;
}

static bool
has_type(const struct gs_age_header *h, const char *type)
{
	for (size_t i = 0; i < h->nr; i++) {
		if (is_type(&h->v[i], type))
			return true;
	}
	return false;
}

static bool
has_foreign(const struct gs_identities *ids)
{
	for (size_t i = 0; i < ids->nr; i++) {
		if (ids->v[i]->type == GS_IDENTITY_FOREIGN)
			return true;
	}
	return false;
}

/* Why nothing fitted, where no identity had a reason of its own. */
static void
explain(const struct opening *o)
{
	if (o->reason)
		return;
	if (has_type(o->h, gs_age_scrypt.type))
		(void)gs_fail(o->e, GS_ENOKEY,
		    "no identity matched: the file is encrypted with a "
		    "passphrase");
	else if (has_type(o->h, "mlkem768x25519"))
		(void)gs_fail(o->e, GS_ENOKEY,
		    "no identity matched: the file is for post-quantum "
		    "identities, which need age 1.3");
	else if (has_foreign(o->ids))
		(void)gs_fail(o->e, GS_ENOKEY,
		    "no identity matched: post-quantum and plugin identities "
		    "need age itself");
	else
		(void)gs_fail(o->e, GS_ENOKEY,
		    "no identity matched any of the %zu recipients", o->h->nr);
}

static int
open_payload(const struct gs_age_header *h,
    const uint8_t file_key[GS_AGE_FILE_KEY_LEN], size_t n, struct gs_buf *out)
{
	int r;

	if ((r = gs_age_header_verify(h, file_key)) != GS_OK)
		return r;
	return gs_age_stream_open(file_key, h->p + h->n, n - h->n, out);
}

static int
open_binary(struct opening *o, const uint8_t *p, size_t n, struct gs_buf *out)
{
	uint8_t file_key[GS_AGE_FILE_KEY_LEN];
	struct gs_age_header h;
	int r;

	if ((r = gs_age_header_parse(p, n, &h)) != GS_OK)
		return broken(r, o->e);
	o->h = &h;
	if ((r = check_shapes(&h)) != GS_OK) {
		r = broken(r, o->e);
	} else if ((r = find_file_key(o, file_key)) == GS_ENOKEY) {
		explain(o);
	} else if (r == GS_OK &&
	    (r = open_payload(&h, file_key, n, out)) != GS_OK) {
		r = broken(r, o->e);
	}
	gs_wipe(file_key, sizeof(file_key));
	gs_age_header_clear(&h);
	o->h = NULL;
	return r;
}

int
gs_age_open(struct gs_identities *ids, const struct gs_ask *ask, const void *p,
    size_t n, struct gs_buf *out, struct gs_err *e)
{
	struct opening o = { NULL, ids, ask, e, false };
	struct gs_buf binary = GS_BUF_INIT;
	int r;

	if (!gs_age_is(p, n))
		return gs_fail(e, GS_EDAMAGED, "this is no age file");
	if (!gs_age_armor_is(p, n))
		return open_binary(&o, p, n, out);
	if ((r = gs_age_armor_open(p, n, &binary)) == GS_OK)
		r = open_binary(&o, binary.p, binary.n, out);
	else if (r == GS_EDAMAGED)
		r = gs_fail(e, r, "the armor of the age file is damaged");
	else
		r = broken(r, e);
	gs_buf_clear(&binary);
	return r;
}
