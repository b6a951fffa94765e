#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/io.h"
#include "base/wipe.h"
#include "engine/foreign.h"
#include "engine/private.h"
#include "format/foreign/kept.h"

#include "cmd/front/say.h"
#include "cmd/import/gitcrypt.h"
#include "cmd/team/gpg.h"

const struct gs_gitcrypt_found *
gs_gitcrypt_find(const struct gs_gitcrypt_run *g, const char *name)
{
	for (size_t i = 0; i < g->nr; i++) {
		if (strcmp(g->v[i].key->name, name) == 0)
			return &g->v[i];
	}
	return NULL;
}

/* Add the key file ${text} (taken over); ${what} names it. */
static int
add(struct gs_gitcrypt_run *g, const char *what, struct gs_buf *text,
    bool again, struct gs_err *e)
{
	struct gs_gitcrypt_found *v;
	struct gs_gitcrypt_key *key = gs_secret_new(sizeof(*key));
	int r;

	if (key == NULL)
		return gs_no_memory(e);
	r = gs_gitcrypt_key_parse(text->p, text->n, key);
	if (r != GS_OK) {
		gs_secret_free(key);
		r = gs_fail(e, r, "%s %s", what,
		    r == GS_EUSAGE	 ? "is no key of git-crypt"
			: r == GS_ENEWER ? "is a key of a newer git-crypt"
					 : "is a damaged key of git-crypt");
		gs_hint(e, "git-crypt export-key FILE writes one");
		return r;
	}
	if ((v = realloc(g->v, (g->nr + 1) * sizeof(*v))) == NULL) {
		gs_secret_free(key);
		return gs_no_memory(e);
	}
	g->v = v;
	v += g->nr++;
	memset(v, 0, sizeof(*v));
	v->key = key;
	v->again = again;
	gs_buf_swap(&v->text, text);
	return GS_OK;
}

static int
read_stdin(struct gs_buf *b, struct gs_err *e)
{
	int r = gs_io_read(STDIN_FILENO, GS_GITCRYPT_KEYFILE_MAX, b);

	if (r == GS_EIO)
		return gs_fail_errno(e, r, "cannot read standard input");
	if (r != GS_OK)
		return gs_fail(e, r == GS_ETOOBIG ? GS_EUSAGE : r,
		    "cannot read standard input: %s", gs_strerror(r));
	return GS_OK;
}

/* What `export-key --old` wrote. */
static int
from_kept(struct gs_gitcrypt_run *g, const char *what, const struct gs_buf *b,
    struct gs_err *e)
{
	struct gs_kepts l = { NULL, 0 };
	int r = gs_kept_parse(b->p, b->n, &l);

	if (r != GS_OK)
		r = gs_fail(e, r, "%s: %s", what, gs_strerror(r));
	for (size_t i = 0; r == GS_OK && i < l.nr; i++) {
		if (l.v[i].tool == GS_KEPT_GIT_CRYPT)
			r = add(g, what, &l.v[i].key, true, e);
	}
	gs_kepts_clear(&l);
	return r;
}

/* ${path} as the user wrote it, or of the clone's own. */
static int
read_key(struct gs_gitcrypt_run *g, const char *path, const char *shown,
    bool again, struct gs_err *e)
{
	struct gs_private file = { path, shown, false, GS_GITCRYPT_KEYFILE_MAX,
		false };
	char *what = gs_asprintf("'%s'", shown);
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (what == NULL)
		return gs_no_memory(e);
	r = strcmp(shown, "-") == 0 ? read_stdin(&b, e)
				    : gs_private_read(&file, &b, e);
	if (r == GS_ETOOBIG)
		r = gs_fail(e, GS_EUSAGE, "%s is too long for a key", what);
	if (r == GS_OK && gs_kept_is(b.p, b.n)) {
		r = from_kept(g, what, &b, e);
		goto out;
	}
	if (r == GS_OK && file.exposed)
		gs_warn(
		    NULL, "others can read %s, and you cannot chmod it", what);
	if (r == GS_OK)
		r = add(g, what, &b, again, e);
out:
	gs_buf_clear(&b);
	free(what);
	return r;
}

static int
from_words(struct gs_import *im, struct gs_gitcrypt_run *g, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < im->nr_words; i++) {
		char *path = gs_cmd_path(im->ctx, im->word[i]);

		r = path == NULL ? gs_no_memory(e)
				 : read_key(g, path, im->word[i], true, e);
		free(path);
	}
	return r;
}

