#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "codec/hex.h"

#include "format/sops/values.h"

/* SHA-256("sops"): what the hash begins with under mac_only_encrypted. */
static const uint8_t only_encrypted[] = { 0x8a, 0x3f, 0xd2, 0xad, 0x54, 0xce,
	0x66, 0x52, 0x7b, 0x10, 0x34, 0xf3, 0xd1, 0x47, 0xbe, 0x0b, 0x0b, 0x97,
	0x5b, 0x3b, 0xf4, 0x4f, 0x72, 0xc6, 0xfd, 0xad, 0xec, 0x81, 0x76, 0xf2,
	0x7d, 0x69 };

/* What opening is done with. */
struct opener {
	const struct gs_sops *s;
	const uint8_t *key;
	const struct gs_report *report;
	struct gs_sops_values *out;
	struct gs_buf aad;
	bool told;
	size_t before; /* the path of the last value */
	size_t next;   /* the item of the next one, as far as we looked */
	struct gs_err *e;
};

static int
begin(const struct gs_sops_head *h, const struct gs_sops_doc *d,
    struct gs_sops_values *out, struct gs_err *e)
{
	memset(out, 0, sizeof(*out));
	out->doc = d;
	out->v = calloc(d->nr == 0 ? 1 : d->nr, sizeof(*out->v));
	if (out->v == NULL ||
	    gs_sops_head_encrypts(h, d, &out->encrypts) != GS_OK) {
		gs_sops_values_clear(out);
		return gs_no_memory(e);
	}
	for (size_t i = 0; i < d->nr; i++) {
		const struct gs_sops_item *it = &d->item[i];

		out->v[i] = (struct gs_sops_value){ it->type, false, it->path,
			it->text, it->n };
	}
	return GS_OK;
}

int
gs_sops_values_take(const struct gs_sops_head *h, const struct gs_sops_doc *d,
    struct gs_sops_values *out, struct gs_err *e)
{
	return begin(h, d, out, e);
}

const void *
gs_sops_values_at(const struct gs_sops_values *v, size_t i)
{
	const struct gs_buf *b = v->v[i].opened ? &v->text : &v->doc->ev.text;

	return b->p == NULL ? (const uint8_t *)"" : b->p + v->v[i].at;
}

/* Open the text of item ${i} as what stands below ${path}. */
static int
open_at(struct opener *o, size_t i, size_t path)
{
	const struct gs_sops_doc *d = &o->s->doc;
	struct gs_sops_value *v = &o->out->v[i];
	size_t at = o->out->text.n;
	enum gs_sops_type type;
	int r;

	gs_buf_cut(&o->aad, 0);
	if ((r = gs_sops_doc_keys(d, path, &o->aad)) != GS_OK)
		return r;
	r = gs_sops_enc_open(o->key, o->aad.p, o->aad.n,
	    gs_sops_doc_text(d, d->item[i].text), d->item[i].n, &type,
	    &o->out->text);
	/* A comment and a value cannot take each other's place. */
	if (r == GS_OK &&
	    (type == GS_SOPS_COMMENT) != (d->item[i].type == GS_SOPS_COMMENT)) {
		gs_buf_cut(&o->out->text, at);
		r = GS_EDAMAGED;
	}
	if (r == GS_OK)
		*v = (struct gs_sops_value){ type, true, path, at,
			o->out->text.n - at };
	return r;
}

static int
open_value(struct opener *o, size_t i)
{
	const struct gs_sops_doc *d = &o->s->doc;
	const struct gs_sops_item *it = &d->item[i];
	char name[64];
	int r;

	if (it->type == GS_SOPS_NULL || !o->out->encrypts.p[it->path] ||
	    (it->type == GS_SOPS_STR && it->n == 0))
		return GS_OK;
	if (it->type != GS_SOPS_STR ||
	    !gs_sops_enc_is(gs_sops_doc_text(d, it->text), it->n))
		return gs_fail(o->e, GS_EDAMAGED,
		    "the value '%s' is clear, and must be encrypted",
		    gs_sops_doc_name(d, it->path, name));
	r = open_at(o, i, it->path);
	if (r == GS_EDAMAGED)
		return gs_fail(o->e, r, "the value '%s' does not authenticate",
		    gs_sops_doc_name(d, it->path, name));
	return r == GS_OK ? r : gs_fail(o->e, r, "%s", gs_strerror(r));
}

/* As something below ${path} or any key above it. */
static int
open_above(struct opener *o, size_t i, size_t path)
{
	int r = GS_EDAMAGED;

	for (;; path = o->s->doc.path[path].up) {
		r = open_at(o, i, path);
		if (r != GS_EDAMAGED || path == 0)
			return r;
	}
}

/* The path of the next value behind item ${i}. */
static size_t
behind(struct opener *o, size_t i)
{
	const struct gs_sops_doc *d = &o->s->doc;

	if (o->next < i)
		o->next = i;
	while (o->next < d->nr && d->item[o->next].type == GS_SOPS_COMMENT)
		o->next++;
	return o->next < d->nr ? d->item[o->next].path : 0;
}

/*
 * What a comment belongs to is decided by the YAML library of SOPS in ways of
 * its own.  Its tag tells: it opens only under the path it was sealed with,
 * and that is one above the values around it.
 */
