/*
 * Whatever is compressed comes back, written aside or over itself, and with
 * exactly the room that it takes; with a byte less it says so.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/deflate.h"
#include "codec/inflate.h"

static void
need(int ok)
{
	if (!ok)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t gap = GS_DEFLATE_GAP(n), room = n + n / 1024 + 64, got, m;
	uint8_t *out = malloc(room + GS_DEFLATE_SLACK), *back = malloc(n + 1);
	uint8_t *both = malloc(gap + n);

	need(out != NULL && back != NULL && both != NULL);
	need(gs_deflate(data, n, out, room, &got) == GS_OK);
	need(gs_inflate(out, got, back, n) == GS_OK);
	need(n == 0 || memcmp(back, data, n) == 0);
	if (n != 0)
		memcpy(both + gap, data, n);
	need(gs_deflate(both + gap, n, both, gap + n - GS_DEFLATE_SLACK, &m) ==
	    GS_OK);
	need(m == got && memcmp(both, out, got) == 0);
	need(gs_deflate(data, n, out, got, &m) == GS_OK && m == got);
	need(gs_deflate(data, n, out, got - 1, &m) == GS_ETOOBIG);
	free(out);
	free(back);
	free(both);
	return 0;
}
