#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/filter/adopt.h"
#include "cmd/filter/trusts_fetch.h"
#include "cmd/filter/trusts_one.h"
#include "cmd/front/say.h"
#include "cmd/merge/heads.h"
#include "cmd/merge/rerere.h"
#include "engine/merge.h"
#include "format/envline.h"
#include "git/run.h"
#include "git/setting.h"

/* The words of Git's line, "%O %A %B %L -- %P". */
enum word { WORD_BASE, WORD_OURS, WORD_THEIRS, WORD_SIZE, WORD_PATH, WORDS };

static const enum word word_of[GS_SIDES] = {
	[GS_OURS] = WORD_OURS,
	[GS_BASE] = WORD_BASE,
	[GS_THEIRS] = WORD_THEIRS,
};

/* How ${id} stands to what seals; where nothing does every merge is a
 * conflict in any case. */
static int
standing(void *ctx, const char *ring, const uint8_t id[GS_GEN_ID_LEN],
    enum gs_standing *out, struct gs_err *e)
{
	struct gs_trusts *t = ctx;
	struct gs_err why = { "", "" };
	const struct gs_gen *seals = NULL;
	struct gs_trusts_one *one;
	uint8_t *open = NULL;
	size_t at;
	int r;

	*out = GS_STANDS_OPEN;
	if ((r = gs_trusts_get(t, ring, &one, e)) != GS_OK)
		return r;
	if (gs_trusts_sealing(t, ring, &seals, &why) != GS_OK || seals == NULL)
		return GS_OK;
	at = gs_chain_find(one->trust.chain, id);
	if (at == gs_chain_nr(one->trust.chain)) {
		*out = GS_STANDS_APART;
		return GS_OK;
	}
	r = gs_trust_open_set(&one->trust, seals->content.id, &open, e);
	if (r == GS_OK && !open[at])
		*out = GS_STANDS_CLOSED;
	free(open);
	return r;
}

/* Git's own merge reads the setting itself; env files are ours to mark. */
static bool
shows_base(const struct gs_dir *dir, const char *path)
{
	static const char *const argv[] = { "config", "--get",
		"merge.conflictStyle", NULL };
	struct gs_buf b = GS_BUF_INIT;
	const char *v = NULL;
	bool yes = false;

	if (gs_envline_file(path) &&
	    gs_setting_possible(dir, "conflictstyle") &&
	    gs_git(NULL, argv, &b, NULL) == GS_OK)
		v = gs_buf_str(&b);
	if (v != NULL)
		yes = strcmp(v, "diff3\n") == 0 || strcmp(v, "zdiff3\n") == 0;
	gs_buf_clear(&b);
	return yes;
}

static void
fill_marks(struct gs_marks *m, const char *size, const char *theirs)
{
	unsigned long n = strtoul(size, NULL, 10);

	m->size = n == 0 || n > GS_MARKS_SIZE_MAX ? GS_MARKS_SIZE : (unsigned)n;
	m->label[GS_OURS] = "ours";
	m->label[GS_BASE] = "base";
	m->label[GS_THEIRS] = "theirs";
	/* Longer marks are those of two ancestors that are merged first: not
	 * what the user named. */
	if (theirs != NULL && m->size == GS_MARKS_SIZE) {
		m->label[GS_OURS] = "HEAD";
		m->label[GS_THEIRS] = theirs;
	}
}

static int
read_blobs(char **argv, struct gs_buf b[GS_SIDES], struct gs_err *e)
{
	int r = GS_OK;

	for (int k = 0; r == GS_OK && k < GS_SIDES; k++)
		r = gs_file_read(argv[word_of[k]], GS_BUF_MAX, &b[k], e);
	return r;
}

static bool
is_plain(const struct gs_buf b[GS_SIDES])
{
	for (int k = 0; k < GS_SIDES; k++) {
		if (gs_sealed_is(b[k].p, b[k].n))
			return false;
	}
	return true;
}

static int
merge(struct gs_cmd_filter *c, char **argv, struct gs_merged *out,
    struct gs_err *e)
{
	struct gs_buf b[GS_SIDES] = { GS_BUF_INIT, GS_BUF_INIT, GS_BUF_INIT };
	const struct gs_buf *const blob[GS_SIDES] = { &b[0], &b[1], &b[2] };
	struct gs_merge m = { .f = &c->f,
		.path = argv[WORD_PATH],
		.standing = standing,
		.ctx = &c->trusts };
	const char *theirs = gs_heads_theirs(&m.treeish);
	int r;

	c->trusts.merging = m.treeish;
	c->trusts.treeish = m.treeish;
	gs_trusts_fetch(&c->trusts);
	fill_marks(&m.marks, argv[WORD_SIZE], theirs);
	m.marks.base = shows_base(&c->dir, m.path);
	if (c->broken != GS_OK)
		return gs_fail(e, c->broken, "not merged, %s", c->why.what);
	if ((r = read_blobs(argv, b, e)) == GS_OK) {
		gs_adopt(c, m.path, NULL, NULL);
		m.plain = is_plain(b) &&
		    gs_rerere_replays(&c->dir, blob[GS_BASE], blob[GS_THEIRS]);
		r = gs_merge_run(&m, blob, out, e);
	}
	for (int k = 0; k < GS_SIDES; k++)
		gs_buf_clear(&b[k]);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	static struct gs_cmd_filter c;
	struct gs_merged out;
	int r;

	(void)args;
	memset(&out, 0, sizeof(out));
	if (argc != WORDS)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'merge' takes the five words that Git gives it");
	r = gs_cmd_filter_open(&c, ctx, argv[WORD_PATH], &ctx->e);
	if (r != GS_OK)
		return r;
	/* All of the index is read sooner than ls-files starts. */
	c.world.only = NULL;
	r = merge(&c, argv, &out, &ctx->e);
	if (r == GS_OK && !out.ours)
		r = gs_file_pass(
		    argv[WORD_OURS], 0600, out.blob.p, out.blob.n, &ctx->e);
	if (r == GS_OK && out.conflict) {
		/* What was looked for in vain on the way is no news. */
		memset(&ctx->e, 0, sizeof(ctx->e));
		if (out.why.what[0] != '\0')
			gs_warn(out.why.hint, "%s", out.why.what);
		if (!out.ours)
			gs_rerere_warn(&c.dir, argv[WORD_PATH]);
		r = GS_EREFUSED;
	}
	gs_merged_clear(&out);
	gs_cmd_filter_close(&c);
	return r;
}

const struct gs_cmd gs_cmd_merge = {
	.name = "merge",
	.args = "BASE OURS THEIRS SIZE PATH",
	.summary = "merge three versions of a sealed file, for Git",
	.about =
	    "What merge.seal.driver names: Git calls it where both sides of a "
	    "merge, rebase, cherry-pick, revert or stash changed a sealed "
	    "file. It opens the three versions, merges their text in memory "
	    "and puts the sealed result in the place of OURS. Files named "
	    "'.env', '*.env' or '.env.*' are merged by variable."
	    "\n\n"
	    "Exits 0 where the merge is clean. Anything else is a conflict: "
	    "with marks in the text (1), or with OURS as it is, where a side "
	    "cannot be opened (3, 4) or something failed (5). A side that is "
	    "plain, or was changed under a closed generation, is always a "
	    "conflict.",
	.flags = GS_CMD_HIDDEN,
	.run = run,
};
