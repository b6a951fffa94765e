#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "engine/foreign.h"
#include "engine/verdict.h"
#include "git/dir.h"

#include "cmd/cmd.h"
#include "cmd/filter/plain.h"
#include "cmd/front/say.h"

#define SIV_AT 16 /* in a sealed file */

/* What is kept of a sealed file: opening takes its buffer apart. */
struct sealed {
	uint8_t head[GS_SEALED_HEADER_LEN];
	size_t n; /* bytes of the whole file */
};

/* The file as one line: what can be said without its key. */
static void
describe(const struct sealed *s, const char *why)
{
	char id[GS_GEN_ID_HEX_LEN + 1];
	const uint8_t *siv = s->head + SIV_AT;
	struct gs_sealed_head head;
	int r = gs_sealed_peek(s->head, s->n, &head);

	if (r == GS_ENEWER) {
		gs_outf("sealed by a newer git-seal, %zu bytes\n", s->n);
		return;
	}
	if (r != GS_OK) {
		gs_outf("sealed, %zu bytes: damaged\n", s->n);
		return;
	}
	/* The SIV tells two contents of one length apart. */
	gs_outf("sealed, generation %s, %zu bytes, content %02x%02x%02x%02x",
	    gs_gen_id_print(head.id, id), s->n, siv[0], siv[1], siv[2], siv[3]);
	gs_outf("%s%s\n", why == NULL ? "" : ": ", why == NULL ? "" : why);
}

/* The keyrings of the repository around us; none where there is none. */
static int
load_keys(struct gs_keys *keys, struct gs_err *e)
{
	struct gs_dir dir;
	int r = gs_dir_find(NULL, &dir, e);

	if (r == GS_OK)
		r = gs_keys_load(dir.common_dir, dir.git_dir, keys, e);
	gs_dir_clear(&dir);
	return r == GS_ENOTFOUND ? GS_OK : r;
}

/* A failure here would end the user's whole `git log -p`: so what cannot be
 * opened is described, with the reason. */
static int
show_sealed(struct gs_ctx *ctx, struct gs_buf *b)
{
	struct sealed s = { { 0 }, b->n };
	const struct gs_gen *gen = NULL;
	struct gs_sealed_head head;
	size_t off;
	int r;

	memcpy(s.head, b->p, b->n < sizeof(s.head) ? b->n : sizeof(s.head));
	if ((r = load_keys(&ctx->keys, &ctx->e)) != GS_OK) {
		describe(&s, ctx->e.what);
		return GS_OK;
	}
	if (gs_sealed_peek(b->p, b->n, &head) == GS_OK && !ctx->keys.locked &&
	    !ctx->keys.locked_worktree)
		gen = gs_keys_find(&ctx->keys, head.id, NULL);
	if (gen == NULL) {
		describe(&s, NULL);
		return GS_OK;
	}
	r = gs_sealed_open(&gen->content, GS_SEALED_INFLATE_MAX, b, &off);
	if (r == GS_OK)
		gs_out(b->p + off, b->n - off);
	else
		describe(&s, r == GS_EDAMAGED ? "damaged" : gs_strerror(r));
	return GS_OK;
}

/* Of a commit from before an import: opened where its key was kept, and else
 * as it is, like any file that is not sealed. */
static int
show_foreign(struct gs_ctx *ctx, struct gs_buf *b)
{
	struct gs_kepts old = { NULL, 0 };
	struct gs_err why = { "", "" };
	struct gs_dir dir;
	int r = gs_dir_find(NULL, &dir, &why);

	if (r == GS_OK)
		r = gs_keys_load(dir.common_dir, dir.git_dir, &ctx->keys, &why);
	if (r == GS_OK && !ctx->keys.locked && !ctx->keys.locked_worktree &&
	    (r = gs_foreign_load(dir.common_dir, &old, &why)) == GS_OK)
		r = gs_foreign_is(b->p, b->n) ? gs_foreign_open(&old, NULL, b)
					      : GS_OK;
	gs_out(b->p, b->n);
	gs_kepts_clear(&old);
	gs_dir_clear(&dir);
	return r == GS_ENOMEM ? r : GS_OK;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_buf b = GS_BUF_INIT;
	int r;

	(void)args;
	if (argc != 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one file");
	if ((r = gs_plain_copy(argv[0], &ctx->e)) != GS_ENOKEY)
		return r;
	if ((r = gs_file_read(argv[0], GS_BUF_MAX, &b, &ctx->e)) == GS_OK)
		r = gs_sealed_is(b.p, b.n) ? show_sealed(ctx, &b)
					   : show_foreign(ctx, &b);
	gs_buf_clear(&b);
	return r;
}

const struct gs_cmd gs_cmd_textconv = {
	.name = "textconv",
	.args = "FILE",
	.summary = "print a file as git diff should show it",
	.about =
	    "What diff.seal.textconv names: Git calls it for diff, log -p, "
	    "show and blame. A plain file comes out as it is, a sealed one "
	    "opened; one that cannot be opened as one line that says which "
	    "generation sealed it, how long it is and, where it is not just "
	    "locked, why."
	    "\n\n"
	    "It starts no other program. Do not set diff.seal.cachetextconv: "
	    "Git would store plain text in refs/notes/textconv.",
	.example = "git seal textconv prod.env",
	.flags = GS_CMD_HIDDEN,
	.run = run,
};
