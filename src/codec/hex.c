#include "codec/hex.h"

const char *
gs_hex_print(const void *p, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *b = p;

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[b[i] >> 4];
		out[2 * i + 1] = digits[b[i] & 15];
	}
	out[2 * n] = '\0';
	return out;
}

static int
digit(char c, bool upper)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (upper && c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int
parse(const char *s, size_t n, bool upper, uint8_t *out)
{
	if (n % 2 != 0)
		return GS_EDAMAGED;
	for (size_t i = 0; i < n; i += 2) {
		int hi = digit(s[i], upper), lo = digit(s[i + 1], upper);

		if (hi < 0 || lo < 0)
			return GS_EDAMAGED;
		out[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	return GS_OK;
}

int
gs_hex_parse(const char *s, size_t n, uint8_t *out)
{
	return parse(s, n, true, out);
}

int
gs_hex_parse_lower(const char *s, size_t n, uint8_t *out)
{
	return parse(s, n, false, out);
}
