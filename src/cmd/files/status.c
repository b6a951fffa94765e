#include <stdlib.h>
#include <string.h>

#include "base/file.h"

#include "cmd/cmd.h"
#include "cmd/files/restage.h"
#include "cmd/files/status_print.h"
#include "cmd/files/survey.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"

struct args {
	bool fix;
};

static const struct gs_opt opts[] = {
	{ 0, "fix", NULL, "seal what is plain in the index, and stage it",
	    GS_OPT_FLAG, offsetof(struct args, fix) },
	{ 0 },
};

static bool
is_fixable(const struct gs_surveyed *f)
{
	return f->attrs.sealed && f->nr == 1 && f->entry->stage == 0 &&
	    (f->odd & (GS_ODD_NEVER | GS_ODD_SYMLINK | GS_ODD_ABSENT)) == 0 &&
	    f->judged.verdict == GS_VERDICT_PLAIN;
}

/* What became of a file that was to be sealed. */
static int
note_fixed(
    struct gs_ctx *ctx, struct gs_surveyed *f, const struct gs_restaged *it)
{
	struct gs_buf show = GS_BUF_INIT;
	const char *s;
	int r;

	if ((r = gs_path_show(ctx, f->entry->path, &show)) != GS_OK ||
	    (s = gs_buf_str(&show)) == NULL) {
		r = gs_no_memory(&ctx->e);
	} else if (it->code != GS_OK) {
		gs_restage_why(it, s);
	} else {
		const struct gs_gen *gen =
		    gs_keys_sealing(&ctx->keys, f->attrs.keyring);

		f->judged.verdict = GS_VERDICT_SEALED;
		f->judged.has_id = true;
		memcpy(f->judged.id, gen->content.id, GS_GEN_ID_LEN);
		f->judged.ring = gs_keys_ring(&ctx->keys, f->attrs.keyring);
		/* It leaves HEAD with the commit that this asks for. */
		f->odd &= ~GS_ODD_HEAD;
		gs_say(&ctx->report, GS_NOTE, NULL, "sealed and staged %s", s);
	}
	gs_buf_clear(&show);
	return r;
}

/* Seal what is plain; s says afterwards how it is. */
static int
fix(struct gs_ctx *ctx, struct gs_survey *s)
{
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	struct gs_surveyed **of =
	    calloc(s->nr + 1, sizeof(struct gs_surveyed *));
	size_t nr = 0, done = 0;
	bool history = false;
	int r = GS_OK;

	if (v == NULL || of == NULL) {
		r = gs_no_memory(&ctx->e);
		goto out;
	}
	for (size_t i = 0; i < s->nr; i++) {
		struct gs_surveyed *f = &s->v[i];

		history |= (f->odd & GS_ODD_HEAD) != 0;
		if (is_fixable(f)) {
			of[nr] = f;
			v[nr++] = (struct gs_restaged){ .entry = f->entry,
				.attrs = &f->attrs };
		} else if (f->judged.verdict != GS_VERDICT_PLAIN) {
			f->odd &= ~GS_ODD_HEAD;
		}
	}
	r = gs_restage(ctx, GS_RESTAGE_SEAL, v, nr, &ctx->e);
	for (size_t i = 0; r == GS_OK && i < nr; i++) {
		r = note_fixed(ctx, of[i], &v[i]);
		done += v[i].code == GS_OK;
	}
	if (r == GS_OK && done > 0)
		gs_say(&ctx->report, GS_NOTE, NULL, "commit them%s",
		    !history ? ""
			     : "; history keeps the plain files, so change "
			       "the secrets in them");
out:
	free(v);
	free(of);
	return r;
}

