#include <stdlib.h>
#include <string.h>

#include "base/cur.h"
#include "git/run.h"

#include "repo/index.h"

void
gs_entries_clear(struct gs_entries *l)
{
	free(l->v);
	gs_buf_clear(&l->names);
	memset(l, 0, sizeof(*l));
}

static int
compare(const char *a, size_t an, const char *b, size_t bn)
{
	int c = memcmp(a, b, an < bn ? an : bn);

	return c != 0 ? c : (an > bn) - (an < bn);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct gs_entry *x = a, *y = b;
	int c = compare(x->path, x->n, y->path, y->n);

	return c != 0 ? c : (int)x->stage - (int)y->stage;
}

const struct gs_entry *
gs_entries_find(const struct gs_entries *l, const char *path, size_t n)
{
	size_t from = 0, to = l->nr;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (compare(l->v[mid].path, l->v[mid].n, path, n) < 0)
			from = mid + 1;
		else
			to = mid;
	}
	if (from == l->nr || l->v[from].n != n ||
	    memcmp(l->v[from].path, path, n) != 0)
		return NULL;
	return &l->v[from];
}

/* A word of digits up to ${end}, which is taken as well. */
static int
number(struct gs_cur *c, char end, unsigned base, uint32_t *out)
{
	uint8_t digit;
	uint32_t v = 0;
	int r;

	for (;;) {
		if ((r = gs_cur_u8(c, &digit)) != GS_OK)
			return r;
		if (digit == (uint8_t)end) {
			*out = v;
			return GS_OK;
		}
		if (digit < '0' || digit >= '0' + base || v > 0xffffff)
			return GS_EDAMAGED;
		v = v * base + (uint32_t)(digit - '0');
	}
}

static int
object(struct gs_cur *c, char end, struct gs_oid *out)
{
	const uint8_t *at = memchr(c->p, end, c->n), *hex;
	int r;

	if (at == NULL)
		return GS_EDAMAGED;
	if ((r = gs_cur_take(c, (size_t)(at - c->p) + 1, &hex)) != GS_OK)
		return r;
	return gs_oid_parse((const char *)hex, (size_t)(at - hex), out);
}

static int
name(struct gs_cur *c, struct gs_entry *out)
{
	const uint8_t *nul = memchr(c->p, '\0', c->n), *at;

	if (nul == NULL || nul == c->p)
		return GS_EDAMAGED;
	out->n = (size_t)(nul - c->p);
	if (gs_cur_take(c, out->n + 1, &at) != GS_OK)
		return GS_EDAMAGED;
	out->path = (const char *)at;
	return GS_OK;
}

/* ls-files -t -s -z: TAG SP MODE SP ID SP STAGE TAB PATH NUL */
static int
parse_file(struct gs_cur *c, struct gs_entry *out)
{
	const uint8_t *tag;
	uint32_t stage = 0;
	int r;

	if ((r = gs_cur_take(c, 2, &tag)) != GS_OK ||
	    (r = number(c, ' ', 8, &out->mode)) != GS_OK ||
	    (r = object(c, ' ', &out->id)) != GS_OK ||
	    (r = number(c, '\t', 10, &stage)) != GS_OK)
		return r;
	if (stage > 3 || tag[1] != ' ')
		return GS_EDAMAGED;
	out->stage = (uint8_t)stage;
	out->skip_worktree = tag[0] == 'S';
	return name(c, out);
}

/* ls-tree -r -z: MODE SP TYPE SP ID TAB PATH NUL */
static int
parse_tree(struct gs_cur *c, struct gs_entry *out)
{
	const uint8_t *sp;
	int r;

	if ((r = number(c, ' ', 8, &out->mode)) != GS_OK)
		return r;
	if ((sp = memchr(c->p, ' ', c->n)) == NULL)
		return GS_EDAMAGED;
	if ((r = gs_cur_take(c, (size_t)(sp - c->p) + 1, &sp)) != GS_OK ||
	    (r = object(c, '\t', &out->id)) != GS_OK)
		return r;
	out->stage = 0;
	out->skip_worktree = false;
	return name(c, out);
}

