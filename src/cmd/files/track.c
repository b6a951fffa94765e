#include <stdlib.h>
#include <string.h>

#include "repo/attrfile.h"

#include "cmd/files/attredit.h"
#include "cmd/files/cover.h"
#include "cmd/files/track_say.h"
#include "cmd/files/track_seal.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "cmd/keys/carried.h"

/* One run. */
struct job {
	struct gs_ctx *ctx;
	struct gs_pattern *v; /* owned */
	size_t nr;
	struct gs_attredit file;
	struct gs_buf text; /* what the file shall hold */
	bool changed;
	struct gs_covered c;
	uint8_t **hits; /* owned: by pattern, then by path */
	struct gs_err *e;
};

static void
clear(struct job *j)
{
	for (size_t i = 0; i < j->nr; i++) {
		gs_pattern_clear(&j->v[i]);
		free(j->hits != NULL ? j->hits[i] : NULL);
	}
	free(j->v);
	free(j->hits);
	gs_attredit_clear(&j->file);
	gs_buf_clear(&j->text);
	gs_cover_clear(&j->c);
}

static int
read_words(struct job *j, int argc, char **argv)
{
	int r = GS_OK;

	if (argc == 0)
		return gs_fail(j->e, GS_EUSAGE, "give a PATTERN or a file");
	j->v = calloc((size_t)argc, sizeof(*j->v));
	j->hits = calloc((size_t)argc, sizeof(*j->hits));
	if (j->v == NULL || j->hits == NULL)
		return gs_no_memory(j->e);
	for (int i = 0; r == GS_OK && i < argc; i++) {
		r = gs_pattern_read(j->ctx, argv[i], &j->v[j->nr], j->e);
		j->nr += r == GS_OK;
	}
	return r;
}

/* The file's text with all patterns; ${say_ring} as gs_attrfile_cover's. */
static int
make_text(struct job *j, bool say_ring)
{
	struct gs_attrfile_want want = { .top = j->file.top,
		.ring = j->ctx->ring_given ? j->ctx->ring : NULL,
		.say_ring = say_ring };
	struct gs_buf next = GS_BUF_INIT;
	int r;

	gs_buf_reset(&j->text);
	r = gs_buf_add(&j->text, j->file.old.p, j->file.old.n);
	if (r != GS_OK)
		return gs_no_memory(j->e);
	for (size_t i = 0; r == GS_OK && i < j->nr; i++) {
		want.pattern = j->v[i].text;
		gs_buf_reset(&next);
		r = gs_attrfile_cover(j->text.p, j->text.n, &want, &next, j->e);
		if (r == GS_OK)
			gs_buf_swap(&j->text, &next);
	}
	gs_buf_clear(&next);
	j->changed = j->text.n != j->file.old.n ||
	    (j->text.n > 0 && memcmp(j->text.p, j->file.old.p, j->text.n) != 0);
	return r;
}

static int
need_key(struct job *j)
{
	struct gs_ctx *ctx = j->ctx;
	const struct gs_trunk none = { NULL, NULL };
	unsigned where = 0;
	int r;

	if (!ctx->keys.locked && !ctx->keys.locked_worktree &&
	    gs_keys_sealing(&ctx->keys, ctx->ring) != NULL)
		return GS_OK;
	if (ctx->keys.locked || ctx->keys.locked_worktree) {
		r = gs_fail(j->e, GS_ENOKEY, "this %s is locked",
		    ctx->keys.locked ? "clone" : "worktree");
		gs_hint(j->e, "%s", gs_keys_unlock(&ctx->keys));
		return r;
	}
	r = gs_carried_files(ctx, &none, NULL, &where, j->e);
	if (r != GS_OK)
		return r;
	r = gs_fail(
	    j->e, GS_ENOKEY, "the key of keyring '%s' is not here", ctx->ring);
	if (where != 0)
		gs_hint(j->e, "git seal unlock");
	else if (ctx->ring_given)
		gs_hint(j->e, "git seal init -k %s", ctx->ring);
	else
		gs_hint(j->e, "git seal init");
	return r;
}

/* Find what each pattern matches. */
static int
match(struct job *j)
{
	int r = gs_cover_files(j->ctx, j->v, j->nr, &j->c, j->e);

	for (size_t i = 0; r == GS_OK && i < j->nr; i++) {
		j->hits[i] = calloc(j->c.paths.nr + 1, 1);
		if (j->hits[i] == NULL)
			return gs_no_memory(j->e);
		r = gs_cover_match(j->ctx, &j->v[i], &j->c, j->hits[i], j->e);
	}
	return r;
}

/* How Git's attributes agree with a pattern. */
enum agrees { AGREES, OTHER_RING, NOT_SEALED };

static enum agrees
agreement(const struct job *j, size_t i)
{
	const struct gs_pattern *p = &j->v[i];
	size_t matched = 0, sealed = 0, ring = 0;

	for (size_t k = 0; k < j->c.paths.nr; k++) {
		const char *path = j->c.paths.v[k];
		unsigned is = j->c.is[k];

		if (j->hits[i][k] == 0 ||
		    (p->path != NULL && strcmp(p->path, path) != 0))
			continue;
		matched++;
		sealed += (is & GS_COVER_SEALED) != 0;
		ring += (is & GS_COVER_RING) != 0;
	}
	/* A name that exists must be covered; of what a pattern matches, some
	 * may be left out by other lines, but not all. */
	if (p->path != NULL ? sealed == 0 : matched > 0 && sealed == 0)
		return NOT_SEALED;
	if (j->ctx->ring_given && matched > 0 && ring == 0)
		return OTHER_RING;
	return AGREES;
}

