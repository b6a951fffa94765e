#include <stdlib.h>
#include <string.h>

#include "format/envfile.h"
#include "format/envmerge.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct gs_marks marks = { 7, true, { "ours", "base", "theirs" } };

static void
must(bool ok)
{
	if (!ok)
		abort();
}

static bool
is(const struct gs_buf *b, struct gs_cur c)
{
	return b->n == c.n && (c.n == 0 || memcmp(b->p, c.p, c.n) == 0);
}

/* With one side unchanged, or both changed alike, the result is known. */
static void
known(struct gs_cur ours, struct gs_cur base, struct gs_cur theirs,
    struct gs_cur want)
{
	const struct gs_cur side[GS_SIDES] = { ours, base, theirs };
	struct gs_buf out = GS_BUF_INIT;
	bool conflict;
	int r = gs_envmerge(side, &marks, &out, &conflict);

	must(r == GS_OK || r == GS_ENOTFOUND);
	if (r == GS_OK)
		must(!conflict && is(&out, want));
	gs_buf_clear(&out);
}

/* What a variable must be in a clean result. */
static const struct gs_envitem *
expected(const struct gs_envfile f[GS_SIDES], const struct gs_envitem *item)
{
	const struct gs_envitem *a = gs_envfile_get(&f[GS_OURS], item);
	const struct gs_envitem *o = gs_envfile_get(&f[GS_BASE], item);
	const struct gs_envitem *b = gs_envfile_get(&f[GS_THEIRS], item);

	if (gs_envitem_same(a, b) || gs_envitem_same(b, o))
		return a;
	must(gs_envitem_same(a, o));
	return b;
}

/* The result is an env file, with each variable once and as it must be. */
static void
clean(const struct gs_cur side[GS_SIDES], struct gs_cur result)
{
	struct gs_envfile f[GS_SIDES], got;

	for (int k = 0; k < GS_SIDES; k++)
		must(gs_envfile_read(side[k], &f[k]) == GS_OK);
	must(gs_envfile_read(result, &got) == GS_OK);
	for (int k = 0; k < GS_SIDES; k++) {
		for (size_t i = 0; i < f[k].nr; i++) {
			const struct gs_envitem *v = &f[k].v[i];

			if (v->line.name_n != 0)
				must(gs_envitem_same(
				    expected(f, v), gs_envfile_get(&got, v)));
		}
	}
	for (int k = 0; k < GS_SIDES; k++)
		gs_envfile_clear(&f[k]);
	gs_envfile_clear(&got);
}

/* Three files with NUL between them. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct gs_cur side[GS_SIDES], swapped[GS_SIDES];
	struct gs_buf out = GS_BUF_INIT, other = GS_BUF_INIT;
	bool conflict, conflict2;
	int r;

	for (int k = 0; k < GS_SIDES; k++) {
		const uint8_t *nul = n > 0 ? memchr(data, 0, n) : NULL;
		size_t m = nul == NULL ? n : (size_t)(nul - data);

		side[k] = (struct gs_cur){ data, m };
		m += nul != NULL;
		data += m;
		n -= m;
	}
	known(side[0], side[1], side[1], side[0]);
	known(side[1], side[1], side[2], side[2]);
	known(side[0], side[1], side[0], side[0]);
	r = gs_envmerge(side, &marks, &out, &conflict);
	must(r == GS_OK || r == GS_ENOTFOUND);
	if (r == GS_OK && !conflict)
		clean(side, (struct gs_cur){ out.p, out.n });
	swapped[GS_OURS] = side[GS_THEIRS];
	swapped[GS_BASE] = side[GS_BASE];
	swapped[GS_THEIRS] = side[GS_OURS];
	must(gs_envmerge(swapped, &marks, &other, &conflict2) == r);
	must(conflict == conflict2);
	gs_buf_clear(&out);
	gs_buf_clear(&other);
	return 0;
}
