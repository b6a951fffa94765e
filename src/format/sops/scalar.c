#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "format/sops/scalar.h"

#define NUMBER_MAX 512 /* characters of a number that we look at */

/* An entry of the table that yaml.v3 looks words up in. */
struct word {
	const char *text;
	enum gs_sops_type type;
	const char *canon;
};

/* clang-format off */
static const struct word words[] = {
	{ "", GS_SOPS_NULL, "" }, { "~", GS_SOPS_NULL, "" },
	{ "null", GS_SOPS_NULL, "" }, { "Null", GS_SOPS_NULL, "" },
	{ "NULL", GS_SOPS_NULL, "" },
	{ "true", GS_SOPS_BOOL, "True" }, { "True", GS_SOPS_BOOL, "True" },
	{ "TRUE", GS_SOPS_BOOL, "True" },
	{ "false", GS_SOPS_BOOL, "False" }, { "False", GS_SOPS_BOOL, "False" },
	{ "FALSE", GS_SOPS_BOOL, "False" },
	{ ".nan", GS_SOPS_FLOAT, "NaN" }, { ".NaN", GS_SOPS_FLOAT, "NaN" },
	{ ".NAN", GS_SOPS_FLOAT, "NaN" },
	{ ".inf", GS_SOPS_FLOAT, "+Inf" }, { ".Inf", GS_SOPS_FLOAT, "+Inf" },
	{ ".INF", GS_SOPS_FLOAT, "+Inf" },
	{ "+.inf", GS_SOPS_FLOAT, "+Inf" }, { "+.Inf", GS_SOPS_FLOAT, "+Inf" },
	{ "+.INF", GS_SOPS_FLOAT, "+Inf" },
	{ "-.inf", GS_SOPS_FLOAT, "-Inf" }, { "-.Inf", GS_SOPS_FLOAT, "-Inf" },
	{ "-.INF", GS_SOPS_FLOAT, "-Inf" },
};
/* clang-format on */

static bool
is_word(const char *s, size_t n, const char *w)
{
	return strlen(w) == n && (n == 0 || memcmp(s, w, n) == 0);
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* What Go's ParseInt and ParseUint make of a text. */
enum whole { NO_INT, INT64, UINT64 };

static int
digit_of(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : 99;
}

/* Digits of ${base} (0: its prefix tells), with a sign or not. */
static enum whole
parse_int(const char *s, unsigned base, int64_t *out)
{
	bool negative = *s == '-', sign = negative || *s == '+';
	uint64_t v = 0, limit = (uint64_t)INT64_MAX + negative;

	s += sign;
	if (*s == '\0')
		return NO_INT;
	if (base == 0) {
		char x = (char)(s[1] | 0x20);

		base = s[0] != '0' ? 10
		    : s[1] == '\0' ? 10
		    : s[2] == '\0' ? 8
		    : x == 'x'	   ? 16
		    : x == 'b'	   ? 2
				   : 8;
		s += base == 16 || base == 2 ||
			(base == 8 && x == 'o' && s[2] != '\0')
		    ? 2
		    : 0;
	}
	for (; *s != '\0'; s++) {
		uint64_t d = (uint64_t)digit_of(*s);

		if (d >= base || v > (UINT64_MAX - d) / base)
			return NO_INT;
		v = v * base + d;
	}
	if (v > limit)
		return sign ? NO_INT : UINT64;
	*out = negative ? (int64_t)(0 - v) : (int64_t)v;
	return INT64;
}

/* [-+]?(\.N|N(\.N*)?)([eE][-+]?N)? */
static bool
is_float(const char *s)
{
	bool some = false;

	s += *s == '-' || *s == '+';
	for (; is_digit(*s); s++)
		some = true;
	if (*s == '.') {
		bool before = some;

		for (s++; is_digit(*s); s++)
			some = true;
		if (!before && !some)
			return false;
	}
	if (!some)
		return false;
	if (*s == 'e' || *s == 'E') {
		s++;
		s += *s == '-' || *s == '+';
		if (!is_digit(*s))
			return false;
		while (is_digit(*s))
			s++;
	}
	return *s == '\0';
}

/* GS_ENOTFOUND where it is too large for a double. */
static int
put_float(const char *s, struct gs_buf *out)
{
	double v = strtod(s, NULL);

	return isinf(v) ? GS_ENOTFOUND : gs_sops_float_plain(v, out);
}

static int
put_int(int64_t v, struct gs_buf *out)
{
	return gs_buf_addf(out, "%lld", (long long)v);
}

/* What begins with a digit, a sign or a point, and fits ${text}. */
static int
yaml_number(
    const char *s, size_t n, enum gs_sops_type *type, struct gs_buf *out)
{
	char text[NUMBER_MAX + 1];
	size_t k = 0;
	int64_t v = 0;
	enum whole w;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '\0')
			return GS_ENOTFOUND;
		if (s[i] != '_')
			text[k++] = s[i];
	}
	text[k] = '\0';
	if (s[0] == '.' && k != n)
		return GS_ENOTFOUND;
	w = s[0] == '.' ? NO_INT : parse_int(text, 0, &v);
	*type = GS_SOPS_INT;
	if (w == UINT64)
		return GS_ETOOBIG;
	if (w == INT64)
		return put_int(v, out);
	if (is_float(text)) {
		*type = GS_SOPS_FLOAT;
		return put_float(text, out);
	}
	/* yaml.v3 takes "0b-1", and so on. */
	if ((strncmp(text, "0b", 2) == 0 &&
		parse_int(text + 2, 2, &v) == INT64) ||
	    (strncmp(text, "0o", 2) == 0 &&
		parse_int(text + 2, 8, &v) == INT64))
		return put_int(v, out);
	return GS_ENOTFOUND;
}

