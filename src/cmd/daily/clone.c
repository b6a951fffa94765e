#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fore.h"
#include "cmd/front/say.h"
#include "cmd/keys/unlock_fresh.h"
#include "git/run.h"

#include "cmd/cmd.h"
#include "cmd/daily/clonedir.h"

#define HEAD_WORDS 5

struct args {
	struct gs_strs identity; /* -i */
	const char *key;
	/* Git's own. */
	bool bare, mirror, local, no_local, no_hardlinks, shared, dissociate,
	    single, no_single, no_tags, shallow_modules, remote_modules,
	    progress, reject_shallow;
	const char *branch, *origin, *depth, *since, *upload, *template,
	    *separate, *jobs, *modules;
	struct gs_strs config, exclude, reference, reference_able;
};

#define AT(field) offsetof(struct args, field)

/* The first two are ours; all others go to Git as they are. */
#define OURS 2

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'i', "identity", "FILE", "open with the age identities or the ssh "
	    "key in FILE", GS_OPT_STRS, AT(identity) },
	{ 0, "key", "KEYFILE", "open with the key file",
	    GS_OPT_STR, AT(key) },
	{ 'b', "branch", "BRANCH", "check out BRANCH or tag",
	    GS_OPT_STR, AT(branch) },
	{ 'o', "origin", "NAME", "the remote's name, instead of 'origin'",
	    GS_OPT_STR, AT(origin) },
	{ 0, "depth", "N", "a shallow clone of N commits",
	    GS_OPT_STR, AT(depth) },
	{ 0, "shallow-since", "TIME", "a shallow clone since TIME",
	    GS_OPT_STR, AT(since) },
	{ 0, "shallow-exclude", "REV", "a shallow clone without REV",
	    GS_OPT_STRS, AT(exclude) },
	{ 0, "single-branch", NULL, "one branch only",
	    GS_OPT_FLAG, AT(single) },
	{ 0, "no-single-branch", NULL, "all branches, with --depth too",
	    GS_OPT_FLAG, AT(no_single) },
	{ 0, "no-tags", NULL, "no tags", GS_OPT_FLAG, AT(no_tags) },
	{ 0, "bare", NULL, "a bare repository", GS_OPT_FLAG, AT(bare) },
	{ 0, "mirror", NULL, "a mirror", GS_OPT_FLAG, AT(mirror) },
	{ 0, "recurse-submodules", "PATHSPEC", "submodules too",
	    GS_OPT_MAYBE, AT(modules) },
	{ 0, "shallow-submodules", NULL, "those with a depth of 1",
	    GS_OPT_FLAG, AT(shallow_modules) },
	{ 0, "remote-submodules", NULL, "those at their remote's branch",
	    GS_OPT_FLAG, AT(remote_modules) },
	{ 'j', "jobs", "N", "submodules at a time", GS_OPT_STR, AT(jobs) },
	{ 'c', "config", "KEY=VALUE", "set in the new clone",
	    GS_OPT_STRS, AT(config) },
	{ 'l', "local", NULL, "as in Git", GS_OPT_FLAG, AT(local) },
	{ 0, "no-local", NULL, "as in Git", GS_OPT_FLAG, AT(no_local) },
	{ 0, "no-hardlinks", NULL, "as in Git",
	    GS_OPT_FLAG, AT(no_hardlinks) },
	{ 's', "shared", NULL, "as in Git", GS_OPT_FLAG, AT(shared) },
	{ 0, "reference", "REPO", "as in Git", GS_OPT_STRS, AT(reference) },
	{ 0, "reference-if-able", "REPO", "as in Git",
	    GS_OPT_STRS, AT(reference_able) },
	{ 0, "dissociate", NULL, "as in Git", GS_OPT_FLAG, AT(dissociate) },
	{ 'u', "upload-pack", "PATH", "as in Git", GS_OPT_STR, AT(upload) },
	{ 0, "template", "FOLDER", "as in Git", GS_OPT_STR, AT(template) },
	{ 0, "separate-git-dir", "FOLDER", "as in Git",
	    GS_OPT_STR, AT(separate) },
	{ 0, "progress", NULL, "as in Git", GS_OPT_FLAG, AT(progress) },
	{ 0, "reject-shallow", NULL, "as in Git",
	    GS_OPT_FLAG, AT(reject_shallow) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};
