#include <stdlib.h>
#include <string.h>

#include "repo/attrfile.h"
#include "repo/attrline.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
must(bool ok)
{
	if (!ok)
		abort();
}

struct seen {
	const char *pattern;
	bool yes;
};

static int
see(void *ctx, const char *pattern)
{
	struct seen *s = ctx;

	s->yes |= strcmp(pattern, s->pattern) == 0;
	return GS_OK;
}

/* What was quoted into a line is what the line is about. */
static void
quoted(const char *pattern)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_attrline l = { .n = 0 };

	must(gs_attrline_quote(pattern, strlen(pattern), &b) == GS_OK);
	must(gs_buf_adds(&b, " sealed\n") == GS_OK);
	if (b.n < GS_ATTRLINE_MAX) {
		must(gs_attrline_next((const char *)b.p, b.n, &l) == GS_OK);
		must(l.n == b.n);
		must(gs_attrline_is(&l, GS_ATTRLINE_PATTERN, pattern));
		must(gs_attrline_cover(&l) == GS_COVER_ON);
	}
	gs_attrline_clear(&l);
	gs_buf_clear(&b);
}

/*
 * Cover, and it is covered; cover again, and nothing changes; take it back,
 * and nothing of it is left.
 */
static void
edit(const char *pattern, bool top, const uint8_t *text, size_t n)
{
	struct gs_attrfile_want want = {
		.pattern = pattern, .ring = "ring-1", .top = top
	};
	struct gs_buf once = GS_BUF_INIT, twice = GS_BUF_INIT;
	struct gs_buf none = GS_BUF_INIT;
	struct seen seen = { pattern, false };
	size_t found;

	if (gs_attrfile_cover(text, n, &want, &once, NULL) == GS_OK) {
		must(gs_attrfile_patterns(once.p, once.n, see, &seen) == GS_OK);
		must(seen.yes);
		must(gs_attrfile_cover(once.p, once.n, &want, &twice, NULL) ==
		    GS_OK);
		must(once.n == twice.n && memcmp(once.p, twice.p, once.n) == 0);
		must(gs_attrfile_uncover(
			 once.p, once.n, pattern, &none, &found) == GS_OK);
		must(found > 0);
		seen.yes = false;
		must(gs_attrfile_patterns(none.p, none.n, see, &seen) == GS_OK);
		must(!seen.yes);
		must(none.n <= once.n);
	}
	gs_buf_clear(&once);
	gs_buf_clear(&twice);
	gs_buf_clear(&none);
}

/* A byte of choices, a word, NUL, and the text of an attributes file. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *nul = n > 1 ? memchr(data + 1, 0, n - 1) : NULL;
	struct gs_buf pattern = GS_BUF_INIT;
	const char *p;
	size_t at;

	if (nul == NULL || nul == data + 1)
		return 0;
	at = (size_t)(nul - data) + 1;
	must(gs_attrfile_pattern((const char *)data + 1, (data[0] & 1) != 0,
		 &pattern) == GS_OK);
	must((p = gs_buf_str(&pattern)) != NULL);
	if (strncmp(p, "[attr]", 6) != 0)
		quoted(p);
	if (gs_attrfile_check(data + at, n - at, "f", NULL) == GS_OK)
		edit(p, (data[0] & 2) != 0, data + at, n - at);
	gs_buf_clear(&pattern);
	return 0;
}
