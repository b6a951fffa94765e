#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cur.h"
#include "base/file.h"
#include "cmd/front/input.h"
#include "cmd/front/prompt.h"
#include "cmd/front/say.h"
#include "cmd/team/gpg.h"
#include "format/age/age.h"

#include "cmd/team/grantee.h"

/* GitHub's NAME.keys of the most diligent. */
#define FILE_MAX ((size_t)1 << 20)

void
gs_grantees_clear(struct gs_grantees *l)
{
	for (size_t i = 0; i < l->nr; i++) {
		free(l->v[i].recipient);
		gs_buf_clear(&l->v[i].file);
		gs_buf_clear(&l->v[i].text);
	}
	free(l->v);
	memset(l, 0, sizeof(*l));
}

/* ${recipient} (taken over, also on failure) may be NULL; ${out} gets the new
 * one, or NULL where the list has that recipient already. */
static int
add(struct gs_grantees *l, enum gs_grantee_kind kind, char *recipient,
    struct gs_grantee **out)
{
	size_t cap = l->cap == 0 ? 8 : 2 * l->cap;
	struct gs_grantee *v;

	*out = NULL;
	for (size_t i = 0; recipient != NULL && i < l->nr; i++) {
		if (l->v[i].recipient != NULL &&
		    strcmp(l->v[i].recipient, recipient) == 0) {
			free(recipient);
			return GS_OK;
		}
	}
	if (l->nr == l->cap) {
		if ((v = realloc(l->v, cap * sizeof(*v))) == NULL) {
			free(recipient);
			return GS_ENOMEM;
		}
		l->v = v;
		l->cap = cap;
	}
	*out = &l->v[l->nr++];
	memset(*out, 0, sizeof(**out));
	(*out)->kind = kind;
	(*out)->recipient = recipient;
	return GS_OK;
}

static int
add_key(struct gs_grantees *l, const char *s, size_t n, struct gs_err *e)
{
	struct gs_recipient key;
	struct gs_grantee *made;
	int r;

	if ((r = gs_recipient_parse(s, n, &key, e)) != GS_OK)
		return r;
	if (add(l, GS_GRANTEE_KEY, key.text, &made) != GS_OK)
		r = gs_no_memory(e);
	key.text = NULL;
	gs_recipient_clear(&key);
	return r;
}

static bool
begins(const char *s, size_t n, const char *prefix)
{
	return n >= strlen(prefix) && memcmp(s, prefix, strlen(prefix)) == 0;
}

/* Kinds of ssh keys that sign and cannot be encrypted to. */
static bool
only_signs(const char *s, size_t n)
{
	return begins(s, n, "ecdsa-") || begins(s, n, "sk-") ||
	    begins(s, n, "ssh-dss");
}

/* Words that are a key, or were meant to be one; others are files. */
static bool
looks_like_key(const char *word)
{
	size_t n = strlen(word);

	return begins(word, n, "age1") || begins(word, n, "AGE1") ||
	    begins(word, n, "AGE-") || begins(word, n, "GIT-SEAL-KEY-") ||
	    begins(word, n, "-----BEGIN ") || begins(word, n, "ssh-ed25519") ||
	    begins(word, n, "ssh-rsa") || only_signs(word, n);
}

static int
read_word(struct gs_grantees *l, const char *word, struct gs_err *e)
{
	int r = add_key(l, word, strlen(word), e);

	/* The shell took the line apart. */
	if (r == GS_EUSAGE && strchr(word, ' ') == NULL &&
	    begins(word, strlen(word), "ssh-"))
		gs_hint(e,
		    "put quotes around the whole line, or give the .pub file");
	return r;
}

struct lines {
	const struct gs_ctx *ctx;
	struct gs_grantees *l;
	const char *shown; /* the file's name */
	size_t skipped, taken;
};

