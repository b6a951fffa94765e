#include <string.h>

#include "base/oid.h"

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
gs_oid_parse(const char *hex, size_t n, struct gs_oid *out)
{
	memset(out, 0, sizeof(*out));
	if (n != 40 && n != 64)
		return GS_EDAMAGED;
	for (size_t i = 0; i < n; i += 2) {
		int hi = digit(hex[i]), lo = digit(hex[i + 1]);

		if (hi < 0 || lo < 0)
			return GS_EDAMAGED;
		out->b[i / 2] = (uint8_t)(hi << 4 | lo);
	}
	out->n = (uint8_t)(n / 2);
	return GS_OK;
}

const char *
gs_oid_print(const struct gs_oid *id, char out[GS_OID_HEX_MAX + 1])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < id->n; i++) {
		out[2 * i] = digits[id->b[i] >> 4];
		out[2 * i + 1] = digits[id->b[i] & 15];
	}
	out[2 * (size_t)id->n] = '\0';
	return out;
}

bool
gs_oid_eq(const struct gs_oid *a, const struct gs_oid *b)
{
	return a->n == b->n && memcmp(a->b, b->b, a->n) == 0;
}
