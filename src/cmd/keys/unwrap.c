#include <string.h>

#include "cmd/front/input.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/keys/idfile.h"
#include "format/age/age.h"

#include "cmd/cmd.h"

struct args {
	struct gs_strs identity;
	const char *passphrase_file;
};

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 'i', "identity", "FILE",
	    "an age identity, or an ssh private key; may be given again",
	    GS_OPT_STRS, offsetof(struct args, identity) },
	{ 0, "passphrase-file", "FILE",
	    "answers for the file's passphrase and the identities'",
	    GS_OPT_STR, offsetof(struct args, passphrase_file) },
	{ 0 }
};
/* clang-format on */

/* The identities, and the passphrase last: scrypt is slow. */
static int
collect(const struct gs_ctx *ctx, const struct args *a,
    const struct gs_buf *pass, struct gs_identities *ids, struct gs_err *e)
{
	int r;

	for (size_t i = 0; i < a->identity.nr; i++) {
		r = gs_idfile_read(ctx, a->identity.v[i], ids, e);
		if (r != GS_OK)
			return r;
	}
	if (pass != NULL || a->identity.nr == 0)
		return gs_identities_add_passphrase(ids, pass, e);
	return GS_OK;
}

static int
unwrap(const struct gs_ctx *ctx, const struct args *a,
    const struct gs_buf *pass, struct gs_err *e)
{
	struct gs_buf in = GS_BUF_INIT, out = GS_BUF_INIT;
	const struct gs_ask ask = gs_prompt_ask(pass);
	struct gs_identities ids = { 0 };
	int r;

	if ((r = collect(ctx, a, pass, &ids, e)) == GS_OK &&
	    (r = gs_input(&in, e)) == GS_OK &&
	    (r = gs_age_open(&ids, &ask, in.p, in.n, &out, e)) == GS_OK)
		gs_out(out.p, out.n);
	gs_identities_clear(&ids);
	gs_buf_clear(&in);
	gs_buf_clear(&out);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_buf pass = GS_BUF_INIT;
	const struct args *a = args;
	int r = GS_OK;

	(void)argv;
	if (argc != 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "it reads standard input, and takes no file");
	if (a->passphrase_file != NULL)
		r = gs_prompt_file(ctx, a->passphrase_file, &pass, &ctx->e);
	if (r == GS_OK)
		r = unwrap(
		    ctx, a, a->passphrase_file != NULL ? &pass : NULL, &ctx->e);
	gs_buf_clear(&pass);
	return r;
}

const struct gs_cmd gs_cmd_unwrap = {
	.name = "unwrap",
	.args = "",
	.summary = "decrypt an age file on standard input",
	.about =
	    "Reads an age file, armored or not, and writes what it holds: all "
	    "of it, or nothing. An identity is a file of age identities (also "
	    "one that is encrypted with a passphrase, as 'age -p' makes it) "
	    "or an ssh private key, Ed25519 or RSA. Without any, the file's "
	    "own passphrase is asked for."
	    "\n\n"
	    "A passphrase is asked for only when the file is for the key that "
	    "has it: on the terminal, else by the program that GIT_ASKPASS or "
	    "SSH_ASKPASS names."
	    "\n\n"
	    "Exit code 3: no identity matches, or a passphrase is wrong. 4: "
	    "the file is damaged.",
	.example = "git seal unwrap -i ~/.ssh/id_ed25519 <notes.age",
	.flags = GS_CMD_HIDDEN,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
