/* transcrypt, version 2: a password a context, in the clone's config. */
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/legacy.h"
#include "engine/foreign.h"
#include "engine/private.h"
#include "format/foreign/transcrypt.h"
#include "git/run.h"

#include "cmd/import/filtered.h"

#define PASSWORD_MAX ((size_t)64 << 10)
#define KEPT "kept/"	     /* no context can be called so */
#define CIPHER "aes-256-cbc" /* transcrypt's default */

struct context {
	char *name;	    /* owned; "" is the default one */
	char *cipher;	    /* owned */
	struct gs_buf pass; /* owned */
	bool again;	    /* it came from a file */
};

struct run {
	struct context *v; /* owned */
	size_t nr;
};

static struct context *
find_context(const struct run *g, const char *name)
{
	for (size_t i = 0; i < g->nr; i++) {
		if (strcmp(g->v[i].name, name) == 0)
			return &g->v[i];
	}
	return NULL;
}

static int
add_context(struct run *g, const char *name, const char *cipher,
    const void *pass, size_t n, bool again, struct gs_err *e)
{
	struct context *v = realloc(g->v, (g->nr + 1) * sizeof(*v));

	if (v == NULL)
		return gs_no_memory(e);
	g->v = v;
	v += g->nr++;
	memset(v, 0, sizeof(*v));
	v->name = gs_strdup(name);
	v->cipher = gs_strdup(cipher);
	v->again = again;
	if (v->name == NULL || v->cipher == NULL ||
	    gs_buf_add(&v->pass, pass, n) != GS_OK)
		return gs_no_memory(e);
	if (gs_transcrypt_cipher_ok(cipher))
		return GS_OK;
	return gs_fail(e, GS_EREFUSED,
	    "transcrypt's cipher '%s' is not one that can be imported: "
	    "aes-128-cbc, aes-192-cbc, aes-256-cbc",
	    cipher);
}

/* transcrypt.password, or transcrypt.CONTEXT.password. */
static int
from_config(struct gs_import *im, const char *name, struct gs_err *e)
{
	const char *dot = name[0] == '\0' ? "" : ".";
	char *pass_key = gs_asprintf("transcrypt%s%s.password", dot, name);
	char *cipher_key = gs_asprintf("transcrypt%s%s.cipher", dot, name);
	char *pass = NULL, *cipher = NULL;
	int r;

	if (pass_key == NULL || cipher_key == NULL)
		r = gs_no_memory(e);
	else if ((r = gs_repo_config(im->ctx->repo, pass_key, &pass, e)) ==
	    GS_OK)
		r = gs_repo_config(im->ctx->repo, cipher_key, &cipher, e);
	if (r == GS_OK && pass != NULL && pass[0] != '\0')
		r = add_context(im->own, name,
		    cipher != NULL && cipher[0] != '\0' ? cipher : CIPHER, pass,
		    strlen(pass), false, e);
	free(pass_key);
	free(cipher_key);
	free(pass);
	free(cipher);
	return r;
}

/* What `export-key --old` wrote: for the default context, as the text does
 * not say which one it was; a context's name stands in no blob either. */
static int
from_file(struct gs_import *im, const char *word, struct gs_err *e)
{
	char *path = gs_cmd_path(im->ctx, word);
	struct gs_private file = { path, word, false, PASSWORD_MAX, false };
	struct gs_kepts l = { NULL, 0 };
	struct gs_buf b = GS_BUF_INIT;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if ((r = gs_private_read(&file, &b, e)) == GS_OK &&
	    (r = gs_kept_parse(b.p, b.n, &l)) != GS_OK)
		r = gs_fail(e, GS_EUSAGE,
		    "'%s' is no key that 'git seal export-key --old' wrote",
		    word);
	for (size_t i = 0; r == GS_OK && i < l.nr; i++) {
		if (l.v[i].tool == GS_KEPT_TRANSCRYPT)
			r = add_context(im->own, "", l.v[i].cipher,
			    l.v[i].key.p, l.v[i].key.n, true, e);
	}
	gs_kepts_clear(&l);
	gs_buf_clear(&b);
	free(path);
	return r;
}

/* Those of an import before: for what merges of old branches bring. */
static int
from_kept(struct gs_import *im, struct gs_err *e)
{
	struct gs_kepts l = { NULL, 0 };
	int r = gs_foreign_load(im->ctx->repo->common_dir, &l, e);

	for (size_t i = 0; r == GS_OK && i < l.nr; i++) {
		if (l.v[i].tool != GS_KEPT_TRANSCRYPT)
			continue;
		im->again = true;
		r = add_context(im->own, KEPT, l.v[i].cipher, l.v[i].key.p,
		    l.v[i].key.n, l.v[i].again, e);
	}
	gs_kepts_clear(&l);
	return r;
}

static int
have(struct gs_import *im, const char *key, const char *path, struct gs_err *e)
{
	int r = GS_OK;

	if (find_context(im->own, key) == NULL)
		r = from_config(im, key, e);
	if (r != GS_OK || find_context(im->own, key) != NULL)
		return r;
	r = gs_fail(e, GS_ENOKEY,
	    "'%s' is encrypted by transcrypt, and the password%s%s is not in "
	    "this clone's config",
	    path, key[0] == '\0' ? "" : " of its context ", key);
	gs_hint(e,
	    "git config transcrypt%s%s.password PASSWORD, or transcrypt -p",
	    key[0] == '\0' ? "" : ".", key);
	return r;
}

