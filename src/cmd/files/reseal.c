#include <stdlib.h>
#include <string.h>

#include "cmd/files/survey.h"
#include "cmd/front/say.h"
#include "cmd/team/anew.h"
#include "cmd/team/commit.h"

struct reseal_args {
	struct gs_strs accept;
	const char *accept_from;
	bool commit;
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
	return gs_no_memory(&ctx->e);
}

static int
conclude(struct gs_ctx *ctx, const struct gs_anew *a, bool commit)
{
	int r;

	if (a->changed > 0)
		gs_note(ctx->quiet, "sealed %zu file%s anew, %s%s", a->changed,
		    a->changed == 1 ? "" : "s",
		    commit ? "committed" : "staged: commit ",
		    commit		  ? ""
			: a->changed == 1 ? "it"
					  : "them");
	else if (a->same > 0 && a->same == a->all)
		gs_note(ctx->quiet, "%s as %s should be",
		    a->same == 1 ? "the file is sealed"
				 : "all files are sealed",
		    a->same == 1 ? "it" : "they");
	if ((r = gs_anew_conclude(a)) != GS_OK || a->locked == 0)
		return r;
	return gs_fail(&ctx->e, GS_ENOKEY, "%zu file%s could not be opened",
	    a->locked, a->locked == 1 ? "" : "s");
}

/* Of what changed, that which was as HEAD has it. */
static int
commit(struct gs_ctx *ctx, const struct gs_restaged *v, size_t nr,
    const struct gs_strs *changed)
{
	struct gs_index_change *c = calloc(changed->nr + 1, sizeof(*c));
	size_t nr_c = 0;
	int r = GS_OK;

	if (c == NULL)
		return no_memory(ctx);
	/* Both lists stand in the order of the index. */
	for (size_t i = 0; i < nr && nr_c < changed->nr; i++) {
		if (strcmp(v[i].entry->path, changed->v[nr_c]) == 0)
			c[nr_c++] = (struct gs_index_change){
				.path = v[i].entry->path,
				.id = v[i].id,
				.mode = v[i].entry->mode,
			};
	}
	if (nr_c > 0)
		r = gs_commit_changes(ctx, "Seal files anew", c, nr_c, &ctx->e);
	free(c);
	return r;
}

static int
reseal(struct gs_ctx *ctx, const struct reseal_args *args, struct gs_anew *a,
    const struct gs_survey *s)
{
	struct gs_restaged *v = calloc(s->nr + 1, sizeof(*v));
	struct gs_strs changed = { NULL, 0, 0 };
	int r;

	if (v == NULL)
		return no_memory(ctx);
	for (size_t i = 0; i < s->nr; i++)
		v[i] = (struct gs_restaged){ .entry = s->v[i].entry,
			.attrs = &s->v[i].attrs };
	r = gs_restage_by(ctx, GS_RESTAGE_RESEAL, &a->rule, v, s->nr, &ctx->e);
	for (size_t i = 0; r == GS_OK && i < s->nr; i++)
		r = gs_anew_note(a, &v[i], &changed, &ctx->e);
	if (r == GS_OK && args->commit)
		r = commit(ctx, v, s->nr, &changed);
	gs_strs_clear(&changed);
	free(v);
	return r == GS_OK ? conclude(ctx, a, args->commit) : r;
}

static int
find_and_reseal(struct gs_ctx *ctx, const struct reseal_args *args,
    const char *const *spec, struct gs_anew *a)
{
	struct gs_survey s = { .nr = 0 };
	int r = gs_survey_index(ctx, spec, &s, &ctx->e);

	if (r == GS_OK) {
		gs_survey_keep(&s, is_ours, NULL);
		if (s.nr == 0 && spec[0] != NULL)
			r = gs_fail(&ctx->e, GS_EREFUSED,
			    "no file there is to be sealed");
		else if (s.nr == 0)
			gs_note(ctx->quiet, "no file is to be sealed");
		else
			r = reseal(ctx, args, a, &s);
	}
	gs_survey_clear(&s);
	return r;
}

static int
run(struct gs_ctx *ctx, void *arg, int argc, char **argv)
{
	const struct reseal_args *args = arg;
	const char **spec = calloc((size_t)argc + 1, sizeof(*spec));
	struct gs_anew a;
	int r;

	if (spec == NULL)
		return no_memory(ctx);
	for (int i = 0; i < argc; i++)
		spec[i] = argv[i];
	r = gs_anew_init(&a, ctx, &args->accept, args->accept_from, &ctx->e);
	if (r == GS_OK && args->commit)
		r = gs_commit_may(ctx, &ctx->e);
	if (r == GS_OK && (r = gs_anew_rings(&a, ctx, &ctx->e)) == GS_OK)
		r = find_and_reseal(ctx, args, spec, &a);
	gs_anew_clear(&a);
	free(spec);
	return r;
}

#define AT(field) offsetof(struct reseal_args, field)

/* clang-format off */
static const struct gs_opt opts[] = {
	{ 0, "accept", "PATH", "seal this file though it is closed or plain",
	    GS_OPT_STRS, AT(accept) },
	{ 0, "accept-from", "REV", "... those that REV holds byte for byte",
	    GS_OPT_STR, AT(accept_from) },
	{ 0, "commit", NULL, "commit what was sealed anew, and nothing else",
	    GS_OPT_FLAG, AT(commit) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 }
};
/* clang-format on */

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
	    "Files that were sealed under a closed generation, which somebody "
	    "who left knows, and files that are plain in the index are listed "
	    "and left alone, with exit code 1; --accept takes one after a "
	    "look.",
	.example = "git seal reseal && git commit -m 'Seal anew'\n"
		   "git seal reseal --accept prod.env prod.env",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_DAILY,
	.opts = opts,
	.args_size = sizeof(struct reseal_args),
	.run = run,
};
