#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/hex.h"
#include "format/keyring.h"

#include "gitseal.h"

struct gitseal_keyring {
	struct gs_gens gens;
};

struct gitseal_bytes {
	struct gs_buf buf; /* never without memory */
	size_t off;
};

const char *
gitseal_version(void)
{
	return GS_VERSION;
}

/* The codes of the inside are its own; these are promised. */
static const struct {
	int inside, outside;
	const char *text;
} codes[] = {
	{ GS_OK, GITSEAL_OK, "done" },
	{ GS_EUSAGE, GITSEAL_EUSAGE, "wrong argument, or no keyring" },
	{ GS_EREFUSED, GITSEAL_EUSAGE, "wrong argument, or no keyring" },
	{ GS_ENOTFOUND, GITSEAL_EPLAIN, "not sealed" },
	{ GS_ENOKEY, GITSEAL_ENOKEY, "no key for it" },
	{ GS_EDAMAGED, GITSEAL_EDAMAGED, "damaged" },
	{ GS_ENEWER, GITSEAL_ENEWER, "made by a newer git-seal" },
	{ GS_ETOOBIG, GITSEAL_ETOOBIG, "too big" },
	{ GS_ENOMEM, GITSEAL_ENOMEM, "out of memory" },
	{ GS_ECRYPTO, GITSEAL_ECRYPTO, "the cryptographic library failed" },
};

static int
outside(int code)
{
	for (size_t i = 0; i < GS_NR(codes); i++) {
		if (codes[i].inside == code)
			return codes[i].outside;
	}
	return GITSEAL_ECRYPTO;
}

const char *
gitseal_strerror(int code)
{
	for (size_t i = 0; i < GS_NR(codes); i++) {
		if (codes[i].outside == code)
			return codes[i].text;
	}
	return "unknown error";
}

int
gitseal_keyring_parse(const void *text, size_t n, struct gitseal_keyring **out,
    char *why, size_t why_len)
{
	struct gitseal_keyring *k = calloc(1, sizeof(*k));
	struct gs_err e = { "", "" };
	int r = GS_ENOMEM;

	*out = NULL;
	if (k != NULL)
		r = gs_keyring_parse(text, n, &k->gens, &e);
	if (r == GS_OK) {
		*out = k;
		return GITSEAL_OK;
	}
	if (why != NULL && why_len > 0)
		(void)snprintf(why, why_len, "%s",
		    e.what[0] != '\0' ? e.what : gs_strerror(r));
	gitseal_keyring_free(k);
	return outside(r);
}

void
gitseal_keyring_free(struct gitseal_keyring *k)
{
	if (k == NULL)
		return;
	gs_gens_clear(&k->gens);
	free(k);
}

int
gitseal_keyring_generation(const struct gitseal_keyring *k, size_t i,
    char out[GITSEAL_GENERATION_LEN + 1])
{
	out[0] = '\0';
	if (i >= k->gens.nr)
		return GITSEAL_EUSAGE;
	(void)gs_gen_id_print(k->gens.v[i].content.id, out);
	return GITSEAL_OK;
}

int
gitseal_is_sealed(const void *p, size_t n)
{
	return gs_sealed_is(p, n);
}

int
gitseal_generation(
    const void *p, size_t n, char out[GITSEAL_GENERATION_LEN + 1])
{
	struct gs_sealed_head head;
	int r;

	out[0] = '\0';
	if (!gs_sealed_is(p, n))
		return GITSEAL_EPLAIN;
	if ((r = gs_sealed_peek(p, n, &head)) == GS_OK)
		(void)gs_gen_id_print(head.id, out);
	return outside(r);
}

/* Bytes with ${before} free ones in front, and then the ${n} at ${p}. */
static int
bytes_new(size_t before, const void *p, size_t n, struct gitseal_bytes **out)
{
	struct gitseal_bytes *b = calloc(1, sizeof(*b));
	int r;

	if (b == NULL)
		return GS_ENOMEM;
	if (n > GS_BUF_MAX - before)
		r = GS_ETOOBIG;
	else
		r = gs_buf_reserve(&b->buf, before + n + 1);
	if (r != GS_OK) {
		free(b);
		return r;
	}
	memset(b->buf.p, 0, before);
	b->buf.n = before;
	if (n != 0)
		memcpy(b->buf.p + before, p, n);
	b->buf.n += n;
	*out = b;
	return GS_OK;
}

/* The generation that is asked for; NULL where there is none. */
static const struct gs_gen *
choose(const struct gs_gens *gens, const char *hex)
{
	uint8_t id[GS_GEN_ID_LEN];

	if (hex == NULL)
		return gs_gens_newest(gens);
	if (strlen(hex) != GS_GEN_ID_HEX_LEN ||
	    gs_hex_parse_lower(hex, GS_GEN_ID_HEX_LEN, id) != GS_OK)
		return NULL;
	return gs_gens_find(gens, id);
}

int
gitseal_seal(const struct gitseal_keyring *k, const struct gitseal_options *opt,
    const void *p, size_t n, struct gitseal_bytes **out)
{
	static const struct gitseal_options none;
	const struct gitseal_options *o = opt != NULL ? opt : &none;
	const struct gs_gen *gen = choose(&k->gens, o->seal);
	struct gs_seal_opt how = { o->no_compress == 0, o->pad };
	struct gitseal_bytes *b = NULL;
	int r;

	*out = NULL;
	if (o->pad != 0 &&
	    (o->pad < GS_SEALED_PAD_MIN || o->pad > GS_SEALED_PAD_MAX ||
		(o->pad & (o->pad - 1)) != 0))
		return GITSEAL_EUSAGE;
	if (gen == NULL)
		return GITSEAL_ENOKEY;
	r = bytes_new(n == 0 ? 0 : GS_SEALED_HEADER_LEN, p, n, &b);
	if (r == GS_OK && n != 0)
		r = gs_sealed_seal(&gen->content, &how, &b->buf);
	if (r == GS_OK)
		*out = b;
	else
		gitseal_bytes_free(b);
	return outside(r);
}

static int
open_bytes(
    const struct gitseal_keyring *k, uint64_t max, struct gitseal_bytes *b)
{
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	int r;

	if (!gs_sealed_is(b->buf.p, b->buf.n))
		return GS_ENOTFOUND;
	if ((r = gs_sealed_peek(b->buf.p, b->buf.n, &head)) != GS_OK)
		return r;
	if ((gen = gs_gens_find(&k->gens, head.id)) == NULL)
		return GS_ENOKEY;
	return gs_sealed_open(&gen->content,
	    max != 0 ? max : GS_SEALED_INFLATE_MAX, &b->buf, &b->off);
}

int
gitseal_open(const struct gitseal_keyring *k, uint64_t max, const void *p,
    size_t n, struct gitseal_bytes **out)
{
	struct gitseal_bytes *b = NULL;
	int r;

	*out = NULL;
	r = bytes_new(0, p, n, &b);
	if (r == GS_OK && n != 0)
		r = open_bytes(k, max, b);
	if (r == GS_OK)
		*out = b;
	else
		gitseal_bytes_free(b);
	return outside(r);
}

const uint8_t *
gitseal_bytes_data(const struct gitseal_bytes *b)
{
	return b->buf.p + b->off;
}

size_t
gitseal_bytes_len(const struct gitseal_bytes *b)
{
	return b->buf.n - b->off;
}

void
gitseal_bytes_free(struct gitseal_bytes *b)
{
	if (b == NULL)
		return;
	gs_buf_clear(&b->buf);
	free(b);
}
