#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/wipe.h"
#include "cmd/files/stage.h"
#include "cmd/front/config.h"
#include "cmd/front/say.h"
#include "cmd/keys/carried.h"
#include "engine/store.h"
#include "engine/worktree.h"
#include "format/roster/generation.h"

#include "cmd/keys/init.h"

#define WAIT_MS 20000

/* A keyring that others already use must come from them. */
static int
refuse_second_key(struct gs_ctx *ctx, const struct gs_trunk *trunk)
{
	char hex[GS_GEN_ID_HEX_LEN + 1], *path;
	uint8_t id[GS_GEN_ID_LEN];
	unsigned where;
	int r;

	r = gs_carried_files(ctx, trunk, NULL, &where, &ctx->e);
	if (r == GS_OK && where != 0) {
		r = gs_fail(&ctx->e, GS_ENOKEY,
		    "this repository has the keyring '%s' already (%s carries "
		    "it), and this clone lacks it",
		    ctx->ring,
		    (where & GS_CARRIED_INDEX) != 0	 ? "the index"
			: (where & GS_CARRIED_HEAD) != 0 ? "HEAD"
							 : trunk->rev);
		gs_hint(&ctx->e, "git seal unlock");
		return r;
	}
	if (r != GS_OK ||
	    (r = gs_carried_blob(ctx, &path, id, &ctx->e)) != GS_OK ||
	    path == NULL)
		return r;
	r = gs_fail(&ctx->e, GS_ENOKEY,
	    "the keyring '%s' exists already: '%s' is sealed by its generation "
	    "%s, which this clone lacks",
	    ctx->ring, path, gs_gen_id_print(id, hex));
	gs_hint(&ctx->e, "git seal unlock");
	free(path);
	return r;
}

int
gs_init_gen(struct gs_gen **out, struct gs_err *e)
{
	struct gs_gen *gen = gs_secret_new(sizeof(*gen));
	time_t now = time(NULL);
	int r;

	*out = NULL;
	if (gen == NULL)
		return gs_no_memory(e);
	r = gs_gen_make(now > 0 ? (uint64_t)now : 0, gen);
	if (r == GS_OK) {
		*out = gen;
		return GS_OK;
	}
	gs_secret_free(gen);
	return gs_fail(e, r, "cannot make a key: %s", gs_strerror(r));
}

static int
store_key(struct gs_ctx *ctx, const struct gs_gen *gen)
{
	struct gs_gens gens = { NULL, 0, 0 };
	int r = gs_gens_add(&gens, gen);

	if (r != GS_OK)
		r = gs_fail(
		    &ctx->e, r, "cannot make a key: %s", gs_strerror(r));
	else
		r = gs_store_add(ctx->repo->common_dir, ctx->ring, &gens,
		    GS_ORIGIN_MADE, gen->content.id, &ctx->e);
	gs_gens_clear(&gens);
	return r;
}

static int
reload(struct gs_ctx *ctx)
{
	gs_keys_clear(&ctx->keys);
	return gs_keys_load(
	    ctx->repo->common_dir, ctx->repo->git_dir, &ctx->keys, &ctx->e);
}

/* What another init made while we waited for the lock counts. */
static int
make_once(struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const struct gs_gen *given, bool *made)
{
	struct gs_gen *own = NULL;
	int r = reload(ctx);

	if (r != GS_OK || gs_keys_ring(&ctx->keys, ctx->ring) != NULL)
		return r;
	r = refuse_second_key(ctx, trunk);
	if (r == GS_OK && given == NULL)
		r = gs_init_gen(&own, &ctx->e);
	if (r == GS_OK &&
	    (r = store_key(ctx, given != NULL ? given : own)) == GS_OK &&
	    (r = reload(ctx)) == GS_OK)
		*made = true;
	gs_secret_free(own);
	return r;
}

/* The root's file, as it will stand in the repository. */
static int
print_root(struct gs_ctx *ctx, const struct gs_gen *root, struct gs_buf *b)
{
	struct gs_generation g = { 0 };
	char *by = NULL;
	int r;

	if ((r = gs_repo_config(ctx->repo, "user.name", &by, &ctx->e)) != GS_OK)
		return r;
	r = gs_generation_make(root, by != NULL ? by : "", &g);
	if (r == GS_OK)
		r = gs_generation_sign(&g, ctx->ring, root, NULL);
	if (r == GS_OK)
		r = gs_generation_print(&g, b);
	if (r != GS_OK)
		r = gs_fail(&ctx->e, r,
		    "cannot write the file of the new "
		    "generation: %s",
		    gs_strerror(r));
	gs_generation_clear(&g);
	free(by);
	return r;
}

