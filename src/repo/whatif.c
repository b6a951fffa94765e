#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "git/run.h"
#include "repo/attrfile.h"
#include "repo/attrline.h"
#include "repo/scratch.h"

#include "repo/whatif.h"

#define PROBE "git-seal-probe"

/* One run of check-attr in circumstances of its own. */
struct question {
	const char *at;		/* where to run; NULL: as we stand */
	const char *const *env; /* more variables, or NULL */
	const char *config;	/* for -c, or NULL */
	bool cached;
	const char *attr, *want;
};

static int
join(const struct gs_strs *paths, struct gs_buf *to)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < paths->nr; i++)
		r = gs_buf_add(to, paths->v[i], strlen(paths->v[i]) + 1);
	return r;
}

/* PATH NUL NAME NUL VALUE NUL for each path, in order. */
static int
read_answers(const struct gs_buf *b, const struct question *q,
    const struct gs_strs *paths, uint8_t *yes)
{
	const char *p = (const char *)b->p, *nul;
	size_t left = b->n, field = 0;

	for (; left > 0; field++) {
		if ((nul = memchr(p, 0, left)) == NULL ||
		    field / 3 >= paths->nr)
			return GS_EDAMAGED;
		if (field % 3 == 0 && strcmp(p, paths->v[field / 3]) != 0)
			return GS_EDAMAGED;
		if (field % 3 == 2)
			yes[field / 3] = strcmp(p, q->want) == 0;
		left -= (size_t)(nul - p) + 1;
		p = nul + 1;
	}
	return field == 3 * paths->nr ? GS_OK : GS_EDAMAGED;
}

static int
ask(const struct question *q, const struct gs_strs *paths, uint8_t *yes,
    struct gs_err *e)
{
	struct gs_buf in = GS_BUF_INIT, out = GS_BUF_INIT;
	struct gs_git_opt opt = { .at = q->at, .env = q->env, .quiet = true };
	const char *argv[10];
	size_t n = 0;
	int r;

	/* As in git/attr.c: what a sparse checkout leaves out counts too. */
	argv[n++] = "-c";
	argv[n++] = "core.sparseCheckout=false";
	if (q->config != NULL) {
		argv[n++] = "-c";
		argv[n++] = q->config;
	}
	argv[n++] = "check-attr";
	argv[n++] = "--stdin";
	argv[n++] = "-z";
	if (q->cached)
		argv[n++] = "--cached";
	argv[n++] = q->attr;
	argv[n] = NULL;
	if ((r = join(paths, &in)) != GS_OK) {
		r = gs_no_memory(e);
		goto out;
	}
	opt.in = in.p;
	opt.in_n = in.n;
	if (paths->nr == 0 || (r = gs_git(&opt, argv, &out, e)) != GS_OK)
		goto out;
	if ((r = read_answers(&out, q, paths, yes)) != GS_OK)
		r = gs_fail(e, GS_EGIT,
		    "'git check-attr' did not answer what it was asked");
out:
	gs_buf_clear(&in);
	gs_buf_clear(&out);
	return r;
}

/* ${pattern} as it must be written in a file that stands at the top. */
static int
from_top(const char *base, const char *pattern, struct gs_buf *out)
{
	bool anchored = strchr(pattern, '/') != NULL;
	int r;

	if (base[0] == '\0')
		return gs_buf_adds(out, pattern);
	r = gs_attrfile_pattern(base, true, out);
	if (r == GS_OK && !anchored)
		r = gs_buf_adds(out, "**/");
	return r == GS_OK
	    ? gs_buf_adds(out, pattern[0] == '/' ? pattern + 1 : pattern)
	    : r;
}

/* The one line of a file that marks what the pattern matches. */
static int
probe_line(const char *base, const char *pattern, struct gs_buf *line)
{
	struct gs_buf full = GS_BUF_INIT;
	int r = from_top(base, pattern, &full);

	if (r == GS_OK)
		r = gs_attrline_quote((const char *)full.p, full.n, line);
	if (r == GS_OK)
		r = gs_buf_adds(line, " " PROBE "\n");
	gs_buf_clear(&full);
	return r;
}

int
gs_whatif_matches(const struct gs_repo *r, const char *base,
    const char *pattern, const struct gs_strs *paths, uint8_t *yes,
    struct gs_err *e)
{
	struct question q = { .attr = PROBE, .want = "set" };
	struct gs_buf line = GS_BUF_INIT;
	struct gs_scratch s = { NULL };
	char *config = NULL;
	int code;

