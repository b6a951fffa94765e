#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "crypto/chapoly.h"
#include "crypto/hash.h"

#include "format/age/stream.h"

#define TAG GS_CHAPOLY_TAG_LEN
#define SEALED_LEN (GS_AGE_CHUNK_LEN + TAG)

struct stream {
	uint8_t key[GS_CHAPOLY_KEY_LEN];
	uint8_t nonce[GS_CHAPOLY_NONCE_LEN];
};

static int
start(struct stream *s, const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    const uint8_t nonce[GS_AGE_NONCE_LEN])
{
	static const char info[] = "payload";

	memset(s, 0, sizeof(*s));
	return gs_hkdf(file_key, GS_AGE_FILE_KEY_LEN, nonce, GS_AGE_NONCE_LEN,
	    info, strlen(info), s->key, sizeof(s->key));
}

/* 11 bytes of counter, of which 8 are enough, and the mark of the last. */
static void
set_nonce(struct stream *s, uint64_t chunk, bool last)
{
	gs_be64_put(s->nonce + 3, chunk);
	s->nonce[11] = last ? 1 : 0;
}

/* ${k} bytes of sealed chunk at ${p}; there is room in ${out}. */
static int
open_chunk(struct stream *s, const uint8_t *p, size_t k, struct gs_buf *out)
{
	uint8_t *to = out->p + out->n;
	int r;

	if (k < TAG)
		return GS_EDAMAGED;
	k -= TAG;
	if (k != 0)
		memcpy(to, p, k);
	r = gs_chapoly_open(s->key, s->nonce, NULL, 0, to, k, p + k);
	if (r == GS_OK)
		out->n += k;
	return r;
}

static int
open_chunks(struct stream *s, const uint8_t *p, size_t n, struct gs_buf *out)
{
	uint64_t chunk;
	int r;

	/* A sealed chunk that is followed by anything is a full one. */
	for (chunk = 0; n > SEALED_LEN; chunk++) {
		set_nonce(s, chunk, false);
		if ((r = open_chunk(s, p, SEALED_LEN, out)) != GS_OK)
			return r;
		p += SEALED_LEN;
		n -= SEALED_LEN;
	}
	if (n == TAG && chunk > 0)
		return GS_EDAMAGED; /* the last is empty only if it is alone */
	set_nonce(s, chunk, true);
	return open_chunk(s, p, n, out);
}

int
gs_age_stream_open(const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    const uint8_t *p, size_t n, struct gs_buf *out)
{
	size_t from = out->n;
	struct stream s;
	int r;

	if (n < GS_AGE_NONCE_LEN + TAG)
		return GS_EDAMAGED;
	if ((r = gs_buf_reserve(out, n)) != GS_OK)
		return r;
	if ((r = start(&s, file_key, p)) == GS_OK)
		r = open_chunks(
		    &s, p + GS_AGE_NONCE_LEN, n - GS_AGE_NONCE_LEN, out);
	if (r != GS_OK)
		gs_buf_cut(out, from);
	gs_wipe(&s, sizeof(s));
	return r;
}

/* There is room in ${out}. */
static int
seal_chunks(struct stream *s, const uint8_t *p, size_t n, struct gs_buf *out)
{
	uint64_t chunk = 0;
	uint8_t *to;
	size_t k;
	int r;

	do {
		k = n < GS_AGE_CHUNK_LEN ? n : GS_AGE_CHUNK_LEN;
		to = out->p + out->n;
		if (k != 0)
			memcpy(to, p, k);
		set_nonce(s, chunk++, k == n);
		r = gs_chapoly_seal(s->key, s->nonce, NULL, 0, to, k, to + k);
		if (r != GS_OK)
			return r;
		out->n += k + TAG;
		p += k;
		n -= k;
	} while (n > 0);
	return GS_OK;
}

int
gs_age_stream_seal(const uint8_t file_key[GS_AGE_FILE_KEY_LEN],
    const uint8_t *p, size_t n, struct gs_buf *out)
{
	size_t tags = (n / GS_AGE_CHUNK_LEN + 1) * TAG;
	uint8_t nonce[GS_AGE_NONCE_LEN];
	size_t from = out->n;
	struct stream s;
	int r;

	if (n > GS_BUF_MAX)
		return GS_ETOOBIG;
	if (n == 0)
		p = nonce; /* no pointer arithmetic on NULL */
	if ((r = gs_buf_reserve(out, sizeof(nonce) + n + tags)) != GS_OK ||
	    (r = gs_random(nonce, sizeof(nonce))) != GS_OK ||
	    (r = gs_buf_add(out, nonce, sizeof(nonce))) != GS_OK)
		goto out;
	if ((r = start(&s, file_key, nonce)) == GS_OK)
		r = seal_chunks(&s, p, n, out);
	gs_wipe(&s, sizeof(s));
out:
	if (r != GS_OK)
		gs_buf_cut(out, from);
	return r;
}
