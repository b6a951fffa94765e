#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format/sops/scalar.h"

#define DIGITS_MAX 17 /* always enough for a double */

/* d.ddd times 10^exp; the digits that mean ${v} and no other double. */
struct decimal {
	bool negative;
	char d[DIGITS_MAX + 2];
	size_t n;
	int exp;
};

static bool
means(const struct decimal *t, double v)
{
	char text[48];

	(void)snprintf(text, sizeof(text), "%s%c.%se%d", t->negative ? "-" : "",
	    t->d[0], t->n > 1 ? t->d + 1 : "0", t->exp);
	return strtod(text, NULL) == v;
}

/* The next decimal of as many digits, away from zero. */
static void
up(struct decimal *t)
{
	size_t i = t->n;

	while (i-- > 0) {
		if (t->d[i] != '9') {
			t->d[i]++;
			return;
		}
		t->d[i] = '0';
	}
	t->d[0] = '1';
	t->exp++;
}

/* ${v} rounded to ${n} digits. */
static void
rounded(double v, size_t n, struct decimal *t)
{
	char text[48];
	const char *c = text;

	memset(t, 0, sizeof(*t));
	(void)snprintf(text, sizeof(text), "%.*e", (int)n - 1, v);
	if (*c == '-') {
		t->negative = true;
		c++;
	}
	for (; *c != 'e'; c++) {
		if (*c != '.' && t->n < DIGITS_MAX)
			t->d[t->n++] = *c;
	}
	t->exp = (int)strtol(c + 1, NULL, 10);
}

/*
 * The fewest digits that mean ${v}.  Below a power of two doubles lie closer
 * than above: there the nearest decimal may mean another double while the
 * next one up means this.
 */
static void
shortest(double v, struct decimal *t)
{
	struct decimal next;

	for (size_t n = 1; n <= DIGITS_MAX; n++) {
		rounded(v, n, t);
		if (means(t, v))
			break;
		next = *t;
		up(&next);
		if (means(&next, v)) {
			*t = next;
			break;
		}
	}
	while (t->n > 1 && t->d[t->n - 1] == '0')
		t->d[--t->n] = '\0';
}

static int
plain(const struct decimal *t, struct gs_buf *out)
{
	int r = t->negative ? gs_buf_addc(out, '-') : GS_OK;
	int point = t->exp + 1; /* digits before the point */

	if (r == GS_OK && point <= 0)
		r = gs_buf_adds(out, "0.");
	for (int i = point; r == GS_OK && i < 0; i++)
		r = gs_buf_addc(out, '0');
	for (size_t i = 0; r == GS_OK && i < t->n; i++) {
		if (i > 0 && (int)i == point)
			r = gs_buf_addc(out, '.');
		if (r == GS_OK)
			r = gs_buf_addc(out, t->d[i]);
	}
	for (int i = (int)t->n; r == GS_OK && i < point; i++)
		r = gs_buf_addc(out, '0');
	return r;
}

int
gs_sops_float_plain(double v, struct gs_buf *out)
{
	struct decimal t;

	if (isnan(v))
		return gs_buf_adds(out, "NaN");
	if (isinf(v))
		return gs_buf_adds(out, v < 0 ? "-Inf" : "+Inf");
	if (v == 0)
		return gs_buf_adds(out, signbit(v) ? "-0" : "0");
	shortest(v, &t);
	return plain(&t, out);
}

int
gs_sops_float_short(double v, bool json, struct gs_buf *out)
{
	struct decimal t;
	int low = json ? -6 : -4, high = json ? 21 : 6, r;

	if (v == 0)
		return gs_buf_adds(out, signbit(v) ? "-0" : "0");
	shortest(v, &t);
	if (t.exp >= low && t.exp < high)
		return plain(&t, out);
	r = gs_buf_addf(out, "%s%c%s%s", t.negative ? "-" : "", t.d[0],
	    t.n > 1 ? "." : "", t.d + 1);
	/* JSON writes e-7, YAML e-07. */
	return r != GS_OK ? r
	    : json	  ? gs_buf_addf(out, "e%+d", t.exp)
			  : gs_buf_addf(out, "e%+03d", t.exp);
}
