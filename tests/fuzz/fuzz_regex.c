/*
 * The first byte says how much of the rest is the expression, the rest is
 * searched.  Whatever compiles: with "(?:)|" before it, it matches anything;
 * put in a group it answers the same; "^(?:x)$" finds only where x does.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "codec/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

/* Whether ${lead}${re}${tail} is found; it must compile. */
static bool
finds(const char *lead, const uint8_t *re, size_t re_n, const char *tail,
    const uint8_t *s, size_t n)
{
	struct gs_buf all = GS_BUF_INIT;
	struct gs_regex *x = NULL;
	bool yes = false;
	int r;

	must(gs_buf_adds(&all, lead) == GS_OK);
	must(re_n == 0 || gs_buf_add(&all, re, re_n) == GS_OK);
	must(gs_buf_adds(&all, tail) == GS_OK);
	r = gs_regex_new((const char *)all.p, all.n, &x);
	/* The longer one may be over a limit. */
	must(r == GS_OK || r == GS_ETOOBIG);
	if (r == GS_OK)
		must(gs_regex_finds(x, (const char *)s, n, &yes) == GS_OK);
	else
		yes = finds("", re, re_n, "", s, n);
	gs_regex_free(x);
	gs_buf_clear(&all);
	return yes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t re_n = n == 0 ? 0 : data[0] < n - 1 ? data[0] : n - 1;
	const uint8_t *re = data + (n != 0), *s = re + re_n;
	size_t s_n = n == 0 ? 0 : n - 1 - re_n;
	struct gs_regex *x;
	bool yes;

	if (n == 0 || n > 512 ||
	    gs_regex_new((const char *)re, re_n, &x) != GS_OK)
		return 0;
	must(gs_regex_finds(x, (const char *)s, s_n, &yes) == GS_OK);
	gs_regex_free(x);
	must(finds("(?:", re, re_n, ")", s, s_n) == yes);
	must(finds("(", re, re_n, "){1,1}", s, s_n) == yes);
	if (finds("^(?:", re, re_n, ")$", s, s_n))
		must(yes);
	return 0;
}
