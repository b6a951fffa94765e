#include <stdlib.h>
#include <string.h>

#include "git/run.h"

#define ENV_MAX 48

/* What ties a process to one repository and worktree (git rev-parse
 * --local-env-vars), without those that hold settings or objects. */
static const char *const own[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_COMMON_DIR",
	"GIT_INDEX_FILE",
	"GIT_PREFIX",
	"GIT_IMPLICIT_WORK_TREE",
	"GIT_INTERNAL_SUPER_PREFIX",
	"GIT_SHALLOW_FILE",
	"GIT_GRAFT_FILE",
};

/* GIT_CONFIG misleads `git config` alone; no other command reads it. */
static const char *const always[] = {
	"LC_ALL=C",
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_CONFIG",
};

/* Git 2.39 does not know the first everywhere, and no remote helper starts
 * under the second. */
static const char *const no_fetch[] = {
	"GIT_NO_LAZY_FETCH=1",
	"GIT_ALLOW_PROTOCOL=none",
};

static const char *const literal[] = {
	"GIT_LITERAL_PATHSPECS=1",
	"GIT_GLOB_PATHSPECS",
	"GIT_NOGLOB_PATHSPECS",
	"GIT_ICASE_PATHSPECS",
};

struct command {
	const char **argv; /* owned */
	const char *env[ENV_MAX + 1];
	size_t env_nr;
};

static void
add_env(struct command *c, const char *const *v, size_t nr)
{
	GS_BUG(nr > ENV_MAX - c->env_nr);
	if (nr > 0)
		memcpy(c->env + c->env_nr, v, nr * sizeof(*v));
	c->env_nr += nr;
	c->env[c->env_nr] = NULL;
}

static size_t
count(const char *const *v)
{
	size_t nr = 0;

	while (v != NULL && v[nr] != NULL)
		nr++;
	return nr;
}

/* Fill ${p}; ${c} is what it points into. */
static int
prepare(struct command *c, const struct gs_git_opt *o, const char *const *argv,
    struct gs_proc_opt *p)
{
	size_t nr = count(argv);

	GS_BUG(o->dir != NULL && o->at != NULL);
	memset(c, 0, sizeof(*c));
	/* As many as pathspecs of the user's: no limit of ours. */
	if ((c->argv = calloc(nr + 2, sizeof(*c->argv))) == NULL)
		return GS_ENOMEM;
	c->argv[0] = "git";
	memcpy(c->argv + 1, argv, nr * sizeof(*argv));
	if (o->dir != NULL)
		add_env(c, own, GS_NR(own));
	add_env(c, always, GS_NR(always));
	if (o->no_fetch)
		add_env(c, no_fetch, GS_NR(no_fetch));
	if (o->literal)
		add_env(c, literal, GS_NR(literal));
	add_env(c, o->env, count(o->env));
	memset(p, 0, sizeof(*p));
	p->argv = c->argv;
	p->env = c->env;
	p->cwd = o->dir != NULL ? o->dir : o->at;
	if (p->cwd != NULL && p->cwd[0] == '\0')
		p->cwd = NULL;
	if (o->err_out)
		p->err = GS_PROC_ERR_OUT;
	else if (o->quiet)
		p->err = GS_PROC_ERR_DROP;
	return GS_OK;
}

static const struct gs_git_opt defaults;

int
gs_git_start(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_proc *p, struct gs_err *e)
{
	struct gs_proc_opt po;
	struct command c;
	int r;

	r = prepare(&c, opt != NULL ? opt : &defaults, argv, &po);
	if (r != GS_OK)
		return gs_fail(e, r, "out of memory");
	r = gs_proc_start(p, &po, e);
	free(c.argv);
	if (r == GS_ENOTFOUND)
		gs_hint(e, "install Git, or put it into PATH");
	return r;
}

int
gs_git_code(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_buf *out, int *code, struct gs_err *e)
{
	struct gs_proc p;
	int r, c;

	if (opt == NULL)
		opt = &defaults;
	if ((r = gs_git_start(opt, argv, &p, e)) != GS_OK)
		return r;
	r = gs_proc_talk(&p, opt->in, opt->in_n, out);
	c = gs_proc_wait(&p);
	if (r != GS_OK)
		return gs_fail(e, r, "cannot talk to 'git %s': %s", argv[0],
		    gs_strerror(r));
	*code = c;
	return GS_OK;
}

/* The command's name among its words: what is no option of git itself. */
static const char *
verb(const char *const *argv)
{
	for (; argv[0] != NULL; argv++) {
		if (argv[0][0] != '-')
			return argv[0];
		if ((strcmp(argv[0], "-c") == 0 ||
			strcmp(argv[0], "-C") == 0) &&
		    argv[1] != NULL)
			argv++;
	}
	return "";
}

int
gs_git_failed(const char *const *argv, int code, struct gs_err *e)
{
	/* Git dies with 128 and, in a hook or alias, 129: not a signal. */
	if (code > 129)
		return gs_fail(e, GS_EGIT, "'git %s' was ended by signal %d",
		    verb(argv), code - 128);
	return gs_fail(
	    e, GS_EGIT, "'git %s' failed with exit code %d", verb(argv), code);
}

int
gs_git(const struct gs_git_opt *opt, const char *const *argv,
    struct gs_buf *out, struct gs_err *e)
{
	int r, code = 0;

	if ((r = gs_git_code(opt, argv, out, &code, e)) != GS_OK)
		return r;
	return code == 0 ? GS_OK : gs_git_failed(argv, code, e);
}

void
gs_git_words(const char *text, struct gs_err *e)
{
	static const char *const words[] = { "fatal: ", "error: " };
	const char *from = text;

	for (size_t i = 0; i < GS_NR(words); i++) {
		const char *at = strstr(text, words[i]);

		if (at != NULL && (at == text || at[-1] == '\n')) {
			from = at + strlen(words[i]);
			break;
		}
	}
	(void)gs_fail(e, GS_EGIT, "%.*s", (int)strcspn(from, "\n"), from);
}