static int
open_comment(struct opener *o, size_t i)
{
	const struct gs_sops_doc *d = &o->s->doc;
	const struct gs_sops_item *it = &d->item[i];
	int r;

	if (!gs_sops_enc_is(gs_sops_doc_text(d, it->text), it->n))
		return GS_OK;
	r = open_above(o, i, it->path);
	if (r == GS_EDAMAGED)
		r = open_above(o, i, o->before);
	if (r == GS_EDAMAGED)
		r = open_above(o, i, behind(o, i));
	if (r == GS_EDAMAGED) {
		if (!o->told)
			gs_say(o->report, GS_WARNING, NULL,
			    "a comment does not authenticate, and stays "
			    "encrypted");
		o->told = true;
		return GS_OK;
	}
	return r == GS_OK ? r : gs_fail(o->e, r, "%s", gs_strerror(r));
}

static int
hash(const struct gs_sops_head *h, const struct gs_sops_values *v,
    struct gs_sha512 *sum)
{
	int r = gs_sha512_init(sum);

	if (r == GS_OK && h->mac_only_encrypted)
		r = gs_sha512_update(
		    sum, only_encrypted, sizeof(only_encrypted));
	for (size_t i = 0; r == GS_OK && i < v->doc->nr; i++) {
		const struct gs_sops_item *it = &v->doc->item[i];

		if (it->type == GS_SOPS_COMMENT || it->type == GS_SOPS_NULL ||
		    (h->mac_only_encrypted && !v->encrypts.p[it->path]))
			continue;
		r = gs_sha512_update(sum, gs_sops_values_at(v, i), v->v[i].n);
	}
	return r;
}

int
gs_sops_values_mac(const struct gs_sops_head *h, const struct gs_sops_values *v,
    char out[GS_SOPS_MAC_LEN])
{
	struct gs_sha512 sum = { NULL };
	uint8_t b[GS_SHA512_LEN];
	char hex[GS_SOPS_MAC_LEN + 1];
	int r;

	r = hash(h, v, &sum);
	if (r == GS_OK && (r = gs_sha512_final(&sum, b)) == GS_OK) {
		(void)gs_hex_print(b, sizeof(b), hex);
		for (size_t i = 0; i < GS_SOPS_MAC_LEN; i++)
			out[i] = hex[i] >= 'a' ? (char)(hex[i] - 32) : hex[i];
	}
	gs_sha512_clear(&sum);
	gs_wipe(b, sizeof(b));
	gs_wipe(hex, sizeof(hex));
	return r;
}

static int
verify(struct opener *o)
{
	const struct gs_sops_head *h = &o->s->head;
	struct gs_buf said = GS_BUF_INIT;
	char mac[GS_SOPS_MAC_LEN];
	enum gs_sops_type type;
	int r;

	r = gs_sops_enc_open(o->key, h->modified, strlen(h->modified),
	    gs_sops_doc_text(&o->s->doc, h->mac->value), h->mac->value_n, &type,
	    &said);
	if (r == GS_OK && (r = gs_sops_values_mac(h, o->out, mac)) == GS_OK &&
	    (type != GS_SOPS_STR || said.n != sizeof(mac) ||
		!gs_ct_eq(said.p, mac, sizeof(mac))))
		r = GS_EDAMAGED;
	gs_wipe(mac, sizeof(mac));
	gs_buf_clear(&said);
	if (r == GS_EDAMAGED)
		return gs_fail(
		    o->e, r, "its MAC does not match: something was changed");
	return r == GS_OK ? r : gs_fail(o->e, r, "%s", gs_strerror(r));
}

int
gs_sops_values_open(const struct gs_sops *s, const uint8_t *key,
    const struct gs_report *report, struct gs_sops_values *out,
    struct gs_err *e)
{
	struct opener o = {
		.s = s, .key = key, .report = report, .out = out, .e = e
	};
	int r = begin(&s->head, &s->doc, out, e);

	for (size_t i = 0; r == GS_OK && i < s->doc.nr; i++)
		r = s->doc.item[i].type == GS_SOPS_COMMENT ? open_comment(&o, i)
							   : open_value(&o, i);
	if (r == GS_OK)
		r = verify(&o);
	gs_buf_clear(&o.aad);
	if (r != GS_OK)
		gs_sops_values_clear(out);
	return r;
}

static size_t
next_value(const struct gs_sops_doc *d, size_t i)
{
	while (i < d->nr && d->item[i].type == GS_SOPS_COMMENT)
		i++;
	return i;
}

static int
same_value(const struct gs_sops_values *v, size_t i,
    const struct gs_sops_doc *d, size_t k, bool *same)
{
	const struct gs_sops_item *it = &d->item[k];
	struct gs_buf a = GS_BUF_INIT, b = GS_BUF_INIT;
	int r;

	if ((r = gs_sops_doc_keys(v->doc, v->doc->item[i].path, &a)) == GS_OK)
		r = gs_sops_doc_keys(d, it->path, &b);
	*same = r == GS_OK && a.n == b.n && memcmp(a.p, b.p, a.n) == 0 &&
	    v->v[i].n == it->n &&
	    memcmp(gs_sops_values_at(v, i), gs_sops_doc_text(d, it->text),
		it->n) == 0;
	gs_buf_clear(&a);
	gs_buf_clear(&b);
	return r;
}

int
gs_sops_values_match(
    const struct gs_sops_values *v, const struct gs_sops_doc *d, bool *same)
{
	size_t i = 0, k = 0;
	int r = GS_OK;

	*same = true;
	while (r == GS_OK && *same) {
		i = next_value(v->doc, i);
		k = next_value(d, k);
		if (i == v->doc->nr || k == d->nr)
			break;
		r = same_value(v, i++, d, k++, same);
	}
	*same = *same && i == v->doc->nr && k == d->nr;
	return r;
}

void
gs_sops_values_clear(struct gs_sops_values *v)
{
	free(v->v);
	gs_buf_clear(&v->encrypts);
	gs_buf_clear(&v->text);
	memset(v, 0, sizeof(*v));
}
