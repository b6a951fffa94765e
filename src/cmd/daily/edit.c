#include <stdlib.h>
#include <string.h>

#include "base/memdir.h"
#include "cmd/daily/edit_file.h"
#include "cmd/daily/edit_sops.h"
#include "cmd/daily/editor.h"
#include "cmd/daily/typed.h"
#include "cmd/files/show_why.h"
#include "cmd/front/limit.h"
#include "cmd/front/path.h"
#include "cmd/front/say.h"
#include "engine/filter.h"
#include "git/attr.h"
#include "repo/index.h"

#include "cmd/cmd.h"

struct args {
	struct gs_strs keys; /* -i */
};

static const struct gs_opt opts[] = {
	{ 'i', "identity", "FILE", "a key file or an identity to open it with",
	    GS_OPT_STRS, offsetof(struct args, keys) },
	{ 0, NULL, NULL, NULL, GS_OPT_FLAG, 0 },
};

struct job {
	struct gs_ctx *ctx;
	struct gs_buf path_buf;
	const char *path; /* below top */
	struct gs_attrs attrs;
	struct gs_typed typed;
	struct gs_edit_file file;
	struct gs_sops_file sops; /* where it is a SOPS file */
	bool is_sops;
	bool plain_tree;	    /* the tree shall hold plain bytes */
	const struct gs_gen *seals; /* where it shall not */
	struct gs_buf text;	    /* what the editor begins with */
	struct gs_memdir dir;
	char *name; /* owned: of the text in memory */
};

static int
refuse_attrs(const struct job *j)
{
	const struct gs_attrs *a = &j->attrs;
	struct gs_err *e = &j->ctx->e;
	char names[64];
	int r;

	if (!a->sealed || gs_filter_never(j->path)) {
		r = gs_fail(
		    e, GS_EUSAGE, "'%s' is not sealed by attribute", j->path);
		gs_hint(e,
		    "git seal track seals it; what is not sealed needs no git "
		    "seal edit");
		return r;
	}
	if (!a->keyring_ok)
		return gs_fail(e, GS_EUSAGE,
		    "'%s' names a keyring that cannot be (seal-keyring)",
		    j->path);
	if (!a->pad_ok)
		return gs_fail(e, GS_EUSAGE,
		    "'%s' has a seal-pad that cannot be: a power of two from "
		    "16 to 65536",
		    j->path);
	if (a->traps == 0)
		return GS_OK;
	r = gs_fail(e, GS_EUSAGE,
	    "'%s' has attributes by which Git would damage sealed bytes: %s",
	    j->path, gs_trap_names(a->traps, names, sizeof(names)));
	gs_hint(e, "write -text for it, and take the others away");
	return r;
}

static int
find(struct job *j, const char *word)
{
	struct gs_ctx *ctx = j->ctx;
	struct gs_attr_asker *asker = NULL;
	int r = gs_repo_path(ctx->repo, word, &j->path_buf, &ctx->e);

	if (r == GS_OK && (j->path = gs_buf_str(&j->path_buf)) == NULL)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK && (j->path[0] == '\0' || word[strlen(word) - 1] == '/'))
		r = gs_fail(&ctx->e, GS_EUSAGE, "'%s' is a folder", word);
	if (r == GS_OK && gs_attr_asker_new(NULL, false, &asker) != GS_OK)
		r = gs_no_memory(&ctx->e);
	if (r == GS_OK)
		r = gs_attr_ask(asker, j->path, &j->attrs, &ctx->e);
	gs_attr_asker_free(asker);
	return r;
}

/* Whether the tree is one in which this file is plain, and Git seals it. */
static bool
is_unlocked(const struct job *j)
{
	const struct gs_keys *k = &j->ctx->keys;

	return !k->locked && !k->locked_worktree &&
	    gs_keys_ring(k, j->attrs.keyring) != NULL;
}

/* Without a keyring, and the file plain all the same: a key from the
 * environment opened it, and the filter will seal it with that. */
static bool
is_open_by_environment(const struct job *j, const struct args *a)
{
	const struct gs_keys *k = &j->ctx->keys;

	return a->keys.nr == 0 && k->nr == 0 && !k->locked &&
	    !k->locked_worktree && j->file.there &&
	    !gs_sealed_is(j->file.raw.p, j->file.raw.n);
}

static int
open_text(struct job *j)
{
	static const struct gs_identities nobody = { NULL, 0, 0 };
	struct gs_err *e = &j->ctx->e;
	struct gs_sealed_head head;
	const struct gs_gen *gen;
	size_t off = 0;
	uint64_t max;
	int r;

	if (!gs_sealed_is(j->text.p, j->text.n))
		return GS_OK;
	if ((r = gs_limit_read(j->ctx->repo, &max, e)) != GS_OK)
		return r;
	if ((r = gs_sealed_peek(j->text.p, j->text.n, &head)) == GS_OK) {
		gen = gs_typed_find(j->ctx, &j->typed, head.id);
		if (gen == NULL)
			return gs_show_no_key(
			    j->ctx, j->path, &nobody, head.id);
		r = gs_sealed_open(&gen->content, max, &j->text, &off);
	}
	if (r == GS_ETOOBIG)
		return gs_limit_passed(j->path, max, e);
	if (r != GS_OK)
		return gs_fail(e, r, "cannot open '%s': %s", j->path,
		    r == GS_EDAMAGED ? "it is damaged" : gs_strerror(r));
	memmove(j->text.p, j->text.p + off, j->text.n - off);
	gs_buf_cut(&j->text, j->text.n - off);
	return GS_OK;
}

