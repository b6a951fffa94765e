#include <string.h>

#include "base/cur.h"
#include "base/wipe.h"
#include "codec/deflate.h"
#include "codec/inflate.h"
#include "format/sealed.h"

#include "format/body.h"

#define FROM ((size_t)GS_SEALED_HEADER_LEN)
#define LENGTH_LEN ((size_t)8)

/* The most that DEFLATE can do is 1,032. */
#define RATIO_MAX 1100

/* Up to here a second buffer is cheaper than undoing; from here on a sample
 * decides what is worth a try. */
#define SMALL_MAX ((size_t)1 << 20)
#define SAMPLE_NR ((size_t)64)
#define SAMPLE_LEN ((size_t)4 << 10)
#define SAMPLE_ALL (SAMPLE_NR * SAMPLE_LEN)

/* Up to here a second buffer is within what opening may cost. */
#define INFLATE_MAX ((size_t)4 << 20)

/* Room between what is read and what is written over it. */
#define GAP_MIN ((size_t)64 << 10)
#define GAP(n) (GAP_MIN + (n) / 64)

/* Output stops short of unread input by less than this: it would cross. */
#define STEP_MIN ((size_t)4 << 10)

/* Compress into a buffer of its own, which cannot hold what is no gain. */
static int
deflate_small(struct gs_buf *b, bool *done)
{
	size_t n = b->n - FROM, room = n - LENGTH_LEN - 1, got;
	struct gs_buf out = GS_BUF_INIT;
	int r;

	if ((r = gs_buf_reserve(&out, room + GS_DEFLATE_SLACK)) != GS_OK)
		return r;
	out.n = room + GS_DEFLATE_SLACK; /* all of it is wiped below */
	r = gs_deflate(b->p + FROM, n, out.p, room, &got);
	if (r == GS_OK) {
		gs_be64_put(b->p + FROM, n);
		memcpy(b->p + FROM + LENGTH_LEN, out.p, got);
		gs_buf_cut(b, FROM + LENGTH_LEN + got);
		*done = true;
	} else if (r == GS_ETOOBIG) {
		r = GS_OK;
	}
	gs_buf_clear(&out);
	return r;
}

/* Whether 64 blocks, spread evenly, shrink by a 32nd. */
static int
sample(const uint8_t *p, size_t n, bool *worth)
{
	size_t stride = (n - SAMPLE_LEN) / (SAMPLE_NR - 1), got;
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if ((r = gs_buf_reserve(&b, 2 * SAMPLE_ALL)) != GS_OK)
		return r;
	for (size_t i = 0; i < SAMPLE_NR; i++)
		memcpy(b.p + i * SAMPLE_LEN, p + i * stride, SAMPLE_LEN);
	b.n = 2 * SAMPLE_ALL;
	r = gs_deflate(b.p, SAMPLE_ALL, b.p + SAMPLE_ALL,
	    SAMPLE_ALL - SAMPLE_ALL / 32, &got);
	*worth = r == GS_OK;
	gs_buf_clear(&b);
	return r == GS_ETOOBIG ? GS_OK : r;
}

/* Move the ${n} bytes at *${at} so that ${gap} more stand before them. */
static int
move_up(struct gs_buf *b, size_t *at, size_t n, size_t gap)
{
	int r;

	GS_BUG(*at + n > b->n);
	if (*at + n + gap > b->n) {
		size_t more = *at + n + gap - b->n;

		if ((r = gs_buf_reserve(b, more)) != GS_OK)
			return r;
		b->n += more;
	}
	memmove(b->p + *at + gap, b->p + *at, n);
	*at += gap;
	return GS_OK;
}

/* Go on in a second buffer: the output would cross what is unread. */
static int
step_aside(struct gs_buf *aside, const struct gs_buf *b, size_t to, size_t end)
{
	int r;

	aside->max = b->max;
	if ((r = gs_buf_reserve(aside, end)) != GS_OK)
		return r;
	memcpy(aside->p, b->p, to);
	aside->n = end;
	return GS_OK;
}

/* Read the stream of ${n} bytes behind the length over itself, chased by
 * its own output; only hostile bytes need a second buffer. */
static int
inflate_over(struct gs_buf *b, struct gs_inflate *z, size_t n, size_t plain_n)
{
	size_t at = FROM + LENGTH_LEN, to = FROM, end = FROM + plain_n;
	struct gs_buf aside = GS_BUF_INIT, *out = b;
	bool ended = false;
	int r = GS_OK;

	if (end + GAP(plain_n) > at + n)
		r = move_up(b, &at, n, end + GAP(plain_n) - (at + n));
	while (r == GS_OK && !ended) {
		size_t room = end - to;
		struct gs_inflate_io io;

		if (out == b && room > at - to) {
			room = at - to;
			if (room < STEP_MIN) {
				r = step_aside(&aside, b, to, end);
				out = &aside;
				continue;
			}
		}
		io = (struct gs_inflate_io){ b->p + at, n, out->p + to, room };
		r = gs_inflate_run(z, &io, true, &ended);
		if (r == GS_OK && !ended && io.in_n == n && io.out_n == room)
			r = GS_EDAMAGED; /* no step forward: it is cut, or
					    holds more than it says */
		at += n - io.in_n;
		n = io.in_n;
		to += room - io.out_n;
	}
	if (r == GS_OK && (n != 0 || to != end))
		r = GS_EDAMAGED;
	if (r == GS_OK) {
		if (out == &aside)
			gs_buf_swap(b, &aside);
		gs_buf_cut(b, end);
	}
	gs_buf_clear(&aside);
	return r;
}

