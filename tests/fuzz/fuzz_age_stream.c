#include <stdlib.h>
#include <string.h>

#include "format/age/stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const uint8_t file_key[GS_AGE_FILE_KEY_LEN] = "fuzz fuzz fuzz!";

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static size_t
number(const uint8_t *p)
{
	return p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16;
}

/*
 * Seal ${n} bytes, change one byte by ${change} (0: leave it), cut ${cut}
 * from the end: only what is left alone opens, and then to what went in;
 * nothing else leaves a byte behind.
 */
static void
tamper(const uint8_t *p, size_t n, size_t at, size_t cut, uint8_t change)
{
	struct gs_buf sealed = GS_BUF_INIT, out = GS_BUF_INIT;
	int r;

	must(gs_age_stream_seal(file_key, p, n, &sealed) == GS_OK);
	cut %= sealed.n + 1;
	sealed.p[at % sealed.n] ^= change;
	r = gs_age_stream_open(file_key, sealed.p, sealed.n - cut, &out);
	if (change == 0 && cut == 0)
		must(r == GS_OK && out.n == n &&
		    (n == 0 || memcmp(out.p, p, n) == 0));
	else
		must(r == GS_EDAMAGED && out.n == 0);
	gs_buf_clear(&sealed);
	gs_buf_clear(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_buf out = GS_BUF_INIT;

	/* As it comes, the input is no payload under this key. */
	must(gs_age_stream_open(file_key, data, n, &out) != GS_OK);
	must(out.n == 0);
	if (n >= 7)
		tamper(
		    data + 7, n - 7, number(data), number(data + 3), data[6]);
	gs_buf_clear(&out);
	return 0;
}
