#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "cmd/front/intree.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/team/wraps.h"
#include "engine/foreign.h"
#include "engine/state.h"
#include "format/age/age.h"

#include "cmd/cmd.h"

struct export_args {
	bool force;
	bool passphrase;
	bool old;
	const char *passphrase_file;
};

static const struct gs_opt export_opts[] = {
	{ 'f', "force", NULL, "replace FILE if it exists", GS_OPT_FLAG,
	    offsetof(struct export_args, force) },
	{ 'p', "passphrase", NULL, "encrypt it with a passphrase", GS_OPT_FLAG,
	    offsetof(struct export_args, passphrase) },
	{ 0, "passphrase-file", "FILE", "the passphrase is this file's line",
	    GS_OPT_STR, offsetof(struct export_args, passphrase_file) },
	{ 0, "old", NULL, "the keys of other tools that an import has kept",
	    GS_OPT_FLAG, offsetof(struct export_args, old) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

static int
no_ring(struct gs_ctx *ctx)
{
	int r;

	if (ctx->keys.locked)
		r = gs_fail(&ctx->e, GS_ENOKEY, "this clone is locked");
	else
		r = gs_fail(&ctx->e, GS_ENOKEY,
		    "this clone has no keyring '%s'", ctx->ring);
	gs_hint(&ctx->e, "git seal unlock");
	return r;
}

/* The key is out in either case, so a state that cannot be written is no
 * failure; `lock` will be more careful than it must. */
static void
record(struct gs_ctx *ctx, const struct gs_gens *gens)
{
	struct gs_err e = { "", "" };

	if (gs_state_exported(ctx->repo->common_dir, ctx->ring, gens, &e) !=
	    GS_OK)
		gs_warn(NULL, "the export was not recorded: %s", e.what);
}

/* A pipe or a device. */
static int
write_through(const char *path, const char *word, const struct gs_buf *text,
    struct gs_err *e)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY), r = GS_OK;

	if (fd < 0)
		return gs_fail_errno(e, GS_EIO, "cannot open '%s'", word);
	if (gs_io_write(fd, text->p, text->n) != GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", word);
	if (gs_io_close(fd) != GS_OK && r == GS_OK)
		r = gs_fail_errno(e, GS_EIO, "cannot write '%s'", word);
	return r;
}

static int
write_file(struct gs_ctx *ctx, const char *path, const char *word, bool force,
    const struct gs_buf *text)
{
	struct stat st;
	int r;

	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode)
		    ? gs_fail(&ctx->e, GS_EUSAGE, "'%s' is a folder", word)
		    : write_through(path, word, text, &ctx->e);
	if (force)
		r = gs_file_write(path, 0600, text->p, text->n, &ctx->e);
	else
		r = gs_file_create(path, 0600, text->p, text->n, &ctx->e);
	if (r == GS_EREFUSED)
		gs_hint(&ctx->e, "--force replaces it");
	if (r == GS_OK)
		gs_intree_warn(path, word);
	return r;
}

static int
write_stdout(struct gs_ctx *ctx, const struct gs_buf *text, bool sealed)
{
	if (!sealed && isatty(STDOUT_FILENO) == 1)
		gs_warn(NULL,
		    "a key shows on this terminal, and may stay in "
		    "its scrollback");
	gs_out(text->p, text->n);
	return gs_out_flush(&ctx->e);
}

static int
write_out(struct gs_ctx *ctx, const char *word, const struct export_args *a,
    bool sealed, const struct gs_buf *text)
{
	char *path;
	int r;

	if (word == NULL || strcmp(word, "-") == 0)
		return write_stdout(ctx, text, sealed);
	if ((path = gs_cmd_path(ctx, word)) == NULL)
		return gs_no_memory(&ctx->e);
	r = write_file(ctx, path, word, a->force, text);
	if (r == GS_OK && a->old)
		gs_note(ctx->quiet,
		    "wrote the old keys to '%s': 'git seal import TOOL FILE' "
		    "takes them in again",
		    word);
	else if (r == GS_OK)
		gs_note(ctx->quiet,
		    "wrote the keyring '%s' to '%s': who has it%s can read "
		    "everything sealed under it",
		    ctx->ring, word, sealed ? " and the passphrase" : "");
	free(path);
	return r;
}

/* Where nothing may seal, as at a fork, what this clone trusts by itself. */
static int
floor_chain(struct gs_team *t, const struct gs_err *why, uint8_t **mark,
    struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	size_t at = gs_chain_floor(c);

	if (at >= gs_chain_nr(c)) {
		*e = *why;
		return GS_ENOKEY;
	}
	gs_warn(why->hint, "%s: only what came before is exported", why->what);
	if ((*mark = calloc(gs_chain_nr(c) + 1, 1)) == NULL ||
	    gs_chain_ancestors(c, at, *mark) != GS_OK)
		return gs_no_memory(e);
	return GS_OK;
}

/* "The sealing generation and its ancestors": what a branch brought and does
 * not seal here is nobody's to hand on. */
static int
choose(struct gs_team *t, struct gs_gens *out, struct gs_err *e)
{
	const struct gs_chain *c = t->trust.chain;
	struct gs_err why = { "", "" };
	const struct gs_gen *seals;
	uint8_t *mark = NULL;
	int r = gs_trust_sealing(&t->trust, &seals, &why);

	if (r == GS_OK)
		r = gs_wraps_chain(t, &mark, NULL, e);
	else if (r != GS_ENOMEM)
		r = floor_chain(t, &why, &mark, e);
	for (size_t i = 0; r == GS_OK && i < gs_chain_nr(c); i++) {
		const struct gs_gen *key = gs_chain_at(c, i)->key;

		if (mark[i] && key != NULL && gs_gens_add(out, key) != GS_OK)
			r = gs_no_memory(e);
	}
	free(mark);
	return r;
}

