#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "engine/foreign.h"
#include "git/dir.h"

#include "cmd/cmd.h"
#include "cmd/files/beside.h"
#include "cmd/files/show_why.h"
#include "cmd/files/sops.h"
#include "cmd/front/limit.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/keys/idfile.h"
#include "cmd/keys/ids.h"
#include "cmd/keys/keyfile.h"
#include "cmd/keys/unlock_wrap.h"
#include "cmd/team/judge.h"

struct args {
	bool no_index;
	struct gs_strs keys; /* -i */
};

static const struct gs_opt opts[] = {
	{ 'i', "identity", "FILE", "a key file or an identity to open it with",
	    GS_OPT_STRS, offsetof(struct args, keys) },
	{ 0, "no-index", NULL, "a file on disk; needs no repository",
	    GS_OPT_FLAG, offsetof(struct args, no_index) },
	{ 0 },
};

/* What is to be shown, and what may open it. */
struct job {
	struct gs_ctx *ctx;
	const char *name;	  /* as the user wrote it */
	struct gs_gens given;	  /* from -i, else from GIT_SEAL_KEY */
	struct gs_identities ids; /* from -i */
	struct gs_ask ask;
	bool no_index;
	bool typed;    /* there are -i */
	bool is_stdin; /* what is shown has no name */
	bool judged;   /* wraps that open for this run were tried */
	uint64_t max;
};

/* A key file, or an identity: the text tells. */
static int
read_one(struct job *j, const char *word)
{
	struct gs_err why = { "", "" };
	int r = gs_keyfile_read(j->ctx, word, &j->given, &j->ctx->e);

	if (r != GS_EUSAGE || strcmp(word, "-") == 0 ||
	    gs_idfile_read(j->ctx, word, &j->ids, &why) != GS_OK)
		return r;
	memset(&j->ctx->e, 0, sizeof(j->ctx->e));
	return GS_OK;
}

static int
read_given(struct job *j, const struct args *args)
{
	const char *env = getenv("GIT_SEAL_KEY");
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < args->keys.nr; i++)
		r = read_one(j, args->keys.v[i]);
	/* What was typed counts even after `lock`; the environment does not. */
	if (r == GS_OK && args->keys.nr == 0 && env != NULL && env[0] != '\0' &&
	    !j->ctx->keys.locked)
		r = gs_keyfile_parse(
		    "GIT_SEAL_KEY", env, strlen(env), &j->given, &j->ctx->e);
	return r;
}

static const struct gs_gen *
find_gen(const struct job *j, const uint8_t id[GS_GEN_ID_LEN])
{
	const struct gs_gen *gen = gs_gens_find(&j->given, id);

	return gen != NULL ? gen : gs_keys_find(&j->ctx->keys, id, NULL);
}

/* With the identity that was typed, from the wraps of the repository, or of
 * the .git-seal/ beside the file; after `lock` too. */
static int
look_with_ids(struct job *j, const uint8_t id[GS_GEN_ID_LEN])
{
	struct gs_ctx *ctx = j->ctx;
	struct gs_offer offer;
	int r;

	if (j->no_index)
		return gs_beside_open(
		    j->name, id, &j->ids, &j->ask, &j->given, &ctx->e);
	r = gs_offer_wraps(
	    ctx, &j->ids, &j->ask, NULL, "the identity", &offer, &ctx->e);
	for (size_t i = 0; r == GS_OK && i < offer.keys.nr; i++) {
		const struct gs_gens *g = &offer.keys.v[i].gens;

		for (size_t k = 0; r == GS_OK && k < g->nr; k++)
			r = gs_gens_add(&j->given, &g->v[k]);
	}
	gs_offer_clear(&offer);
	return r;
}

/* A rotation of somebody else, opened from its wrap for this run. */
static int
look_further(
    struct job *j, const uint8_t id[GS_GEN_ID_LEN], const struct gs_gen **gen)
{
	int r = GS_OK;

