#include <stdlib.h>
#include <string.h>

#include "base/wipe.h"
#include "format/body.h"

#include "format/sealed.h"

/* Where the fields of the header stand; the first 16 bytes are what SIV
 * authenticates beside the body. */
#define VERSION_AT 8
#define FLAGS_AT 9
#define ID_AT 10
#define AD_LEN 16
#define TAG_AT 16

#define VERSION 1
#define FLAGS_KNOWN (GS_SEALED_COMPRESSED | GS_SEALED_PADDED)

bool
gs_sealed_is(const void *p, size_t n)
{
	return n >= GS_SEALED_MAGIC_LEN &&
	    memcmp(p, GS_SEALED_MAGIC, GS_SEALED_MAGIC_LEN) == 0;
}

int
gs_sealed_peek(const void *p, size_t n, struct gs_sealed_head *head)
{
	const uint8_t *b = p;

	memset(head, 0, sizeof(*head));
	if (!gs_sealed_is(p, n) || n <= FLAGS_AT)
		return GS_EDAMAGED;
	head->version = b[VERSION_AT];
	head->flags = b[FLAGS_AT];
	if (head->version != VERSION || (head->flags & ~FLAGS_KNOWN) != 0)
		return GS_ENEWER;
	if (n <= GS_SEALED_HEADER_LEN)
		return GS_EDAMAGED;
	memcpy(head->id, b + ID_AT, GS_GEN_ID_LEN);
	return GS_OK;
}

static void
put_header(uint8_t *p, unsigned flags, const uint8_t id[GS_GEN_ID_LEN])
{
	memcpy(p, GS_SEALED_MAGIC, GS_SEALED_MAGIC_LEN);
	p[VERSION_AT] = VERSION;
	p[FLAGS_AT] = (uint8_t)flags;
	memcpy(p + ID_AT, id, GS_GEN_ID_LEN);
}

int
gs_sealed_seal(const struct gs_content_key *key, const struct gs_seal_opt *opt,
    struct gs_buf *b)
{
	bool compressed = false;
	unsigned flags = 0;
	int r = GS_OK;

	GS_BUG(b->n <= GS_SEALED_HEADER_LEN);
	if (opt->compress && (r = gs_body_deflate(b, &compressed)) != GS_OK)
		goto out;
	if (compressed)
		flags |= GS_SEALED_COMPRESSED;
	if (opt->pad != 0) {
		flags |= GS_SEALED_PADDED;
		if ((r = gs_body_pad(b, opt->pad)) != GS_OK)
			goto out;
	}
	put_header(b->p, flags, key->id);
	r = gs_siv_seal(key->key, b->p, AD_LEN, b->p + GS_SEALED_HEADER_LEN,
	    b->n - GS_SEALED_HEADER_LEN, b->p + TAG_AT);
out:
	if (r != GS_OK)
		gs_buf_reset(b);
	return r;
}

/* From authentic bytes to the plain ones. */
static int
unpack(const struct gs_sealed_head *head, uint64_t max, struct gs_buf *b)
{
	int r;

	if ((head->flags & GS_SEALED_PADDED) != 0 &&
	    (r = gs_body_unpad(b)) != GS_OK)
		return r;
	if ((head->flags & GS_SEALED_COMPRESSED) != 0 &&
	    (r = gs_body_inflate(b, max)) != GS_OK)
		return r;
	return b->n > GS_SEALED_HEADER_LEN ? GS_OK : GS_EDAMAGED;
}

/* Everything after the header's look; ${b} is the caller's to empty. */
static int
open_body(const struct gs_content_key *key, const struct gs_sealed_head *head,
    uint64_t max, struct gs_buf *b)
{
	int r;

	if (memcmp(head->id, key->id, GS_GEN_ID_LEN) != 0)
		return GS_ENOKEY;
	r = gs_siv_open(key->key, b->p, AD_LEN, b->p + GS_SEALED_HEADER_LEN,
	    b->n - GS_SEALED_HEADER_LEN, b->p + TAG_AT);
	return r == GS_OK ? unpack(head, max, b) : r;
}

int
gs_sealed_open(const struct gs_content_key *key, uint64_t max, struct gs_buf *b,
    size_t *off)
{
	struct gs_sealed_head head;
	int r;

	*off = 0;
	if ((r = gs_sealed_peek(b->p, b->n, &head)) == GS_OK)
		r = open_body(key, &head, max, b);
	if (r != GS_OK) {
		gs_buf_reset(b);
		return r;
	}
	*off = GS_SEALED_HEADER_LEN;
	return GS_OK;
}

struct gs_sealed_reader {
	struct gs_sealed_head head;
	struct gs_siv_reader *siv; /* owned */
	struct gs_buf *b;	   /* borrowed */
	const uint8_t *at;	   /* where it must stay */
	size_t n;
};

int
gs_sealed_reader_new(const struct gs_content_key *key, struct gs_buf *b,
    size_t n, struct gs_sealed_reader **out)
{
	struct gs_sealed_reader *d;
	struct gs_sealed_head head;
	int r;

	*out = NULL;
	GS_BUG(b->cap < n || b->n > n);
	if ((r = gs_sealed_peek(b->p, b->n, &head)) != GS_OK)
		return r;
	if (memcmp(head.id, key->id, GS_GEN_ID_LEN) != 0)
		return GS_ENOKEY;
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return GS_ENOMEM;
	d->head = head;
	d->b = b;
	d->at = b->p;
	d->n = n;
	r = gs_siv_reader_new(key->key, b->p, AD_LEN,
	    b->p + GS_SEALED_HEADER_LEN, n - GS_SEALED_HEADER_LEN,
	    b->p + TAG_AT, &d->siv);
	if (r != GS_OK) {
		gs_sealed_reader_free(d);
		return r;
	}
	*out = d;
	return GS_OK;
}

int
gs_sealed_reader_more(struct gs_sealed_reader *r)
{
	GS_BUG(r->b->p != r->at || r->b->n < GS_SEALED_HEADER_LEN);
	return gs_siv_reader_more(r->siv, r->b->n - GS_SEALED_HEADER_LEN);
}

int
gs_sealed_reader_end(struct gs_sealed_reader *r, uint64_t max, size_t *off)
{
	int code;

	*off = 0;
	GS_BUG(r->b->p != r->at || r->b->n != r->n);
	if ((code = gs_siv_reader_end(r->siv)) == GS_OK)
		code = unpack(&r->head, max, r->b);
	if (code == GS_OK)
		*off = GS_SEALED_HEADER_LEN;
	else
		gs_buf_reset(r->b);
	return code;
}

void
gs_sealed_reader_free(struct gs_sealed_reader *r)
{
	if (r == NULL)
		return;
	gs_siv_reader_free(r->siv);
	free(r);
}
