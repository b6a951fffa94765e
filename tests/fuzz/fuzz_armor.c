#include <stdlib.h>
#include <string.h>

#include "format/age/armor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* Without the CR in front of an LF, and the blanks around. */
static void
normal(const uint8_t *p, size_t n, struct gs_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] != '\r')
			must(gs_buf_addc(out, (char)p[i]) == GS_OK);
	}
	while (out->n > 0 && strchr(" \t\n\v\f", out->p[out->n - 1]) != NULL)
		gs_buf_cut(out, out->n - 1);
	must(gs_buf_addc(out, '\n') == GS_OK);
}

/*
 * Line ends and blanks around aside, an armor has one spelling: what was
 * read is what we write, and any bytes written are read back.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_buf out = GS_BUF_INIT, again = GS_BUF_INIT;
	struct gs_buf text = GS_BUF_INIT;

	if (gs_age_armor_open(data, n, &out) == GS_OK) {
		must(gs_age_armor_is(data, n));
		must(gs_age_armor_seal(out.p, out.n, &again) == GS_OK);
		normal(data, n, &text);
		must(text.n >= again.n);
		must(memcmp(text.p + text.n - again.n, again.p, again.n) == 0);
	}
	must(out.n == 0 || gs_age_armor_is(data, n));
	gs_buf_reset(&again);
	gs_buf_reset(&out);
	must(gs_age_armor_seal(data, n, &again) == GS_OK);
	must(gs_age_armor_open(again.p, again.n, &out) == GS_OK);
	must(out.n == n && (n == 0 || memcmp(out.p, data, n) == 0));
	gs_buf_clear(&out);
	gs_buf_clear(&again);
	gs_buf_clear(&text);
	return 0;
}
