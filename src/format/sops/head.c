#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/age/age.h"
#include "format/sops/scalar.h"

#include "format/sops/head.h"

#define MAC_ONLY "mac_only_encrypted"

static bool
begins(const char *s, size_t n, const char *with)
{
	return n >= strlen(with) && memcmp(s, with, strlen(with)) == 0;
}

/* A copy of the value of ${f}; no NUL may stand in it. */
static int
copy(const struct gs_sops_doc *d, const struct gs_sops_field *f, char **out,
    struct gs_err *e)
{
	const char *s = gs_sops_doc_text(d, f->value);

	if (memchr(s, '\0', f->value_n) != NULL)
		return gs_fail(e, GS_EDAMAGED, "a NUL in its SOPS metadata");
	if ((*out = gs_strndup(s, f->value_n)) == NULL)
		return gs_no_memory(e);
	return GS_OK;
}

static int
read_modified(
    const struct gs_sops_doc *d, struct gs_sops_head *h, struct gs_err *e)
{
	struct gs_buf time = GS_BUF_INIT;
	int r;

	h->modified_at = gs_sops_doc_field(d, "lastmodified");
	if (h->modified_at == NULL)
		return gs_fail(
		    e, GS_EDAMAGED, "its SOPS metadata has no lastmodified");
	r = gs_sops_time(gs_sops_doc_text(d, h->modified_at->value),
	    h->modified_at->value_n, false, false, &time);
	if (r == GS_OK &&
	    (h->modified = gs_strndup((char *)time.p, time.n)) == NULL)
		r = GS_ENOMEM;
	gs_buf_clear(&time);
	if (r == GS_EDAMAGED)
		return gs_fail(e, r, "its lastmodified is no time");
	return r == GS_OK ? r : gs_no_memory(e);
}

/* "3.13.2"; what is no version is one of old. */
static void
read_version(const struct gs_sops_doc *d, struct gs_sops_head *h)
{
	const struct gs_sops_field *f = gs_sops_doc_field(d, "version");
	const char *s = f == NULL ? "" : gs_sops_doc_text(d, f->value);
	size_t n = f == NULL ? 0 : f->value_n, part = 0;

	for (size_t i = 0; i < n && part < GS_NR(h->version); i++) {
		if (s[i] == '.')
			part++;
		else if (s[i] >= '0' && s[i] <= '9' && h->version[part] < 1000)
			h->version[part] =
			    h->version[part] * 10 + (unsigned)(s[i] - '0');
		else
			break;
	}
}

static int
set_rule(const struct gs_sops_doc *d, const struct gs_sops_field *f, size_t i,
    struct gs_sops_head *h, struct gs_err *e)
{
	int r;

	if (i >= 4) {
		h->foreign = "has rules that look at comments";
		return GS_OK;
	}
	h->rule = (enum gs_sops_rule)i;
	if (i < 2)
		return copy(d, f, &h->suffix, e);
	r = gs_regex_new(gs_sops_doc_text(d, f->value), f->value_n, &h->regex);
	if (r == GS_EUSAGE || r == GS_ETOOBIG) {
		h->foreign = "has a regular expression that git-seal does not "
			     "know";
		return GS_OK;
	}
	return r == GS_OK ? r : gs_no_memory(e);
}

static int
read_rule(const struct gs_sops_doc *d, struct gs_sops_head *h, struct gs_err *e)
{
	static const char *const names[] = { "unencrypted_suffix",
		"encrypted_suffix", "unencrypted_regex", "encrypted_regex",
		"unencrypted_comment_regex", "encrypted_comment_regex" };
	bool some = false;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < GS_NR(names); i++) {
		const struct gs_sops_field *f = gs_sops_doc_field(d, names[i]);

		if (f == NULL || f->value_n == 0)
			continue;
		if (some)
			return gs_fail(e, GS_EDAMAGED,
			    "its SOPS metadata has two rules for what is "
			    "encrypted");
		some = true;
		r = set_rule(d, f, i, h, e);
	}
	if (r == GS_OK && !some) {
		h->rule = GS_SOPS_UNENCRYPTED_SUFFIX;
		if ((h->suffix = gs_strdup("_unencrypted")) == NULL)
			return gs_no_memory(e);
	}
	return r;
}

