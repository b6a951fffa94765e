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

struct reading {
	const struct gs_repo *repo;
	struct gs_batch *batch; /* owned: says nothing of what is no commit */
	struct gs_strs *revs, *trees;
	struct gs_err *e;
};

/* Whether it names a commit that is here; a deletion's zeros do not. */
static int
is_commit(const struct reading *rd, const char *hex, bool *yes)
{
	struct gs_oid id;

	*yes = false;
	if (gs_oid_parse(hex, strlen(hex), &id) != GS_OK)
		return gs_fail(rd->e, GS_EUSAGE,
		    "a line on standard input is not what Git tells its hook");
	return gs_batch_there(rd->batch, hex, yes, rd->e);
}

static int
add(struct gs_strs *revs, const char *sign, const char *hex, struct gs_err *e)
{
	char *rev = gs_asprintf("%s%s", sign, hex);
	int r = rev != NULL ? gs_strs_add(revs, rev) : GS_ENOMEM;

	free(rev);
	return r == GS_OK ? r : gs_fail(e, r, "out of memory");
}

/* What comes: a commit, or a tag of a tree, which has files as well. */
static int
take_new(const struct reading *rd, const char *hex)
{
	struct gs_oid id;
	char *spec;
	bool yes;
	int r = is_commit(rd, hex, &yes);

	if (r != GS_OK || yes)
		return r == GS_OK ? add(rd->revs, "", hex, rd->e) : r;
	if (strspn(hex, "0") == strlen(hex))
		return GS_OK;
	if ((spec = gs_asprintf("%s^{tree}", hex)) == NULL)
		return gs_no_memory(rd->e);
	r = gs_repo_rev(rd->repo, spec, &id, NULL);
	if (r == GS_OK)
		r = add(rd->trees, "", spec, rd->e);
	free(spec);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

static int
take_old(const struct reading *rd, const char *hex)
{
	bool yes;
	int r = is_commit(rd, hex, &yes);

	return r == GS_OK && yes ? add(rd->revs, "^", hex, rd->e) : r;
}

/* Word ${new} of each line is what comes, word ${old} what was there. */
static int
read_lines(const struct reading *rd, size_t new, size_t old, size_t nr)
{
	struct gs_buf in = GS_BUF_INIT;
	const uint8_t *line;
	struct gs_cur c;
	size_t n;
	int r = gs_input(&in, rd->e);

	c = (struct gs_cur){ in.p, in.n };
	while (r == GS_OK && gs_cur_line(&c, &line, &n) == GS_OK) {
		struct words w;

		if (split((const char *)line, n, &w) != GS_OK)
			r = gs_no_memory(rd->e);
		else if (w.nr != nr)
			r = gs_fail(rd->e, GS_EUSAGE,
			    "a line on standard input is not what Git tells "
			    "its hook");
		if (r == GS_OK && (r = take_new(rd, w.v[new])) == GS_OK)
			r = take_old(rd, w.v[old]);
		free(w.text);
	}
	gs_buf_clear(&in);
	return r;
}

static int
read_all(const struct gs_repo *repo, const size_t at[3], struct gs_strs *revs,
    struct gs_strs *trees, struct gs_err *e)
{
	struct reading rd = { repo, NULL, revs, trees, e };
	int r = gs_batch_new(NULL, true, &rd.batch);

	r = r == GS_OK ? read_lines(&rd, at[0], at[1], at[2]) : gs_no_memory(e);
	gs_batch_free(rd.batch);
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
    struct gs_strs *revs, struct gs_strs *trees, struct gs_err *e)
{
	/* LOCAL-REF LOCAL-ID REMOTE-REF REMOTE-ID */
	static const size_t at[] = { 1, 3, 4 };
	char *refs = gs_asprintf("--remotes%s%s", remote != NULL ? "=" : "",
	    remote != NULL ? remote : "");
	int r;

	if (refs == NULL)
		return gs_no_memory(e);
	if ((r = read_all(repo, at, revs, trees, e)) == GS_OK)
		r = leave_out(revs, refs, e);
	free(refs);
	return r;
}

int
gs_check_received(const struct gs_repo *repo, struct gs_strs *revs,
    struct gs_strs *trees, struct gs_err *e)
{
	/* OLD-ID NEW-ID REF */
	static const size_t at[] = { 1, 0, 3 };
	int r = read_all(repo, at, revs, trees, e);

	return r == GS_OK ? leave_out(revs, "--all", e) : r;
}
