#define _GNU_SOURCE /* memmem */

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "git/run.h"
#include "repo/attrfile.h"
#include "repo/whatif.h"

#include "cmd/files/attredit.h"
#include "cmd/files/pattern.h"
#include "cmd/files/survey.h"
#include "cmd/files/unseal.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"

struct args {
	bool plain;
};

static const struct gs_opt opts[] = {
	{ 0, "plain", NULL,
	    "make files plain in the index that nothing covers any more",
	    GS_OPT_FLAG, offsetof(struct args, plain) },
	{ 0 },
};

/* One run. */
struct job {
	struct gs_ctx *ctx;
	struct gs_attredit file;
	struct gs_buf text;   /* what the file shall hold */
	struct gs_survey s;   /* what is sealed by attribute today */
	struct gs_strs paths; /* of s.v */
	uint8_t *stays;	      /* owned: covered by other lines, by s.v */
	struct gs_err *e;
};

static void
clear(struct job *j)
{
	gs_attredit_clear(&j->file);
	gs_buf_clear(&j->text);
	gs_survey_clear(&j->s);
	gs_strs_clear(&j->paths);
	free(j->stays);
}

static int
cut(struct job *j, const char *pattern, size_t *found)
{
	struct gs_buf next = GS_BUF_INIT;
	int r =
	    gs_attrfile_uncover(j->text.p, j->text.n, pattern, &next, found);

	if (r == GS_OK)
		gs_buf_swap(&j->text, &next);
	gs_buf_clear(&next);
	return r == GS_OK ? r : gs_no_memory(j->e);
}

/* The word's pattern as `track` would write it; else as it stands, for what
 * is gone, or was written by hand. */
static int
cut_word(struct job *j, const char *word, size_t *found)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_pattern p;
	const char *text;
	int r = GS_OK;

	*found = 0;
	if (gs_pattern_read(j->ctx, word, &p, NULL) == GS_OK) {
		r = cut(j, p.text, found);
		gs_pattern_clear(&p);
	}
	if (r == GS_OK && *found == 0)
		r = cut(j, word, found);
	for (int literal = 0; r == GS_OK && *found == 0 && literal < 2;
	     literal++) {
		gs_buf_reset(&b);
		if (gs_attrfile_pattern(word, literal != 0, &b) != GS_OK ||
		    (text = gs_buf_str(&b)) == NULL)
			r = gs_no_memory(j->e);
		else
			r = cut(j, text, found);
	}
	gs_buf_clear(&b);
	return r;
}

static int
add_pattern(void *ctx, const char *pattern)
{
	struct gs_buf *b = ctx;

	/* A hint is one line; what does not fit into it is cut. */
	return gs_buf_addf(b, "%s'%s'", b->n == 0 ? "" : ", ", pattern);
}

static int
not_found(struct job *j, const char *word)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *text;
	int r;

	r = gs_fail(j->e, GS_EREFUSED, "no line of '%s' seals '%s'",
	    j->file.path, word);
	if (gs_attrfile_patterns(
		j->file.old.p, j->file.old.n, add_pattern, &b) == GS_OK &&
	    b.n > 0 && (text = gs_buf_str(&b)) != NULL)
		gs_hint(j->e, "it seals: %s", text);
	else
		gs_hint(j->e,
		    "git check-attr -a -- FILE; lines count in the "
		    "folder that they stand in");
	gs_buf_clear(&b);
	return r;
}

static int
make_text(struct job *j, int argc, char **argv)
{
	size_t found;
	int r;

	if (argc == 0)
		return gs_fail(j->e, GS_EUSAGE, "give a PATTERN or a file");
	if ((r = gs_attredit_read(j->ctx, &j->file, j->e)) != GS_OK)
		return r;
	if (gs_buf_add(&j->text, j->file.old.p, j->file.old.n) != GS_OK)
		return gs_no_memory(j->e);
	for (int i = 0; r == GS_OK && i < argc; i++) {
		if ((r = cut_word(j, argv[i], &found)) == GS_OK && found == 0)
			r = not_found(j, argv[i]);
	}
	return r;
}

/* What is sealed today, and whether it still would be. */
static int
find_losers(struct job *j)
{
	int r = gs_survey_index(j->ctx, NULL, &j->s, j->e);

	for (size_t i = 0; r == GS_OK && i < j->s.nr; i++) {
		if (gs_strs_add(&j->paths, j->s.v[i].entry->path) != GS_OK)
			r = gs_no_memory(j->e);
	}
	if (r != GS_OK)
		return r;
	if ((j->stays = calloc(j->s.nr + 1, 1)) == NULL)
		return gs_no_memory(j->e);
	return gs_whatif_file(j->ctx->repo, j->file.path, j->text.p, j->text.n,
	    &j->paths, j->stays, j->e);
}

static bool
loses(void *ctx, const struct gs_surveyed *f)
{
	const struct job *j = ctx;

	return j->stays[f - j->s.v] == 0 && f->odd == 0;
}

