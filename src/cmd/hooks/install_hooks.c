#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sys.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "cmd/front/self.h"
#include "cmd/hooks/hookdir.h"
#include "cmd/hooks/hookfile.h"
#include "cmd/hooks/hooktext.h"

#include "cmd/hooks/install_hooks.h"

#define PROGRAM_LINE "\nseal=git-seal\n"
#define SERVER_HOOK "pre-receive"

struct args {
	bool undo, shared;
};

static const struct gs_opt opts[] = {
	{ 0, "undo", NULL, "take git-seal's hooks away again", GS_OPT_FLAG,
	    offsetof(struct args, undo) },
	{ 0, "shared", NULL,
	    "also in a folder that others use, or that is committed",
	    GS_OPT_FLAG, offsetof(struct args, shared) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

struct work {
	struct gs_ctx *ctx;
	const struct gs_hookdir *d;
	struct gs_strs names;		 /* that are asked for */
	struct gs_buf done, first, same; /* lists, for the report */
};

/* All of them; a bare repository is a server. */
static int
choose(struct gs_ctx *ctx, int argc, char **argv, struct gs_strs *out)
{
	const struct gs_hooktext *t;
	int r = GS_OK;

	for (t = gs_hooktexts; r == GS_OK && argc == 0 && t->name != NULL;
	     t++) {
		if (!ctx->repo->bare || strcmp(t->name, SERVER_HOOK) == 0)
			r = gs_strs_add(out, t->name);
	}
	for (int i = 0; r == GS_OK && i < argc; i++) {
		for (t = gs_hooktexts; t->name != NULL; t++) {
			if (strcmp(t->name, argv[i]) == 0)
				break;
		}
		if (t->name == NULL)
			return gs_fail(&ctx->e, GS_EUSAGE,
			    "git-seal has no hook '%s'", argv[i]);
		if (!gs_strs_has(out, argv[i]))
			r = gs_strs_add(out, argv[i]);
	}
	return r == GS_OK ? r : gs_no_memory(&ctx->e);
}

/* The text, with the program's place in it where no PATH has it.  What is
 * committed runs on other machines, where only a PATH can tell. */
static int
text_for(const struct work *w, const char *name, struct gs_buf *out)
{
	const struct gs_hooktext *t = gs_hooktexts;
	struct gs_buf self = GS_BUF_INIT;
	const char *line, *word = "git-seal";
	int r = GS_OK;

	while (strcmp(t->name, name) != 0)
		t++;
	line = strstr(t->text, PROGRAM_LINE);
	GS_BUG(line == NULL);
	if (w->d->whose != GS_HOOKDIR_TREE &&
	    gs_self_find(w->ctx, "git-seal", &self) == GS_OK)
		word = gs_buf_str(&self);
	gs_buf_reset(out);
	if (word == NULL ||
	    gs_buf_add(out, t->text, (size_t)(line - t->text)) != GS_OK ||
	    gs_buf_adds(out, "\nseal=") != GS_OK ||
	    gs_self_quote(word, false, out) != GS_OK ||
	    gs_buf_adds(out, line + strlen(PROGRAM_LINE) - 1) != GS_OK)
		r = gs_no_memory(&w->ctx->e);
	gs_buf_clear(&self);
	return r;
}

static int
note(struct gs_buf *list, const char *name)
{
	int r = list->n > 0 ? gs_buf_adds(list, ", ") : GS_OK;

	return r == GS_OK ? gs_buf_adds(list, name) : r;
}

static int
put_one(struct work *w, const char *name)
{
	struct gs_buf text = GS_BUF_INIT;
	enum gs_hookfile done;
	const char *s;
	int r = text_for(w, name, &text);

	if (r == GS_OK && (s = gs_buf_str(&text)) == NULL)
		r = gs_no_memory(&w->ctx->e);
	if (r == GS_OK)
		r = gs_hookfile_put(w->d->path, name, s, &done, &w->ctx->e);
	if (r == GS_OK) {
		r = note(done == GS_HOOKFILE_SAME ? &w->same : &w->done, name);
		if (r == GS_OK && done == GS_HOOKFILE_CHAINED)
			r = note(&w->first, name);
		if (r != GS_OK)
			r = gs_no_memory(&w->ctx->e);
	}
	gs_buf_clear(&text);
	return r;
}

/* A folder with the modes that the user would give it. */
static int
make_folder(const struct work *w)
{
	mode_t old = umask((mode_t)gs_sys_umask());
	int r = gs_file_mkdirs(w->d->path, 0777, &w->ctx->e);

	(void)umask(old);
	return r;
}

/* Lists as "a, b"; nothing where there is none. */
static int
say_list(const struct work *w, const char *before, struct gs_buf *list,
    const char *after)
{
	const char *s = gs_buf_str(list);

	if (s == NULL)
		return gs_no_memory(&w->ctx->e);
	if (list->n > 0)
		gs_note(w->ctx->quiet, "%s%s%s", before, s, after);
	return GS_OK;
}

static int
install(struct work *w)
{
	int r = make_folder(w), said;

	if (r == GS_OK)
		gs_note(w->ctx->quiet, "hooks in '%s'", w->d->path);
	for (size_t i = 0; r == GS_OK && i < w->names.nr; i++)
		r = put_one(w, w->names.v[i]);
	/* Also what was done before something failed. */
	if ((said = say_list(w, "installed: ", &w->done, "")) == GS_OK &&
	    (said = say_list(w, "there already: ", &w->same, "")) == GS_OK)
		said = say_list(w, "kept, and run first: the ", &w->first,
		    " that was there");
	return r == GS_OK ? said : r;
}

static int
drop_in(struct work *w, const char *dir)
{
	enum gs_hookfile done;
	int r = GS_OK;

	if (!gs_file_exists(dir))
		return GS_OK;
	for (size_t i = 0; r == GS_OK && i < w->names.nr; i++) {
		const char *name = w->names.v[i];

		r = gs_hookfile_drop(dir, name, &done, &w->ctx->e);
		if (r == GS_OK && done != GS_HOOKFILE_NONE)
			r = note(&w->done, name);
		if (r == GS_OK && done == GS_HOOKFILE_RESTORED)
			r = note(&w->first, name);
	}
	return r != GS_ENOMEM ? r : gs_no_memory(&w->ctx->e);
}

/* Where Git looks, and where it looked before somebody told it otherwise. */
static int
drop_all(struct work *w, bool usual_only)
{
	int r = GS_OK, said;

	if (!usual_only && strcmp(w->d->path, w->d->usual) != 0)
		r = drop_in(w, w->d->path);
	if (r == GS_OK)
		r = drop_in(w, w->d->usual);
	if ((said = say_list(w, "removed: ", &w->done, "")) == GS_OK)
		said = say_list(
		    w, "back as before: the ", &w->first, " that was there");
	return r == GS_OK ? said : r;
}

static int
undo(struct work *w)
{
	int r = drop_all(w, false);

	if (r == GS_OK && w->done.n == 0)
		gs_note(w->ctx->quiet, "there are no hooks of git-seal here");
	return r;
}

static void
clear(struct work *w)
{
	gs_buf_clear(&w->done);
	gs_buf_clear(&w->first);
	gs_buf_clear(&w->same);
	gs_strs_clear(&w->names);
}

int
gs_hooks_leave(struct gs_ctx *ctx)
{
	struct gs_hookdir d = { NULL, NULL, NULL, GS_HOOKDIR_OWN };
	struct work w = { .ctx = ctx, .d = &d };
	int r;

	if ((r = choose(ctx, 0, NULL, &w.names)) == GS_OK &&
	    (r = gs_hookdir_find(ctx, &d, &ctx->e)) == GS_OK)
		r = drop_all(&w, d.whose != GS_HOOKDIR_OWN);
	clear(&w);
	gs_hookdir_clear(&d);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	const struct args *a = args;
	struct gs_hookdir d;
	struct work w = { .ctx = ctx, .d = &d };
	int r;

	if ((r = choose(ctx, argc, argv, &w.names)) != GS_OK ||
	    (r = gs_hookdir_find(ctx, &d, &ctx->e)) != GS_OK) {
		gs_strs_clear(&w.names);
		return r;
	}
	if ((r = gs_hookdir_refuse(&d, a->shared, &ctx->e)) == GS_OK)
		r = a->undo ? undo(&w) : install(&w);
	clear(&w);
	gs_hookdir_clear(&d);
	return r;
}

const struct gs_cmd gs_cmd_install_hooks = {
	.name = "install-hooks",
	.args = "[HOOK...]",
	.summary = "let Git's hooks check what is sealed",
	.about =
	    "Puts git-seal's hooks where Git looks for them (core.hooksPath, "
	    "else hooks/ in the Git folder, which serves all worktrees): all "
	    "of them, in a bare repository pre-receive alone, or those that "
	    "are named.\n\n"
	    "    pre-commit     refuses to commit what should be sealed and "
	    "is plain\n"
	    "    pre-push       refuses to push it\n"
	    "    pre-receive    on a server: refuses to take it; needs no key\n"
	    "    post-checkout, post-merge, post-rewrite\n"
	    "                   follow rotations, say when members changed, "
	    "and spare\n"
	    "                   the next 'git status' the filter\n"
	    "\n"
	    "A hook that is there already is kept as NAME.before-git-seal and "
	    "runs first, with the same input; if it says no, that is the "
	    "answer. Running the command again brings the hooks up to date "
	    "and changes nothing else. --undo removes them and puts back what "
	    "was there.\n\n"
	    "Where Git looks in a folder of the working tree (husky and its "
	    "like), or in one that other repositories use too, it refuses, "
	    "says what to do, and does it with --shared.",
	.example = "git seal install-hooks\n"
		   "git seal install-hooks pre-commit pre-push\n"
		   "git seal install-hooks --undo",
	.flags = GS_CMD_START | GS_CMD_REPO,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