/* The keyring's oldest generation is its root: the file is staged where the
 * index and the trunk lack it. */
static int
stage_root(struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const struct gs_gen *root, bool *staged)
{
	char hex[GS_GEN_ID_HEX_LEN + 1];
	char *path = gs_asprintf(".git-seal/%s/generations/%s", ctx->ring,
	    gs_gen_id_print(root->content.id, hex));
	struct gs_buf b = GS_BUF_INIT;
	unsigned where;
	int r;

	if (path == NULL)
		return gs_no_memory(&ctx->e);
	r = gs_carried_files(ctx, trunk, hex, &where, &ctx->e);
	if (r == GS_OK &&
	    (where & (GS_CARRIED_INDEX | GS_CARRIED_TRUNK)) == 0 &&
	    (r = print_root(ctx, root, &b)) == GS_OK) {
		const struct gs_stage file = { path, b.p, b.n };

		r = gs_stage_files(ctx, &file, 1, &ctx->e);
		*staged = r == GS_OK;
	}
	gs_buf_clear(&b);
	free(path);
	return r;
}

struct place {
	const char *remote, *branch;
	const struct gs_gens *gens;
};

static int
note_place(struct gs_state *s, void *ctx)
{
	const struct place *p = ctx;
	int r = GS_OK;

	if (s->remote == NULL && p->remote != NULL &&
	    (s->remote = gs_strdup(p->remote)) == NULL)
		return GS_ENOMEM;
	if (s->branch == NULL && p->branch != NULL &&
	    (s->branch = gs_strdup(p->branch)) == NULL)
		return GS_ENOMEM;
	if (!s->has_floor)
		gs_state_floor(s, gs_gens_newest(p->gens));
	/* Those of an init that was killed before it could. */
	for (size_t i = 0; r == GS_OK && i < p->gens->nr; i++)
		r = gs_state_note(s, p->gens->v[i].content.id, GS_ORIGIN_MADE);
	return r;
}

/* Where everybody's .git-seal/ will come from, as it looks today. */
static int
record_place(struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const struct gs_gens *gens)
{
	struct place p = { trunk->remote, NULL, gens };
	char *branch;
	int r = gs_trunk_branch(&branch, &ctx->e);

	p.branch = branch;
	if (r == GS_OK)
		r = gs_state_change(
		    ctx->repo->common_dir, ctx->ring, note_place, &p, &ctx->e);
	free(branch);
	return r;
}

static int
find_trunk(struct gs_ctx *ctx, struct gs_trunk *trunk)
{
	struct gs_state s;
	int r = gs_state_load(ctx->repo->common_dir, ctx->ring, &s, &ctx->e);

	if (r != GS_OK)
		return r;
	r = gs_trunk_find(ctx->repo, s.remote, s.branch, trunk, &ctx->e);
	gs_state_clear(&s);
	return r;
}

static int
tell(struct gs_ctx *ctx, const struct gs_gen *root, bool made, bool staged)
{
	char hex[GS_GEN_ID_HEX_LEN + 1], fp[GS_FINGERPRINT_GROUPED_LEN + 1];
	struct gs_buf shown = GS_BUF_INIT;
	const char *path = NULL;
	int r;

	gs_gen_id_print(root->content.id, hex);
	if (made) {
		gs_note(ctx->quiet, "made the keyring '%s', generation %s",
		    ctx->ring, hex);
		gs_note(ctx->quiet, "fingerprint: %s",
		    gs_fingerprint_print(root->fingerprint, true, fp));
	} else {
		gs_note(ctx->quiet,
		    "the keyring '%s' is here already: no key was made",
		    ctx->ring);
	}
	if (staged) {
		char *file =
		    gs_asprintf(".git-seal/%s/generations/%s", ctx->ring, hex);

		r = file == NULL ? GS_ENOMEM
				 : gs_repo_show_path(ctx->repo, file, &shown);
		if (r == GS_OK && (path = gs_buf_str(&shown)) != NULL)
			gs_note(ctx->quiet,
			    "staged '%s': commit it with .gitattributes", path);
		free(file);
		gs_buf_clear(&shown);
		if (path == NULL)
			return gs_no_memory(&ctx->e);
	}
	if (made) {
		gs_say(&ctx->report, GS_HINT, NULL,
		    "'git seal track%s%s PATTERN' says which files to seal",
		    ctx->ring_given ? " -k " : "",
		    ctx->ring_given ? ctx->ring : "");
		gs_say(&ctx->report, GS_HINT, NULL,
		    "the key is in this clone only: 'git seal export-key%s%s "
		    "FILE' writes a copy for a safe place",
		    ctx->ring_given ? " -k " : "",
		    ctx->ring_given ? ctx->ring : "");
	}
	return GS_OK;
}