	if (!j->judged && j->ctx->repo != NULL && !j->ctx->keys.locked) {
		j->judged = true;
		r = gs_judge_keys(j->ctx, &j->ctx->e);
		*gen = find_gen(j, id);
	}
	/* GIT_SEAL_IDENTITY is for this run, as GIT_SEAL_KEY is. */
	if (r == GS_OK && *gen == NULL && !j->typed && !j->ctx->keys.locked)
		r = gs_ids_load(j->ctx, NULL, GS_IDS_ENV, &j->ids, &j->ctx->e);
	if (r == GS_OK && *gen == NULL && j->ids.nr != 0 &&
	    (r = look_with_ids(j, id)) == GS_OK)
		*gen = gs_gens_find(&j->given, id);
	return r;
}

static int
open_sealed(struct job *j, struct gs_buf *b, size_t *off)
{
	struct gs_err *e = &j->ctx->e;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	int r = gs_sealed_peek(b->p, b->n, &head);

	if (r == GS_OK) {
		if ((gen = find_gen(j, head.id)) == NULL &&
		    (r = look_further(j, head.id, &gen)) != GS_OK)
			return r;
		if (gen == NULL)
			return gs_show_no_key(
			    j->ctx, j->name, &j->ids, head.id);
		r = gs_sealed_open(&gen->content, j->max, b, off);
	}
	switch (r) {
	case GS_OK:
		return r;
	case GS_EDAMAGED:
		return gs_fail(
		    e, r, "'%s' is damaged: it does not authenticate", j->name);
	case GS_ENEWER:
		return gs_fail(
		    e, r, "'%s' was sealed by a newer git-seal", j->name);
	case GS_ETOOBIG:
		r = gs_limit_passed(j->name, j->max, e);
		if (j->no_index)
			gs_hint(e,
			    "if you trust it: git config --global seal.maxSize "
			    "SIZE");
		return r;
	default:
		return gs_fail(
		    e, r, "cannot open '%s': %s", j->name, gs_strerror(r));
	}
}

/* Of a commit from before an import; what no kept key opens is shown as it
 * is, like all that is not sealed. */
static int
open_foreign(struct job *j, struct gs_buf *b)
{
	const char *colon = strchr(j->name, ':');
	struct gs_kepts old = { NULL, 0 };
	int r;

	if (j->ctx->repo == NULL || j->ctx->keys.locked ||
	    j->ctx->keys.locked_worktree)
		return GS_OK;
	r = gs_foreign_load(j->ctx->repo->common_dir, &old, &j->ctx->e);
	if (r == GS_OK) {
		r = gs_foreign_open(&old, colon == NULL ? NULL : colon + 1, b);
		if (r == GS_ENOKEY)
			r = GS_OK;
		else if (r != GS_OK)
			r = gs_fail(&j->ctx->e, r, "cannot open '%s': %s",
			    j->name, gs_strerror(r));
	}
	gs_kepts_clear(&old);
	return r;
}

/* Nothing goes out before all of it is known to be authentic. */
static int
print(struct job *j, struct gs_buf *b)
{
	struct gs_sops_opener sops = {
		.ctx = j->ctx, .ids = &j->ids, .ask = &j->ask, .typed = j->typed
	};
	size_t off = 0;
	int r;

	if (gs_sealed_is(b->p, b->n))
		r = open_sealed(j, b, &off);
	else if (gs_foreign_is(b->p, b->n))
		r = open_foreign(j, b);
	else
		r = gs_sops_plain(
		    &sops, j->is_stdin ? NULL : j->name, b, &j->ctx->e);
	if (r == GS_ENOTFOUND)
		r = GS_OK; /* neither: it comes out as it is */
	if (r == GS_OK && b->n > off)
		gs_out(b->p + off, b->n - off);
	return r;
}

static int
read_file(struct job *j, struct gs_buf *b)
{
	struct gs_err *e = &j->ctx->e;
	int r;

	if (strcmp(j->name, "-") != 0)
		return gs_file_read(j->name, GS_BUF_MAX, b, e);
	if ((r = gs_io_read(STDIN_FILENO, GS_BUF_MAX, b)) == GS_EIO)
		return gs_fail_errno(e, r, "cannot read standard input");
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot read standard input: %s", gs_strerror(r));
	j->name = "standard input";
	j->is_stdin = true;
	return r;
}

/* The keyrings of a repository that may happen to be around us. */
static int
keys_around(struct gs_ctx *ctx)
{
	struct gs_dir dir;
	int r = gs_dir_find(NULL, &dir, NULL);

	if (r == GS_OK)
		r = gs_keys_load(
		    dir.common_dir, dir.git_dir, &ctx->keys, &ctx->e);
	else
		r = GS_OK;
	gs_dir_clear(&dir);
	return r;
}