static bool
is_sealed(void *ctx, const struct gs_surveyed *f)
{
	(void)ctx;
	return gs_verdict_sealed(f->judged.verdict);
}

/* Whether another attributes file of the tree says "sealed". */
static int
used_elsewhere(struct job *j, bool *yes)
{
	static const char *const argv[] = { "ls-files", "-z", "--cached",
		"--others", "--", ":(top,glob)**/.gitattributes", NULL };
	struct gs_buf names = GS_BUF_INIT, b = GS_BUF_INIT;
	int r = gs_git(NULL, argv, &names, j->e);
	const char *p, *end;

	*yes = false;
	p = (const char *)names.p;
	end = p + names.n;
	for (; r == GS_OK && !*yes && p < end; p += strlen(p) + 1) {
		if (strcmp(p, j->file.path) == 0)
			continue;
		gs_buf_reset(&b);
		/* One that cannot be read may say it. */
		*yes = gs_file_read(p, GS_ATTRFILE_MAX, &b, NULL) != GS_OK ||
		    memmem(b.p, b.n, "sealed", 6) != NULL;
	}
	gs_buf_clear(&names);
	gs_buf_clear(&b);
	return r;
}

/* The macro goes with the last line that could need it. */
static int
drop_macro(struct job *j)
{
	struct gs_buf next = GS_BUF_INIT;
	bool used;
	int r;

	if (!j->file.top)
		return GS_OK;
	if ((r = used_elsewhere(j, &used)) != GS_OK || used)
		return r;
	if (gs_attrfile_drop_macro(j->text.p, j->text.n, &next) == GS_OK)
		gs_buf_swap(&j->text, &next);
	else
		r = gs_no_memory(j->e);
	gs_buf_clear(&next);
	return r;
}

static int
list_losers(const struct job *j)
{
	struct gs_buf b = GS_BUF_INIT;
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < j->s.nr; i++) {
		gs_buf_reset(&b);
		r = gs_path_show(j->ctx, j->s.v[i].entry->path, &b);
		if (r == GS_OK)
			r = gs_buf_addc(&b, '\n');
		if (r == GS_OK)
			gs_out(b.p, b.n);
	}
	gs_buf_clear(&b);
	return r == GS_OK ? r : gs_no_memory(j->e);
}

static int
refuse(struct job *j)
{
	int r = list_losers(j);

	if (r != GS_OK)
		return r;
	r = gs_fail(j->e, GS_EREFUSED,
	    "%zu sealed file%s would lose cover; nothing was changed", j->s.nr,
	    j->s.nr == 1 ? "" : "s");
	gs_hint(j->e, "with --plain the next commit holds %s plain",
	    j->s.nr == 1 ? "it" : "them");
	return r;
}

/* The file first: were the entries plain and still covered, the next
 * `git add` would seal them again. */
static int
apply(struct job *j)
{
	struct gs_err late;
	int r = gs_attredit_write(&j->file, j->text.p, j->text.n, j->e);

	if (r == GS_OK && (r = gs_unseal_index(j->ctx, &j->s, j->e)) != GS_OK &&
	    gs_attredit_restore(&j->file, &late) != GS_OK)
		gs_say_error(&late, GS_EIO);
	return r == GS_OK ? gs_attredit_stage(&j->file, j->e) : r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct job j = { .ctx = ctx, .e = &ctx->e };
	int r;

	if ((r = make_text(&j, argc, argv)) != GS_OK ||
	    (r = drop_macro(&j)) != GS_OK || (r = find_losers(&j)) != GS_OK)
		goto out;
	gs_survey_keep(&j.s, loses, &j);
	if ((r = gs_survey_judge(ctx, &j.s, j.e)) != GS_OK)
		goto out;
	gs_survey_keep(&j.s, is_sealed, NULL);
	if (j.s.nr > 0 && !a->plain)
		r = refuse(&j);
	else if ((r = gs_unseal_check(ctx, &j.s, j.e)) == GS_OK)
		r = apply(&j);
	for (int i = 0; r == GS_OK && i < argc; i++)
		gs_note(ctx->quiet, "no longer tracking '%s'", argv[i]);
out:
	clear(&j);
	return r;
}

const struct gs_cmd gs_cmd_untrack = {
	.name = "untrack",
	.args = "PATTERN...",
	.summary = "take back what track wrote",
	.about =
	    "Removes what seals PATTERN from the .gitattributes of the "
	    "current folder, and stages that; other attributes of the line "
	    "stay. With the last line the 'sealed' macro goes too."
	    "\n\n"
	    "Where sealed files would then be covered by nothing any more, "
	    "nothing is changed and they are listed, with exit code 1. With "
	    "--plain they become plain in the index, and the next commit "
	    "shows them to everybody who has the repository.",
	.example = "git seal untrack '*.key'\n"
		   "git seal untrack --plain notes.txt",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_DAILY,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
