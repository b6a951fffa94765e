#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/front/input.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "format/age/age.h"

#include "cmd/cmd.h"

struct args {
	struct gs_strs to;
	bool armor;
	bool passphrase;
	const char *passphrase_file;
};

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'r', "recipient", "RECIPIENT",
	    "age1..., or an ssh public key line; may be given again",
	    GS_OPT_STRS, offsetof(struct args, to) },
	{ 'a', "armor", NULL, "write text, not bytes",
	    GS_OPT_FLAG, offsetof(struct args, armor) },
	{ 'p', "passphrase", NULL, "encrypt with a passphrase",
	    GS_OPT_FLAG, offsetof(struct args, passphrase) },
	{ 0, "passphrase-file", "FILE", "the passphrase is this file's line",
	    GS_OPT_STR, offsetof(struct args, passphrase_file) },
	{ 0 }
};
/* clang-format on */

/* What can be said before anything is read or asked. */
static int
check_usage(const struct args *a, int argc, struct gs_err *e)
{
	bool pass = a->passphrase || a->passphrase_file != NULL;

	if (argc != 0)
		return gs_fail(
		    e, GS_EUSAGE, "it reads standard input, and takes no file");
	if (!pass && a->to.nr == 0)
		return gs_fail(
		    e, GS_EUSAGE, "give a recipient (-r) or a passphrase (-p)");
	if (pass && a->to.nr != 0)
		return gs_fail(e, GS_EUSAGE,
		    "a passphrase stands alone: it does not go with -r");
	if (!a->armor && isatty(STDOUT_FILENO) == 1)
		return gs_fail(e, GS_EUSAGE,
		    "an age file is no text for a terminal: redirect it, or "
		    "give -a");
	return GS_OK;
}

static int
parse_recipients(
    const struct args *a, struct gs_recipient *to, struct gs_err *e)
{
	int r;

	for (size_t i = 0; i < a->to.nr; i++) {
		const char *s = a->to.v[i];

		r = gs_recipient_parse(s, strlen(s), &to[i], e);
		if (r != GS_OK)
			return r;
	}
	return GS_OK;
}

static int
to_recipients(const struct args *a, struct gs_buf *out, struct gs_err *e)
{
	struct gs_recipient *to = calloc(a->to.nr, sizeof(*to));
	struct gs_buf in = GS_BUF_INIT;
	int r;

	if (to == NULL)
		return gs_no_memory(e);
	if ((r = parse_recipients(a, to, e)) == GS_OK &&
	    (r = gs_input(&in, e)) == GS_OK)
		r = gs_age_seal(to, a->to.nr, in.p, in.n, out, e);
	for (size_t i = 0; i < a->to.nr; i++)
		gs_recipient_clear(&to[i]);
	free(to);
	gs_buf_clear(&in);
	return r;
}

static int
to_passphrase(const struct gs_ctx *ctx, const struct args *a,
    struct gs_buf *out, struct gs_err *e)
{
	struct gs_buf pass = GS_BUF_INIT, in = GS_BUF_INIT;
	int r;

	if (a->passphrase_file != NULL)
		r = gs_prompt_file(ctx, a->passphrase_file, &pass, e);
	else
		r = gs_prompt_new("the age file", &pass, e);
	if (r == GS_OK && (r = gs_input(&in, e)) == GS_OK)
		r = gs_age_seal_passphrase(
		    &pass, GS_AGE_LOG_N, in.p, in.n, out, e);
	gs_buf_clear(&pass);
	gs_buf_clear(&in);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_buf out = GS_BUF_INIT;
	int r;

	(void)argv;
	if ((r = check_usage(a, argc, &ctx->e)) != GS_OK)
		return r;
	if (a->to.nr != 0)
		r = to_recipients(a, &out, &ctx->e);
	else
		r = to_passphrase(ctx, a, &out, &ctx->e);
	if (r == GS_OK && a->armor && (r = gs_age_armor(&out)) != GS_OK)
		r = gs_fail(&ctx->e, r, "%s", gs_strerror(r));
	if (r == GS_OK)
		gs_out(out.p, out.n);
	gs_buf_clear(&out);
	return r;
}

const struct gs_cmd gs_cmd_wrap = {
	.name = "wrap",
	.args = "",
	.summary = "encrypt standard input to recipients, as an age file",
	.about =
	    "Reads standard input and writes an age file, which 'git seal "
	    "unwrap' and age itself decrypt. A recipient is an age recipient "
	    "(age1...) or an ssh public key line (ssh-ed25519, or ssh-rsa of "
	    "at least 2,048 bits); a file can have several."
	    "\n\n"
	    "With -p the file opens with a passphrase and with nothing else. "
	    "An empty answer makes a strong one and shows it once.",
	.example = "git seal wrap -r age1... -a <notes >notes.age",
	.flags = GS_CMD_HIDDEN,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