static int
find_gens(struct gs_ctx *ctx, struct gs_gens *out)
{
	static struct gs_team t;
	int r;

	if (gs_keys_ring(&ctx->keys, ctx->ring) == NULL)
		return no_ring(ctx);
	r = gs_team_open(&t, ctx, GS_TEAM_READ, &ctx->e);
	if (r != GS_OK)
		return r;
	r = choose(&t, out, &ctx->e);
	gs_team_close(&t);
	return r;
}

static int
encrypt(const struct gs_ctx *ctx, const char *file, struct gs_buf *text,
    struct gs_err *e)
{
	struct gs_buf pass = GS_BUF_INIT, out = GS_BUF_INIT;
	int r;

	r = file != NULL ? gs_prompt_file(ctx, file, &pass, e)
			 : gs_prompt_new("the key file", &pass, e);
	if (r == GS_OK)
		r = gs_age_seal_passphrase(
		    &pass, GS_AGE_LOG_N, text->p, text->n, &out, e);
	if (r == GS_OK && (r = gs_age_armor(&out)) != GS_OK)
		r = gs_fail(e, r, "%s", gs_strerror(r));
	if (r == GS_OK)
		gs_buf_swap(text, &out);
	gs_buf_clear(&pass);
	gs_buf_clear(&out);
	return r;
}

/* ${text} as the options want it. */
static int
put(struct gs_ctx *ctx, const struct export_args *a, const char *word,
    struct gs_buf *text)
{
	bool sealed = a->passphrase || a->passphrase_file != NULL;
	int r = GS_OK;

	if (sealed)
		r = encrypt(ctx, a->passphrase_file, text, &ctx->e);
	return r == GS_OK ? write_out(ctx, word, a, sealed, text) : r;
}

/* One key of git-crypt goes out as git-crypt writes it, for a way back. */
static int
print_old(const struct gs_kepts *l, struct gs_buf *text)
{
	int r = GS_OK;

	if (l->nr == 1 && l->v[0].tool == GS_KEPT_GIT_CRYPT)
		return gs_buf_add(text, l->v[0].key.p, l->v[0].key.n);
	for (size_t i = 0; r == GS_OK && i < l->nr; i++)
		r = gs_kept_print(&l->v[i], text);
	return r;
}

/* What `lock` may remove from now on. */
static void
record_old(struct gs_ctx *ctx, struct gs_kepts *l)
{
	struct gs_err e = { "", "" };

	for (size_t i = 0; i < l->nr; i++)
		l->v[i].again = true;
	if (gs_foreign_keep(ctx->repo->common_dir, l, &e) != GS_OK)
		gs_warn(NULL, "the export was not recorded: %s", e.what);
}

static int
export_old(struct gs_ctx *ctx, const struct export_args *a, const char *word)
{
	struct gs_kepts l = { NULL, 0 };
	struct gs_buf text = GS_BUF_INIT;
	int r = gs_foreign_load(ctx->repo->common_dir, &l, &ctx->e);

	if (r == GS_OK && l.nr == 0)
		r = gs_fail(&ctx->e, GS_ENOKEY,
		    "this clone keeps no key of another tool");
	if (r == GS_OK && print_old(&l, &text) != GS_OK)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK && (r = put(ctx, a, word, &text)) == GS_OK)
		record_old(ctx, &l);
	gs_kepts_clear(&l);
	gs_buf_clear(&text);
	return r;
}

static int
run_export(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct export_args *a = args;
	const char *word = argc > 0 ? argv[0] : NULL;
	struct gs_gens gens = { NULL, 0, 0 };
	struct gs_buf text = GS_BUF_INIT;
	int r;

	if (argc > 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one FILE, or '-'");
	if (a->old)
		return export_old(ctx, a, word);
	if ((r = find_gens(ctx, &gens)) == GS_OK &&
	    (r = gs_keyring_print(ctx->ring, &gens, &text)) != GS_OK)
		r = gs_fail(
		    &ctx->e, r, "cannot print the keyring: %s", gs_strerror(r));
	if (r == GS_OK && (r = put(ctx, a, word, &text)) == GS_OK)
		record(ctx, &gens);
	gs_gens_clear(&gens);
	gs_buf_clear(&text);
	return r;
}

const struct gs_cmd gs_cmd_export_key = {
	.name = "export-key",
	.args = "[FILE]",
	.summary = "write the key to a file, for safe keeping or for CI",
	.about =
	    "Writes the keyring as text to FILE (mode 0600), or to standard "
	    "output without FILE or with '-'. 'git seal unlock FILE' opens a "
	    "clone with it; the text also fits a CI secret, read from the "
	    "variable GIT_SEAL_KEY, or a password manager.\n\n"
	    "It holds the generation that seals and those that it came from. "
	    "Whoever has it can read all that was ever sealed under them; with "
	    "--passphrase he needs that too, and 'git seal unlock FILE' asks "
	    "for it (an empty answer makes a strong one and shows it). A FILE "
	    "that exists is not replaced without --force, and one in a work "
	    "tree is warned of."
	    "\n\n"
	    "With --old it writes the keys of other tools instead, which "
	    "'git seal import' has kept in this clone to read old commits.",
	.example = "git seal export-key ~/safe/project.key\n"
		   "git seal export-key - | pass insert -m project/git-seal",
	.flags = GS_CMD_SHARE | GS_CMD_KEYS | GS_CMD_RING,
	.opts = export_opts,
	.args_size = sizeof(struct export_args),
	.run = run_export,
};
