/*
 * Of all texts that stand for the same bytes one is read: what is read prints
 * as what was read, in either form, and any bytes come back.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "codec/base64.h"

static void
need(int ok)
{
	if (!ok)
		abort();
}

static void
one_form(enum gs_base64_form form, const uint8_t *data, size_t n)
{
	struct gs_buf b = GS_BUF_INIT, text = GS_BUF_INIT;
	int r = gs_base64_parse(form, (const char *)data, n, &b);

	if (r == GS_OK) {
		need(gs_base64_print(form, b.p, b.n, &text) == GS_OK);
		need(text.n == n && (n == 0 || memcmp(text.p, data, n) == 0));
	} else {
		need(r == GS_EDAMAGED && b.n == 0);
	}
	gs_buf_reset(&b);
	gs_buf_reset(&text);
	need(gs_base64_print(form, data, n, &text) == GS_OK);
	need(gs_base64_parse(form, (const char *)text.p, text.n, &b) == GS_OK);
	need(b.n == n && (n == 0 || memcmp(b.p, data, n) == 0));
	gs_buf_clear(&b);
	gs_buf_clear(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	one_form(GS_BASE64_PADDED, data, n);
	one_form(GS_BASE64_RAW, data, n);
	return 0;
}