/* A SOPS file stays one, whatever seals it: its keys are its own. */
static int
open_sops(struct job *j, const struct args *a)
{
	struct gs_err *e = &j->ctx->e;
	int r;

	if (gs_buf_add(&j->text, j->file.raw.p, j->file.raw.n) != GS_OK)
		return gs_no_memory(e);
	if (gs_sealed_is(j->text.p, j->text.n))
		return GS_ENOTFOUND;
	r = gs_edit_sops_open(j->ctx, &a->keys, j->path, &j->text, &j->sops, e);
	j->is_sops = j->plain_tree = r == GS_OK;
	return r;
}

/* All that can be found out before the user has typed anything. */
static int
prepare(struct job *j, const struct args *a)
{
	struct gs_err *e = &j->ctx->e;
	bool open;
	int r;

	if ((r = gs_edit_file_take(&j->file, j->ctx, j->path, e)) != GS_OK ||
	    (r = open_sops(j, a)) != GS_ENOTFOUND)
		return r;
	if ((r = refuse_attrs(j)) != GS_OK)
		return r;
	j->plain_tree = is_unlocked(j);
	open = is_open_by_environment(j, a);
	if ((r = gs_typed_read(j->ctx, &a->keys, &j->typed, e)) != GS_OK ||
	    (r = open_text(j)) != GS_OK)
		return r;
	if (!j->plain_tree)
		r = gs_typed_sealing(
		    j->ctx, &j->typed, j->attrs.keyring, &j->seals, e);
	j->plain_tree = j->plain_tree || open;
	return r;
}

/* The last part of the path, so that the editor knows the kind of file. */
static int
lay_out(struct job *j)
{
	const char *slash = strrchr(j->path, '/');
	struct gs_err *e = &j->ctx->e;
	char *folder = gs_asprintf("%s/edit", j->dir.path);
	int r;

	if (folder == NULL ||
	    (j->name = gs_asprintf(
		 "%s/%s", folder, slash == NULL ? j->path : slash + 1)) == NULL)
		r = gs_no_memory(e);
	else if ((r = gs_file_mkdirs(folder, 0700, e)) == GS_OK)
		r = gs_file_pass(j->name, 0600, j->text.p, j->text.n, e);
	free(folder);
	return r;
}

static int
let_edit(struct job *j)
{
	struct gs_err *e = &j->ctx->e;
	int code, r = gs_editor_run(j->ctx, &j->dir, j->name, &code, e);

	if (r != GS_OK || code == 0)
		return r;
	r = gs_fail(e, GS_EGIT,
	    "the editor failed (exit code %d): '%s' stays as it was", code,
	    j->path);
	return r;
}

/* Room and plain bytes become what the file shall hold; its blob comes into
 * the object store first, or a locked `git add` would not take it. */
static int
seal(struct job *j, struct gs_buf *b)
{
	const struct gs_seal_opt opt = { j->attrs.compress, j->attrs.pad };
	struct gs_err *e = &j->ctx->e;
	struct gs_buf out = GS_BUF_INIT;
	struct gs_oid id;
	int r = gs_buf_reserve(&out, GS_SEALED_HEADER_LEN + b->n + 1);

	if (r == GS_OK && b->n == 0)
		goto out;
	if (r == GS_OK) {
		memset(out.p, 0, GS_SEALED_HEADER_LEN);
		memcpy(out.p + GS_SEALED_HEADER_LEN, b->p, b->n);
		out.n = GS_SEALED_HEADER_LEN + b->n;
		r = gs_sealed_seal(&j->seals->content, &opt, &out);
	}
	if (r != GS_OK)
		r = gs_fail(
		    e, r, "cannot seal '%s': %s", j->path, gs_strerror(r));
	else
		r = gs_blob_write(NULL, out.p, out.n, &id, e);
	if (r == GS_OK)
		gs_buf_swap(b, &out);
out:
	gs_buf_clear(&out);
	return r;
}

/* Where somebody has locked the tree meanwhile, a plain file stays out. */
static int
check_still_open(const struct job *j)
{
	const struct gs_repo *repo = j->ctx->repo;
	struct gs_err *e = &j->ctx->e;
	struct gs_keys now = { 0 };
	int r = gs_keys_load(repo->common_dir, repo->git_dir, &now, e);

	if (r == GS_OK && (now.locked || now.locked_worktree))
		r = gs_fail(e, GS_EREFUSED,
		    "the tree was locked meanwhile: '%s' stays as it was",
		    j->path);
	gs_keys_clear(&now);
	return r;
}