/* The entries "KIND__list_N__map_enc", and what ${who} names beside each. */
static int
read_wraps(const struct gs_sops_doc *d, const char *kind, const char *who,
    struct gs_sops_wraps *out, struct gs_err *e)
{
	const struct gs_sops_field *enc, *name;
	char field[64];
	int r;

	for (size_t i = 0; i < GS_SOPS_WRAPS_MAX; i++) {
		struct gs_sops_wrap *v;

		(void)snprintf(
		    field, sizeof(field), "%s__list_%zu__map_enc", kind, i);
		if ((enc = gs_sops_doc_field(d, field)) == NULL)
			return GS_OK;
		(void)snprintf(
		    field, sizeof(field), "%s__list_%zu__map_%s", kind, i, who);
		name = gs_sops_doc_field(d, field);
		v = realloc(out->v, (out->nr + 1) * sizeof(*v));
		if (v == NULL)
			return gs_no_memory(e);
		out->v = v;
		v += out->nr++;
		memset(v, 0, sizeof(*v));
		if ((r = copy(d, enc, &v->enc, e)) != GS_OK ||
		    (name != NULL && (r = copy(d, name, &v->who, e)) != GS_OK))
			return r;
	}
	return gs_fail(e, GS_EDAMAGED, "over %d %s keys in its SOPS metadata",
	    GS_SOPS_WRAPS_MAX, kind);
}

/* Which other kinds of keys it has. */
static int
read_others(
    const struct gs_sops_doc *d, struct gs_sops_head *h, struct gs_err *e)
{
	static const char *const kinds[][2] = { { "kms__", "AWS KMS" },
		{ "gcp_kms__", "Google Cloud KMS" },
		{ "azure_kv__", "Azure Key Vault" },
		{ "hc_vault__", "HashiCorp Vault" },
		{ "hckms__", "Huawei Cloud KMS" } };

	for (size_t i = 0; i < d->fields; i++) {
		const char *name = gs_sops_doc_text(d, d->field[i].name);
		size_t n = d->field[i].name_n;

		if (begins(name, n, "key_groups__"))
			h->foreign = "shares its key among several groups "
				     "(key_groups)";
		for (size_t k = 0; k < GS_NR(kinds); k++) {
			if (begins(name, n, kinds[k][0]) &&
			    !gs_strs_has(&h->others, kinds[k][1]) &&
			    gs_strs_add(&h->others, kinds[k][1]) != GS_OK)
				return gs_no_memory(e);
		}
	}
	return GS_OK;
}

/* What is no truth value is false, as in SOPS. */
static int
read_flag(
    const struct gs_sops_doc *d, const char *name, bool *out, struct gs_err *e)
{
	const struct gs_sops_field *f = gs_sops_doc_field(d, name);
	struct gs_buf canon = GS_BUF_INIT;
	int r;

	*out = false;
	if (f == NULL)
		return GS_OK;
	r = gs_sops_scalar_canon(
	    GS_SOPS_BOOL, gs_sops_doc_text(d, f->value), f->value_n, &canon);
	*out = r == GS_OK && canon.n == strlen("True");
	gs_buf_clear(&canon);
	return r == GS_ENOMEM ? gs_no_memory(e) : GS_OK;
}