static int
init_with(struct gs_ctx *ctx, const struct gs_trunk *trunk,
    const struct gs_gen *given)
{
	const struct gs_keyring *ring;
	const struct gs_gen *root;
	bool made = false, staged = false;
	int r;

	if ((r = make_once(ctx, trunk, given, &made)) != GS_OK)
		return r;
	ring = gs_keys_ring(&ctx->keys, ctx->ring);
	if (ring == NULL || ring->gens.nr == 0)
		return gs_fail(&ctx->e, GS_EIO,
		    "the keyring '%s' vanished while it was made", ctx->ring);
	root = &ring->gens.v[0];
	if ((r = record_place(ctx, trunk, &ring->gens)) != GS_OK ||
	    (r = stage_root(ctx, trunk, root, &staged)) != GS_OK ||
	    (r = gs_cmd_config_write(
		 ctx, GS_CMD_CONFIG_CLONE, NULL, &ctx->e)) != GS_OK)
		return r;
	return tell(ctx, root, made, staged);
}

static int
init_under_lock(struct gs_ctx *ctx, const struct gs_gen *given)
{
	struct gs_trunk trunk;
	int r = find_trunk(ctx, &trunk);

	if (r == GS_OK) {
		r = init_with(ctx, &trunk, given);
		gs_trunk_clear(&trunk);
	}
	return r;
}

/* Two inits at once must not make two keys, nor fail over Git's locks. */
int
gs_init_ring(struct gs_ctx *ctx, const struct gs_gen *given)
{
	char *folder = gs_asprintf("%s/git-seal", ctx->repo->common_dir);
	char *path = gs_asprintf("%s/git-seal/init", ctx->repo->common_dir);
	struct gs_lock lock;
	int r = GS_ENOMEM;

	if (folder == NULL || path == NULL) {
		r = gs_no_memory(&ctx->e);
	} else if ((r = gs_file_mkdirs(folder, 0700, &ctx->e)) == GS_OK &&
	    (r = gs_lock_take(&lock, path, 0600, WAIT_MS, &ctx->e)) == GS_OK) {
		r = init_under_lock(ctx, given);
		gs_lock_drop(&lock);
	}
	free(folder);
	free(path);
	return r;
}

int
gs_init_may(struct gs_ctx *ctx)
{
	struct gs_trunk trunk;
	int r;

	if (gs_keys_ring(&ctx->keys, ctx->ring) != NULL)
		return GS_OK;
	if ((r = find_trunk(ctx, &trunk)) == GS_OK) {
		r = refuse_second_key(ctx, &trunk);
		gs_trunk_clear(&trunk);
	}
	return r;
}

static int
run_init(struct gs_ctx *ctx, void *args, int argc, char **argv)
{
	bool first;
	int r;

	(void)args;
	if (argc > 0)
		return gs_fail(&ctx->e, GS_EUSAGE,
		    "'init' takes no words, such as '%s'", argv[0]);
	/* Where there is no key yet, nothing was kept from this worktree. */
	first = ctx->keys.locked_worktree && ctx->keys.nr == 0;
	if (ctx->keys.locked || (ctx->keys.locked_worktree && !first)) {
		r = gs_fail(&ctx->e, GS_ENOKEY, "this %s is locked",
		    ctx->keys.locked ? "clone" : "worktree");
		gs_hint(&ctx->e, "%s", gs_keys_unlock(&ctx->keys));
		return r;
	}
	r = gs_init_ring(ctx, NULL);
	return r == GS_OK && first
	    ? gs_worktree_lock(ctx->repo->git_dir, false, &ctx->e)
	    : r;
}

const struct gs_cmd gs_cmd_init = {
	.name = "init",
	.args = "",
	.summary = "give this repository a key of its own",
	.about =
	    "Makes a new keyring with one key in this clone's Git folder, "
	    "stages the public file that names it "
	    "(.git-seal/KEYRING/generations/ID), and tells Git to call "
	    "git-seal for this clone. The key itself is never committed.\n\n"
	    "Run again it makes no second key; it stages that file where it "
	    "is missing, and writes the config anew. Where the repository has "
	    "the keyring already and this clone lacks it, or the clone is "
	    "locked, it refuses: 'git seal unlock' opens such a clone.\n\n"
	    "With -k NAME it makes a keyring of that name, for files with the "
	    "attribute seal-keyring=NAME.",
	.example = "git seal init\n"
		   "git seal track 'secrets/**'\n"
		   "git commit -m 'Seal the secrets'\n"
		   "git seal export-key ~/safe/project.key",
	.flags = GS_CMD_START | GS_CMD_TREE | GS_CMD_KEYS | GS_CMD_RING,
	.run = run_init,
};
