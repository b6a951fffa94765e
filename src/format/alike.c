#include <stdint.h>
#include <stdlib.h>

#include "base/wipe.h"

#include "format/alike.h"

/* A line by its hash alone: a guess is all that is asked for. */
struct line {
	uint64_t hash;
	size_t n; /* with its line end */
};

static int
compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return (x->n > y->n) - (x->n < y->n);
}

/* The lines of ${text}, sorted; the caller frees them. */
static struct line *
lines_of(struct gs_cur text, size_t *nr)
{
	struct line *v, *l;
	size_t lines = 1;

	for (size_t i = 0; i < text.n; i++)
		lines += text.p[i] == '\n';
	*nr = 0;
	if ((v = calloc(lines, sizeof(*v))) == NULL)
		return NULL;
	l = v;
	l->hash = 14695981039346656037u; /* FNV-1a */
	for (size_t i = 0; i < text.n; i++) {
		l->hash = (l->hash ^ text.p[i]) * 1099511628211u;
		l->n++;
		if (text.p[i] == '\n' && i + 1 < text.n)
			(++l)->hash = 14695981039346656037u;
	}
	*nr = text.n > 0 ? (size_t)(l - v) + 1 : 0;
	qsort(v, *nr, sizeof(*v), compare);
	return v;
}

/* The lines are somebody's secrets, and short ones are guessed by hash. */
static void
drop(struct line *v, size_t nr)
{
	if (v != NULL)
		gs_wipe(v, nr * sizeof(*v));
	free(v);
}

int
gs_alike(struct gs_cur a, struct gs_cur b, unsigned *percent)
{
	size_t a_nr, b_nr, i = 0, j = 0, common = 0;
	size_t larger = a.n > b.n ? a.n : b.n;
	struct line *x = lines_of(a, &a_nr), *y = lines_of(b, &b_nr);
	int r = x == NULL || y == NULL ? GS_ENOMEM : GS_OK;

	while (r == GS_OK && i < a_nr && j < b_nr) {
		int d = compare(&x[i], &y[j]);

		if (d == 0)
			common += x[i].n;
		i += d <= 0;
		j += d >= 0;
	}
	/* No text is so large that a hundredfold of it would not fit. */
	*percent = larger == 0 ? 0 : (unsigned)(common * 100 / larger);
	drop(x, a_nr);
	drop(y, b_nr);
	return r;
}