/* GITDIR/git-crypt/keys/NAME, as `git-crypt unlock` left them. */
static int
from_folder(struct gs_gitcrypt_run *g, const char *git_dir, struct gs_err *e)
{
	char *folder = gs_asprintf("%s/git-crypt/keys", git_dir);
	struct dirent *en;
	DIR *dir;
	int r = GS_OK;

	if (folder == NULL)
		return gs_no_memory(e);
	dir = opendir(folder);
	while (dir != NULL && r == GS_OK && (en = readdir(dir)) != NULL) {
		char *path;

		if (en->d_name[0] == '.')
			continue;
		path = gs_asprintf("%s/%s", folder, en->d_name);
		r = path == NULL ? gs_no_memory(e)
				 : read_key(g, path, path, false, e);
		free(path);
	}
	if (dir != NULL)
		(void)closedir(dir);
	free(folder);
	return r;
}

/* A key of which some wrap is ours; others are no failure. */
static int
open_wrap(struct gs_import *im, struct gs_gitcrypt_run *g,
    const struct gs_entry *x, const char *recipient, struct gs_err *e)
{
	struct gs_buf wrap = GS_BUF_INIT, text = GS_BUF_INIT;
	struct gs_gpg_sealed s = { recipient, NULL, 0 };
	char *what = gs_asprintf("'%s'", x->path);
	int r;

	if (what == NULL)
		return gs_no_memory(e);
	r = gs_repo_blob(
	    im->ctx->repo, &x->id, GS_GITCRYPT_KEYFILE_MAX, &wrap, e);
	if (r == GS_OK) {
		s.p = wrap.p;
		s.n = wrap.n;
		r = gs_gpg_open(im->ctx->repo, &s, 1, &text, e);
	}
	if (r == GS_OK)
		r = add(g, what, &text, true, e);
	gs_buf_clear(&wrap);
	gs_buf_clear(&text);
	free(what);
	return r;
}

static int
from_gpg(struct gs_import *im, struct gs_gitcrypt_run *g, struct gs_err *e)
{
	char *state = NULL, fpr[GS_GITCRYPT_WORD_MAX];
	struct gs_strs all = { NULL, 0, 0 }, mine = { NULL, 0, 0 };
	int r = gs_gitcrypt_state_dir(im, &state, e);

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		if (gs_gitcrypt_wrap(&im->index.v[i], state, fpr, NULL) &&
		    gs_strs_add(&all, fpr) != GS_OK)
			r = gs_no_memory(e);
	}
	if (r == GS_OK && all.nr > 0)
		r = gs_gpg_mine(im->ctx->repo, &all, &mine, e);
	for (size_t i = 0; r == GS_OK && mine.nr > 0 && i < im->index.nr; i++) {
		if (!gs_gitcrypt_wrap(&im->index.v[i], state, fpr, NULL) ||
		    !gs_strs_has(&mine, fpr))
			continue;
		r = open_wrap(im, g, &im->index.v[i], fpr, e);
		if (r == GS_ENOKEY)
			r = GS_OK;
	}
	gs_strs_clear(&all);
	gs_strs_clear(&mine);
	free(state);
	return r == GS_ENOTFOUND ? GS_OK : r; /* no gpg here */
}

static int
from_last(struct gs_import *im, struct gs_gitcrypt_run *g, struct gs_err *e)
{
	struct gs_kepts l = { NULL, 0 };
	int r = gs_foreign_load(im->ctx->repo->common_dir, &l, e);

	for (size_t i = 0; r == GS_OK && i < l.nr; i++) {
		if (l.v[i].tool != GS_KEPT_GIT_CRYPT)
			continue;
		im->again = true;
		r = add(
		    g, "the key that was kept", &l.v[i].key, l.v[i].again, e);
	}
	gs_kepts_clear(&l);
	return r;
}

int
gs_gitcrypt_keys(
    struct gs_import *im, struct gs_gitcrypt_run *g, struct gs_err *e)
{
	const struct gs_repo *repo = im->ctx->repo;
	int r;

	if (im->nr_words > 0) {
		r = from_words(im, g, e);
	} else {
		r = from_folder(g, repo->git_dir, e);
		if (r == GS_OK && strcmp(repo->git_dir, repo->common_dir) != 0)
			r = from_folder(g, repo->common_dir, e);
		if (r == GS_OK && g->nr == 0)
			r = from_gpg(im, g, e);
	}
	/* Those of an import before: for what merges of old branches bring. */
	return r == GS_OK ? from_last(im, g, e) : r;
}