static int
grow(struct gs_entries *l)
{
	struct gs_entry *v;
	/* About what stands before a short path is a fair first guess. */
	size_t cap = l->cap == 0 ? l->names.n / 80 + 16 : 2 * l->cap;

	if ((v = realloc(l->v, cap * sizeof(*v))) == NULL)
		return GS_ENOMEM;
	l->v = v;
	l->cap = cap;
	return GS_OK;
}

/* Entries out of l->names, which they point into. */
static int
parse(struct gs_entries *l, int (*one)(struct gs_cur *c, struct gs_entry *out))
{
	struct gs_cur c = { l->names.p, l->names.n };
	bool sorted = true;
	int r;

	while (c.n > 0) {
		if (l->nr == l->cap && (r = grow(l)) != GS_OK)
			return r;
		if ((r = one(&c, &l->v[l->nr])) != GS_OK)
			return r;
		if (l->nr > 0 &&
		    compare_entries(&l->v[l->nr - 1], &l->v[l->nr]) > 0)
			sorted = false;
		l->nr++;
	}
	/* Only a tree that Git itself would call broken is not. */
	if (!sorted)
		qsort(l->v, l->nr, sizeof(*l->v), compare_entries);
	return GS_OK;
}

/* Run git and read what it prints with ${one}. */
static int
gather(const struct gs_git_opt *opt, const char *const *argv,
    int (*one)(struct gs_cur *c, struct gs_entry *out), struct gs_entries *out,
    struct gs_err *e)
{
	int r;

	if ((r = gs_git(opt, argv, &out->names, e)) != GS_OK)
		goto out;
	r = parse(out, one);
	if (r == GS_EDAMAGED)
		r = gs_fail(
		    e, GS_EGIT, "'git %s' said what nobody expected", argv[0]);
	else if (r != GS_OK)
		r = gs_fail(e, r, "out of memory");
out:
	if (r != GS_OK)
		gs_entries_clear(out);
	return r;
}

static int
read_files(const struct gs_git_opt *opt, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e)
{
	static const char *const words[] = { "ls-files", "-z", "-t", "-s",
		"--full-name", "--" };
	const char **argv;
	size_t nr = 0;
	int r;

	memset(out, 0, sizeof(*out));
	while (pathspecs != NULL && pathspecs[nr] != NULL)
		nr++;
	argv = calloc(GS_NR(words) + nr + 1, sizeof(*argv));
	if (argv == NULL)
		return gs_no_memory(e);
	memcpy(argv, words, sizeof(words));
	if (nr > 0)
		memcpy(argv + GS_NR(words), pathspecs, nr * sizeof(*argv));
	r = gather(opt, argv, parse_file, out, e);
	free(argv);
	return r;
}

int
gs_entries_of_index(const char *dir, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e)
{
	const struct gs_git_opt opt = { .dir = dir };

	return read_files(&opt, pathspecs, out, e);
}

int
gs_entries_of_user(const char *prefix, const char *const *pathspecs,
    struct gs_entries *out, struct gs_err *e)
{
	const struct gs_git_opt opt = { .at = prefix };

	/* From a subfolder ls-files alone would list only what is below. */
	if (pathspecs == NULL || pathspecs[0] == NULL)
		return gs_entries_of_index(NULL, NULL, out, e);
	return read_files(&opt, pathspecs, out, e);
}

int
gs_entries_of_tree(
    const char *dir, const char *rev, struct gs_entries *out, struct gs_err *e)
{
	const char *const argv[] = { "ls-tree", "-r", "-z", "--full-tree",
		"--end-of-options", rev, NULL };
	const struct gs_git_opt opt = { .dir = dir, .quiet = true };
	int r;

	memset(out, 0, sizeof(*out));
	r = gather(&opt, argv, parse_tree, out, e);
	if (r == GS_EGIT)
		r = gs_fail(
		    e, GS_ENOTFOUND, "there is no commit or tree '%s'", rev);
	return r;
}
