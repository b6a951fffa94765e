#include <string.h>

#include "cmd/front/near.h"

#define WORD_MAX 32

static unsigned
min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

/* Insertions, deletions, changes, and swaps of neighbours (optimal string
 * alignment), over three rows of the usual table. */
static unsigned
distance(const char *a, size_t an, const char *b, size_t bn)
{
	unsigned row[3][WORD_MAX + 1] = { { 0 } };
	unsigned *before = row[0], *last = row[1], *now = row[2], *spare;

	for (size_t j = 0; j <= bn; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= an; i++) {
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= bn; j++) {
			now[j] = min3(last[j] + 1, now[j - 1] + 1,
			    last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1] && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
		spare = before;
		before = last;
		last = now;
		now = spare;
	}
	return last[bn];
}

void
gs_near_try(struct gs_near *n, const char *name)
{
	size_t wn = strlen(n->word), nn = strlen(name);
	unsigned cost;

	if (wn == 0 || wn > WORD_MAX || nn > WORD_MAX)
		return;
	if (wn >= 2 && nn > wn && strncmp(n->word, name, wn) == 0)
		cost = 1;
	else if ((cost = distance(n->word, wn, name, nn)) > (nn + 2) / 3)
		return;
	if (n->best == NULL || cost < n->cost) {
		n->best = name;
		n->cost = cost;
	}
}
