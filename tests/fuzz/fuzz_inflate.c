/*
 * A stream that is read whole and one that is read in pieces say the same:
 * neither how it was cut nor which library reads it changes what a file holds.
 * The first two bytes say how long the plain bytes ought to be.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/inflate.h"

#define PIECE 7

static void
need(int ok)
{
	if (!ok)
		abort();
}

static int
in_pieces(const uint8_t *p, size_t n, uint8_t *out, size_t out_n)
{
	struct gs_inflate_io io = { p, 0, out, 0 };
	struct gs_inflate *z;
	bool ended = false;
	size_t idle = 0;
	int r;

	need(gs_inflate_new(&z) == GS_OK);
	do {
		size_t before = n + io.in_n + out_n + io.out_n;

		if (io.in_n == 0 && n > 0) {
			io.in_n = n < PIECE ? n : PIECE;
			n -= io.in_n;
		}
		if (io.out_n == 0 && out_n > 0) {
			io.out_n = out_n < PIECE ? out_n : PIECE;
			out_n -= io.out_n;
		}
		r = gs_inflate_run(z, &io, n == 0, &ended);
		need(io.in_n <= PIECE && io.out_n <= PIECE);
		/* Twice without a step: it will not get any further. */
		idle = n + io.in_n + out_n + io.out_n == before ? idle + 1 : 0;
	} while (r == GS_OK && !ended && idle < 2);
	gs_inflate_free(z);
	if (r == GS_OK && (!ended || n + io.in_n + out_n + io.out_n != 0))
		r = GS_EDAMAGED;
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t out_n;
	uint8_t *whole, *pieces;
	int r;

	if (n < 2)
		return 0;
	out_n = (size_t)data[0] << 8 | data[1];
	whole = malloc(out_n + 1);
	pieces = malloc(out_n + 1);
	need(whole != NULL && pieces != NULL);
	r = gs_inflate(data + 2, n - 2, whole, out_n);
	need(r == GS_OK || r == GS_EDAMAGED);
	need(in_pieces(data + 2, n - 2, pieces, out_n) == r);
	need(r != GS_OK || memcmp(whole, pieces, out_n) == 0);
	free(whole);
	free(pieces);
	return 0;
}