static int
find(struct gs_import *im, struct gs_err *e)
{
	static const struct gs_import_driver d = {
		.name = "crypt", .is = gs_transcrypt_is, .have = have
	};
	const char *lacks = gs_legacy_lacks();
	int r;

	if ((im->own = calloc(1, sizeof(struct run))) == NULL)
		return gs_no_memory(e);
	if (lacks != NULL)
		return gs_fail(e, GS_ECRYPTO,
		    "transcrypt's keys are made with %s, which the OpenSSL of "
		    "this machine does not offer (FIPS mode?)",
		    lacks);
	r = from_kept(im, e);
	for (size_t i = 0; r == GS_OK && i < im->nr_words; i++)
		r = from_file(im, im->word[i], e);
	return r == GS_OK ? gs_import_filtered(im, &d, e) : r;
}

/* The context's name stands in the keyring's; the default one's may have been
 * called otherwise with -k. */
static const struct context *
context_of(struct gs_import *im, const struct gs_import_file *f)
{
	const struct context *c = NULL;

	if (strcmp(f->ring, gs_import_ring(im)) != 0)
		c = find_context(im->own, f->ring);
	return c != NULL ? c : find_context(im->own, "");
}

static int
open_kept(const struct run *g, const struct gs_import_file *f, struct gs_buf *b,
    bool *proved)
{
	int r = GS_ENOKEY;

	for (size_t i = 0; r == GS_ENOKEY && i < g->nr; i++) {
		const struct context *c = &g->v[i];

		if (strcmp(c->name, KEPT) == 0)
			r = gs_transcrypt_open(
			    &c->pass, c->cipher, f->path, b, proved);
	}
	return r;
}

static int
open_file(struct gs_import *im, struct gs_import_file *f, struct gs_buf *b,
    struct gs_err *e)
{
	const struct context *c = context_of(im, f);
	bool proved = false;
	int r = GS_ENOKEY;

	f->said = NULL;
	if (!gs_transcrypt_is(b->p, b->n)) {
		if (b->n > 0)
			f->said = "it was plain, and history keeps it: change "
				  "what is secret in it";
		return GS_OK;
	}
	if (c != NULL)
		r = gs_transcrypt_open(
		    &c->pass, c->cipher, f->path, b, &proved);
	if (r == GS_ENOKEY)
		r = open_kept(im->own, f, b, &proved);
	if (r == GS_ENOKEY)
		return gs_fail(e, r,
		    "'%s' does not open with the password in this clone's "
		    "config, or is damaged",
		    f->path);
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot open '%s': %s", f->path, gs_strerror(r));
	if (!proved)
		f->said = "it was renamed since it was encrypted, or changed; "
			  "transcrypt cannot tell: look at it";
	return GS_OK;
}

static int
begin(struct gs_import *im, struct gs_err *e)
{
	const struct run *g = im->own;
	struct gs_kepts l = { NULL, 0 };
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < g->nr; i++) {
		struct gs_kept k = { .tool = GS_KEPT_TRANSCRYPT,
			.again = g->v[i].again,
			.key = g->v[i].pass };

		memcpy(k.cipher, g->v[i].cipher, strlen(g->v[i].cipher) + 1);
		r = gs_kepts_add(&l, &k);
	}
	r = r == GS_OK ? gs_foreign_keep(im->ctx->repo->common_dir, &l, e)
		       : gs_no_memory(e);
	gs_kepts_clear(&l);
	return r;
}

/* The password is in our own file now; `lock` must not leave it. */
static int
finish(struct gs_import *im, struct gs_err *e)
{
	const struct run *g = im->own;
	const struct gs_git_opt opt = { .quiet = true };
	int r = gs_import_drop_config("crypt", e), code;

	for (size_t i = 0; r == GS_OK && i < g->nr; i++) {
		const char *name = g->v[i].name;
		char *section;

		if (strcmp(name, KEPT) == 0)
			continue;
		section = gs_asprintf(
		    "transcrypt%s%s", name[0] == '\0' ? "" : ".", name);
		const char *const drop[] = { "config", "--local",
			"--remove-section", section, NULL };

		r = section == NULL ? gs_no_memory(e)
				    : gs_git_code(&opt, drop, NULL, &code, e);
		free(section);
	}
	return r;
}

static void
clear(struct gs_import *im)
{
	struct run *g = im->own;

	for (size_t i = 0; g != NULL && i < g->nr; i++) {
		free(g->v[i].name);
		free(g->v[i].cipher);
		gs_buf_clear(&g->v[i].pass);
	}
	if (g != NULL)
		free(g->v);
	free(g);
	im->own = NULL;
}

const struct gs_importer gs_import_transcrypt = {
	.name = "transcrypt",
	.args = "[KEYFILE...]",
	.help = "with the passwords of the clone's config",
	.words = 64,
	.find = find,
	.open = open_file,
	.begin = begin,
	.finish = finish,
	.clear = clear,
};