/* Inflate into a buffer of its own, behind the same header. */
static int
inflate_small(struct gs_buf *b, size_t n, size_t plain_n)
{
	struct gs_buf out = { NULL, 0, 0, b->max };
	int r;

	if ((r = gs_buf_reserve(&out, FROM + plain_n)) != GS_OK)
		return r;
	r = gs_inflate(b->p + FROM + LENGTH_LEN, n, out.p + FROM, plain_n);
	out.n = FROM + plain_n;
	if (r == GS_OK) {
		memcpy(out.p, b->p, FROM);
		gs_buf_swap(b, &out);
	}
	gs_buf_clear(&out);
	return r;
}

/* The plain bytes back, from a stream of ${n} that was no gain. */
static int
restore(struct gs_buf *b, size_t n, size_t plain_n)
{
	struct gs_inflate *z;
	int r;

	if ((r = gs_inflate_new(&z)) != GS_OK)
		return r;
	r = inflate_over(b, z, n, plain_n);
	gs_inflate_free(z);
	/* What we have just written ourselves is no damage of the file. */
	return r == GS_EDAMAGED ? GS_ECRYPTO : r;
}

/* Compress over what has been read already. */
static int
deflate_large(struct gs_buf *b, bool *done)
{
	size_t n = b->n - FROM, at = FROM, gap = LENGTH_LEN + GS_DEFLATE_GAP(n);
	size_t room = n + gap - LENGTH_LEN - GS_DEFLATE_SLACK, got;
	bool worth;
	int r;

	if ((r = sample(b->p + FROM, n, &worth)) != GS_OK || !worth ||
	    (r = move_up(b, &at, n, gap)) != GS_OK)
		return r;
	r = gs_deflate(b->p + at, n, b->p + FROM + LENGTH_LEN, room, &got);
	if (r != GS_OK)
		return r == GS_ETOOBIG ? GS_ECRYPTO : r;
	if (LENGTH_LEN + got >= n)
		return restore(b, got, n);
	gs_be64_put(b->p + FROM, n);
	gs_buf_cut(b, FROM + LENGTH_LEN + got);
	*done = true;
	return GS_OK;
}

int
gs_body_deflate(struct gs_buf *b, bool *done)
{
	size_t n = b->n - FROM;

	*done = false;
	if (n < GS_SEALED_COMPRESS_MIN || n > GS_SEALED_COMPRESS_MAX)
		return GS_OK;
	return n <= SMALL_MAX ? deflate_small(b, done) : deflate_large(b, done);
}

int
gs_body_inflate(struct gs_buf *b, uint64_t max)
{
	struct gs_cur c = { b->p + FROM, b->n - FROM };
	struct gs_inflate *z;
	uint64_t n;
	int r;

	if ((r = gs_cur_be64(&c, &n)) != GS_OK)
		return r;
	if (n == 0 || c.n == 0 || (n - 1) / c.n >= RATIO_MAX)
		return GS_EDAMAGED;
	if (n > max || n > SIZE_MAX / 2)
		return GS_ETOOBIG;
	if (n <= INFLATE_MAX)
		return inflate_small(b, c.n, (size_t)n);
	if ((r = gs_inflate_new(&z)) != GS_OK)
		return r;
	r = inflate_over(b, z, c.n, (size_t)n);
	gs_inflate_free(z);
	return r;
}

int
gs_body_pad(struct gs_buf *b, uint32_t unit)
{
	size_t more = unit - (b->n - FROM) % unit;
	int r;

	if ((r = gs_buf_reserve(b, more)) != GS_OK)
		return r;
	memset(b->p + b->n, 0, more);
	b->p[b->n] = 0x80;
	b->n += more;
	return GS_OK;
}

int
gs_body_unpad(struct gs_buf *b)
{
	size_t end = b->n;

	if ((end - FROM) % GS_SEALED_PAD_MIN != 0)
		return GS_EDAMAGED;
	while (end > FROM && b->n - end < GS_SEALED_PAD_MAX - 1 &&
	    b->p[end - 1] == 0)
		end--;
	if (end == FROM || b->p[end - 1] != 0x80)
		return GS_EDAMAGED;
	gs_buf_cut(b, end - 1);
	return GS_OK;
}
