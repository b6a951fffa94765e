#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/wipe.h"
#include "engine/foreign.h"

#include "cmd/import/gitcrypt.h"

int
gs_gitcrypt_state_dir(const struct gs_import *im, char **out, struct gs_err *e)
{
	char *set = NULL;
	size_t n;
	int r =
	    gs_repo_config(im->ctx->repo, "git-crypt.repostatedir", &set, e);

	*out = NULL;
	if (r != GS_OK)
		return r;
	n = set != NULL ? strlen(set) : 0;
	while (n > 0 && set[n - 1] == '/')
		n--;
	*out = n > 0 ? gs_asprintf("%.*s/", (int)n, set)
		     : gs_strdup(".git-crypt/");
	free(set);
	return *out == NULL ? gs_no_memory(e) : GS_OK;
}

static int
no_key(const char *path, const char *name, struct gs_err *e)
{
	int r;

	if (name[0] == '\0')
		r = gs_fail(e, GS_ENOKEY,
		    "'%s' is encrypted by git-crypt, and no key of it is here",
		    path);
	else
		r = gs_fail(e, GS_ENOKEY,
		    "'%s' is encrypted by git-crypt's key '%s', which is not "
		    "here",
		    path, name);
	gs_hint(e,
	    "git-crypt unlock, or give its key: git seal import git-crypt "
	    "KEYFILE...");
	return r;
}

static int
have(struct gs_import *im, const char *key, const char *path, struct gs_err *e)
{
	return gs_gitcrypt_find(im->own, key) != NULL ? GS_OK
						      : no_key(path, key, e);
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	struct gs_gitcrypt_run *g = calloc(1, sizeof(*g));
	struct gs_import_driver d = {
		.name = "git-crypt", .is = gs_gitcrypt_is, .have = have
	};
	char *state;
	int r;

	if ((im->own = g) == NULL)
		return gs_no_memory(e);
	if ((r = gs_gitcrypt_state_dir(im, &state, e)) != GS_OK)
		return r;
	d.ignore = state;
	if ((r = gs_gitcrypt_keys(im, g, e)) == GS_OK &&
	    (r = gs_import_filtered(im, &d, e)) == GS_OK)
		r = gs_gitcrypt_users(im, e);
	free(state);
	return r;
}

/* With the key of the file's own name first: the others' blobs get there by
 * renames and attributes that changed. */
static int
open_layer(const struct gs_gitcrypt_run *g, const char *ring,
    const struct gs_import *im, struct gs_buf *b, bool *other)
{
	int r = GS_ENOKEY;

	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; r == GS_ENOKEY && i < g->nr; i++) {
			const char *own =
			    gs_import_key_ring(im, g->v[i].key->name);
			bool mine = own != NULL && strcmp(own, ring) == 0;

			if (mine != (pass == 0))
				continue;
			r = gs_gitcrypt_open(g->v[i].key, b);
			*other = *other || (r == GS_OK && !mine);
		}
	}
	return r;
}

static int
open_file(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	const struct gs_gitcrypt_run *g = im->own;
	unsigned layers = 0;
	bool other = false;
	int r = GS_OK;

	while (gs_gitcrypt_is(b->p, b->n) && layers < GS_GITCRYPT_LAYERS_MAX) {
		if ((r = open_layer(g, f->ring, im, b, &other)) != GS_OK)
			break;
		layers++;
	}
	if (r == GS_ENOKEY && layers > 0) {
		/* What git-crypt gives is what is in there. */
		f->said = "it was encrypted twice, and the inner one opens "
			  "with no key that is here: sealed as it is";
		return GS_OK;
	}
	if (r == GS_ENOKEY) {
		r = gs_fail(e, r,
		    "'%s' is encrypted with another key of git-crypt than %s "
		    "here, or was tampered with",
		    f->path, g->nr == 1 ? "the one" : "those");
		gs_hint(e,
		    "give that key too: git seal import git-crypt KEYFILE...");
		return r;
	}
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot open '%s': %s", f->path, gs_strerror(r));
	f->said = layers > 1 ? "it was encrypted more than once"
	    : other	     ? "it was encrypted with another of the keys"
	    : layers == 0 && b->n > 0
	    ? "it was plain, and history keeps it: change what is secret in it"
	    : NULL;
	f->emptied = layers == 0 && b->n < GS_GITCRYPT_HEAD;
	return GS_OK;
}

static int
begin(struct gs_import *im, struct gs_err *e)
{
	const struct gs_gitcrypt_run *g = im->own;
	struct gs_kepts l = { NULL, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < g->nr; i++) {
		struct gs_kept k = { .tool = GS_KEPT_GIT_CRYPT,
			.again = g->v[i].again,
			.key = g->v[i].text };

		r = gs_kepts_add(&l, &k);
	}
	r = r == GS_OK ? gs_foreign_keep(im->ctx->repo->common_dir, &l, e)
		       : gs_no_memory(e);
	gs_kepts_clear(&l);
	return r;
}

/* git-crypt's own copy of ${found}, now that ours is on disk: `lock` must
 * not leave it.  Another key of that name is not ours to remove. */
static void
drop_key(const char *git_dir, const struct gs_gitcrypt_found *found)
{
	const char *name = found->key->name;
	char *path = gs_asprintf("%s/git-crypt/keys/%s", git_dir,
	    name[0] == '\0' ? "default" : name);
	struct gs_buf b = GS_BUF_INIT;
	char *slash;

	if (path != NULL &&
	    gs_file_read(path, GS_GITCRYPT_KEYFILE_MAX, &b, NULL) == GS_OK &&
	    b.n == found->text.n && gs_ct_eq(b.p, found->text.p, b.n) &&
	    unlink(path) == 0) {
		/* keys/ and git-crypt/, if that was all. */
		for (int up = 0; up < 2; up++) {
			if ((slash = strrchr(path, '/')) == NULL)
				break;
			*slash = '\0';
			if (rmdir(path) != 0)
				break;
		}
	}
	gs_buf_clear(&b);
	free(path);
}

static int
finish(struct gs_import *im, struct gs_err *e)
{
	const struct gs_repo *repo = im->ctx->repo;
	const struct gs_gitcrypt_run *g = im->own;

	for (size_t i = 0; i < g->nr; i++) {
		drop_key(repo->git_dir, &g->v[i]);
		drop_key(repo->common_dir, &g->v[i]);
	}
	return gs_import_drop_config("git-crypt", e);
}

static void
clear(struct gs_import *im)
{
	struct gs_gitcrypt_run *g = im->own;

	if (g == NULL)
		return;
	for (size_t i = 0; i < g->nr; i++) {
		gs_secret_free(g->v[i].key);
		gs_buf_clear(&g->v[i].text);
	}
	free(g->v);
	free(g);
	im->own = NULL;
}

const struct gs_importer gs_import_git_crypt = {
	.name = "git-crypt",
	.args = "[KEYFILE...]",
	.help = "with the clone's key, KEYFILEs, or gpg",
	.words = 64,
	.find = find,
	.open = open_file,
	.begin = begin,
	.finish = finish,
	.clear = clear,
};
