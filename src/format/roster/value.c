#include <string.h>

#include "base/text.h"

#include "format/roster/value.h"

#define CLEAN_MAX 1024

/* Characters of UTF-8 that no terminal should be handed: the C1 controls,
 * line and paragraph separator, what turns the direction of writing around,
 * the byte order mark and the noncharacters beside it. */
static bool
unprintable(const uint8_t *p, size_t len)
{
	if (len == 2)
		return p[0] == 0xc2 && p[1] < 0xa0;
	if (len != 3)
		return false;
	if (p[0] == 0xe2)
		return (p[1] == 0x80 && p[2] >= 0xa8 && p[2] <= 0xae) ||
		    (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
	return p[0] == 0xef &&
	    ((p[1] == 0xbb && p[2] == 0xbf) || (p[1] == 0xbf && p[2] >= 0xbe));
}

/* Length of the character at ${s} if it may stand in a value, else 0. */
static size_t
allowed(const char *s, size_t n)
{
	const uint8_t *p = (const uint8_t *)s;
	size_t len = gs_text_utf8_len(s, n);

	if (len == 1)
		return p[0] >= ' ' && p[0] != 0x7f &&
			strchr("\"\\#;", p[0]) == NULL
		    ? 1
		    : 0;
	return len == 0 || unprintable(p, len) ? 0 : len;
}

bool
gs_value_ok(const char *s, size_t n)
{
	size_t len;

	if (n == 0 || s[0] == ' ' || s[n - 1] == ' ')
		return false;
	for (size_t i = 0; i < n; i += len) {
		if ((len = allowed(s + i, n - i)) == 0)
			return false;
	}
	return true;
}

int
gs_value_clean(const char *s, struct gs_buf *out)
{
	size_t n = strlen(s), start = out->n, len;
	int r;

	for (size_t i = 0; i < n; i += len) {
		len = allowed(s + i, n - i);
		if (len == 0 || (out->n == start && s[i] == ' ')) {
			len = len == 0 ? 1 : len;
			continue;
		}
		if (out->n - start + len > CLEAN_MAX)
			break;
		if ((r = gs_buf_add(out, s + i, len)) != GS_OK)
			return r;
	}
	while (out->n > start && out->p[out->n - 1] == ' ')
		gs_buf_cut(out, out->n - 1);
	return out->n > start ? GS_OK : gs_buf_adds(out, "unknown");
}

int
gs_value_u64(const char *s, size_t n, uint64_t *out)
{
	uint64_t v = 0;

	*out = 0;
	if (n == 0 || (n > 1 && s[0] == '0'))
		return GS_EDAMAGED;
	for (size_t i = 0; i < n; i++) {
		uint64_t digit = (uint64_t)(s[i] - '0');

		if (s[i] < '0' || s[i] > '9' || v > (UINT64_MAX - digit) / 10)
			return GS_EDAMAGED;
		v = v * 10 + digit;
	}
	*out = v;
	return GS_OK;
}

static bool
digits(const char *s, size_t n, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		*out = *out * 10 + (unsigned)(s[i] - '0');
	}
	return true;
}

static unsigned
days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (unsigned)(month == 2 && leap);
}

int
gs_value_date_end(const char *s, size_t n, uint64_t *end)
{
	unsigned year, month, day;
	uint64_t days = 0;

	*end = 0;
	if (n != GS_VALUE_DATE_LEN || s[4] != '-' || s[7] != '-' ||
	    !digits(s, 4, &year) || !digits(s + 5, 2, &month) ||
	    !digits(s + 8, 2, &day))
		return GS_EDAMAGED;
	if (year < 1970 || month < 1 || month > 12 || day < 1 ||
	    day > days_in(year, month))
		return GS_EDAMAGED;
	for (unsigned y = 1970; y < year; y++)
		days += 337 + days_in(y, 2);
	for (unsigned m = 1; m < month; m++)
		days += days_in(year, m);
	*end = (days + day) * 86400;
	return GS_OK;
}
