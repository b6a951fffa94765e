#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/wipe.h"
#include "git/attr.h"
#include "git/run.h"

#include "cmd/import/gitcrypt.h"

#define FILTER "git-crypt"

/* The name of the key in "git-crypt" or "git-crypt-NAME"; NULL: neither. */
static const char *
key_of(const char *filter)
{
	size_t n = strlen(FILTER);

	if (strncmp(filter, FILTER, n) != 0)
		return NULL;
	if (filter[n] == '\0')
		return filter + n;
	return filter[n] == '-' && filter[n + 1] != '\0' ? filter + n + 1
							 : NULL;
}

const char *
gs_gitcrypt_ring(const struct gs_import *im, const char *name)
{
	if (name[0] == '\0')
		return gs_import_ring(im);
	return gs_keyring_name_ok(name, strlen(name)) ? name : NULL;
}

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

struct finding {
	struct gs_import *im;
	const struct gs_gitcrypt_run *g;
	const struct gs_entry **of; /* by path */
	struct gs_err *e;
};

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
take(void *ctx, size_t i, const char *const *values)
{
	struct finding *f = ctx;
	const char *name = key_of(values[0]), *ring;
	const struct gs_entry *x = f->of[i];

	if (name == NULL)
		return GS_OK;
	if ((ring = gs_gitcrypt_ring(f->im, name)) == NULL)
		return gs_fail(f->e, GS_EREFUSED,
		    "git-crypt's key '%s' cannot be a keyring: a name has at "
		    "most %d letters, digits, '-' and '_', the first a letter "
		    "or a digit",
		    name, GS_KEYRING_NAME_MAX);
	if (gs_gitcrypt_find(f->g, name) == NULL)
		return no_key(x->path, name, f->e);
	return gs_import_add(f->im, x, NULL, ring, NULL, f->e);
}

/* The files that git-crypt's attributes reach, as the index has them. */
static int
find_files(
    struct gs_import *im, const struct gs_gitcrypt_run *g, struct gs_err *e)
{
	static const char *const names[] = { "filter" };
	struct gs_strs paths = { NULL, 0, 0 };
	struct gs_err own = { "", "" };
	struct finding f = { im, g, NULL, &own };
	int r = GS_OK;

	f.of = calloc(im->index.nr + 1, sizeof(*f.of));
	if (f.of == NULL)
		return gs_no_memory(e);
	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		/* Git filters no links, and one conflict is one file. */
		if ((x->mode & 0170000) != 0100000 ||
		    (i > 0 && strcmp(x->path, x[-1].path) == 0))
			continue;
		f.of[paths.nr] = x;
		r = gs_strs_add(&paths, x->path);
	}
	if (r != GS_OK)
		r = gs_no_memory(e);
	else
		r = gs_attr_values(
		    NULL, true, names, GS_NR(names), &paths, take, &f, e);
	if (own.what[0] != '\0')
		*e = own;
	gs_strs_clear(&paths);
	free(f.of);
	return r;
}

static const char *
ring_of(void *ctx, const char *name)
{
	return gs_gitcrypt_ring(ctx, name);
}

static bool
is_attributes(const char *path)
{
	const char *slash = strrchr(path, '/');

	return strcmp(slash == NULL ? path : slash + 1, ".gitattributes") == 0;
}

static bool
speaks_of(const struct gs_buf *b)
{
	size_t k = strlen(FILTER);

	for (size_t i = 0; b->n >= k && i <= b->n - k; i++) {
		if (memcmp(b->p + i, FILTER, k) == 0)
			return true;
	}
	return false;
}

static int
edit_attributes(
    struct gs_import *im, const struct gs_entry *x, struct gs_err *e)
{
	struct gs_buf b = GS_BUF_INIT;
	struct gs_import_edit *edit;
	int r;

	r = gs_repo_blob(im->ctx->repo, &x->id, GS_BUF_MAX, &b, e);
	if (r != GS_OK || !speaks_of(&b)) {
		gs_buf_clear(&b);
		return r;
	}
	gs_buf_reset(&b);
	if ((r = gs_import_edit(im, x->path, &edit, e)) == GS_OK &&
	    gs_gitcrypt_convert(edit->now.p, edit->now.n,
		strchr(x->path, '/') == NULL, ring_of, im, &b) != GS_OK)
		r = gs_no_memory(e);
	if (r == GS_OK)
		gs_buf_swap(&edit->now, &b);
	gs_buf_clear(&b);
	return r;
}

static int
convert_attributes(struct gs_import *im, struct gs_err *e)
{
	char *state = NULL;
	int r = gs_gitcrypt_state_dir(im, &state, e);

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];

		if (x->stage == 0 && is_attributes(x->path) &&
		    strncmp(x->path, state, strlen(state)) != 0)
			r = edit_attributes(im, x, e);
	}
	free(state);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	struct gs_gitcrypt_run *g = calloc(1, sizeof(*g));
	int r;

	if ((im->own = g) == NULL)
		return gs_no_memory(e);
	if ((r = gs_gitcrypt_keys(im, g, e)) != GS_OK ||
	    (r = find_files(im, g, e)) != GS_OK ||
	    (r = convert_attributes(im, e)) != GS_OK)
		return r;
	return gs_gitcrypt_users(im, e);
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
			    gs_gitcrypt_ring(im, g->v[i].key->name);
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

/* The sections of the clone's config that call git-crypt. */
static int
drop_sections(const char *list, struct gs_err *e)
{
	struct gs_git_opt opt = { .quiet = true };
	const char *const cmd[] = { "config", "--local", "--null",
		"--name-only", "--get-regexp", list, NULL };
	struct gs_buf b = GS_BUF_INIT;
	struct gs_strs done = { NULL, 0, 0 };
	int r, code;

	r = gs_git_code(&opt, cmd, &b, &code, e);
	for (const char *p = (const char *)b.p, *end = p + b.n;
	     r == GS_OK && p != NULL && p < end; p += strlen(p) + 1) {
		const char *dot = strrchr(p, '.');
		char *section =
		    gs_strndup(p, dot == NULL ? 0 : (size_t)(dot - p));
		const char *const drop[] = { "config", "--local",
			"--remove-section", section, NULL };

		if (section == NULL || gs_strs_add(&done, section) != GS_OK)
			r = gs_no_memory(e);
		else if (key_of(strchr(section, '.') + 1) != NULL)
			/* Twice is no harm: it is gone. */
			r = gs_git_code(&opt, drop, NULL, &code, e);
		free(section);
	}
	gs_strs_clear(&done);
	gs_buf_clear(&b);
	return r;
}

static int
finish(struct gs_import *im, struct gs_err *e)
{
	(void)im;
	return drop_sections("^(filter|diff)\\.git-crypt(-.*)?\\.", e);
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
	.finish = finish,
	.clear = clear,
};