int
gs_sops_scalar_yaml(
    const char *s, size_t n, enum gs_sops_type *type, struct gs_buf *out)
{
	int r = GS_ENOTFOUND;

	for (size_t i = 0; i < GS_NR(words); i++) {
		if (!is_word(s, n, words[i].text))
			continue;
		*type = words[i].type;
		return gs_buf_adds(out, words[i].canon);
	}
	if (is_digit(s[0]) || s[0] == '+' || s[0] == '-') {
		*type = GS_SOPS_TIME;
		r = gs_sops_time(s, n, true, true, out);
		if (r == GS_OK || r == GS_ENOMEM)
			return r;
	}
	if (n <= NUMBER_MAX &&
	    (is_digit(s[0]) || s[0] == '+' || s[0] == '-' || s[0] == '.'))
		r = yaml_number(s, n, type, out);
	if (r != GS_ENOTFOUND && r != GS_EDAMAGED)
		return r;
	*type = GS_SOPS_STR;
	return gs_buf_add(out, s, n);
}

int
gs_sops_scalar_json(
    const char *s, size_t n, enum gs_sops_type *type, struct gs_buf *out)
{
	char text[NUMBER_MAX + 1];
	int64_t v = 0;
	int r;

	if (!is_digit(s[0]) && s[0] != '-')
		return gs_sops_scalar_yaml(s, n, type, out);
	if (n > NUMBER_MAX)
		return GS_ETOOBIG;
	memcpy(text, s, n);
	text[n] = '\0';
	*type = GS_SOPS_INT;
	if (parse_int(text, 10, &v) == INT64)
		return put_int(v, out);
	*type = GS_SOPS_FLOAT;
	r = put_float(text, out);
	return r == GS_ENOTFOUND ? GS_ETOOBIG : r;
}

/* Go's ParseBool */
static int
canon_bool(const char *s, size_t n, struct gs_buf *out)
{
	static const char *const yes[] = { "1", "t", "T", "TRUE", "true",
		"True" };
	static const char *const no[] = { "0", "f", "F", "FALSE", "false",
		"False" };

	for (size_t i = 0; i < GS_NR(yes); i++) {
		if (is_word(s, n, yes[i]))
			return gs_buf_adds(out, "True");
		if (is_word(s, n, no[i]))
			return gs_buf_adds(out, "False");
	}
	return GS_EDAMAGED;
}

static int
canon_float(const char *s, struct gs_buf *out)
{
	int r;

	if (strcmp(s, "NaN") == 0 || strcmp(s, "+Inf") == 0 ||
	    strcmp(s, "-Inf") == 0)
		return gs_buf_adds(out, s);
	if (!is_float(s))
		return GS_EDAMAGED;
	r = put_float(s, out);
	return r == GS_ENOTFOUND ? GS_EDAMAGED : r;
}

int
gs_sops_scalar_canon(
    enum gs_sops_type type, const char *s, size_t n, struct gs_buf *out)
{
	char text[NUMBER_MAX + 1];
	int64_t v = 0;

	switch (type) {
	case GS_SOPS_INT:
	case GS_SOPS_FLOAT:
		if (n == 0 || n > NUMBER_MAX || memchr(s, '\0', n) != NULL)
			return GS_EDAMAGED;
		memcpy(text, s, n);
		text[n] = '\0';
		if (type == GS_SOPS_FLOAT)
			return canon_float(text, out);
		return parse_int(text, 10, &v) == INT64 ? put_int(v, out)
							: GS_EDAMAGED;
	case GS_SOPS_BOOL:
		return canon_bool(s, n, out);
	case GS_SOPS_TIME:
		return gs_sops_time(s, n, false, true, out);
	case GS_SOPS_STR:
	case GS_SOPS_BYTES:
	case GS_SOPS_COMMENT:
		return gs_buf_add(out, s, n);
	case GS_SOPS_NULL:
	default:
		return GS_EDAMAGED;
	}
}
