#include <stdlib.h>
#include <string.h>

#include "cmd/path.h"
#include "cmd/restage.h"
#include "cmd/say.h"
#include "cmd/survey.h"

struct tally {
	size_t changed, same, plain, locked, refused;
};

static bool
is_ours(void *ctx, const struct gs_surveyed *f)
{
	(void)ctx;
	/* A conflict is passed over: what resolves it will be sealed. */
	return f->odd == 0 && f->entry->stage == 0;
}

static int
no_memory(struct gs_ctx *ctx)
{
	return gs_fail(&ctx->e, GS_ENOMEM, "out of memory");
}

static int
say_one(struct gs_ctx *ctx, const struct gs_restaged *it, struct tally *t)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = GS_OK;

	if (gs_path_show(ctx, it->entry->path, &b) != GS_OK ||
	    (show = gs_buf_str(&b)) == NULL) {
		r = no_memory(ctx);
	} else if (it->code != GS_OK) {
		/* One warning for what one command mends. */
		if (it->code != GS_ENOKEY)
			t->refused++;
		if (it->code != GS_ENOKEY || t->locked++ == 0)
			gs_restage_why(it, show);
	} else if (it->plain) {
		t->plain++;
		gs_outf("plain in index  %s\n", show);
	} else if (it->changed) {
		t->changed++;
		gs_note(!ctx->verbose, "sealed anew %s", show);
	} else {
		t->same++;
	}
	gs_buf_clear(&b);
	return r;
}

static int
conclude(struct gs_ctx *ctx, const struct tally *t)
{
	if (t->changed > 0)
		gs_note(ctx->quiet, "sealed %zu file%s anew, staged: commit %s",
		    t->changed, t->changed == 1 ? "" : "s",
		    t->changed == 1 ? "it" : "them");
	else if (t->same > 0 && t->plain + t->refused + t->locked == 0)
		gs_note(ctx->quiet, "%s as %s should be",
		    t->same == 1 ? "the file is sealed"
				 : "all files are sealed",
		    t->same == 1 ? "it" : "they");
	if (t->plain > 0) {
		gs_say(&ctx->report, GS_HINT, NULL,
		    "git seal status --fix seals what is plain");
		return GS_EREFUSED;
	}
	if (t->refused > 0)
		return GS_EREFUSED;
	return t->locked == 0
	    ? GS_OK
	    : gs_fail(&ctx->e, GS_ENOKEY, "%zu file%s could not be opened",
		  t->locked, t->locked == 1 ? "" : "s");
}

static int
reseal(struct gs_ctx *ctx, const struct gs_survey *s)
{
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	struct tally t = { 0, 0, 0, 0, 0 };
	int r;

	if (v == NULL)
		return no_memory(ctx);
	for (size_t i = 0; i < s->nr; i++)
		v[i] = (struct gs_restaged){ .entry = s->v[i].entry,
			.attrs = &s->v[i].attrs };
	r = gs_restage(ctx, GS_RESTAGE_RESEAL, v, s->nr, &ctx->e);
	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = say_one(ctx, &v[i], &t);
	free(v);
	return r == GS_OK ? conclude(ctx, &t) : r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct gs_survey s = { .nr = 0 };
	const char **spec = calloc((size_t)argc + 1, sizeof(*spec));
	int r;

	(void)args;
	if (spec == NULL)
		return no_memory(ctx);
	for (int i = 0; i < argc; i++)
		spec[i] = argv[i];
	if ((r = gs_survey_index(ctx, spec, &s, &ctx->e)) == GS_OK) {
		gs_survey_keep(&s, is_ours, NULL);
		if (s.nr == 0 && argc > 0)
			r = gs_fail(&ctx->e, GS_EREFUSED,
			    "no file there is to be sealed");
		else if (s.nr == 0)
			gs_note(ctx->quiet, "no file is to be sealed");
		else
			r = reseal(ctx, &s);
	}
	gs_survey_clear(&s);
	free(spec);
	return r;
}

const struct gs_cmd gs_cmd_reseal = {
	.name = "reseal",
	.args = "[PATH...]",
	.summary = "seal files anew, as keys and attributes are today",
	.about =
	    "Opens what the index holds sealed and seals it with the "
	    "generation that seals now, under the keyring, the compression "
	    "and the padding that its attributes name today. Staged; the "
	    "files in the working tree stay as they are, and the old blobs "
	    "stay in history. PATH is a pathspec; without one all files."
	    "\n\n"
	    "Files that are plain in the index are listed and left alone, "
	    "with exit code 1.",
	.example = "git seal reseal && git commit -m 'Seal anew'\n"
		   "git seal reseal prod.env",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_DAILY,
	.run = run,
};
