#include <string.h>

#include "cmd/front/config.h"
#include "cmd/keys/alone.h"
#include "cmd/keys/unlock_job.h"
#include "engine/store.h"
#include "git/run.h"

#include "cmd/keys/unlock_fresh.h"

static const struct gs_opt unlock_opts[] = {
	{ 'i', "identity", "FILE",
	    "open with the age identities or the ssh key in FILE", GS_OPT_STRS,
	    offsetof(struct gs_unlock_args, identity) },
	{ 0, "passphrase", "NAME",
	    "open with the passphrase of the member NAME", GS_OPT_MAYBE,
	    offsetof(struct gs_unlock_args, passphrase) },
	{ 0, "trust", "FINGERPRINT",
	    "trust the generation whose fingerprint you compared", GS_OPT_STR,
	    offsetof(struct gs_unlock_args, trust) },
	{ 'f', "force", NULL,
	    "also overwrite sealed files that have been changed", GS_OPT_FLAG,
	    offsetof(struct gs_unlock_args, force) },
	{ 0, "worktree", NULL,
	    "only this worktree, with the keyring that the clone has",
	    GS_OPT_FLAG, offsetof(struct gs_unlock_args, worktree) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

/*
 * In an order that a kill between any two steps leaves a clone that works:
 * with the keyring and the filter in place files may be sealed or plain, Git
 * sees both as unchanged.
 */
static int
open_clone(struct gs_unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < u->offer.keys.nr; i++)
		r = gs_unlock_store(u, i);
	if (r != GS_OK ||
	    (r = gs_cmd_config_write(
		 ctx, GS_CMD_CONFIG_CLONE, NULL, &ctx->e)) != GS_OK ||
	    (r = gs_store_lock(ctx->repo->common_dir, false, &ctx->e)) != GS_OK)
		return r;
	return gs_bulk_rewrite(&u->bulk, GS_REWRITE_PLAIN, "Unlocking files",
	    u->args->force, &ctx->e);
}

/* The entries of the index that is the user's; NULL in a bare repository. */
static const struct gs_entries *
own_entries(const struct gs_bulk *b)
{
	for (size_t i = 0; i < b->nr; i++) {
		if (b->tree[i].wt->here)
			return &b->tree[i].entries;
	}
	return NULL;
}

static int
unlock(struct gs_unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	int r;

	if ((r = gs_bulk_list(&u->bulk, ctx, &ctx->e)) != GS_OK)
		return r;
	gs_genfiles_init(&u->files, ctx, own_entries(&u->bulk));
	if ((r = gs_unlock_find(u)) != GS_OK)
		return r;
	if ((r = gs_bulk_look(&u->bulk, &u->keys, &ctx->e)) != GS_OK ||
	    (!u->args->force &&
		(r = gs_bulk_refuse(&u->bulk, GS_REWRITE_PLAIN, "unlock",
		     &ctx->e)) != GS_OK) ||
	    (r = open_clone(u)) != GS_OK)
		return r;
	return gs_unlock_say(&u->news, &u->bulk, &ctx->e);
}

static void
clear(struct gs_unlocking *u)
{
	gs_unlock_news_clear(&u->news);
	gs_bulk_clear(&u->bulk);
	gs_genfiles_clear(&u->files);
	gs_offer_clear(&u->offer);
	gs_keys_clear(&u->keys);
}

static int
unlock_worktree(struct gs_ctx *ctx, const struct gs_unlock_args *a, int argc)
{
	if (argc > 0 || a->identity.nr != 0 || a->passphrase != NULL ||
	    a->trust != NULL)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "--worktree takes the keyring that the clone has, and no "
		    "other key");
	return gs_alone_unlock(ctx, a->force);
}

