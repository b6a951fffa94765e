#include "base/cur.h"
#include "codec/deflate.h"
#include "crypto/hash.h"

#include "repo/pack.h"

#define VERSION 2
#define TYPE_BLOB 3
#define HEADER_LEN 12
#define ENTRY_MAX 10	 /* 4 bits and 9 times 7 hold any size_t */
#define BLOCK_MAX 0xffff /* RFC 1951, 3.2.4 */
#define ADLER_BASE 65521u
#define ADLER_RUN 5552 /* so many steps fit 32 bits (RFC 1950's reasoning) */

int
gs_pack_begin(struct gs_buf *pack)
{
	uint8_t head[HEADER_LEN] = "PACK";

	GS_BUG(pack->n != 0);
	gs_be32_put(head + 4, VERSION);
	return gs_buf_add(pack, head, sizeof(head));
}

static uint32_t
adler32(const uint8_t *p, size_t n)
{
	uint32_t a = 1, b = 0;

	while (n > 0) {
		size_t k = n < ADLER_RUN ? n : ADLER_RUN;

		n -= k;
		for (; k > 0; k--) {
			a += *p++;
			b += a;
		}
		a %= ADLER_BASE;
		b %= ADLER_BASE;
	}
	return b << 16 | a;
}

/* An RFC 1950 stream of stored blocks: what zlib would make at level 0. */
static int
add_stored(struct gs_buf *pack, const uint8_t *p, size_t n)
{
	static const uint8_t head[2] = { 0x78, 0x01 };
	uint8_t sum[4];
	int r;

	gs_be32_put(sum, adler32(p, n));
	r = gs_buf_add(pack, head, sizeof(head));
	do {
		size_t k = n < BLOCK_MAX ? n : BLOCK_MAX;
		uint8_t block[5] = { k == n, (uint8_t)(k & 0xff),
			(uint8_t)(k >> 8), (uint8_t)(~k & 0xff),
			(uint8_t)(~k >> 8 & 0xff) };

		if (r == GS_OK)
			r = gs_buf_add(pack, block, sizeof(block));
		if (r == GS_OK)
			r = gs_buf_add(pack, p, k);
		p += k;
		n -= k;
	} while (n > 0);
	return r == GS_OK ? gs_buf_add(pack, sum, sizeof(sum)) : r;
}

/* GS_ETOOBIG where it would not get smaller. */
static int
add_deflated(struct gs_buf *pack, const uint8_t *p, size_t n)
{
	size_t got;
	int r;

	if ((r = gs_buf_reserve(pack, n + GS_DEFLATE_SLACK)) != GS_OK)
		return r;
	r = gs_deflate(p, n, pack->p + pack->n, n, &got);
	if (r == GS_OK)
		pack->n += got;
	return r;
}

static int
add_entry_head(struct gs_buf *pack, size_t n)
{
	uint8_t head[ENTRY_MAX];
	size_t len = 0;

	head[0] = (uint8_t)(TYPE_BLOB << 4 | (n & 15));
	for (n >>= 4; n != 0; n >>= 7) {
		head[len++] |= 0x80;
		head[len] = (uint8_t)(n & 0x7f);
	}
	return gs_buf_add(pack, head, len + 1);
}

int
gs_pack_blob(struct gs_buf *pack, const void *p, size_t n, bool dense)
{
	size_t from = pack->n;
	int r;

	r = add_entry_head(pack, n);
	if (r == GS_OK) {
		r = dense || n == 0 ? GS_ETOOBIG : add_deflated(pack, p, n);
		if (r == GS_ETOOBIG)
			r = add_stored(pack, p, n);
	}
	if (r != GS_OK)
		gs_buf_cut(pack, from);
	return r;
}

int
gs_pack_end(struct gs_buf *pack, uint32_t nr, size_t oid_len)
{
	struct gs_oid sum;
	int r;

	gs_be32_put(pack->p + 8, nr);
	if ((r = gs_oid_digest(oid_len, pack->p, pack->n, &sum)) != GS_OK)
		return r;
	return gs_buf_add(pack, sum.b, sum.n);
}
