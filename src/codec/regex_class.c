/* Characters and classes of them. */
#include <stdlib.h>
#include <string.h>

#include "codec/regex_compile.h"

int
gs_regex_peek(const struct gs_regex_compiler *c, size_t k)
{
	return k < c->n - c->at ? c->p[c->at + k] : -1;
}

bool
gs_regex_take(struct gs_regex_compiler *c, const char *text)
{
	size_t n = strlen(text);

	if (c->n - c->at < n || memcmp(c->p + c->at, text, n) != 0)
		return false;
	c->at += n;
	return true;
}

int
gs_regex_range(struct gs_regex_compiler *c, uint32_t from, uint32_t to)
{
	struct gs_regex *re = c->re;
	size_t cap = re->ranges_cap == 0 ? 32 : 2 * re->ranges_cap;
	struct gs_regex_range *range;

	if (re->ranges == GS_REGEX_PROG_MAX)
		return GS_ETOOBIG;
	if (re->ranges == re->ranges_cap) {
		range = realloc(re->range, cap * sizeof(*range));
		if (range == NULL)
			return GS_ENOMEM;
		re->range = range;
		re->ranges_cap = cap;
	}
	re->range[re->ranges++] = (struct gs_regex_range){ from, to };
	return GS_OK;
}

int
gs_regex_folded(struct gs_regex_compiler *c, uint32_t from, uint32_t to)
{
	int r = gs_regex_range(c, from, to);

	if (r != GS_OK || !c->f.fold)
		return r;
	for (uint32_t k = from; r == GS_OK && k <= to && k < 0x80; k++) {
		uint32_t low = k | 0x20;

		if (low >= 'a' && low <= 'z')
			r = gs_regex_range(c, k ^ 0x20, k ^ 0x20);
	}
	return r == GS_OK && to >= 0x80 && to != GS_REGEX_CODE_MAX ? GS_EUSAGE
								   : r;
}

int
gs_regex_character(struct gs_regex_compiler *c, uint32_t *out)
{
	static const uint8_t mask[] = { 0, 0x7f, 0x1f, 0xf, 7 };
	uint8_t first = c->p[c->at];
	size_t k = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	if ((first >= 0x80 && first < 0xc0) || k > c->n - c->at)
		return GS_EUSAGE;
	*out = first & mask[k];
	for (size_t i = 1; i < k; i++)
		*out = *out << 6 | (c->p[c->at + i] & 0x3f);
	c->at += k;
	return GS_OK;
}

/* Named classes: pairs of first and last. */
struct class
{
	const char *name;
	const char *pairs;
};

/* clang-format off */
static const struct class perl[] = {
	{ "d", "09" }, { "s", "\t\n\f\r  " }, { "w", "09AZaz__" },
};
static const struct class posix[] = {
	{ "alnum", "09AZaz" }, { "alpha", "AZaz" }, { "ascii", "\1\x7f" },
	{ "blank", "\t\t  " }, { "cntrl", "\1\x1f\x7f\x7f" },
	{ "digit", "09" }, { "graph", "!~" }, { "lower", "az" },
	{ "print", " ~" }, { "punct", "!/:@[`{~" },
	{ "space", "\t\r  " }, { "upper", "AZ" }, { "word", "09AZaz__" },
	{ "xdigit", "09AFaf" },
};
/* clang-format on */

static int
add_pairs(struct gs_regex_compiler *c, const char *pairs, bool negated)
{
	uint32_t next = 0;
	int r = GS_OK;

	for (; r == GS_OK && *pairs != '\0'; pairs += 2) {
		uint32_t from = (uint8_t)pairs[0], to = (uint8_t)pairs[1];

		from = from == 1 ? 0 : from; /* NUL ends the table's text */
		if (!negated)
			r = gs_regex_folded(c, from, to);
		else if (from > next)
			r = gs_regex_range(c, next, from - 1);
		next = to + 1;
	}
	return r == GS_OK && negated
	    ? gs_regex_range(c, next, GS_REGEX_CODE_MAX)
	    : r;
}