/* clang-format on */

static int
add(struct gs_strs *words, const char *name, const char *value)
{
	char *s = value == NULL || value[0] == '\0'
	    ? gs_asprintf("--%s", name)
	    : gs_asprintf("--%s=%s", name, value);
	int r = s == NULL ? GS_ENOMEM : gs_strs_add(words, s);

	free(s);
	return r;
}

/* One option, as Git takes it. */
static int
hand_on(const struct gs_opt *o, const struct args *a, struct gs_strs *words)
{
	const void *at = (const char *)a + o->offset;
	const struct gs_strs *all = at;
	int r = GS_OK;

	switch (o->kind) {
	case GS_OPT_FLAG:
		return *(const bool *)at ? add(words, o->name, NULL) : GS_OK;
	case GS_OPT_STR:
	case GS_OPT_MAYBE:
		return *(const char *const *)at != NULL
		    ? add(words, o->name, *(const char *const *)at)
		    : GS_OK;
	case GS_OPT_STRS:
		for (size_t i = 0; r == GS_OK && i < all->nr; i++)
			r = add(words, o->name, all->v[i]);
		return r;
	}
	return r;
}

/* Without LC_ALL, and with the user's terminal: it is his own command. */
static int
run_git(const char *const *argv, const char *verb, struct gs_err *e)
{
	const struct gs_fore f = { .argv = argv };
	int code, r = gs_fore_run(&f, &code, e);

	if (r != GS_OK || code == 0)
		return r;
	/* Git has said why. */
	return gs_fail(e, GS_EGIT, "git %s failed", verb);
}

static int
clone(
    struct gs_ctx *ctx, const struct args *a, const char *url, const char *dir)
{
	struct gs_strs words = { NULL, 0, 0 };
	int r = gs_strs_add(&words, "git");

	if (r == GS_OK)
		r = gs_strs_add(&words, "clone");
	if (r == GS_OK && !a->bare && !a->mirror)
		r = gs_strs_add(&words, "--no-checkout");
	if (r == GS_OK && ctx->quiet)
		r = gs_strs_add(&words, "--quiet");
	if (r == GS_OK && ctx->verbose)
		r = gs_strs_add(&words, "--verbose");
	for (size_t i = OURS; r == GS_OK && opts[i].name != NULL; i++)
		r = hand_on(&opts[i], a, &words);
	if (r == GS_OK && (r = gs_strs_add(&words, "--")) == GS_OK &&
	    (r = gs_strs_add(&words, url)) == GS_OK)
		r = gs_strs_add(&words, dir);
	r = r == GS_OK ? run_git((const char *const *)words.v, "clone", &ctx->e)
		       : gs_no_memory(&ctx->e);
	gs_strs_clear(&words);
	return r;
}

/* From here on the new clone is the repository, whatever one was around. */
static int
go_there(struct gs_ctx *ctx, const char *dir)
{
	static const char *const own[] = { "GIT_DIR", "GIT_WORK_TREE",
		"GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX" };

	for (size_t i = 0; i < GS_NR(own); i++)
		(void)unsetenv(own[i]);
	if (chdir(dir) != 0)
		return gs_fail_errno(&ctx->e, GS_EIO, "cannot go to '%s'", dir);
	return gs_repo_open(&ctx->repo, &ctx->e);
}

