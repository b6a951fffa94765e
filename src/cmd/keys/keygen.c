#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/front/intree.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "format/age/age.h"

#include "cmd/cmd.h"

struct args {
	const char *output;
	bool passphrase;
	const char *passphrase_file;
};

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'o', "output", "FILE", "write it there, for you alone to read",
	    GS_OPT_STR, offsetof(struct args, output) },
	{ 'p', "passphrase", NULL, "encrypt it with a passphrase",
	    GS_OPT_FLAG, offsetof(struct args, passphrase) },
	{ 0, "passphrase-file", "FILE", "the passphrase is this file's line",
	    GS_OPT_STR, offsetof(struct args, passphrase_file) },
	{ 0 }
};
/* clang-format on */

/* ${text} as an armored file that the passphrase opens. */
static int
encrypt(const struct gs_ctx *ctx, const struct args *a, struct gs_buf *text,
    struct gs_err *e)
{
	struct gs_buf pass = GS_BUF_INIT, out = GS_BUF_INIT;
	int r;

	if (a->passphrase_file != NULL)
		r = gs_prompt_file(ctx, a->passphrase_file, &pass, e);
	else
		r = gs_prompt_new("the new identity", &pass, e);
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

static int
deliver(const struct gs_ctx *ctx, const struct args *a,
    const struct gs_buf *text, struct gs_err *e)
{
	char *path;
	int r;

	if (a->output == NULL) {
		gs_out(text->p, text->n);
		return GS_OK;
	}
	if ((path = gs_cmd_path(ctx, a->output)) == NULL)
		return gs_no_memory(e);
	r = gs_file_create(path, 0600, text->p, text->n, e);
	if (r == GS_OK)
		gs_intree_warn(path, a->output);
	free(path);
	return r;
}

static void
say_public(const struct gs_recipient *pub)
{
	struct gs_buf line = GS_BUF_INIT;

	if (gs_buf_addf(&line, "Public key: %s\n", pub->text) == GS_OK)
		gs_say_err((const char *)line.p, line.n);
	gs_buf_clear(&line);
}

/* Refused before a passphrase is asked for in vain. */
static int
check_usage(
    const struct gs_ctx *ctx, const struct args *a, int argc, struct gs_err *e)
{
	char *path;
	int r = GS_OK;

	if (argc != 0)
		return gs_fail(e, GS_EUSAGE, "it takes no words, only -o FILE");
	if (a->output == NULL)
		return GS_OK;
	if ((path = gs_cmd_path(ctx, a->output)) == NULL)
		return gs_no_memory(e);
	if (gs_file_exists(path))
		r = gs_fail(e, GS_EREFUSED, "'%s' is there already", a->output);
	free(path);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_buf text = GS_BUF_INIT;
	struct gs_recipient pub;
	int r;

	(void)argv;
	if ((r = check_usage(ctx, a, argc, &ctx->e)) != GS_OK)
		return r;
	r = gs_identity_make((uint64_t)time(NULL), &text, &pub);
	if (r != GS_OK)
		return gs_fail(
		    &ctx->e, r, "cannot make an identity: %s", gs_strerror(r));
	if (a->passphrase || a->passphrase_file != NULL)
		r = encrypt(ctx, a, &text, &ctx->e);
	if (r == GS_OK)
		r = deliver(ctx, a, &text, &ctx->e);
	/* As age-keygen: where the user does not see it anyway. */
	if (r == GS_OK && (a->output != NULL || isatty(STDOUT_FILENO) != 1))
		say_public(&pub);
	gs_recipient_clear(&pub);
	gs_buf_clear(&text);
	return r;
}

const struct gs_cmd gs_cmd_keygen = {
	.name = "keygen",
	.args = "",
	.summary = "make a new age identity",
	.about =
	    "Makes a key pair and prints it in age-keygen's own format: the "
	    "identity (AGE-SECRET-KEY-1...), which is secret, and in a "
	    "comment its public half (age1...), which is what others give "
	    "you access with. The public half is also said on standard error."
	    "\n\n"
	    "With -o the file is made for you alone to read; one that is "
	    "there already is never overwritten. With --passphrase the "
	    "identity is encrypted, as 'age -p' would; an empty answer makes "
	    "a strong passphrase and shows it once.",
	.example = "git seal keygen -o ~/.config/git-seal/identity",
	.flags = GS_CMD_SHARE,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
