#include "engine/filter.h"

#include "cmd/front/path.h"
#include "cmd/front/say.h"

#include "cmd/files/track_say.h"

/* What will be sealed; .gitattributes and its like never are. */
static bool
is_covered(const struct gs_tracked *t, size_t i)
{
	const unsigned both = GS_COVER_MATCH | GS_COVER_SEALED;

	return (t->c->is[i] & both) == both &&
	    !gs_filter_never(t->c->paths.v[i]);
}

static size_t
count_covered(const struct gs_tracked *t)
{
	size_t nr = 0;

	for (size_t i = 0; i < t->c->paths.nr; i++)
		nr += is_covered(t, i);
	return nr;
}

/* The first path that has ${bits} and lacks ${none}, for a message. */
static const char *
first(const struct gs_tracked *t, unsigned bits, unsigned none)
{
	for (size_t i = 0; i < t->c->paths.nr; i++) {
		if ((t->c->is[i] & bits) == bits && (t->c->is[i] & none) == 0)
			return t->c->paths.v[i];
	}
	return NULL;
}

static void
warn_empty(const struct gs_tracked *t)
{
	for (size_t i = 0; i < t->nr; i++) {
		bool any = false;

		for (size_t k = 0; k < t->c->paths.nr; k++)
			any |= t->hits[i][k] != 0;
		if (!any)
			gs_warn("check its spelling, unless the files are "
				"still to come",
			    "'%s' covers no file", t->v[i].word);
	}
}

void
gs_track_warn(const struct gs_tracked *t)
{
	const char *path;

	warn_empty(t);
	for (size_t i = 0; i < t->c->paths.nr; i++) {
		if ((t->c->is[i] & GS_COVER_MATCH) != 0 &&
		    gs_filter_never(t->c->paths.v[i])) {
			gs_warn("a narrower pattern leaves it out",
			    "'%s' is covered too, and is never sealed",
			    t->c->paths.v[i]);
			break;
		}
	}
	path = first(t, GS_COVER_MATCH, GS_COVER_SEALED);
	if (path != NULL)
		gs_warn("git check-attr -a -- FILE shows what a file gets",
		    "other lines of .gitattributes leave files out, such as "
		    "'%s'",
		    path);
	path = first(t, GS_COVER_MATCH | GS_COVER_TRAP, 0);
	if (path != NULL)
		gs_warn("git check-attr -a -- FILE shows what a file gets",
		    "other lines of .gitattributes would let Git damage "
		    "sealed files, such as '%s'",
		    path);
	path = first(t, GS_COVER_NAMED, 0);
	if (path != NULL)
		gs_warn("git add -f adds it", "Git ignores '%s'", path);
}

int
gs_track_list(const struct gs_tracked *t)
{
	static const size_t few = 20;
	size_t nr = count_covered(t), shown = 0;
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	if (t->ctx->quiet || nr == 0)
		return GS_OK;
	gs_outf("%zu file%s covered:\n", nr, nr == 1 ? "" : "s");
	for (size_t i = 0; r == GS_OK && i < t->c->paths.nr; i++) {
		if (!is_covered(t, i))
			continue;
		if (shown == few && !t->ctx->verbose) {
			gs_outf("    ... and %zu more (-v lists them)\n",
			    nr - shown);
			break;
		}
		gs_buf_reset(&b);
		r = gs_path_show(t->ctx, t->c->paths.v[i], &b);
		if (r == GS_OK) {
			gs_outs("    ");
			gs_out(b.p, b.n);
			gs_outs("\n");
		}
		shown++;
	}
	gs_buf_clear(&b);
	return r == GS_OK ? r : gs_no_memory(t->e);
}
