/*
 * gitcrypt: the importer of git-crypt, in three files: the keys, the people
 * that they are shared with, and the rest.
 */
#ifndef GS_CMD_IMPORT_GITCRYPT_H
#define GS_CMD_IMPORT_GITCRYPT_H

#include "cmd/import/filtered.h"
#include "format/foreign/gitcrypt.h"

/* A key, and where it came from. */
struct gs_gitcrypt_found {
	struct gs_gitcrypt_key *key; /* owned, of gs_secret_new */
	struct gs_buf text;	     /* the key file as it was */
	bool again;		     /* it can be had again from elsewhere */
};

struct gs_gitcrypt_run {
	struct gs_gitcrypt_found *v; /* owned */
	size_t nr;
};

/** gs_gitcrypt_keys(im, g, e): those of the command line; else those of the
 * clone, and what gpg opens of .git-crypt/keys/. */
int gs_gitcrypt_keys(struct gs_import *im, struct gs_gitcrypt_run *g,
    struct gs_err *e) GS_MUST_USE;

/** gs_gitcrypt_find(g, name): the key ${name} ("": the default one), or
 * NULL. */
const struct gs_gitcrypt_found *
gs_gitcrypt_find(const struct gs_gitcrypt_run *g, const char *name);

#define GS_GITCRYPT_WORD_MAX 80

/**
 * gs_gitcrypt_wrap(x, state, word, name):
 * Whether the index entry ${x} is ${state}keys/NAME/VERSION/FINGERPRINT.gpg.
 * ${word} gets "gpg:FINGERPRINT", ${name} (free; NULL allowed) the key's name,
 * "" for the default one.
 */
bool gs_gitcrypt_wrap(const struct gs_entry *x, const char *state,
    char word[GS_GITCRYPT_WORD_MAX], char **name);

/** gs_gitcrypt_users(im, e): have everybody in .git-crypt/keys/ granted what
 * replaces it, and that folder removed. */
int gs_gitcrypt_users(struct gs_import *im, struct gs_err *e) GS_MUST_USE;

/** gs_gitcrypt_state_dir(im, out, e): the folder that git-crypt keeps in the
 * tree, with a slash at its end (free): ".git-crypt/". */
int gs_gitcrypt_state_dir(
    const struct gs_import *im, char **out, struct gs_err *e) GS_MUST_USE;

#endif
