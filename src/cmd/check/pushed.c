#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "base/text.h"
#include "cmd/front/input.h"

#include "cmd/check/pushed.h"

#define WORDS_MAX 4

/* One line, cut at its blanks. */
struct words {
	char *text; /* owned */
	const char *v[WORDS_MAX];
	size_t nr;
};

static int
split(const char *line, size_t n, struct words *w)
{
	char *p;

	memset(w, 0, sizeof(*w));
	if ((w->text = gs_strndup(line, n)) == NULL)
		return GS_ENOMEM;
	for (p = w->text; p != NULL && w->nr < WORDS_MAX; w->nr++) {
		w->v[w->nr] = p;
		if ((p = strchr(p, ' ')) != NULL)
			*p++ = '\0';
	}
	return GS_OK;
}

/* Whether it names a commit that is here; a deletion's zeros do not. */
static int
is_commit(
    const struct gs_repo *repo, const char *hex, bool *yes, struct gs_err *e)
{
	struct gs_oid id;

	*yes = false;
	if (gs_oid_parse(hex, strlen(hex), &id) != GS_OK)
		return gs_fail(e, GS_EUSAGE,
		    "a line on standard input is not what Git tells its hook");
	return gs_batch_there(repo->batch, hex, yes, e);
}

static int
add(struct gs_strs *revs, const char *sign, const char *hex, struct gs_err *e)
{
	char *rev = gs_asprintf("%s%s", sign, hex);
	int r = rev != NULL ? gs_strs_add(revs, rev) : GS_ENOMEM;

	free(rev);
	return r == GS_OK ? r : gs_fail(e, r, "out of memory");
}

/* Word ${new} of each line is what comes, word ${old} what was there. */
static int
read_lines(const struct gs_repo *repo, size_t new, size_t old, size_t nr,
    struct gs_strs *revs, struct gs_err *e)
{
	struct gs_buf in = GS_BUF_INIT;
	const uint8_t *line;
	struct gs_cur c;
	size_t n;
	int r = gs_input(&in, e);

	c = (struct gs_cur){ in.p, in.n };
	while (r == GS_OK && gs_cur_line(&c, &line, &n) == GS_OK) {
		struct words w;
		bool yes;

		if (split((const char *)line, n, &w) != GS_OK)
			r = gs_no_memory(e);
		else if (w.nr != nr)
			r = gs_fail(e, GS_EUSAGE,
			    "a line on standard input is not what Git tells "
			    "its hook");
		if (r == GS_OK &&
		    (r = is_commit(repo, w.v[new], &yes, e)) == GS_OK && yes)
			r = add(revs, "", w.v[new], e);
		if (r == GS_OK &&
		    (r = is_commit(repo, w.v[old], &yes, e)) == GS_OK && yes)
			r = add(revs, "^", w.v[old], e);
		free(w.text);
	}
	gs_buf_clear(&in);
	return r;
}

/* Without anything that comes rev-list would complain. */
static int
leave_out(struct gs_strs *revs, const char *what, struct gs_err *e)
{
	bool some = false;
	int r;

	for (size_t i = 0; i < revs->nr; i++)
		some |= revs->v[i][0] != '^';
	if (!some) {
		gs_strs_clear(revs);
		return GS_OK;
	}
	if ((r = add(revs, "", "--not", e)) == GS_OK)
		r = add(revs, "", what, e);
	return r;
}

int
gs_check_pushed(const struct gs_repo *repo, const char *remote,
    struct gs_strs *revs, struct gs_err *e)
{
	char *refs = gs_asprintf("--remotes%s%s", remote != NULL ? "=" : "",
	    remote != NULL ? remote : "");
	int r;

	if (refs == NULL)
		return gs_no_memory(e);
	if ((r = read_lines(repo, 1, 3, 4, revs, e)) == GS_OK)
		r = leave_out(revs, refs, e);
	free(refs);
	return r;
}

int
gs_check_received(
    const struct gs_repo *repo, struct gs_strs *revs, struct gs_err *e)
{
	int r = read_lines(repo, 1, 0, 3, revs, e);

	return r == GS_OK ? leave_out(revs, "--all", e) : r;
}
