/*
 * identity: private keys and passphrases that can open an age file, read
 * from the text of a file or a variable.  A key that has a passphrase is
 * taken in as it is and opened (`gs_identities_unlock`) only when there is
 * something for it to open.  Secrets live in wiped memory; no message holds
 * a byte of what was read.
 */
#ifndef GS_FORMAT_AGE_IDENTITY_H
#define GS_FORMAT_AGE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ask.h"
#include "base/buf.h"
#include "crypto/rsa.h"
#include "format/age/recipient.h"

#define GS_IDENTITY_TEXT_MAX ((size_t)1 << 20) /* bytes of one file */
#define GS_IDENTITIES_MAX 1024

enum gs_identity_type {
	GS_IDENTITY_X25519,
	GS_IDENTITY_SSH_ED25519,
	GS_IDENTITY_SSH_RSA,
	GS_IDENTITY_PASSPHRASE, /* opens what `age -p` makes */
	GS_IDENTITY_FILE,	/* age identities under a passphrase */
	GS_IDENTITY_PEM,    /* an ssh key that is locked and hides its kind */
	GS_IDENTITY_FOREIGN /* post-quantum, plugin: only named */
};

struct gs_identity {
	enum gs_identity_type type;
	bool locked;		 /* needs its passphrase first */
	bool public_known;	 /* ${pub} is filled */
	struct gs_recipient pub; /* the public half */
	char *name;		 /* for messages: "identity 'FILE'"; owned */
	struct gs_buf raw;	 /* while locked: what to unlock; secret */
	struct gs_buf secret;	 /* the scalar or seed, the passphrase */
	struct gs_rsa *rsa;	 /* owned */
};

/* A zeroed list is empty. */
struct gs_identities {
	struct gs_identity **v; /* owned, and each of them */
	size_t nr;
	size_t cap;
};

/**
 * gs_identities_parse(l, name, p, n, e):
 * Add what the ${n} bytes hold: an age identity file (comments, several
 * keys, BOM, CR and blanks allowed), the same encrypted with a passphrase
 * (binary or armored), an OpenSSH private key, a PEM or PKCS#8 key (RSA or
 * Ed25519), with or without a passphrase.
 *
 *   name  what messages call it, such as the file's path; copied.
 *
 * GS_OK (also if all it holds is foreign); GS_EUSAGE with a sentence that
 * says what stands there instead of an identity; GS_ETOOBIG, GS_ENOMEM,
 * GS_ECRYPTO.  ${l} is unchanged on failure.
 */
int gs_identities_parse(struct gs_identities *l, const char *name,
    const void *p, size_t n, struct gs_err *e) GS_MUST_USE;

/**
 * gs_identities_add_passphrase(l, pass, e):
 * Add a passphrase (copied), or, where ${pass} is NULL, one that is asked
 * for when a file needs it.
 */
int gs_identities_add_passphrase(struct gs_identities *l,
    const struct gs_buf *pass, struct gs_err *e) GS_MUST_USE;

/**
 * gs_identities_add_public(l, i, p, n):
 * The text of the .pub file beside the locked identity ${i}, for key formats
 * that hide the public half.  What does not fit is ignored.
 */
void gs_identities_add_public(
    struct gs_identities *l, size_t i, const void *p, size_t n);

/**
 * gs_identities_unlock(l, i, ask, e):
 * Ask for the passphrase of identity ${i} and open it; nothing happens if
 * it is not locked.  A GS_IDENTITY_FILE is replaced by what it holds: the
 * first at ${i}, the others at the end of the list.
 *
 * GS_OK; GS_ENOKEY (nobody to ask: ${ask} is NULL; a wrong passphrase;
 * foreign) and what ${ask} returns; GS_EDAMAGED, GS_EUSAGE (it opened, but
 * holds no identity), GS_ENOMEM, GS_ECRYPTO.  Stays locked on failure.
 */
int gs_identities_unlock(struct gs_identities *l, size_t i,
    const struct gs_ask *ask, struct gs_err *e) GS_MUST_USE;

/** gs_identities_recipient(l, i): R of identity ${i}, borrowed; NULL where
 * it has none (passphrase, foreign) or it is not known while locked. */
const char *gs_identities_recipient(const struct gs_identities *l, size_t i);

void gs_identities_clear(struct gs_identities *l);

/**
 * gs_identity_make(now, text, pub):
 * Make an X25519 identity; append it to ${text} as age-keygen prints it,
 * created at ${now} (Unix seconds).  ${pub} (NULL allowed) gets its
 * recipient.  GS_OK, GS_ENOMEM, GS_ECRYPTO.
 */
int gs_identity_make(
    uint64_t now, struct gs_buf *text, struct gs_recipient *pub) GS_MUST_USE;

#endif
