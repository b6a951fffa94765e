/* Writing: an edited plain document under the data key of its file. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "format/sops/print.h"
#include "format/sops/scalar.h"
#include "format/sops/sealer.h"

#include "format/sops/sops.h"

static int
failed(struct gs_sops_sealer *w, int r)
{
	return r == GS_ENOMEM ? gs_no_memory(w->e)
			      : gs_fail(w->e, r, "%s", gs_strerror(r));
}

/*
 * What stands for "this value, in this place": where both are equal the old
 * encrypted text stays.  A keyed digest, so that no map holds a secret.
 */
static int
name_value(struct gs_sops_sealer *w, const struct gs_sops_values *v, size_t i,
    uint8_t out[GS_SHA256_LEN])
{
	/* 3 and 3.0 are one value to SOPS. */
	static const char kind[] = { 's', 'n', 'n', 'b', 't', 's', 'c', '0' };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if ((r = gs_sops_doc_keys(v->doc, v->v[i].path, &b)) == GS_OK &&
	    (r = gs_buf_addc(&b, kind[v->v[i].type])) == GS_OK)
		r = gs_buf_add(&b, gs_sops_values_at(v, i), v->v[i].n);
	if (r == GS_OK)
		r = gs_hmac_sha256(w->key, GS_SOPS_KEY_LEN, b.p, b.n, out);
	gs_buf_clear(&b);
	return r;
}

static int
remember(struct gs_sops_sealer *w)
{
	uint8_t name[GS_SHA256_LEN];
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < w->s->doc.nr; i++) {
		if (!w->old.v[i].opened)
			continue;
		if ((r = name_value(w, &w->old, i, name)) == GS_OK)
			r = gs_map_put(&w->kept, (const char *)name,
			    sizeof(name), &w->s->doc.item[i]);
	}
	return r == GS_OK ? r : failed(w, r);
}

/* Once only: two equal values of one list must not show that they are. */
static int
recall(struct gs_sops_sealer *w, size_t i, bool *found)
{
	uint8_t name[GS_SHA256_LEN];
	const struct gs_sops_item *it;
	int r;

	*found = false;
	if ((r = name_value(w, &w->now, i, name)) != GS_OK)
		return r;
	it = gs_map_get(&w->kept, (const char *)name, sizeof(name));
	if (it == NULL)
		return GS_OK;
	*found = true;
	if ((r = gs_map_put(
		 &w->kept, (const char *)name, sizeof(name), NULL)) != GS_OK)
		return r;
	return gs_buf_add(
	    &w->enc, gs_sops_doc_text(&w->s->doc, it->text), it->n);
}

/* SOPS knows times since 3.10; to an older one they are strings. */
static enum gs_sops_type
type_to_write(const struct gs_sops_sealer *w, enum gs_sops_type type)
{
	const unsigned *v = w->s->head.version;
	bool old = v[0] < 3 || (v[0] == 3 && v[1] < 10);

	return type == GS_SOPS_BYTES || (type == GS_SOPS_TIME && old)
	    ? GS_SOPS_STR
	    : type;
}

static bool
stays_clear(const struct gs_sops_sealer *w, size_t i)
{
	const struct gs_sops_item *it = &w->doc.item[i];

	return it->type == GS_SOPS_NULL || !w->now.encrypts.p[it->path] ||
	    (it->n == 0 &&
		(it->type == GS_SOPS_STR || it->type == GS_SOPS_COMMENT)) ||
	    (it->type == GS_SOPS_COMMENT &&
		gs_sops_enc_is(gs_sops_doc_text(&w->doc, it->text), it->n));
}

static int
seal_value(struct gs_sops_sealer *w, size_t i)
{
	const struct gs_sops_item *it = &w->doc.item[i];
	size_t at = gs_sops_edit_begin(&w->x);
	bool found;
	int r;

	gs_buf_cut(&w->enc, 0);
	gs_buf_cut(&w->aad, 0);
	if ((r = recall(w, i, &found)) == GS_OK && !found &&
	    (r = gs_sops_doc_keys(&w->doc, it->path, &w->aad)) == GS_OK)
		r = gs_sops_enc_seal(w->key, w->aad.p, w->aad.n,
		    type_to_write(w, it->type), gs_sops_values_at(&w->now, i),
		    it->n, &w->enc);
	if (r == GS_OK)
		r = gs_sops_print_enc(
		    &w->doc, it, (const char *)w->enc.p, w->enc.n, &w->x.text);
	if (r == GS_OK)
		r = gs_sops_edit_end(&w->x, at, it->from, it->to);
	return r == GS_OK ? r : failed(w, r);
}

/* The new MAC, encrypted, in w->enc. */
static int
seal_mac(struct gs_sops_sealer *w)
{
	char mac[GS_SOPS_MAC_LEN];
	int r = gs_sops_values_mac(&w->s->head, &w->now, mac);

	gs_buf_cut(&w->enc, 0);
	if (r == GS_OK)
		r = gs_sops_enc_seal(w->key, w->modified, strlen(w->modified),
		    GS_SOPS_STR, mac, sizeof(mac), &w->enc);
	return r == GS_OK ? r : failed(w, r);
}