static int
read_line(struct lines *f, size_t nr, const char *s, size_t n, struct gs_err *e)
{
	struct gs_err why = { "", "" };
	int r;

	for (; n > 0 && strchr(" \t\r", s[0]) != NULL; n--)
		s++;
	if (n == 0 || s[0] == '#')
		return GS_OK;
	if ((r = add_key(f->l, s, n, &why)) == GS_OK) {
		f->taken++;
		return r;
	}
	r = gs_fail(e, r, "%s, line %zu: %s", f->shown, nr, why.what);
	if (r != GS_EUSAGE || !only_signs(s, n))
		return r;
	f->skipped++;
	return GS_ENOTFOUND;
}

/* A byte order mark in front is no part of the first line. */
static struct gs_cur
text_of(const struct gs_buf *b)
{
	struct gs_cur c = { b->p, b->n };

	if (b->n >= 3 && memcmp(b->p, "\xef\xbb\xbf", 3) == 0)
		c = (struct gs_cur){ b->p + 3, b->n - 3 };
	return c;
}

static int
read_lines(struct lines *f, const struct gs_buf *text, struct gs_err *e)
{
	struct gs_cur c = text_of(text);
	struct gs_err skipped = { "", "" };
	const uint8_t *line;
	size_t n, nr = 0;
	int r;

	while (gs_cur_line(&c, &line, &n) == GS_OK) {
		r = read_line(f, ++nr, (const char *)line, n, &skipped);
		if (r != GS_OK && r != GS_ENOTFOUND) {
			*e = skipped;
			return r;
		}
	}
	if (f->taken == 0 && f->skipped == 0)
		return gs_fail(e, GS_EUSAGE, "%s holds no recipient", f->shown);
	if (f->taken == 0) {
		*e = skipped;
		return GS_EUSAGE;
	}
	if (f->skipped != 0)
		gs_warn(NULL, "%s (%zu skipped)", skipped.what, f->skipped);
	return GS_OK;
}

/* A private key was given where its public half was meant. */
static void
hint_public(const char *path, const char *word, struct gs_err *e)
{
	char *pub = gs_asprintf("%s.pub", path);

	if (pub != NULL && gs_file_exists(pub))
		gs_hint(e, "did you mean '%s.pub'?", word);
	free(pub);
}

static int
read_path(struct lines *f, const char *word, struct gs_err *e)
{
	char *path = gs_cmd_path(f->ctx, word);
	struct gs_buf text = GS_BUF_INIT;
	struct stat st;
	int r;

	if (path == NULL)
		return gs_no_memory(e);
	if (stat(path, &st) != 0)
		r = gs_fail(e, GS_EUSAGE,
		    "'%s' is neither a recipient (age1..., ssh-..., gpg:KEY, "
		    "passphrase, generate) nor a file",
		    word);
	else if (S_ISDIR(st.st_mode))
		r = gs_fail(e, GS_EUSAGE, "'%s' is a folder", word);
	else if ((r = gs_file_read(path, FILE_MAX, &text, e)) == GS_ETOOBIG)
		r = gs_fail(e, GS_EUSAGE, "'%s' is too long", word);
	if (r == GS_OK && (r = read_lines(f, &text, e)) == GS_EUSAGE)
		hint_public(path, word, e);
	gs_buf_clear(&text);
	free(path);
	return r;
}

static int
read_file(const struct gs_ctx *ctx, struct gs_grantees *l, const char *word,
    struct gs_err *e)
{
	bool dash = strcmp(word, "-") == 0;
	char *shown =
	    dash ? gs_strdup("standard input") : gs_asprintf("'%s'", word);
	struct lines f = { ctx, l, shown, 0, 0 };
	struct gs_buf text = { .max = FILE_MAX };
	int r;

	if (shown == NULL)
		return gs_no_memory(e);
	if (!dash)
		r = read_path(&f, word, e);
	else if ((r = gs_input(&text, e)) == GS_OK)
		r = read_lines(&f, &text, e);
	gs_buf_clear(&text);
	free(shown);
	return r;
}

