#include <string.h>

#include "cmd/front/path.h"

/* Whether the sequence of ${k} bytes at ${p} may stand as it is; 0 bytes: it
 * is no UTF-8. */
static bool
harmless(const unsigned char *p, size_t k)
{
	if (k == 1)
		return p[0] >= 0x20 && p[0] != 0x7f && p[0] != '"' &&
		    p[0] != '\\';
	/* C2 80 to C2 9f are control characters too. */
	return k > 1 && !(p[0] == 0xc2 && p[1] < 0xa0);
}

static bool
needs_quotes(const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t k;

	/* Blanks at either end would not be seen. */
	if (n > 0 && (s[0] == ' ' || s[n - 1] == ' '))
		return true;
	for (; n > 0; p += k, n -= k) {
		k = gs_text_utf8_len(p, n);
		if (!harmless(p, k))
			return true;
	}
	return n != 0;
}

static int
quote_byte(unsigned char c, struct gs_buf *out)
{
	static const char from[] = "\a\b\f\n\r\t\v\\\"", to[] = "abfnrtv\\\"";
	const char *at = c == '\0' ? NULL : strchr(from, c);

	if (at != NULL)
		return gs_buf_addf(out, "\\%c", to[at - from]);
	return gs_buf_addf(out, "\\%03o", c);
}

int
gs_path_quote(const char *s, size_t n, struct gs_buf *out)
{
	const unsigned char *p = (const unsigned char *)s;
	int r;

	if (!needs_quotes(s, n))
		return gs_buf_add(out, s, n);
	r = gs_buf_addc(out, '"');
	while (r == GS_OK && n > 0) {
		size_t k = gs_text_utf8_len(p, n);

		if (harmless(p, k)) {
			r = gs_buf_add(out, p, k);
		} else {
			k = k == 0 ? 1 : k;
			for (size_t i = 0; r == GS_OK && i < k; i++)
				r = quote_byte(p[i], out);
		}
		p += k;
		n -= k;
	}
	return r == GS_OK ? gs_buf_addc(out, '"') : r;
}

int
gs_path_show(const struct gs_ctx *ctx, const char *path, struct gs_buf *out)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_repo_show_path(ctx->repo, path, &b);

	if (r == GS_OK)
		r = gs_path_quote((const char *)b.p, b.n, out);
	gs_buf_clear(&b);
	return r;
}