int
gs_regex_perl(struct gs_regex_compiler *c)
{
	int name = gs_regex_peek(c, 1);

	if (gs_regex_peek(c, 0) != '\\' || name < 0)
		return GS_ENOTFOUND;
	for (size_t i = 0; i < GS_NR(perl); i++) {
		if ((name | 0x20) == perl[i].name[0]) {
			c->at += 2;
			return add_pairs(c, perl[i].pairs, name < 'a');
		}
	}
	return GS_ENOTFOUND;
}

static int
posix_class(struct gs_regex_compiler *c)
{
	size_t at = c->at;
	bool negated;

	if (!gs_regex_take(c, "[:"))
		return GS_ENOTFOUND;
	negated = gs_regex_take(c, "^");
	for (size_t i = 0; i < GS_NR(posix); i++) {
		if (gs_regex_take(c, posix[i].name)) {
			if (gs_regex_take(c, ":]"))
				return add_pairs(c, posix[i].pairs, negated);
			break;
		}
	}
	c->at = at;
	return GS_EUSAGE;
}

static int
hex_escape(struct gs_regex_compiler *c, uint32_t *out)
{
	bool braces = gs_regex_take(c, "{");
	size_t digits = 0;

	for (*out = 0; digits < (braces ? 8u : 2u); digits++) {
		int k = gs_regex_peek(c, 0), low = k | 0x20;

		if (k >= '0' && k <= '9')
			*out = *out << 4 | (uint32_t)(k - '0');
		else if (low >= 'a' && low <= 'f')
			*out = *out << 4 | (uint32_t)(low - 'a' + 10);
		else
			break;
		c->at++;
	}
	if (digits == 0 || (braces ? !gs_regex_take(c, "}") : digits != 2) ||
	    *out > GS_REGEX_CODE_MAX)
		return GS_EUSAGE;
	return GS_OK;
}

int
gs_regex_escape(struct gs_regex_compiler *c, uint32_t *out)
{
	static const char names[] = "aftnrv", codes[] = "\a\f\t\n\r\v";
	const char *at;
	int k;

	c->at++;
	if ((k = gs_regex_peek(c, 0)) <= 0)
		return GS_EUSAGE;
	if (k == 'x') {
		c->at++;
		return hex_escape(c, out);
	}
	if (k == '0') {
		for (*out = 0; gs_regex_peek(c, 0) >= '0' &&
		     gs_regex_peek(c, 0) <= '7' && *out < 64;
		     c->at++)
			*out = *out * 8 + (uint32_t)(gs_regex_peek(c, 0) - '0');
		return GS_OK;
	}
	c->at++;
	if ((at = strchr(names, k)) != NULL) {
		*out = (uint32_t)codes[at - names];
		return GS_OK;
	}
	/* Of ASCII only what is neither a letter nor a digit. */
	*out = (uint32_t)k;
	return k < 0x80 && strchr("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ", k)
	    ? GS_OK
	    : GS_EUSAGE;
}

static int
member(struct gs_regex_compiler *c, uint32_t *out)
{
	if (c->at >= c->n)
		return GS_EUSAGE;
	return gs_regex_peek(c, 0) == '\\' ? gs_regex_escape(c, out)
					   : gs_regex_character(c, out);
}

int
gs_regex_members(struct gs_regex_compiler *c)
{
	uint32_t from, to;
	int r;

	for (bool first = true; first || gs_regex_peek(c, 0) != ']';
	     first = false) {
		if (c->at >= c->n)
			return GS_EUSAGE;
		if ((r = posix_class(c)) == GS_ENOTFOUND)
			r = gs_regex_perl(c);
		if (r == GS_OK)
			continue;
		if (r != GS_ENOTFOUND || (r = member(c, &from)) != GS_OK)
			return r;
		to = from;
		if (gs_regex_peek(c, 0) == '-' && gs_regex_peek(c, 1) != ']') {
			c->at++;
			if ((r = member(c, &to)) != GS_OK)
				return r;
		}
		if (to < from)
			return GS_EUSAGE;
		if ((r = gs_regex_folded(c, from, to)) != GS_OK)
			return r;
	}
	c->at++;
	return GS_OK;
}