static int
show_file(struct job *j, const struct args *args)
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (args->keys.nr == 0 && (r = keys_around(j->ctx)) != GS_OK)
		return r;
	if ((r = read_given(j, args)) == GS_OK &&
	    (r = read_file(j, &b)) == GS_OK &&
	    (!gs_sealed_is(b.p, b.n) ||
		(r = gs_limit_around(&j->max, &j->ctx->e)) == GS_OK))
		r = print(j, &b);
	gs_buf_clear(&b);
	return r;
}

static int
find_object(struct job *j, struct gs_oid *id)
{
	struct gs_ctx *ctx = j->ctx;
	int r;

	r = gs_repo_rev(ctx->repo, j->name, id, &ctx->e);
	if (r == GS_ENOTFOUND)
		gs_hint(&ctx->e,
		    "name it as HEAD:PATH, or :PATH in the index; "
		    "--no-index shows a file on disk");
	return r;
}

static int
show_object(struct job *j, const struct args *args)
{
	struct gs_ctx *ctx = j->ctx;
	struct gs_buf b = GS_BUF_INIT;
	struct gs_oid id;
	int r;

	if ((r = gs_repo_open(&ctx->repo, &ctx->e)) != GS_OK ||
	    (r = gs_keys_load(ctx->repo->common_dir, ctx->repo->git_dir,
		 &ctx->keys, &ctx->e)) != GS_OK ||
	    (r = gs_limit_read(ctx->repo, &j->max, &ctx->e)) != GS_OK ||
	    (r = read_given(j, args)) != GS_OK ||
	    (r = find_object(j, &id)) != GS_OK)
		return r;
	r = gs_repo_blob(ctx->repo, &id, GS_BUF_MAX, &b, &ctx->e);
	if (r == GS_ENOTFOUND)
		r = gs_fail(
		    &ctx->e, r, "'%s' is no file, or is not here", j->name);
	if (r == GS_OK)
		r = print(j, &b);
	gs_buf_clear(&b);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct job j = { .ctx = ctx, .max = GS_SEALED_INFLATE_MAX };
	int r;

	if (argc != 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "%s",
		    a->no_index ? "give one FILE" : "give one REV:PATH");
	j.name = argv[0];
	j.no_index = a->no_index;
	j.typed = a->keys.nr != 0;
	j.ask = gs_prompt_ask(NULL);
	r = a->no_index ? show_file(&j, a) : show_object(&j, a);
	gs_gens_clear(&j.given);
	gs_identities_clear(&j.ids);
	return r;
}

const struct gs_cmd gs_cmd_show = {
	.name = "show",
	.args = "REV:PATH | --no-index FILE",
	.summary = "print a sealed file, without touching the working tree",
	.about =
	    "Prints the plain bytes of a file in a commit (REV:PATH), in the "
	    "index (:PATH, or :2:PATH in a conflict) or of any blob, as Git "
	    "names them; HEAD:./PATH is relative to the current folder. What "
	    "is not sealed comes out as it is; after 'git seal import' old "
	    "commits are opened with the old tool's key. Works in bare "
	    "repositories too."
	    "\n\n"
	    "With --no-index a file on disk, or standard input (-), also "
	    "outside of any repository: something out of an archive, say. "
	    "The key comes from -i, a key file or an identity (whose wrap lies "
	    "in the repository, or in the .git-seal/ beside the file), else "
	    "from GIT_SEAL_KEY or GIT_SEAL_IDENTITY, else from the repository "
	    "around."
	    "\n\n"
	    "A SOPS file (YAML, JSON, dotenv, INI, binary) comes out as the "
	    "plain document, without the program sops: for age and ssh keys, "
	    "and through gpg for OpenPGP keys. The identities are those of -i, "
	    "else git-seal's own and those that SOPS would use."
	    "\n\n"
	    "Nothing is printed before all of it is known to be authentic.",
	.example = "git seal show HEAD:prod.env\n"
		   "git seal show v1.0:secrets/db.yml >/dev/shm/db.yml\n"
		   "git seal show --no-index -i team.key prod.env",
	.flags = GS_CMD_LOOK,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
