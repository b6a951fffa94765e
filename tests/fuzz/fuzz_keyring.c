/*
 * Whatever is read prints and reads again as the same keys; whatever is not
 * leaves what was there alone, and is told in one line.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "format/keyring.h"

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
same(const struct gs_gens *a, const struct gs_gens *b)
{
	need(a->nr == b->nr);
	for (size_t i = 0; i < a->nr; i++) {
		need(a->v[i].created == b->v[i].created);
		need(memcmp(a->v[i].secret, b->v[i].secret,
			 GS_GEN_SECRET_LEN) == 0);
		need(i == 0 || a->v[i - 1].created <= a->v[i].created);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_gens g = { 0 }, again = { 0 };
	struct gs_buf text = GS_BUF_INIT;
	struct gs_err e = { "", "" };
	int r = gs_keyring_parse(data, n, &g, &e);

	if (r == GS_OK) {
		need(g.nr > 0);
		need(gs_keyring_print("fuzz", &g, &text) == GS_OK);
		need(gs_keyring_parse(text.p, text.n, &again, &e) == GS_OK);
		same(&g, &again);
	} else {
		need(g.nr == 0 && e.what[0] != '\0');
		need(r == GS_EUSAGE || r == GS_ETOOBIG || r == GS_EREFUSED);
	}
	gs_gens_clear(&g);
	gs_gens_clear(&again);
	gs_buf_clear(&text);
	return 0;
}