	if ((code = probe_line(base, pattern, &line)) != GS_OK) {
		code = gs_no_memory(e);
		goto out;
	}
	if ((code = gs_scratch_make(r, &s, e)) != GS_OK ||
	    (code = gs_scratch_put(&s, "probe", line.p, line.n, e)) != GS_OK)
		goto out;
	config = gs_asprintf("core.attributesFile=%s/probe", s.path);
	if ((q.config = config) == NULL)
		code = gs_no_memory(e);
	else
		code = ask(&q, paths, yes, e);
out:
	free(config);
	gs_scratch_drop(&s);
	gs_buf_clear(&line);
	return code;
}

/* Each .gitattributes that bears on ${path}, copied into ${s}. */
static int
copy_files(struct gs_scratch *s, const char *path, const char *except,
    struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *slash = path;
	char *file;
	int r = GS_OK;

	for (size_t n = 0; r == GS_OK; n = (size_t)(slash - path) + 1) {
		file = gs_asprintf("%.*s.gitattributes", (int)n, path);
		if (file == NULL) {
			r = gs_no_memory(e);
		} else if (strcmp(file, except) != 0 &&
		    !gs_scratch_has(s, file) && gs_file_exists(file)) {
			gs_buf_reset(&b);
			r = gs_file_read(file, GS_ATTRFILE_MAX, &b, e);
			if (r == GS_OK)
				r = gs_scratch_put(s, file, b.p, b.n, e);
		}
		free(file);
		if ((slash = strchr(path + n, '/')) == NULL)
			break;
	}
	gs_buf_clear(&b);
	return r;
}

/* Git in ${s} as its working tree, and nothing else changed. */
static int
ask_in(const struct gs_repo *r, const struct gs_scratch *s, const char *index,
    const struct gs_strs *paths, uint8_t *yes, struct gs_err *e)
{
	char *dir = gs_asprintf("GIT_DIR=%s", r->git_dir);
	char *tree = gs_asprintf("GIT_WORK_TREE=%s", s->path);
	char *idx = gs_asprintf("GIT_INDEX_FILE=%s", index);
	const char *const env[] = { dir, tree, idx, NULL };
	const struct question q = {
		.at = s->path, .env = env, .attr = "filter", .want = "seal"
	};
	int code;

	if (dir == NULL || tree == NULL || idx == NULL)
		code = gs_no_memory(e);
	else
		code = ask(&q, paths, yes, e);
	free(dir);
	free(tree);
	free(idx);
	return code;
}

int
gs_whatif_file(const struct gs_repo *r, const char *file, const void *p,
    size_t n, const struct gs_strs *paths, uint8_t *yes, struct gs_err *e)
{
	struct gs_scratch s = { NULL };
	int code;

	if ((code = gs_scratch_make(r, &s, e)) == GS_OK)
		code = gs_scratch_put(&s, file, p, n, e);
	for (size_t i = 0; code == GS_OK && i < paths->nr; i++)
		code = copy_files(&s, paths->v[i], file, e);
	if (code == GS_OK)
		code = ask_in(r, &s, r->index, paths, yes, e);
	gs_scratch_drop(&s);
	return code;
}

int
gs_whatif_tree(const struct gs_repo *r, const struct gs_entry *files, size_t nr,
    const struct gs_strs *paths, uint8_t *yes, struct gs_err *e)
{
	struct gs_scratch s = { NULL };
	struct gs_buf b = GS_BUF_INIT;
	char *index = NULL;
	int code;

	if ((code = gs_scratch_make(r, &s, e)) != GS_OK)
		goto out;
	for (size_t i = 0; code == GS_OK && i < nr; i++) {
		gs_buf_reset(&b);
		code = gs_repo_blob(r, &files[i].id, GS_ATTRFILE_MAX, &b, e);
		if (code == GS_OK)
			code = gs_scratch_put(&s, files[i].path, b.p, b.n, e);
	}
	if (code != GS_OK)
		goto out;
	/* No such file: an empty index. */
	if ((index = gs_asprintf("%s/.no-index", s.path)) == NULL)
		code = gs_no_memory(e);
	else
		code = ask_in(r, &s, index, paths, yes, e);
out:
	free(index);
	gs_buf_clear(&b);
	gs_scratch_drop(&s);
	return code;
}

int
gs_whatif_exact(const struct gs_repo *r, const struct gs_strs *paths,
    uint8_t *yes, struct gs_err *e)
{
	const struct question q = { .config = "core.ignorecase=false",
		.cached = r->top == NULL,
		.attr = "filter",
		.want = "seal" };

	return ask(&q, paths, yes, e);
}
