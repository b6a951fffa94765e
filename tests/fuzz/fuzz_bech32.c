/*
 * A text has one form and a form one text: what is read prints as the very
 * characters that were read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/bech32.h"

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
	char human[GS_BECH32_HUMAN_MAX + 1];
	struct gs_buf b = GS_BUF_INIT, text = GS_BUF_INIT;
	const char *s = (const char *)data;
	bool upper = false;
	int r = gs_bech32_parse(s, n, human, &b);

	if (r == GS_OK) {
		for (size_t i = 0; i < n; i++)
			upper |= s[i] >= 'A' && s[i] <= 'Z';
		need(gs_bech32_print(human, upper, b.p, b.n, &text) == GS_OK);
		need(text.n == n && memcmp(text.p, data, n) == 0);
	} else {
		need(r == GS_EDAMAGED && b.n == 0 && human[0] == '\0');
	}
	gs_buf_clear(&b);
	gs_buf_clear(&text);
	return 0;
}
