#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "git/run.h"
#include "repo/config.h"

#include "repo/repo.h"

/* The answers of one rev-parse, in the order that they are asked for. */
enum { BARE, INSIDE, FORMAT, GIT_DIR, COMMON_DIR, PREFIX, INDEX, TOP, FACTS };

/* Up to two words a fact; all paths absolute. */
static const char *const ask[FACTS][2] = {
	[BARE] = { "--is-bare-repository", NULL },
	[INSIDE] = { "--is-inside-work-tree", NULL },
	[FORMAT] = { "--show-object-format", NULL },
	[GIT_DIR] = { "--absolute-git-dir", NULL },
	[COMMON_DIR] = { "--git-common-dir", NULL },
	[PREFIX] = { "--show-prefix", NULL },
	[INDEX] = { "--git-path", "index" },
	[TOP] = { "--show-toplevel", NULL },
};

static size_t
add_fact(const char **argv, size_t n, size_t fact)
{
	argv[n++] = ask[fact][0];
	if (ask[fact][1] != NULL)
		argv[n++] = ask[fact][1];
	return n;
}

static size_t
begin(const char **argv)
{
	argv[0] = "rev-parse";
	argv[1] = "--path-format=absolute";
	return 2;
}

/* Git said no: say why in its own words, and what to do. */
static int
refused(struct gs_err *e)
{
	static const char *const argv[] = { "rev-parse", "--git-dir", NULL };
	const struct gs_git_opt opt = { .err_out = true };
	struct gs_buf out = GS_BUF_INIT;
	const char *text, *add;
	int r, code;

	if ((r = gs_git_code(&opt, argv, &out, &code, e)) != GS_OK)
		goto out;
	r = GS_EGIT;
	if ((text = gs_buf_str(&out)) == NULL || out.n == 0 || code == 0) {
		(void)gs_git_failed(argv, code, e);
		goto out;
	}
	gs_git_words(text, e);
	if ((add = strstr(text, "git config --global --add safe.directory")) !=
	    NULL)
		gs_hint(
		    e, "if you trust it: %.*s", (int)strcspn(add, "\n"), add);
	else if (strstr(text, "not a git repository") != NULL)
		gs_hint(e,
		    "go to the folder of a repository, or make one "
		    "with 'git init'");
out:
	gs_buf_clear(&out);
	return r;
}

/* One fact by a child of its own; its text may hold line ends. */
static int
ask_one(size_t fact, char **out, struct gs_err *e)
{
	const char *argv[8];
	struct gs_buf b = GS_BUF_INIT;
	size_t n = begin(argv);
	int r;

	argv[add_fact(argv, n, fact)] = NULL;
	if ((r = gs_git(NULL, argv, &b, e)) == GS_OK) {
		if (b.n > 0 && b.p[b.n - 1] == '\n')
			gs_buf_cut(&b, b.n - 1);
		if ((*out = gs_strndup((const char *)b.p, b.n)) == NULL)
			r = gs_no_memory(e);
	}
	gs_buf_clear(&b);
	return r;
}

/*
 * Take the facts out of ${text}, one a line.  Without a working tree the
 * last one is missing.  Returns false where a path holds a line end, so that
 * they have to be asked for one by one.
 */
static bool
split(char *text, size_t n, char *fact[FACTS])
{
	size_t nr = 0;

	for (char *at = text; at < text + n; nr++) {
		char *lf = memchr(at, '\n', (size_t)(text + n - at));

		if (lf == NULL || nr == FACTS)
			return false;
		*lf = '\0';
		fact[nr] = at;
		at = lf + 1;
	}
	return nr == FACTS || nr == TOP;
}

static int
copy_facts(char *const from[FACTS], char *to[FACTS], struct gs_err *e)
{
	for (size_t i = 0; i < FACTS; i++) {
		if (from[i] != NULL && (to[i] = gs_strdup(from[i])) == NULL)
			return gs_no_memory(e);
	}
	return GS_OK;
}

static int
ask_each(bool has_top, char *fact[FACTS], struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < (has_top ? FACTS : TOP); i++)
		r = ask_one(i, &fact[i], e);
	return r;
}

/*
 * All facts, owned by ${fact}.  --show-toplevel fails where there is no
 * working tree, after all others have been printed.
 */
static int
ask_all(char *fact[FACTS], struct gs_err *e)
{
	const struct gs_git_opt opt = { .quiet = true };
	const char *argv[2 + 2 * FACTS + 1];
	char *part[FACTS] = { NULL };
	struct gs_buf b = GS_BUF_INIT;
	size_t n = begin(argv);
	int r, code;

	for (size_t i = 0; i < FACTS; i++)
		n = add_fact(argv, n, i);
	argv[n] = NULL;
	if ((r = gs_git_code(&opt, argv, &b, &code, e)) != GS_OK)
		goto out;
	if (b.n == 0)
		r = refused(e);
	else if (!split((char *)b.p, b.n, part) ||
	    (part[TOP] == NULL) != (code != 0))
		r = ask_each(code == 0, fact, e);
	else
		r = copy_facts(part, fact, e);
out:
	gs_buf_clear(&b);
	return r;
}