/* What YAML can say, and this way of writing cannot. */
static int
judge_yaml(struct gs_sops_sealer *w)
{
	if (w->doc.inner)
		return gs_fail(w->e, GS_EUSAGE,
		    "a comment behind '|' or '>' finds no place in the file; "
		    "put it above");
	for (size_t i = 0; i < w->doc.roots; i++) {
		const struct gs_sops_root *root = &w->doc.root[i];

		if (root->map && root->flow && root->entries != 0)
			return gs_fail(w->e, GS_EUSAGE,
			    "the top map stands in brackets; write a key a "
			    "line");
		if (root->map && !root->flow && root->from > 0 &&
		    w->doc.p[root->from - 1] == ' ')
			return gs_fail(w->e, GS_EUSAGE,
			    "the keys of the top map are indented");
	}
	return GS_OK;
}

static int
read_plain(struct gs_sops_sealer *w, const uint8_t *p, size_t n)
{
	enum gs_sops_format format = w->s->doc.format;
	int r;

	/* A line end behind the last value would change it later. */
	if (format == GS_SOPS_YAML && n > 0 && p[n - 1] != '\n') {
		if (gs_buf_add(&w->plain, p, n) != GS_OK ||
		    gs_buf_addc(&w->plain, '\n') != GS_OK)
			return gs_no_memory(w->e);
		p = w->plain.p;
		n = w->plain.n;
	}
	r = gs_sops_doc_read(format, p, n, &w->doc, w->e);
	if (r == GS_EDAMAGED)
		return GS_EUSAGE;
	if (r == GS_OK && (w->doc.cuts != 0 || w->doc.reserved))
		return gs_fail(w->e, GS_EUSAGE, "%s",
		    format == GS_SOPS_DOTENV
			? "names that begin with 'sops_' are kept for SOPS"
			: "the key 'sops' at the top is kept for SOPS");
	return r == GS_OK && format == GS_SOPS_YAML ? judge_yaml(w) : r;
}

/* The file that we know, with another value of "data". */
static int
seal_binary(struct gs_sops_sealer *w, const uint8_t *p, size_t n)
{
	const struct gs_sops_doc *old = &w->s->doc;
	struct gs_sops_edits x = { NULL };
	int r;

	r = gs_sops_print(old, &old->item[0], GS_SOPS_STR, p, n, &x.text);
	if (r == GS_EDAMAGED)
		r = gs_fail(
		    w->e, GS_EUSAGE, "it is not UTF-8, which SOPS cannot hold");
	else if (r == GS_OK)
		r = gs_sops_edit_end(&x, 0, old->item[0].from, old->item[0].to);
	if (r == GS_OK)
		r = gs_sops_edit_end(
		    &x, x.text.n, old->cut[0].from, old->cut[0].to);
	if (r == GS_OK)
		r = gs_sops_edits_apply(&x, old->p, old->n, &w->plain);
	if (r == GS_ENOMEM)
		r = gs_no_memory(w->e);
	gs_sops_edits_clear(&x);
	return r == GS_OK ? read_plain(w, w->plain.p, w->plain.n) : r;
}

static int
seal_all(struct gs_sops_sealer *w, struct gs_buf *out)
{
	int r = gs_sops_values_take(&w->s->head, &w->doc, &w->now, w->e);

	for (size_t i = 0; r == GS_OK && i < w->doc.nr; i++) {
		if (!stays_clear(w, i))
			r = seal_value(w, i);
	}
	if (r == GS_OK && (r = seal_mac(w)) == GS_OK)
		r = gs_sops_sealer_meta(w) == GS_OK ? GS_OK
						    : gs_no_memory(w->e);
	if (r != GS_OK)
		return r;
	r = gs_sops_edits_apply(&w->x, w->doc.p, w->doc.n, out);
	if (r == GS_EDAMAGED)
		return gs_fail(
		    w->e, GS_EUSAGE, "its values stand within each other");
	return r == GS_OK ? r : gs_no_memory(w->e);
}

static void
print_now(uint64_t now, char out[24])
{
	time_t t = (time_t)now;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, 24, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		memcpy(out, "1970-01-01T00:00:00Z", 21);
}

static void
clear(struct gs_sops_sealer *w)
{
	gs_sops_values_clear(&w->old);
	gs_sops_values_clear(&w->now);
	gs_map_clear(&w->kept, NULL);
	gs_sops_doc_clear(&w->doc);
	gs_sops_edits_clear(&w->x);
	gs_buf_clear(&w->plain);
	gs_buf_clear(&w->aad);
	gs_buf_clear(&w->enc);
}

int
gs_sops_reseal(const struct gs_sops *s, const uint8_t *key, const void *p,
    size_t n, uint64_t now, struct gs_buf *out, struct gs_err *e)
{
	struct gs_sops_sealer w = { .s = s, .key = key, .e = e };
	struct gs_err mine = { "", "" };
	struct gs_buf text = GS_BUF_INIT;
	int r;

	if (w.e == NULL)
		w.e = &mine;
	if (s->doc.format == GS_SOPS_INI)
		return gs_fail(
		    e, GS_EUSAGE, "INI files of SOPS are read, not written");
	print_now(now, w.modified);
	if ((r = gs_sops_values_open(s, key, NULL, &w.old, w.e)) == GS_OK &&
	    (r = remember(&w)) == GS_OK)
		r = s->doc.format == GS_SOPS_BINARY ? seal_binary(&w, p, n)
						    : read_plain(&w, p, n);
	if (r == GS_OK && (r = seal_all(&w, &text)) == GS_OK)
		r = gs_sops_sealer_prove(&w, text.p, text.n);
	if (r == GS_OK && gs_buf_add(out, text.p, text.n) != GS_OK)
		r = gs_no_memory(w.e);
	gs_buf_clear(&text);
	clear(&w);
	return r;
}
