/*
 * The first byte chooses: even, the rest is a file as it comes, which must
 * never open, since nobody can forge; odd, the rest is a body under those
 * flags that somebody with the key sealed, and whatever opens seals and opens
 * to the same bytes again.  What does not open leaves nothing behind.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/keyring.h"

#define MAX ((uint64_t)1 << 22)

static struct gs_gen gen;

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
open_as_is(const uint8_t *data, size_t n)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_sealed_head head;
	size_t off;
	int r, seen;

	need(gs_buf_add(&b, data, n) == GS_OK);
	seen = gs_sealed_peek(b.p, b.n, &head);
	need(seen == GS_OK ? gs_sealed_is(data, n) && n > 32
			   : seen == GS_ENEWER || seen == GS_EDAMAGED);
	r = gs_sealed_open(&gen.content, MAX, &b, &off);
	need(r != GS_OK && b.n == 0);
	need(seen == GS_OK || r == seen);
	gs_buf_clear(&b);
}

static void
open_body(unsigned flags, const uint8_t *body, size_t n)
{
	const struct gs_seal_opt opt = { true, flags & 4 ? 64 : 0 };
	struct gs_buf b = GS_BUF_INIT, plain = GS_BUF_INIT;
	size_t off;
	int r;

	need(gs_buf_reserve(&b, 32 + n) == GS_OK);
	memcpy(b.p, GS_SEALED_MAGIC "\1", 9);
	b.p[9] = (uint8_t)(flags & 5);
	memcpy(b.p + 10, gen.content.id, 6);
	memcpy(b.p + 32, body, n);
	b.n = 32 + n;
	need(gs_siv_seal(gen.content.key, b.p, 16, b.p + 32, n, b.p + 16) ==
	    GS_OK);
	r = gs_sealed_open(&gen.content, MAX, &b, &off);
	need(r == GS_OK || r == GS_EDAMAGED || r == GS_ETOOBIG);
	need(r != GS_OK ? b.n == 0 : off < b.n);
	need((flags & 5) != 0 || r == GS_OK);
	if (r == GS_OK) {
		need(gs_buf_add(&plain, b.p + off, b.n - off) == GS_OK);
		gs_buf_reset(&b);
		need(gs_buf_add(&b, gen.secret, 32) == GS_OK);
		need(gs_buf_add(&b, plain.p, plain.n) == GS_OK);
		need(gs_sealed_seal(&gen.content, &opt, &b) == GS_OK);
		need(gs_sealed_open(&gen.content, MAX, &b, &off) == GS_OK);
		need(b.n - off == plain.n);
		need(memcmp(b.p + off, plain.p, plain.n) == 0);
	}
	gs_buf_clear(&b);
	gs_buf_clear(&plain);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const uint8_t secret[GS_GEN_SECRET_LEN] = { 1 };

	if (gen.created == 0)
		need(gs_gen_derive(1, secret, &gen) == GS_OK);
	if (n < 2)
		return 0;
	if (data[0] % 2 == 0)
		open_as_is(data + 1, n - 1);
	else
		open_body(data[0] / 2u, data + 1, n - 1);
	return 0;
}
