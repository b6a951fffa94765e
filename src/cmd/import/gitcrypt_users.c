#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/import/gitcrypt.h"
#include "cmd/team/gpg.h"

#define FPR_MIN 32
#define FPR_MAX 64

bool
gs_gitcrypt_wrap(const struct gs_entry *x, const char *state,
    char word[GS_GITCRYPT_WORD_MAX], char **name)
{
	size_t lead = strlen(state), n, k;
	const char *p = x->path + lead, *fpr = strrchr(x->path, '/');

	if (x->stage != 0 || strncmp(x->path, state, lead) != 0 ||
	    strncmp(p, "keys/", 5) != 0 || fpr == NULL)
		return false;
	n = strspn(++fpr, "0123456789ABCDEFabcdef");
	if (n < FPR_MIN || n > FPR_MAX || strcmp(fpr + n, ".gpg") != 0)
		return false;
	(void)snprintf(
	    word, GS_GITCRYPT_WORD_MAX, GS_GPG_PREFIX "%.*s", (int)n, fpr);
	for (char *c = word + strlen(GS_GPG_PREFIX); *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	if (name == NULL)
		return true;
	p += 5;
	k = strcspn(p, "/");
	*name = k == 7 && memcmp(p, "default", 7) == 0 ? gs_strdup("")
						       : gs_strndup(p, k);
	return true;
}

static bool
is_used(const struct gs_import *im, const char *ring)
{
	for (size_t i = 0; i < im->nr_files; i++) {
		if (strcmp(im->file[i].ring, ring) == 0)
			return true;
	}
	return false;
}

static bool
is_shared(const struct gs_import *im, const char *ring, const char *word)
{
	for (size_t i = 0; i < im->nr_users; i++) {
		if (strcmp(im->user[i].ring, ring) == 0 &&
		    strcmp(im->user[i].word, word) == 0)
			return true;
	}
	return false;
}

/* Whoever pushes can put a file there, so its name is no proof of anything:
 * `grant` asks gpg whether the user is sure of the key. */
static int
share(struct gs_import *im, const char *key, const char *word, struct gs_err *e)
{
	const char *ring = gs_import_key_ring(im, key);
	const char *fpr = word + strlen(GS_GPG_PREFIX);
	char *name = NULL;
	int r;

	if (ring == NULL || !is_used(im, ring) || is_shared(im, ring, word))
		return GS_OK;
	r = gs_gpg_name(im->ctx->repo, fpr, &name, e);
	if (r == GS_ENOTFOUND)
		r = GS_OK; /* no gpg: `grant` will say so */
	if (r == GS_OK)
		r = gs_import_share(
		    im, ring, name != NULL ? name : fpr, word, e);
	free(name);
	return r;
}

int
gs_gitcrypt_users(struct gs_import *im, struct gs_err *e)
{
	char word[GS_GITCRYPT_WORD_MAX], *state = NULL;
	int r = gs_gitcrypt_state_dir(im, &state, e);

	for (size_t i = 0; r == GS_OK && i < im->index.nr; i++) {
		const struct gs_entry *x = &im->index.v[i];
		char *key = NULL;

		if (strncmp(x->path, state, strlen(state)) != 0)
			continue;
		if (gs_gitcrypt_wrap(x, state, word, &key))
			r = key == NULL ? gs_no_memory(e)
					: share(im, key, word, e);
		if (r == GS_OK)
			r = gs_import_gone(im, x->path, e);
		free(key);
	}
	free(state);
	return r;
}