static int
run_unlock(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_unlocking u = { .ctx = ctx, .args = args };
	int r;

	if (u.args->worktree)
		return unlock_worktree(ctx, u.args, argc);
	if (argc > 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one KEYFILE, or '-'");
	if (u.args->passphrase != NULL)
		u.member = argc > 0 ? argv[0] : NULL;
	else
		u.keyfile = argc > 0 ? argv[0] : NULL;
	if (u.keyfile != NULL && u.args->identity.nr != 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "give a KEYFILE or an identity, not both");
	r = unlock(&u);
	clear(&u);
	return r;
}

/* All that the keys did not make: by Git, which knows every kind of file. */
static int
check_out_rest(const struct gs_bulk *b, struct gs_err *e)
{
	static const char *const argv[] = { "checkout-index", "-q", "-u", "-z",
		"--stdin", NULL };
	const struct gs_bulk_tree *t = b->nr > 0 ? &b->tree[0] : NULL;
	struct gs_buf names = GS_BUF_INIT;
	struct gs_git_opt opt = { 0 };
	size_t k = 0;
	int r = GS_OK;

	for (size_t i = 0; t != NULL && r == GS_OK && i < t->entries.nr; i++) {
		const struct gs_entry *x = &t->entries.v[i];

		while (k < t->nr && strcmp(t->v[k].path, x->path) < 0)
			k++;
		if (x->skip_worktree ||
		    (k < t->nr && strcmp(t->v[k].path, x->path) == 0 &&
			t->v[k].written))
			continue;
		r = gs_buf_add(&names, x->path, x->n + 1);
	}
	opt.in = names.p;
	opt.in_n = names.n;
	if (r != GS_OK)
		r = gs_no_memory(e);
	else if (names.n > 0)
		r = gs_git(&opt, argv, NULL, e);
	gs_buf_clear(&names);
	return r;
}

/* Whether there is anything that a key could open. */
static int
is_sealed(const struct gs_unlocking *u, bool *yes)
{
	struct gs_oid id;
	struct gs_err *e = &u->ctx->e;
	int r = gs_repo_rev(u->ctx->repo, "HEAD:.git-seal", &id, e);

	*yes = r == GS_OK;
	for (size_t i = 0; i < u->bulk.nr; i++)
		*yes = *yes || u->bulk.tree[i].nr > 0;
	if (r == GS_ENOTFOUND)
		memset(e, 0, sizeof(*e));
	return r == GS_ENOTFOUND ? GS_OK : r;
}

/* A locked clone, as it should be: Git calls us, and nothing is plain. */
static int
stay_sealed(struct gs_unlocking *u, int r)
{
	struct gs_err why = u->ctx->e, *e = &u->ctx->e;
	int k;

	memset(e, 0, sizeof(*e));
	if ((k = gs_cmd_config_write(u->ctx, GS_CMD_CONFIG_CLONE, NULL, e)) !=
		GS_OK ||
	    (k = check_out_rest(&u->bulk, e)) != GS_OK)
		return k;
	*e = why;
	return r;
}

static int
fill(struct gs_unlocking *u)
{
	struct gs_ctx *ctx = u->ctx;
	bool sealed;
	int r;

	if ((r = gs_bulk_list(&u->bulk, ctx, &ctx->e)) != GS_OK ||
	    (r = is_sealed(u, &sealed)) != GS_OK)
		return r;
	gs_genfiles_init(&u->files, ctx, own_entries(&u->bulk));
	if (!sealed)
		return check_out_rest(&u->bulk, &ctx->e);
	if ((r = gs_unlock_find(u)) == GS_ENOKEY)
		return stay_sealed(u, r);
	if (r != GS_OK ||
	    (r = gs_bulk_fill(&u->bulk, &u->keys, &ctx->e)) != GS_OK ||
	    (r = open_clone(u)) != GS_OK ||
	    (r = check_out_rest(&u->bulk, &ctx->e)) != GS_OK)
		return r;
	return gs_unlock_say(&u->news, &u->bulk, &ctx->e);
}

int
gs_unlock_fresh(
    struct gs_ctx *ctx, const char *keyfile, const struct gs_strs *identity)
{
	const struct gs_unlock_args args = { .force = true,
		.identity = *identity };
	struct gs_unlocking u = {
		.ctx = ctx, .args = &args, .keyfile = keyfile
	};
	int r = fill(&u);

	clear(&u);
	return r;
}

const struct gs_cmd gs_cmd_unlock = {
	.name = "unlock",
	.args = "[KEYFILE]",
	.summary = "make the sealed files of this clone readable",
	.about =
	    "Finds the key, proves that it opens what is sealed here, keeps "
	    "it in the clone's Git folder, tells Git to call git-seal for this "
	    "clone, and turns the sealed files of all its worktrees plain. "
	    "Afterwards 'git status' has nothing to say.\n\n"
	    "The key comes from KEYFILE ('-' is standard input), -i or "
	    "--passphrase, else from the first of these that has one: the "
	    "variable GIT_SEAL_KEY, GIT_SEAL_IDENTITY (an identity, or a file "
	    "with one), the setting seal.identity, the output of the command "
	    "in seal.keyCommand, ~/.config/git-seal/identity and ssh's own "
	    "keys, gpg, the keyring that the clone has already. A KEYFILE's "
	    "lines go to the keyring of -k, else to the one whose "
	    "generation file in .git-seal/ has their fingerprint, else to "
	    "'default'.\n\n"
	    "A wrong key changes nothing (exit code 3). Where a sealed file "
	    "has changes that would be lost it names them and changes nothing "
	    "(exit code 1); --force overwrites them. Other changes do not "
	    "matter, and files that were deleted stay deleted. Damaged files "
	    "stay as they are and are listed (exit code 1); the others are "
	    "opened.\n\n"
	    "A worktree that was locked by itself (git seal lock --worktree, "
	    "or the setting seal.newWorktree) stays sealed, until "
	    "'git seal unlock --worktree' in there opens it, with the "
	    "keyring that the clone has.",
	.example = "git seal unlock ~/safe/project.key\n"
		   "pass show project/git-seal | git seal unlock -\n"
		   "GIT_SEAL_KEY=... git seal unlock",
	.flags = GS_CMD_START | GS_CMD_REPO | GS_CMD_RING,
	.opts = unlock_opts,
	.args_size = sizeof(struct gs_unlock_args),
	.run = run_unlock,
};
