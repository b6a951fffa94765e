#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "cmd/intree.h"
#include "cmd/say.h"
#include "engine/state.h"

#include "cmd/cmd.h"

struct export_args {
	bool force;
};

static const struct gs_opt export_opts[] = {
	{ 'f', "force", NULL, "replace FILE if it exists", GS_OPT_FLAG,
	    offsetof(struct export_args, force) },
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
write_stdout(struct gs_ctx *ctx, const struct gs_buf *text)
{
	if (isatty(STDOUT_FILENO) == 1)
		gs_warn(NULL,
		    "a key shows on this terminal, and may stay in "
		    "its scrollback");
	gs_out(text->p, text->n);
	return gs_out_flush(&ctx->e);
}

static int
write_out(
    struct gs_ctx *ctx, const char *word, bool force, const struct gs_buf *text)
{
	char *path;
	int r;

	if (word == NULL || strcmp(word, "-") == 0)
		return write_stdout(ctx, text);
	if ((path = gs_cmd_path(ctx, word)) == NULL)
		return gs_fail(&ctx->e, GS_ENOMEM, "out of memory");
	r = write_file(ctx, path, word, force, text);
	if (r == GS_OK)
		gs_note(ctx->quiet,
		    "wrote the keyring '%s' to '%s': who has it can read "
		    "everything sealed under it",
		    ctx->ring, word);
	free(path);
	return r;
}

static int
run_export(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct export_args *a = args;
	const struct gs_keyring *ring;
	struct gs_buf text = GS_BUF_INIT;
	int r;

	if (argc > 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one FILE, or '-'");
	if ((ring = gs_keys_ring(&ctx->keys, ctx->ring)) == NULL)
		return no_ring(ctx);
	r = gs_keyring_print(ctx->ring, &ring->gens, &text);
	if (r != GS_OK)
		r = gs_fail(
		    &ctx->e, r, "cannot print the keyring: %s", gs_strerror(r));
	else if ((r = write_out(ctx, argc > 0 ? argv[0] : NULL, a->force,
		      &text)) == GS_OK)
		record(ctx, &ring->gens);
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
	    "Whoever has it can read all that was ever sealed under it. A FILE "
	    "that exists is not replaced without --force, and one in a work "
	    "tree is warned of.",
	.example = "git seal export-key ~/safe/project.key\n"
		   "git seal export-key - | pass insert -m project/git-seal",
	.flags = GS_CMD_SHARE | GS_CMD_KEYS | GS_CMD_RING,
	.opts = export_opts,
	.args_size = sizeof(struct export_args),
	.run = run_export,
};