static int
read_gpg(const struct gs_ctx *ctx, struct gs_grantees *l, const char *word,
    bool force, struct gs_err *e)
{
	const char *key = word + strlen(GS_GPG_PREFIX);
	struct gs_buf asc = GS_BUF_INIT;
	struct gs_grantee *made = NULL;
	char *recipient;
	int r;

	if (key[0] == '\0')
		return gs_fail(e, GS_EUSAGE,
		    "'gpg:' needs a fingerprint, or what else gpg knows a key "
		    "by, behind it");
	r = gs_gpg_export(ctx->repo, key, force, &recipient, &asc, e);
	if (r == GS_OK && add(l, GS_GRANTEE_GPG, recipient, &made) != GS_OK)
		r = gs_no_memory(e);
	if (made != NULL)
		gs_buf_swap(&made->file, &asc);
	gs_buf_clear(&asc);
	return r;
}

static int
read_one(const struct gs_ctx *ctx, struct gs_grantees *l, const char *word,
    bool force, struct gs_err *e)
{
	struct gs_grantee *made;

	if (strcmp(word, "passphrase") == 0 || strcmp(word, "generate") == 0)
		return add(l,
			   word[0] == 'p' ? GS_GRANTEE_PASSPHRASE
					  : GS_GRANTEE_GENERATE,
			   NULL, &made) == GS_OK
		    ? GS_OK
		    : gs_no_memory(e);
	if (begins(word, strlen(word), GS_GPG_PREFIX))
		return read_gpg(ctx, l, word, force, e);
	if (looks_like_key(word))
		return read_word(l, word, e);
	return read_file(ctx, l, word, e);
}

int
gs_grantees_read(const struct gs_ctx *ctx, char **words, size_t nr, bool force,
    struct gs_grantees *out, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < nr; i++)
		r = read_one(ctx, out, words[i], force, e);
	return r;
}

/* The identity under a passphrase, as `age -p -a` makes it. */
static int
encrypt(const struct gs_ctx *ctx, const char *name, const char *file,
    struct gs_grantee *g, struct gs_err *e)
{
	char *what = gs_asprintf("the member '%s'", name);
	struct gs_buf pass = GS_BUF_INIT;
	int r;

	if (what == NULL)
		r = gs_no_memory(e);
	else if (file != NULL)
		r = gs_prompt_file(ctx, file, &pass, e);
	else
		r = gs_prompt_new(what, &pass, e);
	if (r == GS_OK)
		r = gs_age_seal_passphrase(
		    &pass, GS_AGE_LOG_N, g->text.p, g->text.n, &g->file, e);
	if (r == GS_OK && (r = gs_age_armor(&g->file)) != GS_OK)
		r = gs_fail(e, r, "%s", gs_strerror(r));
	gs_buf_clear(&g->text);
	gs_buf_clear(&pass);
	free(what);
	return r;
}

static int
make(struct gs_grantee *g, struct gs_err *e)
{
	struct gs_recipient pub = { 0 };
	time_t now = time(NULL);
	int r;

	r = gs_identity_make(now > 0 ? (uint64_t)now : 0, &g->text, &pub);
	if (r != GS_OK)
		return gs_fail(
		    e, r, "cannot make an identity: %s", gs_strerror(r));
	g->recipient = pub.text;
	pub.text = NULL;
	gs_recipient_clear(&pub);
	return GS_OK;
}

int
gs_grantees_make(const struct gs_ctx *ctx, const char *name,
    const char *passphrase_file, struct gs_grantees *l, struct gs_err *e)
{
	int r = GS_OK;

	for (size_t i = 0; r == GS_OK && i < l->nr; i++) {
		struct gs_grantee *g = &l->v[i];

		if (g->recipient != NULL)
			continue;
		r = make(g, e);
		if (r == GS_OK && g->kind == GS_GRANTEE_PASSPHRASE)
			r = encrypt(ctx, name, passphrase_file, g, e);
	}
	return r;
}
