#include "codec/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* Up to three bytes as four digits. */
static void
encode_group(const uint8_t *p, size_t n, char out[4])
{
	uint32_t v = (uint32_t)p[0] << 16 | (n > 1 ? (uint32_t)p[1] << 8 : 0) |
	    (n > 2 ? p[2] : 0);

	for (size_t i = 0; i < 4; i++)
		out[i] = digits[v >> (18 - 6 * i) & 63];
}

int
gs_base64_print(
    enum gs_base64_form form, const void *p, size_t n, struct gs_buf *out)
{
	const uint8_t *b = p;
	int r;

	if (n > GS_BUF_MAX / 2)
		return GS_ETOOBIG;
	if ((r = gs_buf_reserve(out, (n + 2) / 3 * 4)) != GS_OK)
		return r;
	while (n > 0) {
		size_t take = n < 3 ? n : 3;
		char *to = (char *)out->p + out->n;

		encode_group(b, take, to);
		for (size_t i = take + 1; i < 4; i++)
			to[i] = '=';
		out->n += form == GS_BASE64_PADDED ? 4 : take + 1;
		b += take;
		n -= take;
	}
	return GS_OK;
}

/*
 * Key material passes through here, so no branch and no index depends on the
 * digit: each range adds its answer under a mask.  -1 for no digit.
 */
static int
value(char c)
{
	unsigned u = (unsigned char)c;
	int v = -1;

#define IN(lo, hi) (((lo)-1 - (int)u) & ((int)u - (hi)-1)) >> 8
	v += (IN('A', 'Z')) & ((int)u - 'A' + 1);
	v += (IN('a', 'z')) & ((int)u - 'a' + 27);
	v += (IN('0', '9')) & ((int)u - '0' + 53);
	v += (IN('+', '+')) & 63;
	v += (IN('/', '/')) & 64;
#undef IN
	return v;
}

/* ${n} (2 to 4) digits into n - 1 bytes; false if one is no digit, or bits
 * are left over that an encoder would have left zero. */
static bool
decode_group(const char *s, size_t n, uint8_t out[3])
{
	uint32_t v = 0;
	int bad = 0;

	for (size_t i = 0; i < 4; i++) {
		int d = i < n ? value(s[i]) : 0;

		bad |= d;
		v = v << 6 | ((uint32_t)d & 63);
	}
	for (size_t i = 0; i < 3; i++)
		out[i] = (uint8_t)(v >> (16 - 8 * i));
	if (bad < 0 || (n == 2 && out[1] != 0))
		return false;
	return n == 4 || out[n - 1] == 0;
}

int
gs_base64_parse(
    enum gs_base64_form form, const char *s, size_t n, struct gs_buf *out)
{
	size_t before = out->n;
	int r;

	if (form == GS_BASE64_PADDED) {
		if (n % 4 != 0)
			return GS_EDAMAGED;
		for (int i = 0; i < 2 && n != 0 && s[n - 1] == '='; i++)
			n--;
	}
	if (n % 4 == 1)
		return GS_EDAMAGED;
	if ((r = gs_buf_reserve(out, n / 4 * 3 + 3)) != GS_OK)
		return r;
	while (n > 0) {
		size_t take = n < 4 ? n : 4;

		if (!decode_group(s, take, out->p + out->n)) {
			out->n += 3;
			gs_buf_cut(out, before);
			return GS_EDAMAGED;
		}
		out->n += take - 1;
		s += take;
		n -= take;
	}
	return GS_OK;
}
