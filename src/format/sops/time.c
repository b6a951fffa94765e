#include <string.h>

#include "format/sops/scalar.h"

struct when {
	unsigned year, month, day, hour, minute, second;
	const char *fraction; /* its digits */
	size_t fraction_n;
	int offset; /* minutes east */
};

struct text {
	const char *p;
	size_t n;
};

static bool
take(struct text *t, const char *any)
{
	if (t->n == 0 || t->p[0] == '\0' || strchr(any, t->p[0]) == NULL)
		return false;
	t->p++;
	t->n--;
	return true;
}

/* A number of ${least} to ${most} digits. */
static bool
digits(struct text *t, size_t least, size_t most, unsigned *out)
{
	size_t k = 0;

	*out = 0;
	while (k < most && t->n > 0 && t->p[0] >= '0' && t->p[0] <= '9') {
		*out = *out * 10 + (unsigned)(t->p[0] - '0');
		t->p++;
		t->n--;
		k++;
	}
	return k >= least;
}

static unsigned
days(const struct when *w)
{
	static const unsigned of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	bool leap =
	    (w->year % 4 == 0 && w->year % 100 != 0) || w->year % 400 == 0;

	if (w->month < 1 || w->month > 12)
		return 0;
	return of[w->month - 1] + (w->month == 2 && leap);
}

static bool
zone(struct text *t, struct when *w)
{
	bool west = t->n > 0 && t->p[0] == '-';
	unsigned hours, minutes;

	if (take(t, "Z"))
		return true;
	if (!take(t, "+-") || !digits(t, 2, 2, &hours) || !take(t, ":") ||
	    !digits(t, 2, 2, &minutes) || hours > 24 || minutes > 60)
		return false;
	w->offset = (int)(hours * 60 + minutes);
	if (west)
		w->offset = -w->offset;
	return true;
}

/* Behind the date: with a zone after a T, without one after a blank. */
static bool
clock_time(struct text *t, bool yaml, struct when *w)
{
	size_t least = yaml ? 1 : 2;
	bool blank = t->n > 0 && t->p[0] == ' ';

	if (!take(t, yaml ? "Tt " : "T") || !digits(t, least, 2, &w->hour) ||
	    !take(t, ":") || !digits(t, least, 2, &w->minute) ||
	    !take(t, ":") || !digits(t, least, 2, &w->second) || w->hour > 23 ||
	    w->minute > 59 || w->second > 59)
		return false;
	if (take(t, yaml ? ".," : ".")) {
		w->fraction = t->p;
		while (t->n > 0 && t->p[0] >= '0' && t->p[0] <= '9') {
			t->p++;
			t->n--;
		}
		w->fraction_n = (size_t)(t->p - w->fraction);
		if (w->fraction_n == 0 || (yaml && w->fraction_n > 9))
			return false;
	}
	return blank || zone(t, w);
}

static bool
parse(struct text t, bool yaml, struct when *w)
{
	size_t least = yaml ? 1 : 2;

	memset(w, 0, sizeof(*w));
	if (!digits(&t, 4, 4, &w->year) || !take(&t, "-") ||
	    !digits(&t, least, 2, &w->month) || !take(&t, "-") ||
	    !digits(&t, least, 2, &w->day) || w->day < 1 || w->day > days(w))
		return false;
	if (t.n == 0)
		return yaml;
	return clock_time(&t, yaml, w) && t.n == 0;
}

int
gs_sops_time(
    const char *s, size_t n, bool yaml, bool fraction, struct gs_buf *out)
{
	struct when w;
	size_t start = out->n;
	unsigned off;
	int r;

	if (!parse((struct text){ s, n }, yaml, &w))
		return GS_EDAMAGED;
	/* Go keeps nanoseconds. */
	if (w.fraction_n > 9)
		w.fraction_n = 9;
	while (w.fraction_n > 0 && w.fraction[w.fraction_n - 1] == '0')
		w.fraction_n--;
	r = gs_buf_addf(out, "%04u-%02u-%02uT%02u:%02u:%02u", w.year, w.month,
	    w.day, w.hour, w.minute, w.second);
	if (r == GS_OK && fraction && w.fraction_n > 0)
		r = gs_buf_addf(out, ".%.*s", (int)w.fraction_n, w.fraction);
	off = (unsigned)(w.offset < 0 ? -w.offset : w.offset);
	if (r == GS_OK)
		r = off == 0
		    ? gs_buf_addc(out, 'Z')
		    : gs_buf_addf(out, "%c%02u:%02u", w.offset < 0 ? '-' : '+',
			  off / 60, off % 60);
	if (r != GS_OK)
		gs_buf_cut(out, start);
	return r;
}