int
gs_sops_head_parse(
    const struct gs_sops_doc *d, struct gs_sops_head *out, struct gs_err *e)
{
	const struct gs_sops_field *shares;
	int r;

	memset(out, 0, sizeof(*out));
	out->mac = gs_sops_doc_field(d, "mac");
	if (out->mac == NULL || out->mac->value_n == 0)
		return gs_fail(e, GS_EDAMAGED, "it has no MAC");
	read_version(d, out);
	if ((r = read_flag(d, MAC_ONLY, &out->mac_only_encrypted, e)) !=
		GS_OK ||
	    (r = read_modified(d, out, e)) != GS_OK ||
	    (r = read_rule(d, out, e)) != GS_OK ||
	    (r = read_wraps(d, "age", "recipient", &out->age, e)) != GS_OK ||
	    (r = read_wraps(d, "pgp", "fp", &out->pgp, e)) != GS_OK ||
	    (r = read_others(d, out, e)) != GS_OK)
		goto out;
	shares = gs_sops_doc_field(d, "shamir_threshold");
	if (shares != NULL && shares->value_n != 0 &&
	    *gs_sops_doc_text(d, shares->value) != '0')
		out->foreign = "shares its key among several groups "
			       "(key_groups)";
	if (out->age.nr + out->pgp.nr + out->others.nr == 0 &&
	    out->foreign == NULL)
		r = gs_fail(
		    e, GS_EDAMAGED, "its data key is encrypted to nobody");
out:
	if (r != GS_OK)
		gs_sops_head_clear(out);
	return r;
}

static void
clear_wraps(struct gs_sops_wraps *w)
{
	for (size_t i = 0; i < w->nr; i++) {
		free(w->v[i].who);
		free(w->v[i].enc);
	}
	free(w->v);
}

void
gs_sops_head_clear(struct gs_sops_head *h)
{
	free(h->modified);
	free(h->suffix);
	gs_regex_free(h->regex);
	clear_wraps(&h->age);
	clear_wraps(&h->pgp);
	gs_strs_clear(&h->others);
	memset(h, 0, sizeof(*h));
}

static int
matches(const struct gs_sops_head *h, const char *key, size_t n, bool *yes)
{
	size_t k;

	if (h->rule != GS_SOPS_UNENCRYPTED_SUFFIX &&
	    h->rule != GS_SOPS_ENCRYPTED_SUFFIX)
		return gs_regex_finds(h->regex, key, n, yes);
	k = strlen(h->suffix);
	*yes = n >= k && memcmp(key + n - k, h->suffix, k) == 0;
	return GS_OK;
}

/* Any key of a path decides for all below; paths come after those above. */
int
gs_sops_head_encrypts(const struct gs_sops_head *h, const struct gs_sops_doc *d,
    struct gs_buf *out)
{
	bool hit = h->rule == GS_SOPS_ENCRYPTED_SUFFIX ||
	    h->rule == GS_SOPS_ENCRYPTED_REGEX;
	int r = gs_buf_reserve(out, d->paths);

	for (size_t i = 0; r == GS_OK && i < d->paths; i++) {
		const struct gs_sops_path *p = &d->path[i];
		bool yes = false, above = i != 0 && out->p[p->up] == hit;

		if (i != 0 && !above)
			r = matches(h, gs_sops_doc_text(d, p->key), p->n, &yes);
		out->p[out->n++] = (above || yes) == hit;
	}
	return r;
}

static int
open_wrap(const struct gs_sops_wrap *w, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_buf *key, struct gs_err *e)
{
	/* Room for more, so that a longer one is told apart. */
	struct gs_buf plain = { .max = (size_t)1 << 20 };
	int r;

	r = gs_age_open(ids, ask, w->enc, strlen(w->enc), &plain, e);
	if (r == GS_OK && plain.n != GS_SOPS_KEY_LEN)
		r = gs_fail(e, GS_EDAMAGED,
		    "what is encrypted to '%s' is no data key",
		    w->who == NULL ? "?" : w->who);
	if (r == GS_OK && gs_buf_add(key, plain.p, plain.n) != GS_OK)
		r = gs_no_memory(e);
	gs_buf_clear(&plain);
	return r;
}

int
gs_sops_head_key(const struct gs_sops_head *h, struct gs_identities *ids,
    const struct gs_ask *ask, struct gs_buf *key, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r = GS_ENOKEY, now;

	for (size_t i = 0; i < h->age.nr; i++) {
		now = open_wrap(&h->age.v[i], ids, ask, key, &why);
		/* Another entry may still open: damage is the better reason. */
		if (r == GS_ENOKEY && e != NULL)
			*e = why;
		if (now == GS_OK || now == GS_ENOMEM)
			return now;
		if (now != GS_ENOKEY)
			r = now;
	}
	return r;
}