/* Make a variable that names a folder relative to where we stood absolute,
 * before we leave. */
static int
pin(const char *name, const char *value, struct gs_err *e)
{
	const char *old = getenv(name);

	if (old == NULL || old[0] == '\0' || old[0] == '/' || value == NULL)
		return GS_OK;
	if (setenv(name, value, 1) != 0)
		return gs_no_memory(e);
	return GS_OK;
}

/*
 * ${inside}: we stood in the working tree.  From elsewhere only core.worktree
 * led there, and who starts there may find no way back.
 */
static int
settle_down(const struct gs_repo *repo, bool inside, struct gs_err *e)
{
	const char *to = repo->top != NULL ? repo->top : repo->git_dir;
	int r;

	if (repo->top != NULL && !inside &&
	    setenv("GIT_DIR", repo->git_dir, 1) != 0)
		return gs_no_memory(e);
	if ((r = pin("GIT_DIR", repo->git_dir, e)) != GS_OK ||
	    (r = pin("GIT_COMMON_DIR", repo->common_dir, e)) != GS_OK ||
	    (r = pin("GIT_WORK_TREE", repo->top, e)) != GS_OK)
		return r;
	if (chdir(to) != 0)
		return gs_fail_errno(e, GS_EIO, "cannot go to '%s'", to);
	return GS_OK;
}

static char *
give(char **from)
{
	char *p = *from;

	*from = NULL;
	return p;
}

int
gs_repo_open(struct gs_repo **out, struct gs_err *e)
{
	char *fact[FACTS] = { NULL };
	struct gs_repo *repo;
	int r;

	*out = NULL;
	if ((repo = calloc(1, sizeof(*repo))) == NULL)
		return gs_no_memory(e);
	if ((r = ask_all(fact, e)) != GS_OK)
		goto out;
	repo->bare = strcmp(fact[BARE], "true") == 0;
	repo->oid_len = strcmp(fact[FORMAT], "sha256") == 0 ? 32 : 20;
	repo->git_dir = give(&fact[GIT_DIR]);
	repo->common_dir = give(&fact[COMMON_DIR]);
	repo->prefix = give(&fact[PREFIX]);
	repo->index = give(&fact[INDEX]);
	/* Hooks run in the Git folder, with GIT_DIR=.: that is no working
	 * tree, whatever Git makes of it. */
	if (fact[TOP] != NULL && strcmp(fact[TOP], repo->git_dir) != 0)
		repo->top = give(&fact[TOP]);
	if ((r = gs_batch_new(NULL, false, &repo->batch)) != GS_OK ||
	    (r = gs_config_new(NULL, &repo->config)) != GS_OK) {
		r = gs_fail(e, r, "out of memory");
		goto out;
	}
	if ((r = settle_down(repo, strcmp(fact[INSIDE], "true") == 0, e)) !=
	    GS_OK)
		goto out;
	*out = repo;
	repo = NULL;
out:
	gs_repo_free(repo);
	for (size_t i = 0; i < FACTS; i++)
		free(fact[i]);
	return r;
}

void
gs_repo_free(struct gs_repo *r)
{
	if (r == NULL)
		return;
	gs_batch_free(r->batch);
	gs_config_free(r->config);
	free(r->git_dir);
	free(r->common_dir);
	free(r->top);
	free(r->prefix);
	free(r->index);
	free(r);
}

int
gs_repo_rev(const struct gs_repo *r, const char *spec, struct gs_oid *out,
    struct gs_err *e)
{
	const char *const argv[] = { "rev-parse", "--verify", "--quiet",
		"--end-of-options", spec, NULL };
	const struct gs_git_opt opt = { .at = r->prefix, .quiet = true };
	struct gs_buf b = GS_BUF_INIT;
	int rc, code;

	memset(out, 0, sizeof(*out));
	if ((rc = gs_git_code(&opt, argv, &b, &code, e)) == GS_OK &&
	    (code != 0 || b.n == 0 ||
		gs_oid_parse((const char *)b.p, b.n - 1, out) != GS_OK))
		rc = gs_fail(e, GS_ENOTFOUND, "there is no '%s'", spec);
	gs_buf_clear(&b);
	return rc;
}

int
gs_repo_blob(const struct gs_repo *r, const struct gs_oid *id, size_t max,
    struct gs_buf *out, struct gs_err *e)
{
	return gs_batch_get(r->batch, id, max, out, e);
}