/* What a reader of the list should do or know, once each. */
static void
advise(const struct gs_ctx *ctx, const struct gs_survey *s)
{
	bool plain = false, head = false, locked = false;

	for (size_t i = 0; i < s->nr; i++) {
		const struct gs_surveyed *f = &s->v[i];

		plain |= is_fixable(f);
		head |= (f->odd & GS_ODD_HEAD) != 0;
		locked |= f->judged.verdict == GS_VERDICT_LOCKED;
	}
	if (s->nr > 0 && gs_file_exists(".jj"))
		gs_warn("commit sealed files with git",
		    "'.jj' is here: jj runs no filters, and would commit "
		    "sealed files plain");
	if (ctx->quiet)
		return;
	if (plain)
		gs_say(&ctx->report, GS_HINT, NULL,
		    "git seal status --fix seals what is plain in the index");
	else if (head)
		gs_say(&ctx->report, GS_HINT, NULL,
		    "commit what is sealed in the index; history keeps the "
		    "plain files, so change the secrets in them");
	if (locked)
		gs_say(&ctx->report, GS_HINT, NULL, "%s opens what is locked",
		    gs_keys_unlock(&ctx->keys));
	if (s->nr == 0 && !ctx->json && !ctx->nul)
		gs_say(&ctx->report, GS_NOTE, NULL,
		    "no file here is sealed, or should be: git seal track "
		    "PATTERN says which should");
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_survey s = { .nr = 0 };
	const char **spec;
	bool found = false;
	int r;

	if ((spec = calloc((size_t)argc + 1, sizeof(*spec))) == NULL)
		return gs_no_memory(&ctx->e);
	for (int i = 0; i < argc; i++)
		spec[i] = argv[i];
	if ((r = gs_survey_begin(ctx, spec, &s, &ctx->e)) == GS_OK &&
	    (r = gs_survey_head(ctx, spec, true, &s, &ctx->e)) == GS_OK &&
	    (r = gs_survey_case(ctx, &s, &ctx->e)) == GS_OK &&
	    (r = gs_survey_judge(ctx, &s, &ctx->e)) == GS_OK && a->fix)
		r = fix(ctx, &s);
	if (r == GS_OK && (r = gs_status_print(ctx, &s, &ctx->e)) == GS_OK) {
		for (size_t i = 0; i < s.nr; i++)
			found |= gs_status_finding(&s.v[i]);
		advise(ctx, &s);
	}
	gs_survey_clear(&s);
	free(spec);
	return r == GS_OK && found ? GS_EREFUSED : r;
}

const struct gs_cmd gs_cmd_status = {
	.name = "status",
	.args = "[PATH...]",
	.summary = "say of every file whether it is sealed as it should be",
	.about =
	    "Lists every file that is sealed or should be, with what Git "
	    "holds of it, in the index and in HEAD:"
	    "\n\n"
	    "    sealed                    by the generation that seals now\n"
	    "    old generation            by an older one of its keyring\n"
	    "    empty                     an empty file has nothing to seal\n"
	    "    locked                    its keyring is not here, or locked; "
	    "or\n"
	    "                              this worktree is\n"
	    "    not fetched               its blob is not here\n"
	    "  * plain in index            the next commit would hold it "
	    "plain\n"
	    "  * plain in HEAD             the last commit holds it plain\n"
	    "  * closed generation         by one that somebody who left "
	    "knows\n"
	    "  * other keyring             sealed under a keyring not its own\n"
	    "  * unknown key               its keyring lacks that generation\n"
	    "  * damaged                   it does not authenticate\n"
	    "  * newer version             sealed by a newer git-seal\n"
	    "  * sealed without attribute  a new file, or one that lost it\n"
	    "  * attribute trap            Git would damage it, or not seal it"
	    "\n\n"
	    "With findings (*) the exit code is 1. --fix seals what is plain "
	    "in the index and stages it; the files in the working tree stay "
	    "as they are. -q lists only the findings, -v says keyring, "
	    "generation and size. With -z each record is STATE, TAB, PATH, "
	    "NUL. PATH is a pathspec.",
	.example = "git seal status\n"
		   "git seal status -q secrets/\n"
		   "git seal status --fix && git commit",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_JSON |
	    GS_CMD_NUL | GS_CMD_LOOK,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