static int
open_files(struct gs_ctx *ctx, const struct args *a)
{
	static const char *const read_tree[] = { "read-tree", "HEAD", NULL };
	struct gs_oid head;
	int r = gs_repo_rev(ctx->repo, "HEAD", &head, &ctx->e);

	if (r == GS_ENOTFOUND) { /* an empty repository: Git has said so */
		memset(&ctx->e, 0, sizeof(ctx->e));
		return GS_OK;
	}
	if (r == GS_OK && ctx->repo->top != NULL)
		r = gs_git(NULL, read_tree, NULL, &ctx->e);
	if (r == GS_OK)
		r = gs_keys_load(ctx->repo->common_dir, ctx->repo->git_dir,
		    &ctx->keys, &ctx->e);
	return r == GS_OK ? gs_unlock_fresh(ctx, a->key, &a->identity) : r;
}

/* What `git clone` does after its checkout. */
static int
modules(struct gs_ctx *ctx, const struct args *a)
{
	const char *argv[10] = { "git", "submodule", "update", "--init",
		"--recursive" };
	size_t n = HEAD_WORDS;
	char *jobs = NULL;
	int r;

	if (a->modules == NULL || ctx->repo->top == NULL)
		return GS_OK;
	if (a->shallow_modules)
		argv[n++] = "--depth=1";
	if (a->remote_modules)
		argv[n++] = "--remote";
	if (ctx->quiet)
		argv[n++] = "--quiet";
	if (a->jobs != NULL) {
		if ((jobs = gs_asprintf("--jobs=%s", a->jobs)) == NULL)
			return gs_no_memory(&ctx->e);
		argv[n++] = jobs;
	}
	argv[n] = NULL;
	r = run_git(argv, "submodule", &ctx->e);
	free(jobs);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_err late = { "", "" };
	char *dir = NULL;
	int r, k;

	if (argc < 1 || argc > 2)
		return gs_fail(&ctx->e, GS_EUSAGE, "give a URL, and one DIR");
	if (a->key != NULL && a->identity.nr != 0)
		return gs_fail(
		    &ctx->e, GS_EUSAGE, "give --key or an identity, not both");
	r = argc == 2
	    ? GS_OK
	    : gs_clonedir(argv[0], a->bare || a->mirror, &dir, &ctx->e);
	if (r == GS_OK && argc == 2 && (dir = gs_strdup(argv[1])) == NULL)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK)
		r = clone(ctx, a, argv[0], dir);
	if (r == GS_OK && (r = go_there(ctx, dir)) == GS_OK) {
		r = open_files(ctx, a);
		if (r == GS_ENOKEY)
			gs_warn(NULL,
			    "'%s' is cloned, and its sealed files stay sealed",
			    dir);
		late = ctx->e;
		if ((k = modules(ctx, a)) == GS_OK)
			ctx->e = late;
		else if (r == GS_OK)
			r = k;
	}
	free(dir);
	return r;
}

const struct gs_cmd gs_cmd_clone = {
	.name = "clone",
	.args = "URL [DIR]",
	.summary = "clone a repository, and open its sealed files at once",
	.about =
	    "Does what 'git clone' and then 'git seal unlock' in the new "
	    "clone do, and writes each file once, as it is to be. The options "
	    "of 'git clone' that say what is cloned, and how, are handed on."
	    "\n\n"
	    "The key comes from -i or --key, else from where 'git seal "
	    "unlock' finds it; a keyring of the repository is adopted under "
	    "the same rules, and its fingerprint is shown for you to compare."
	    "\n\n"
	    "Where there is no key, the clone is there all the same, with its "
	    "sealed files sealed, and the exit code is 3: 'git seal unlock' "
	    "in it opens them later. A repository with nothing sealed needs "
	    "no key. Where the cloning itself fails, Git says why and leaves "
	    "nothing.",
	.example = "git seal clone git@example.com:team/app.git\n"
		   "git seal clone --depth 1 -i ~/.ssh/id_ed25519 URL app",
	.flags = GS_CMD_START | GS_CMD_RING,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