static int
say_done(struct job *j)
{
	struct gs_buf b = GS_BUF_INIT;
	const char *show;
	int r = gs_path_show(j->ctx, j->path, &b);

	if (r == GS_OK && (show = gs_buf_str(&b)) != NULL)
		gs_note(j->ctx->quiet, "%s: %s; git add %sstages it",
		    j->plain_tree ? "edited" : "edited, and sealed again", show,
		    j->file.sparse ? "--sparse " : "");
	gs_buf_clear(&b);
	return r == GS_OK ? r : gs_no_memory(&j->ctx->e);
}

/* What the user wrote must not be lost by anything that goes wrong here. */
static int
keep(struct job *j, int r)
{
	gs_warn("save what you need of it, then remove that folder",
	    "what you wrote is kept, in memory only: '%s'", j->name);
	gs_memdir_keep(&j->dir);
	return r;
}

static int
take_back(struct job *j)
{
	struct gs_err *e = &j->ctx->e;
	struct gs_buf b = GS_BUF_INIT;
	int r = gs_file_read(j->name, GS_BUF_MAX, &b, e);

	if (r == GS_ENOTFOUND) {
		r = gs_fail(e, GS_EGIT,
		    "the editor left no file: '%s' stays as it was", j->path);
	} else if (r == GS_OK && b.n == j->text.n &&
	    (b.n == 0 || memcmp(b.p, j->text.p, b.n) == 0)) {
		gs_note(j->ctx->quiet, "nothing was changed in '%s'", j->path);
	} else if (r == GS_OK) {
		if (gs_sealed_is(b.p, b.n))
			r = gs_fail(e, GS_EREFUSED,
			    "what the editor left for '%s' looks sealed",
			    j->path);
		if (r == GS_OK && j->is_sops)
			r = gs_edit_sops_seal(&j->sops, j->path, &b, e);
		else if (r == GS_OK)
			r = j->plain_tree ? check_still_open(j) : seal(j, &b);
		if (r == GS_OK)
			r = gs_edit_file_put(&j->file, &b, e);
		r = r == GS_OK ? say_done(j) : keep(j, r);
	}
	gs_buf_clear(&b);
	return r;
}

static int
run(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	struct job j = { .ctx = ctx };
	int r;

	if (argc != 1)
		return gs_fail(&ctx->e, GS_EUSAGE, "give one PATH");
	if ((r = find(&j, argv[0])) == GS_OK &&
	    (r = prepare(&j, args)) == GS_OK &&
	    (r = gs_memdir_make(&j.dir, &ctx->e)) == GS_OK &&
	    (r = lay_out(&j)) == GS_OK && (r = let_edit(&j)) == GS_OK)
		r = take_back(&j);
	gs_sops_file_clear(&j.sops);
	gs_edit_file_clear(&j.file);
	gs_typed_clear(&j.typed);
	gs_buf_clear(&j.text);
	gs_buf_clear(&j.path_buf);
	free(j.name);
	gs_memdir_drop(&j.dir);
	return r;
}

const struct gs_cmd gs_cmd_edit = {
	.name = "edit",
	.args = "PATH",
	.summary = "edit a sealed file, in a locked tree too",
	.about =
	    "Opens the plain text in your editor, the one that Git would "
	    "start (GIT_EDITOR, core.editor, VISUAL, EDITOR), and takes it "
	    "back when the editor ends. A file that does not exist yet is "
	    "made, if an attribute seals it.\n\n"
	    "The text lies in a private folder in memory ($XDG_RUNTIME_DIR, "
	    "else /dev/shm), with what the editor puts beside it, and is "
	    "wiped at the end; where there is no such place it refuses. vim, "
	    "under whatever name, is told to keep no swap, undo, backup or "
	    "viminfo file. Another editor that is set up to keep copies "
	    "elsewhere (backups, a local history) does so here too.\n\n"
	    "Where the tree is unlocked, the file in it is changed as if you "
	    "had edited it there. In a locked tree, give a key file or an "
	    "identity with -i, for this one run: then the file gets the new "
	    "sealed bytes, and 'git add' takes them. Nothing is staged.\n\n"
	    "A SOPS file is edited as its plain document, and written back "
	    "as a SOPS file: under its own key, with new encrypted text for "
	    "what changed. -i then gives an age identity or an ssh key.\n\n"
	    "Where the editor fails or nothing changed, the file stays. One "
	    "that somebody else has changed meanwhile is left alone (exit "
	    "code 1), and the message says where your text is kept.",
	.example = "git seal edit secrets/db.yml\n"
		   "git seal edit -i ~/.ssh/id_ed25519 prod.env",
	.flags = GS_CMD_KEYS | GS_CMD_TREE | GS_CMD_DAILY,
	.opts = opts,
	.args_size = sizeof(struct args),
	.run = run,
};