static int
disagree(struct job *j, const struct gs_pattern *p, enum agrees how)
{
	int r;

	if (how == OTHER_RING)
		r = gs_fail(j->e, GS_EREFUSED,
		    "other lines of .gitattributes put '%s' under another "
		    "keyring; nothing was changed",
		    p->word);
	else
		r = gs_fail(j->e, GS_EREFUSED,
		    "other lines of .gitattributes, or info/attributes, keep "
		    "'%s' from being sealed; nothing was changed",
		    p->word);
	gs_hint(j->e, "git check-attr -a -- FILE shows what a file gets");
	return r;
}

/* Write the file and have Git say that it means what was meant. */
static int
write_and_ask(struct job *j, enum agrees *how, size_t *which)
{
	int r = GS_OK;

	if (j->changed)
		r = gs_attredit_write(&j->file, j->text.p, j->text.n, j->e);
	if (r == GS_OK)
		r = gs_cover_attrs(j->ctx, &j->c, j->e);
	*how = AGREES;
	for (*which = 0; r == GS_OK && *which < j->nr; (*which)++) {
		if ((*how = agreement(j, *which)) != AGREES)
			break;
	}
	return r;
}

static int
apply(struct job *j)
{
	struct gs_err late;
	enum agrees how;
	size_t which;
	int r = write_and_ask(j, &how, &which);

	/* A broader line names another keyring: then say "default" too. */
	if (r == GS_OK && how == OTHER_RING &&
	    (r = make_text(j, true)) == GS_OK)
		r = write_and_ask(j, &how, &which);
	if (r == GS_OK && how == AGREES)
		return r;
	if (r == GS_OK)
		r = disagree(j, &j->v[which], how);
	if (gs_attredit_restore(&j->file, &late) != GS_OK)
		gs_say_error(&late, GS_EIO);
	return r;
}

static int
say_lines(const struct job *j)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *file;
	int r = gs_path_show(j->ctx, j->file.path, &b);

	if (r != GS_OK || (file = gs_buf_str(&b)) == NULL) {
		gs_buf_clear(&b);
		return gs_no_memory(j->e);
	}
	for (size_t i = 0; i < j->nr; i++) {
		if (j->changed)
			gs_note(j->ctx->quiet, "tracking '%s' in %s",
			    j->v[i].text, file);
		else
			gs_note(j->ctx->quiet, "'%s' is tracked already in %s",
			    j->v[i].text, file);
	}
	gs_buf_clear(&b);
	return GS_OK;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct job j = { .ctx = ctx, .e = &ctx->e };
	struct gs_tracked t;
	size_t refused = 0;
	int r;

	(void)args;
	if ((r = read_words(&j, argc, argv)) != GS_OK ||
	    (r = gs_attredit_read(ctx, &j.file, j.e)) != GS_OK ||
	    (r = make_text(&j, false)) != GS_OK ||
	    (r = need_key(&j)) != GS_OK || (r = match(&j)) != GS_OK ||
	    (r = apply(&j)) != GS_OK || (r = say_lines(&j)) != GS_OK)
		goto out;
	t = (struct gs_tracked){ ctx, j.v, j.nr, &j.c, j.hits, j.e };
	gs_track_warn(&t);
	/* First the files: writing an index makes Git look again at those
	 * that are too young to be trusted, and they are sealed by then. */
	if ((r = gs_track_list(&t)) == GS_OK &&
	    (r = gs_track_seal(ctx, &j.c, &refused, j.e)) == GS_OK)
		r = gs_attredit_stage(&j.file, j.e);
	if (r == GS_OK && refused > 0)
		r = GS_EREFUSED;
out:
	clear(&j);
	return r;
}

const struct gs_cmd gs_cmd_track = {
	.name = "track",
	.args = "PATTERN...",
	.summary = "say which files are to be sealed",
	.about =
	    "Writes a line for each PATTERN into the .gitattributes of the "
	    "current folder, and stages it. The name of a file or folder that "
	    "exists means that very file, or all below the folder, whatever "
	    "characters it has; anything else is a pattern as in "
	    "gitattributes(5): quote it for the shell."
	    "\n\n"
	    "Then it says which files are covered, seals those of them that "
	    "the index holds plain, staged, and names those that HEAD or "
	    "older history holds plain: they stay readable there, so change "
	    "the secrets in them. The files in the working tree stay as they "
	    "are. Files that come later are sealed by git add."
	    "\n\n"
	    "Where other lines win over the new one, nothing is changed.",
	.example = "git seal track 'secrets/**' '*.key'\n"
		   "git seal track .env\n"
		   "git seal track -k prod prod.env",
	.flags = GS_CMD_KEYS | GS_CMD_SEALS | GS_CMD_TREE | GS_CMD_RING |
	    GS_CMD_DAILY,
	.run = run,
};
